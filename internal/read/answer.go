package read

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/gazetteer"
	"github.com/salient-osint/salient/when"
)

// An answer is outside matter, and the report that it is about may have been written to mislead
// the model. So nothing is taken from an answer but what can be found elsewhere: words of the
// schema, ids of places and parties that are known, and words of the text. Whatever an answer
// says, a candidate that is kept consists of these.

// ErrUnusable is an answer that can't be read at all: too long, or without words.
var ErrUnusable = errors.New("the answer can't be used")

// mostOffered is how many candidates of one answer are looked at: of a passage of a page, rules
// offered 21 at most in the texts that docs/reading.md tells of.
const mostOffered = 40

// Reasons for which a candidate of a model is dropped. Others name the field whose word isn't
// one of the schema: "unknown kind", "unknown what" …
const (
	wrongShape   = "not of the schema"
	tooMany      = "more than 40 in one answer"
	again        = "offered twice"
	notQuoted    = "quote not in the passage"
	shortQuote   = "quote of less than three words"
	noPlace      = "place not known"
	noActor      = "party not known"
	noClaimant   = "claimant not in the document"
	notInPassage = " not in the passage" // behind "hedge", "unit"
	wrongDate    = "date out of range"
	noDate       = "no date"
	unfit        = "not a place that is held" // a country
)

// offered is a candidate as a model gives it.
type offered struct {
	Kind     string `json:"kind"`
	What     string `json:"what"`
	Place    string `json:"place"`
	To       string `json:"to"`
	Actor    string `json:"actor"`
	Other    string `json:"other"`
	Claimant string `json:"claimant"`
	Stance   string `json:"stance"`
	Hedge    string `json:"hedge"`
	Evidence string `json:"evidence"`
	Value    string `json:"value"`
	Amount   string `json:"amount"`
	Unit     string `json:"unit"`
	When     string `json:"when"`
	Span     string `json:"span"`
	Quote    string `json:"quote"`
}

// decodeAnswer finds the JSON object in an answer: models write their thoughts, a greeting or a
// fence of code around it. The object itself has to be whole, with nothing in it but candidates.
func decodeAnswer(answer string) ([]json.RawMessage, error) {
	if i := strings.LastIndex(answer, "</think>"); i >= 0 {
		answer = answer[i:]
	}
	i := strings.IndexByte(answer, '{')
	if i < 0 || !utf8.ValidString(answer) {
		return nil, ErrUnusable
	}
	var object struct {
		Candidates *[]json.RawMessage `json:"candidates"`
	}
	if err := strict(strings.NewReader(answer[i:])).Decode(&object); err != nil {
		return nil, ErrUnusable
	}
	if object.Candidates == nil {
		return nil, ErrUnusable
	}
	return *object.Candidates, nil
}

func strict(r io.Reader) *json.Decoder {
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	return d
}

// decodeOffered reads one candidate of an answer; ok is false if it isn't of the schema.
func decodeOffered(raw json.RawMessage) (o offered, ok bool) {
	if len(raw) == 0 || raw[0] != '{' || strict(bytes.NewReader(raw)).Decode(&o) != nil {
		return o, false
	}
	for _, s := range []*string{
		&o.Kind, &o.What, &o.Place, &o.To, &o.Actor, &o.Other, &o.Claimant, &o.Stance, &o.Hedge, &o.Evidence,
		&o.Value, &o.Amount, &o.Unit, &o.When, &o.Span, &o.Quote,
	} {
		*s = oneLine(*s)
		if strings.ContainsFunc(*s, unicode.IsControl) {
			return o, false
		}
	}
	return o, true
}

// check makes a candidate of what a model offers about passage i. why says for which reason it
// is dropped; "" if it isn't.
func (q *Inquiry) check(i int, raw json.RawMessage) (c Candidate, why string) {
	o, ok := decodeOffered(raw)
	if !ok {
		return c, wrongShape
	}
	if c, why = o.candidate(); why != "" {
		return c, why
	}
	for _, step := range []func(*Candidate, *offered, stretch) string{q.quoted, q.partied, q.placed, q.said, q.dated} {
		if why = step(&c, &o, q.passages[i]); why != "" {
			return c, why
		}
	}
	c.Rule = q.label
	c.features = q.featuresOf(&c)
	c.Score = rounded(q.reader.model.Score(c.features))
	return c, ""
}

// candidate checks the words of the schema, as a claim's are checked.
func (o *offered) candidate() (Candidate, string) {
	if o.Kind == string(salient.Statement) {
		o.What = "statement" // otherwise free text
	}
	if o.Value != "" && o.Kind != string(salient.Holds) && o.Kind != string(salient.Condition) {
		return Candidate{}, "unknown value"
	}
	claim, err := salient.NewRow(salient.KindClaim, "x", map[string]string{
		"document": "x", "kind": o.Kind, "what": o.What, "place": o.Place, "to": o.To, "actor": o.Actor, "other": o.Other,
		"stance": o.Stance, "evidence": o.Evidence, "value": o.Value, "amount": o.Amount, "when": o.When, "span": o.Span,
	}).Claim()
	if field := (*salient.FieldError)(nil); errors.As(err, &field) {
		return Candidate{}, "unknown " + field.Column
	}
	c := Candidate{
		Kind: claim.Kind, What: claim.What, Stance: claim.Stance, Value: claim.Value, Amount: o.Amount, When: o.When,
	}
	if claim.Evidence != "none" {
		c.Evidence = claim.Evidence
	}
	if claim.Some {
		c.Span = "some"
	}
	return c, ""
}

// quoted finds the quote in the passage, letter by letter; only white space may differ.
func (q *Inquiry) quoted(c *Candidate, o *offered, p stretch) string {
	words := strings.Fields(o.Quote)
	if len(words) < 3 {
		return shortQuote
	}
	from, to, ok := findWords(q.doc.original[p.from:p.to], o.Quote)
	if !ok {
		return notQuoted
	}
	from, to = p.from+from, p.from+to
	c.Quote, c.Start, c.End = q.doc.original[from:to], q.doc.runes.at(from), q.doc.runes.at(to)
	return ""
}

// findWords finds words, parted by single spaces, in a text whose white space may be any, not
// amid a word; in bytes.
func findWords(text, words string) (from, to int, ok bool) {
	flat, at := flatten(text)
	if from, to, ok = findFlat(flat, words); !ok {
		return 0, 0, false
	}
	return at[from], at[to-1] + 1, true
}

// findFlat finds words in a text where nothing but single spaces parts them.
func findFlat(flat, words string) (from, to int, ok bool) {
	for i := 0; words != ""; {
		k := strings.Index(flat[i:], words)
		if k < 0 {
			break
		}
		if from, to := i+k, i+k+len(words); !amidWord(flat, from) && !amidWord(flat, to) {
			return from, to, true
		}
		_, size := utf8.DecodeRuneInString(flat[i+k:])
		i += k + size
	}
	return 0, 0, false
}

// amidWord reports whether letters or digits stand on both sides of a byte.
func amidWord(s string, i int) bool {
	a, _ := utf8.DecodeLastRuneInString(s[:i])
	b, _ := utf8.DecodeRuneInString(s[i:])
	word := func(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
	return word(a) && word(b)
}

// flatten makes single spaces of all white space, and tells where each byte stood.
func flatten(text string) (flat string, at []int) {
	b := make([]byte, 0, len(text))
	space := false
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			space = len(b) > 0
			i += size
			continue
		}
		if space {
			b, at, space = append(b, ' '), append(at, i-1), false
		}
		for range size {
			b, at = append(b, text[i]), append(at, i)
			i++
		}
	}
	return string(b), at
}

// partied finds the parties that are meant.
func (q *Inquiry) partied(c *Candidate, o *offered, _ stretch) string {
	var ok, ok2 bool
	c.Actor, ok = q.actor(o.Actor)
	c.Other, ok2 = q.actor(o.Other)
	if !ok || !ok2 || c.Actor != "" && c.Actor == c.Other {
		return noActor
	}
	return ""
}

// names are what a document names, for looking up what a model names.
type names struct {
	places, actors map[string]string // ids by id, and by the words that name them
	text           string            // the document, lowered
}

// namesIn gathers the names that the rules found in a document. The first that bears a name has it.
func namesIn(r *Result, text string) names {
	n := names{places: map[string]string{}, actors: map[string]string{}, text: lowered(text)}
	put := func(m map[string]string, key, id string) {
		if _, ok := m[key]; !ok {
			m[key] = id
		}
	}
	for _, t := range r.Toponyms {
		put(n.places, t.Place, t.Place)
		for _, a := range t.Alternatives {
			put(n.places, a.Place, a.Place)
		}
		put(n.places, spoken(gazetteer.Words(t.Text)), t.Place)
	}
	for _, a := range r.Actors {
		put(n.actors, a.Actor, a.Actor)
		put(n.actors, spoken(gazetteer.Words(a.Text)), a.Actor)
	}
	return n
}

func withoutThe(words []gazetteer.Word) []gazetteer.Word {
	if len(words) > 1 && words[0].Fold == "the" {
		return words[1:]
	}
	return words
}

// spoken is the key of a name's words, apart from all ids.
func spoken(words []gazetteer.Word) string { return " " + stemsOf(words) }

// actor is the party that an id or a name means: one of the case, or one that the rules found
// in the document, too.
func (q *Inquiry) actor(name string) (id string, ok bool) {
	if name == "" || q.reader.known[name] {
		return name, true
	}
	words := withoutThe(gazetteer.Words(name))
	if id, ok := q.names.actors[name]; ok {
		return id, true
	}
	if id, ok := q.names.actors[spoken(words)]; ok {
		return id, true
	}
	for _, m := range q.reader.parties.find(name, words) {
		if m.from == 0 && m.to == len(words) && q.reader.known[m.actor] {
			return m.actor, true
		}
	}
	return "", false
}

// placed finds the places that are meant.
func (q *Inquiry) placed(c *Candidate, o *offered, _ stretch) string {
	var ok, ok2 bool
	c.Place, ok = q.place(o.Place)
	c.To, ok2 = q.place(o.To)
	if !ok || !ok2 {
		return noPlace
	}
	p, found := q.reader.naming.places.Place(c.Place)
	if found && p.Kind == gazetteer.Country && (c.Kind == salient.Holds || c.Kind == salient.Presence) {
		return unfit
	}
	return ""
}

// place is the place that an id or a name means: one of the case, or one that the document
// names. A name means the same as it does to the rules.
func (q *Inquiry) place(name string) (id string, ok bool) {
	if name == "" || q.reader.ownPlaces[name] || q.doc.nowhere[name] != nil {
		return name, true
	}
	words := withoutThe(gazetteer.Words(name))
	if id, ok := q.names.places[name]; ok {
		return id, true
	}
	if id, ok := q.names.places[spoken(words)]; ok {
		return id, true
	}
	if m, found := q.reader.naming.places.At(words, 0); found && m.Own > 0 && m.To == len(words) {
		return q.reader.naming.weigh(m.Places, m.Own)[0].place.ID, true
	}
	return "", false
}

// said takes over who says so, how carefully, and what is counted, if the text has these words.
func (q *Inquiry) said(c *Candidate, o *offered, p stretch) string {
	if o.Claimant != "" && !q.reader.known[o.Claimant] && !hasWords(q.names.text, o.Claimant) {
		return noClaimant
	}
	passage := lowered(q.doc.original[p.from:p.to])
	if o.Hedge != "" && !hasWords(passage, o.Hedge) {
		return "hedge" + notInPassage
	}
	if o.Unit != "" && !hasWords(passage, o.Unit) {
		return "unit" + notInPassage
	}
	c.Claimant, c.Hedge, c.Unit = o.Claimant, o.Hedge, o.Unit
	return ""
}

// lowered is a text in which words are looked for whatever their case and white space.
func lowered(text string) string { return oneLine(strings.ToLower(text)) }

// hasWords reports whether a lowered text has words in a row.
func hasWords(text, words string) bool {
	_, _, ok := findFlat(text, lowered(words))
	return ok
}

// farthest is how many years before its document something may have happened.
const farthest = 100

// dated gives the claim its days: those that the model says; else the last date that is named
// before the end of the quote; else the month before the document. No report tells of days
// after its own.
func (q *Inquiry) dated(c *Candidate, _ *offered, _ stretch) string {
	published := q.doc.published
	switch {
	case c.When != "":
		d, err := when.Parse(c.When)
		if err != nil {
			return wrongDate
		}
		c.days = d.Bounds(when.DefaultWidening)
		from, ok := d.Earliest(when.Widening{})
		to, ok2 := d.Latest(when.Widening{})
		if !ok || !ok2 || published != nil && (to > *published || from < *published-farthest*366) {
			return wrongDate
		}
	case c.Kind == salient.Statement && published != nil:
		c.days = when.Span{From: *published, To: *published}
	case q.dateBefore(c):
	case published != nil:
		c.days = when.Span{From: *published - usualSpan, To: *published}
	default:
		return noDate
	}
	if c.When == "" {
		c.When = edtfOf(c.days)
	}
	return ""
}

// dateBefore gives a candidate the last date that is named before the end of its quote.
func (q *Inquiry) dateBefore(c *Candidate) bool {
	found := false
	for _, d := range q.result.Dates {
		if d.End <= c.End && (q.doc.published == nil || d.Latest <= *q.doc.published) {
			c.days, found = when.Span{From: d.Earliest, To: d.Latest}, true
		}
	}
	return found
}

// featuresOf describes a candidate to the ranker, as those of rules are described.
func (q *Inquiry) featuresOf(c *Candidate) []string {
	f := []string{"rule " + c.Rule, offeredByModel, "kind " + string(c.Kind)}
	add := func(name string, on bool) {
		if on {
			f = append(f, name)
		}
	}
	p, found := q.reader.naming.places.Place(c.Place)
	add("hedged", c.Hedge != "")
	add("claimant", c.Claimant != "")
	add("place of the case", q.reader.ownPlaces[c.Place])
	add("place by name alone", c.Place != "" && !found)
	add("place is a region", found && (p.Kind == gazetteer.Region || p.Kind == gazetteer.Country))
	add("no place", c.Place == "")
	add("no actor", c.Actor == "")
	return f
}
