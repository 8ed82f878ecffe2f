package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/gazetteer"
	"github.com/salient-osint/salient/internal/read"
	"github.com/salient-osint/salient/when"
)

// Gazetteers gives the names of places that documents are read with, behind the case's own.
type Gazetteers func() ([]*gazetteer.Gazetteer, error)

// maxRead is how many bytes of text are kept read: some 4,000 press reports. What was read in
// these takes five to six times as much (BenchmarkInbox); in a text full of candidates, as the
// reference is, thirteen times.
const maxRead = 16 << 20

// readings are what was read in documents with one case's places, actors, sides and lexicons; what was
// read stays until one of these changes, or until maxRead is reached: then the oldest goes.
type readings struct {
	mu     sync.Mutex    // a read.Reader serves one at a time
	of     *salient.Case // that key is of
	key    string        // of what the case knows
	reader *read.Reader
	places *gazetteer.Set
	kept   map[string]wasRead // by layer and day of publication
	order  []string           // keys of kept, the oldest first
	length int                // bytes of their texts
	round  int                // how often it was all forgotten

	ranking   *Ranking
	rankedFor [2]*salient.Case // the view that ranking is of: all, and at its cut
}

// wasRead is what was read in a text of some bytes.
type wasRead struct {
	read.Result
	length int
}

// reading reads a document's text with what the case knows, and with the answers that a language
// model gave about it, if it was asked.
func (d *Desk) reading(ctx context.Context, c *salient.Case, doc *salient.Document, text Text) (read.Result, *gazetteer.Set, error) {
	d.readings.mu.Lock()
	defer d.readings.mu.Unlock()
	if err := d.prepare(ctx, c); err != nil {
		return read.Result{}, nil, err
	}
	day := published(c, doc)
	key := readingKey(text, day)
	x, ok := d.readings.kept[key]
	if !ok {
		kept := d.answersOn(ctx, text.Text)
		x = wasRead{kept.hear(d.readings.reader, text.Text, day).Result(), len(text.Text)}
		knowActors(c, x.Candidates)
		d.readings.keep(key, x)
	}
	result := x.Result
	result.Candidates = slices.Clone(result.Candidates) // scores are set by whoever asks
	return result, d.readings.places, nil
}

func readingKey(text Text, published *when.Day) string {
	if published == nil {
		return text.SHA256
	}
	return text.SHA256 + " " + published.String()
}

// keep keeps what was read; the oldest makes room for it.
func (r *readings) keep(key string, x wasRead) {
	r.kept[key], r.order, r.length = x, append(r.order, key), r.length+x.length
	for r.length > maxRead && len(r.order) > 1 {
		r.length -= r.kept[r.order[0]].length
		delete(r.kept, r.order[0])
		r.order = r.order[1:]
	}
}

// has reports whether a document was read with what the case knows.
func (r *readings) has(c *salient.Case, doc *salient.Document, text Text) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.current(c) {
		return false
	}
	_, ok := r.kept[readingKey(text, published(c, doc))]
	return ok
}

// room reports whether another text can be kept without one that makes room for it.
func (r *readings) room(text Text) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.length+len(text.Text) <= maxRead
}

// published is the last possible day of a document's publication, nil if that isn't known.
func published(c *salient.Case, doc *salient.Document) *when.Day {
	day, dated := doc.Published.Latest(c.Settings.Widening())
	if !dated {
		return nil
	}
	return &day
}

// knowActors puts the case's ids for parties that bear a case's name but were read as a mere
// description, as "the army" is within a sentence.
func knowActors(c *salient.Case, list []read.Candidate) {
	ids := map[string]string{}
	for i := range c.Actors {
		ids[strings.ToLower(c.Actors[i].Name)] = string(c.Actors[i].ID)
	}
	for i := range list {
		for _, party := range []*string{&list[i].Actor, &list[i].Other} {
			if _, known := c.Actor(salient.ActorID(*party)); known || *party == "" {
				continue
			}
			if id, ok := ids[strings.ToLower(*party)]; ok {
				*party = id
			}
		}
	}
}

// current reports whether the reader knows what the case knows.
func (r *readings) current(c *salient.Case) bool {
	if r.reader == nil {
		return false
	}
	if r.of != c && r.key == known(c) {
		r.of = c
	}
	return r.of == c
}

// prepare makes a reader if the case knows other places, actors, sides or lexicons than before.
func (d *Desk) prepare(ctx context.Context, c *salient.Case) error {
	r := &d.readings
	if r.current(c) {
		return nil
	}
	o, err := d.ReadWith(ctx, c)
	if err != nil {
		return err
	}
	reader, err := read.New(o)
	if err != nil {
		return err
	}
	r.of, r.key, r.reader, r.places = c, known(c), reader, o.Places
	r.clear()
	return nil
}

// clear forgets what was read.
func (r *readings) clear() {
	r.kept, r.order, r.length = map[string]wasRead{}, nil, 0
	r.ranking, r.round = nil, r.round+1
}

// drop forgets what was read, and what it was read with.
func (r *readings) drop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.of, r.reader = nil, nil
	r.clear()
}

// again makes documents be read anew by the same reader, as there are new answers about them.
func (r *readings) again() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clear()
}

// known is a key of all in a case that bears on how its documents are read.
func known(c *salient.Case) string {
	h := sha256.New()
	for _, p := range c.Places {
		at, people := "", int64(0)
		if p.At != nil {
			at = fmt.Sprint(*p.At)
		}
		if p.Population != nil {
			people = *p.Population
		}
		fmt.Fprintf(h, "%q %q %q %q %q %q %d %q %q\n", p.ID, p.Name, p.Names, p.Kind, p.Parent, at, people, p.PCode, p.GeonameID)
	}
	for _, a := range c.Actors {
		fmt.Fprintf(h, "%q %q %q\n", a.ID, a.Name, a.Names)
	}
	for _, x := range c.Lexicons {
		fmt.Fprintf(h, "%q %q %q\n", x.Type, x.SHA256, x.Sensitivity)
	}
	box := ""
	if c.Settings.Box != nil {
		box = fmt.Sprint(*c.Settings.Box)
	}
	fmt.Fprintf(h, "%q %q %q", c.Settings.Sides, c.Settings.Country, box)
	return hex.EncodeToString(h.Sum(nil))
}

// Ranking is how a case's candidates are scored.
type Ranking struct {
	Decisions []read.Decided // of the case, on candidates that are offered in its documents
	Own       bool           // the model was trained from them; else it is the one that ships
	// Precision is how many of the case's decided candidates with at least a score were accepted,
	// each scored by a model that didn't know the decision.
	Precision func(threshold float64) read.Precision

	model *read.Model
}

// enoughDecisions is how many decisions a case's own model is trained from at least. Below, a
// tenth more or less of precision is what chance alone does.
const enoughDecisions = 20

// maxTraining bounds the documents whose decisions teach.
const maxTraining = 256

// Model is what scores the case's candidates.
func (r *Ranking) Model() *read.Model { return r.model }

// Scoring says which model that is.
func (r *Ranking) Scoring() read.Scoring {
	s := read.Scoring{Model: read.SeedModel, Decisions: len(r.Decisions)}
	if r.Own {
		s.Model = read.CaseModel
	}
	return s
}

// Ranking trains the case's model from its decisions, if there are enough. It is kept until
// somebody writes to the case or asks a language model.
func (d *Desk) Ranking(ctx context.Context, v *View) (*Ranking, error) {
	kept, round := d.readings.ranked(v)
	if kept != nil {
		return kept, nil
	}
	r, err := d.train(ctx, v)
	if err == nil {
		d.readings.rank(v, r, round)
	}
	return r, err
}

func (d *Desk) train(ctx context.Context, v *View) (*Ranking, error) {
	seed, err := read.Seed()
	if err != nil {
		return nil, err
	}
	r := &Ranking{model: seed}
	claims := decidedClaims(v.All)
	docs := 0
	for i := range v.All.Documents {
		doc := &v.All.Documents[i]
		if len(claims[doc.ID]) == 0 || docs == maxTraining {
			continue
		}
		text, err := d.Text(ctx, doc)
		if errors.Is(err, salient.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		docs++
		result, _, err := d.reading(ctx, v.All, doc, text)
		if err != nil {
			return nil, err
		}
		r.Decisions = append(r.Decisions, decisions(doc, result.Candidates, claims[doc.ID], v.Book().Side)...)
	}
	if r.Own = len(r.Decisions) >= enoughDecisions; r.Own {
		r.model = read.Train(r.Decisions, seed)
	}
	r.Precision = remembered(func(threshold float64) read.Precision { return read.PrecisionAt(r.Decisions, seed, threshold) })
	return r, nil
}

// ranked is the ranking that was trained for a view, nil if there is none; round counts how often
// what was read was forgotten.
func (r *readings) ranked(v *View) (kept *Ranking, round int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rankedFor == [2]*salient.Case{v.All, v.Case} {
		kept = r.ranking
	}
	return kept, r.round
}

// rank keeps the ranking of a view, unless what it was trained from was forgotten since a round.
func (r *readings) rank(v *View, ranking *Ranking, round int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.round == round {
		r.ranking, r.rankedFor = ranking, [2]*salient.Case{v.All, v.Case}
	}
}

func decidedClaims(c *salient.Case) map[salient.DocumentID][]*salient.Claim {
	out := map[salient.DocumentID][]*salient.Claim{}
	for i := range c.Claims {
		if cl := &c.Claims[i]; cl.Status != salient.Candidate {
			out[cl.Document] = append(out[cl.Document], cl)
		}
	}
	return out
}

// decisions are what a document's decided claims say of its candidates: a claim made from a
// candidate speaks of that one, and says that it was right only if it was accepted as it was
// offered; others speak of those that they agree with (read.Decisions).
func decisions(doc *salient.Document, list []read.Candidate, claims []*salient.Claim, side read.Side) []read.Decided {
	made := map[salient.ClaimID]*salient.Claim{}
	for _, cl := range claims {
		made[cl.ID] = cl
	}
	var out []read.Decided
	var rest []read.Candidate
	ids := offerIDs(doc, list)
	for i := range list {
		cl := made[ids[i]]
		if cl == nil {
			rest = append(rest, list[i])
			continue
		}
		out = append(out, read.Decided{Features: list[i].Features(), Accepted: cl.Status == salient.Accepted && read.Kept(&list[i], cl, side)})
	}
	others := slices.DeleteFunc(slices.Clone(claims), func(cl *salient.Claim) bool { return slices.Contains(ids, cl.ID) })
	return append(out, read.Decisions(rest, others, side, false)...)
}

// offerIDs are the ids of the claims that a document's candidates become: of its id, and of
// what was read and by which rule. They don't depend on what the names are taken to mean, so
// that they stay when a place is added to the case.
func offerIDs(doc *salient.Document, list []read.Candidate) []salient.ClaimID {
	out := make([]salient.ClaimID, len(list))
	seen := map[string]int{}
	for i := range list {
		c := &list[i]
		key := strings.Join([]string{c.Rule, string(c.Kind), string(c.Stance), c.Claimant, c.Quote}, "\x00")
		seen[key]++
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, seen[key]))
		out[i] = salient.ClaimID(fmt.Sprintf("%s-r-%x", doc.ID, sum[:4]))
	}
	return out
}
