package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/gazetteer"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/read"
	"github.com/salient-osint/salient/internal/store"
)

// Review is what was read in a document and waits for somebody's decision.
type Review struct {
	Document *salient.Document
	Text     Text
	Offers   []Offer // the most uncertain first
	Left     int     // candidates in them
	Decided  int     // candidates that were decided on or coded already
	Ranking  *Ranking
	Model    *read.Hearing // what a language model was asked about the document
}

// Offer is a candidate with those that say the same elsewhere in the document.
type Offer struct {
	read.Candidate
	ID     salient.ClaimID // of the claim that it becomes
	Alike  []Alike         // the others
	Places []Choice        // what its place may be, as it was read first; none if it has no place
}

// Alike is another candidate of the same content.
type Alike struct {
	ID         salient.ClaimID
	Quote      string
	Start, End int // code points of the text layer
}

// IDs are the ids of all candidates of an offer.
func (o *Offer) IDs() []salient.ClaimID {
	out := []salient.ClaimID{o.ID}
	for _, a := range o.Alike {
		out = append(out, a.ID)
	}
	return out
}

// Choice is a place that a name may mean.
type Choice struct {
	ID     string // of the case, or of a gazetteer, or a bare name
	Name   string
	At     *geo.Point // nil if unknown
	Kind   string
	People int64   // 0 if unknown
	Around string  // what it lies in, by name; "" if unknown
	Score  float64 // probability among the places of its name; 0 for one that is named beside it
	Named  string  // the words of the text that name it; "" if it is named elsewhere
	InCase bool
}

// Review reads a document and offers what isn't coded yet. Documents without a text layer are
// salient.ErrNotFound.
func (d *Desk) Review(ctx context.Context, v *View, id salient.DocumentID) (*Review, error) {
	doc, text, result, places, err := d.readNow(ctx, v, id)
	if err != nil {
		return nil, err
	}
	ranking, err := d.Ranking(ctx, v)
	if err != nil {
		return nil, err
	}
	for i := range result.Candidates {
		c := &result.Candidates[i]
		c.Score = ranking.model.Score(c.Features())
	}
	r := &Review{Document: doc, Text: text, Ranking: ranking, Model: result.Model}
	r.offer(v, &result, places)
	return r, nil
}

// readNow is a document, its text, and what is read in it.
func (d *Desk) readNow(ctx context.Context, v *View, id salient.DocumentID) (doc *salient.Document, text Text, result read.Result, places *gazetteer.Set, err error) {
	doc, ok := v.All.Document(id)
	if !ok {
		return nil, text, result, nil, fmt.Errorf("no document %q: %w", id, salient.ErrNotFound)
	}
	if text, err = d.Text(ctx, doc); err != nil {
		return nil, text, result, nil, err
	}
	result, places, err = d.reading(ctx, v.All, doc, text)
	return doc, text, result, places, err
}

// offer queues the candidates that no claim of the document covers.
func (r *Review) offer(v *View, result *read.Result, places *gazetteer.Set) {
	ids := offerIDs(r.Document, result.Candidates)
	left := codedIn(&r.Text, claimsOf(v.All, r.Document.ID)).leave(result.Candidates, ids, v.Book().Side)
	r.Left, r.Decided = len(left), len(ids)-len(left)
	open := make([]read.Candidate, len(left))
	for i, n := range left {
		open[i] = result.Candidates[n]
	}
	for _, g := range read.Queue(open) {
		first := &open[g[0]]
		o := Offer{Candidate: *first, ID: ids[left[g[0]]], Places: choices(v.All, first, result, places)}
		for _, i := range g[1:] {
			o.Alike = append(o.Alike, Alike{ids[left[i]], open[i].Quote, open[i].Start, open[i].End})
		}
		r.Offers = append(r.Offers, o)
	}
}

// coded are a document's claims with their passages.
type coded struct {
	claims []*salient.Claim
	at     map[salient.ClaimID]Passage
}

func claimsOf(c *salient.Case, id salient.DocumentID) (out []*salient.Claim) {
	for i := range c.Claims {
		if cl := &c.Claims[i]; cl.Document == id {
			out = append(out, cl)
		}
	}
	return out
}

func codedIn(text *Text, claims []*salient.Claim) coded {
	out := coded{claims, map[salient.ClaimID]Passage{}}
	for _, cl := range claims {
		if p, ok := text.Find(cl); ok && !p.Orphaned {
			out.at[cl.ID] = p
		}
	}
	return out
}

// leave gives the candidates, by their index, that the claims leave open; ids are those of the
// claims that they become.
func (k coded) leave(list []read.Candidate, ids []salient.ClaimID, side read.Side) (open []int) {
	for i := range list {
		if !k.cover(&list[i], ids[i], ids, side) {
			open = append(open, i)
		}
	}
	return open
}

// cover reports whether a candidate was decided on, or is coded by a claim that was made
// otherwise: of the same content, in words that overlap if the claim's are known.
func (k coded) cover(c *read.Candidate, id salient.ClaimID, offers []salient.ClaimID, side read.Side) bool {
	for _, cl := range k.claims {
		if cl.ID == id {
			return true
		}
		p, found := k.at[cl.ID]
		if slices.Contains(offers, cl.ID) || cl.What != c.What || cl.Stance != c.Stance || found && (p.Start >= c.End || c.Start >= p.End) ||
			cl.Claimant != "" && c.Claimant != "" && !strings.EqualFold(cl.Claimant, c.Claimant) {
			continue
		}
		if read.Agrees(c, cl, side) {
			return true
		}
	}
	return false
}

// choices lists what a candidate's place may be: as it was read, what else the name may mean,
// then the other places that its sentence names.
func choices(c *salient.Case, x *read.Candidate, result *read.Result, places *gazetteer.Set) []Choice {
	if x.Place == "" {
		return nil
	}
	out := []Choice{choice(c, places, x.Place)}
	add := func(id, named string, score float64) {
		if i := slices.IndexFunc(out, func(o Choice) bool { return o.ID == id }); i >= 0 {
			out[i].Score, out[i].Named = max(out[i].Score, score), cmp.Or(out[i].Named, named)
			return
		}
		o := choice(c, places, id)
		o.Score, o.Named = score, named
		out = append(out, o)
	}
	var here []read.Toponym
	for _, t := range result.Toponyms {
		if t.Place == x.Place {
			add(t.Place, "", t.Score)
			for _, a := range t.Alternatives {
				add(a.Place, "", a.Score)
			}
		}
		if t.Start >= x.Start && t.End <= x.End {
			here = append(here, t)
		}
	}
	for _, t := range here {
		score := 0.0
		if t.Place == x.Place {
			score = t.Score
		}
		add(t.Place, t.Text, score)
	}
	return out[:min(len(out), maxChoices)]
}

// maxChoices is as many as there are digits to choose by.
const maxChoices = 9

func choice(c *salient.Case, places *gazetteer.Set, id string) Choice {
	out := Choice{ID: id, Name: id}
	_, out.InCase = c.Place(salient.PlaceID(id))
	p, ok := places.Place(id)
	if !ok {
		return out
	}
	out.Name, out.Kind, out.People = p.Name, p.Kind.String(), p.People
	if p.Located {
		at := p.At
		out.At = &at
	}
	if around, ok := places.Place(p.Parent); ok && p.Parent != "" {
		out.Around = around.Name
	} else if country, ok := places.Place("iso:" + p.Country); ok && p.Country != "" && p.Kind != gazetteer.Country {
		out.Around = country.Name
	}
	return out
}

// Ruling is what somebody decided on candidates of a document.
type Ruling struct {
	Who      string
	Document salient.DocumentID
	Offers   []salient.ClaimID // by the ids of the claims that they become
	Accept   bool
	Place    string // instead of the place that was read; "" leaves it
	Reason   string // for the ledger, and for each claim
}

// Rule writes the claims that candidates become, accepted or rejected, each with its passage
// and the decision; for those accepted also the places and actors that the case lacks. All of
// it is one entry. If one of them was decided on meanwhile it is a salient.ErrConflict, and
// nothing is written.
func (d *Desk) Rule(ctx context.Context, v *View, x Ruling) (store.Entry, error) {
	if strings.TrimSpace(x.Reason) == "" {
		return store.Entry{}, Problems{{File: "reason", What: "reason: blank: a decision without one can't be checked"}}
	}
	b, err := d.drafting(ctx, v, x.Document)
	if err != nil {
		return store.Entry{}, err
	}
	var rows []salient.Row
	for _, id := range x.Offers {
		c, err := b.candidate(id, x.Place)
		if err != nil {
			return store.Entry{}, err
		}
		if x.Accept {
			rows = append(rows, d.decided(b.claim(id, &c), x.Who, salient.Accepted, x.Reason))
		} else {
			rows = append(rows, d.decided(b.refused(id, &c), x.Who, salient.Rejected, x.Reason))
		}
	}
	return d.saveNew(ctx, x.Who, x.Reason, append(b.added, rows...))
}

// Draft is the claim that a candidate becomes, to be mended in a form, at another place than
// was read unless that is ""; the places and actors that the case lacks come with it.
func (d *Desk) Draft(ctx context.Context, v *View, doc salient.DocumentID, id salient.ClaimID, place string) (claim salient.Row, added []salient.Row, err error) {
	b, err := d.drafting(ctx, v, doc)
	if err != nil {
		return claim, nil, err
	}
	c, err := b.candidate(id, place)
	if err != nil {
		return claim, nil, err
	}
	return b.claim(id, &c), b.added, nil
}

// SaveMended writes a claim that somebody mended from a candidate, accepted by them, with
// those of the places and actors added that it still names, as one entry.
func (d *Desk) SaveMended(ctx context.Context, who, why string, claim salient.Row, added []salient.Row) (store.Entry, error) {
	named := strings.Split(strings.Join([]string{claim.Get("place"), claim.Get("to"), claim.Get("actor"), claim.Get("other")}, "|"), "|")
	rows := slices.DeleteFunc(slices.Clone(added), func(r salient.Row) bool { return !slices.Contains(named, r.ID) })
	why = cmp.Or(strings.TrimSpace(why), "mended from a candidate and accepted")
	row := d.decided(d.anchor(ctx, tidy(claim)), who, salient.Accepted, why)
	return d.saveNew(ctx, who, why, append(rows, row))
}

func (d *Desk) decided(row salient.Row, who string, how salient.Decision, reason string) salient.Row {
	return row.With("status", string(how)).With("decided_by", who).
		With("decided_at", d.Now().UTC().Format("2006-01-02")).With("reason", reason)
}

// saveNew writes new rows as one entry. Of places and actors one that somebody made meanwhile
// is left as it is.
func (d *Desk) saveNew(ctx context.Context, who, why string, rows []salient.Row) (store.Entry, error) {
	return d.DB.Update(ctx, who, why, func(w store.Writer) error {
		known, err := d.knownIDs(ctx, w)
		if err != nil {
			return err
		}
		var ps Problems
		for _, row := range rows {
			if row.Kind != salient.KindClaim && known.has[row.Kind][row.ID] {
				continue
			}
			if err := unchangedSince(w, row.Kind, row.ID, 0); err != nil {
				return err
			}
			row = known.withIDs(tidy(row))
			known.add(row)
			ps = append(ps, faultsOf(known, row)...)
			if err := w.Put(row); err != nil {
				return err
			}
		}
		if known.err != nil || len(ps) > 0 {
			return cmp.Or[error](known.err, ps)
		}
		return nil
	})
}

// drafts makes rows of candidates.
type drafts struct {
	c      *salient.Case
	doc    *salient.Document
	text   Text
	pages  []int
	places *gazetteer.Set
	ids    []salient.ClaimID
	read   []read.Candidate
	added  []salient.Row     // places and actors that the case lacks
	named  map[string]string // their new ids, by what they were read as
}

func (d *Desk) drafting(ctx context.Context, v *View, id salient.DocumentID) (*drafts, error) {
	doc, text, result, places, err := d.readNow(ctx, v, id)
	if err != nil {
		return nil, err
	}
	return &drafts{
		c: v.All, doc: doc, text: text, pages: ingest.Pages(text.Text), places: places,
		ids: offerIDs(doc, result.Candidates), read: result.Candidates, named: map[string]string{},
	}, nil
}

// candidate is what was read under an id, at another place unless that is "".
func (b *drafts) candidate(id salient.ClaimID, place string) (read.Candidate, error) {
	i := slices.Index(b.ids, id)
	if i < 0 {
		return read.Candidate{}, fmt.Errorf("candidate %s isn't read in document %s, or not any more: %w", id, b.doc.ID, salient.ErrNotFound)
	}
	c := b.read[i]
	if place == "" || place == c.Place {
		return c, nil
	}
	if _, ok := b.places.Place(place); !ok {
		return c, Problems{{File: "place", What: fmt.Sprintf("place: %q: no such place", shorten(place))}}
	}
	c.Place = place
	return c, nil
}

// claim is the claim that a candidate becomes.
func (b *drafts) claim(id salient.ClaimID, c *read.Candidate) salient.Row {
	return b.said(id, c).With("kind", string(c.Kind)).With("what", c.What).
		With("place", b.place(c.Place)).With("to", b.place(c.To)).With("actor", b.actor(c.Actor)).With("other", b.actor(c.Other)).
		With("value", c.Value).With("amount", c.Amount).With("unit", c.Unit)
}

// refused is the claim that a rejected candidate becomes. One that names what the case doesn't
// have becomes a statement that says so: a mistake adds no place and no actor.
func (b *drafts) refused(id salient.ClaimID, c *read.Candidate) salient.Row {
	if b.knows(c.Place, c.To) && b.knowsActors(c.Actor, c.Other) {
		return b.claim(id, c)
	}
	words := strings.Join(strings.Fields(strings.Join([]string{string(c.Kind) + ":", c.Actor, c.What, c.Other, c.Place, c.To}, " ")), " ")
	return b.said(id, c).With("kind", string(salient.Statement)).With("what", "offered").With("says", clip(words, salient.MaxSays))
}

func (b *drafts) said(id salient.ClaimID, c *read.Candidate) salient.Row {
	note := "offered by " + OfferedBy(c)
	if c.Sector != "" {
		note += "; its part: " + c.Sector
	}
	switch c.Dated {
	case read.DatedBefore:
		note += "; dated by what stands before it"
	case read.DatedDocument:
		note += "; dated by the document's day"
	}
	return anchored(salient.NewRow(salient.KindClaim, string(id), map[string]string{
		"document": string(b.doc.ID), "locator": b.locator(c.Start), "quote": c.Quote, "claimant": c.Claimant,
		"stance": string(c.Stance), "hedge": c.Hedge, "evidence": string(c.Evidence), "when": c.When, "span": cmp.Or(c.Span, "every"), "note": note,
	}), c.Start, c.End, b.text.SHA256)
}

// OfferedBy says in words what offered a candidate: a rule, a language model, or both.
func OfferedBy(c *read.Candidate) string {
	switch {
	case c.ByModel():
		return c.Rule
	case c.Also != "":
		return "rule " + c.Rule + " and " + c.Also
	}
	return "rule " + c.Rule
}

// locator says where a passage is, for people: its page, or its paragraph where the text has
// no pages.
func (b *drafts) locator(start int) string {
	if len(b.pages) > 1 {
		page := 0
		for page < len(b.pages) && b.pages[page] <= start {
			page++
		}
		return "p. " + strconv.Itoa(page)
	}
	before := string([]rune(b.text.Text)[:start])
	return "para. " + strconv.Itoa(1+strings.Count(before, "\n\n"))
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

func (b *drafts) knows(places ...string) bool {
	return !slices.ContainsFunc(places, func(id string) bool {
		_, ok := b.c.Place(salient.PlaceID(id))
		return id != "" && !ok
	})
}

func (b *drafts) knowsActors(actors ...string) bool {
	return !slices.ContainsFunc(actors, func(id string) bool {
		_, ok := b.c.Actor(salient.ActorID(id))
		return id != "" && !ok
	})
}

// place is the case's id of a place, which is added if the case doesn't have it.
func (b *drafts) place(id string) string {
	if id == "" || b.knows(id) {
		return id
	}
	if b.named["place "+id] == "" {
		row := b.placeRow(id)
		b.named["place "+id], b.added = row.ID, append(b.added, row)
	}
	return b.named["place "+id]
}

// placeRow is a place of a gazetteer as a row of the case; of a bare name nothing else is known.
func (b *drafts) placeRow(id string) salient.Row {
	cells := map[string]string{"name": id, "precision": "unknown", "note": "named in " + string(b.doc.ID) + "; no gazetteer has it"}
	if p, ok := b.places.Place(id); ok {
		origin, number, _ := strings.Cut(p.ID, ":")
		cells = map[string]string{"name": p.Name, "kind": placeKinds[p.Kind], "precision": "unknown", "note": "from a gazetteer: " + p.ID}
		if p.Located {
			cells["lon"], cells["lat"], cells["precision"] = degrees(p.At.Lon), degrees(p.At.Lat), "approximate"
		}
		if p.People > 0 {
			cells["population"] = strconv.FormatInt(p.People, 10)
		}
		switch origin {
		case "geonames":
			cells["geonameid"] = number
		case "pcode", "iso":
			cells["pcode"] = number
		}
	}
	return salient.NewRow(salient.KindPlace, b.free(salient.KindPlace, cells["name"]), cells)
}

var placeKinds = map[gazetteer.Kind]string{
	gazetteer.Country: "country", gazetteer.Region: "governorate", gazetteer.District: "district",
	gazetteer.Capital: "city", gazetteer.Seat: "city", gazetteer.Town: "town", gazetteer.Sector: "sector",
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', 5, 64) }

// actor is the case's id of an actor, which is added if the case doesn't have it.
func (b *drafts) actor(id string) string {
	if id == "" || b.knowsActors(id) {
		return id
	}
	if b.named["actor "+id] == "" {
		row := salient.NewRow(salient.KindActor, b.free(salient.KindActor, id), map[string]string{
			"name": id, "note": "named in " + string(b.doc.ID) + "; whose side it is on isn't said",
		})
		b.named["actor "+id], b.added = row.ID, append(b.added, row)
	}
	return b.named["actor "+id]
}

// free is an id of a name that the case doesn't have yet.
func (b *drafts) free(k salient.Kind, name string) string {
	base := slug(name)
	if !strings.ContainsFunc(name, func(r rune) bool { return r < 0x250 && unicode.IsLetter(r) }) {
		base = slug(gazetteer.Romanise(gazetteer.Fold(name)))
	}
	taken := func(id string) bool {
		_, place := b.c.Place(salient.PlaceID(id))
		_, actor := b.c.Actor(salient.ActorID(id))
		return place || actor || slices.ContainsFunc(b.added, func(r salient.Row) bool { return r.Kind == k && r.ID == id })
	}
	id := base
	for n := 2; taken(id); n++ {
		id = fmt.Sprintf("%s-%d", base, n)
	}
	return id
}

// LastRuling is the newest entry by somebody that decided on candidates of a document; ok is
// false if there is none that still stands.
func (d *Desk) LastRuling(ctx context.Context, v *View, id salient.DocumentID, who string) (entry store.Entry, ok bool, err error) {
	prefix := string(id) + "-r-"
	err = d.DB.View(ctx, func(r store.Reader) error {
		for i := range v.All.Claims {
			cl := &v.All.Claims[i]
			if cl.Document != id || !strings.HasPrefix(string(cl.ID), prefix) || cl.DecidedBy != who {
				continue
			}
			last, err := lastRevision(r, salient.KindClaim, string(cl.ID))
			if err != nil {
				return err
			}
			if last != nil && last.Entry.Seq > entry.Seq && last.Entry.Who == who {
				entry, ok = last.Entry, true
			}
		}
		return nil
	})
	return entry, ok, err
}

// UndoEntry takes back what one entry wrote, as a new entry: rows are again as they were
// before, those that were new are gone, but for places and actors that others name since. If
// a row was written again meanwhile it is a salient.ErrConflict, and nothing is changed.
func (d *Desk) UndoEntry(ctx context.Context, who string, seq uint64) (store.Entry, error) {
	return d.DB.Update(ctx, who, fmt.Sprintf("undo of entry %d", seq), func(w store.Writer) error {
		var changes []store.Change
		for c, err := range w.Changes(seq) {
			if err != nil {
				return err
			}
			changes = append(changes, c)
		}
		slices.Reverse(changes) // what names goes before what is named
		for _, c := range changes {
			if err := d.undoChange(ctx, w, seq, c.Row); err != nil {
				return err
			}
		}
		return nil
	})
}

func (d *Desk) undoChange(ctx context.Context, w store.Writer, seq uint64, row salient.Row) error {
	var before, last *store.Revision
	for rev, err := range w.History(row.Kind, row.ID) {
		if err != nil {
			return err
		}
		before, last = last, &rev
	}
	switch {
	case last == nil || last.Entry.Seq != seq:
		return fmt.Errorf("%s %s was written again since entry %d: %w", row.Kind, row.ID, seq, salient.ErrConflict)
	case before != nil && before.Change.Forgotten:
		return fmt.Errorf("%s %s: the revision before was forgotten: %w", row.Kind, row.ID, salient.ErrNotFound)
	case before != nil && !before.Change.Removed:
		return w.Put(before.Change.Row)
	}
	have, err := present(w)
	if err != nil {
		return err
	}
	known := newIDs(d.opener(ctx, nil))
	for _, r := range have {
		known.add(r)
	}
	known.remove(row.Kind, row.ID)
	ps := dangling(nil, have, known, []Ref{refOf(row)})
	switch {
	case known.err != nil:
		return known.err
	case len(ps) > 0 && row.Kind != salient.KindClaim:
		return nil
	case len(ps) > 0:
		ps.sort()
		return ps
	}
	return w.Remove(row.Kind, row.ID)
}
