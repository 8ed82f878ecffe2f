package read

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/gazetteer"
	"github.com/salient-osint/salient/when"
)

// promptText is what a language model is told before each passage. Whoever changes it gives the
// file the next number.
//
//go:embed prompt/claims-1.txt
var promptText string

// promptNumber is that of the file.
const promptNumber = 1

// Prompt is what a language model is told before each passage.
func Prompt() string { return promptText }

// ModelLabel names a language model with the prompt that it was given, as candidates do in
// place of a rule: "model NAME, prompt 1-3fa9c2d1", with the first digits of the prompt's SHA-256.
func ModelLabel(name string) string {
	sum := sha256.Sum256([]byte(promptText))
	return fmt.Sprintf("%s%s, prompt %d-%x", byModel, name, promptNumber, sum[:4])
}

// byModel begins the labels of models. No rule's name has a space in it.
const byModel = "model "

// ByModel reports whether a language model offered the candidate, and no rule.
func (c *Candidate) ByModel() bool { return strings.HasPrefix(c.Rule, byModel) }

// Inquiry is a document about which a language model is asked, passage by passage. Who asks it
// is the caller's business: an Inquiry writes the questions, checks the answers, and puts what
// stands the checks beside the candidates of the rules. As its Reader, it isn't safe for
// concurrent use.
type Inquiry struct {
	reader   *Reader
	doc      *document
	label    string
	result   Result // of the rules
	names    names
	passages []stretch
	kept     []Candidate
	also     []bool // of the rules' candidates: the model offers them, too
	heard    Hearing
}

// Hearing counts what came of a model's answers.
type Hearing struct {
	Model     string         `json:"model"`    // its label
	Passages  int            `json:"passages"` // of the document
	Asked     int            `json:"asked"`    // passages that were answered
	Unusable  int            `json:"unusable"` // answers that weren't the JSON that was asked for
	Offered   int            `json:"offered"`  // candidates in the others
	Kept      int            `json:"kept"`
	Alike     int            `json:"alike"` // of those kept, the ones that a rule offers, too
	Dropped   map[string]int `json:"dropped"`
	TokensIn  int            `json:"tokens_in,omitempty"` // if the endpoint told
	TokensOut int            `json:"tokens_out,omitempty"`
}

// Answer is what a model answered to one question. TokensIn and TokensOut are what it says
// that it read and wrote, 0 if it doesn't say.
type Answer struct {
	Text                string `json:"text"`
	TokensIn, TokensOut int
}

// Inquire reads a document with the rules, and parts it into passages for a model that has a label.
func (r *Reader) Inquire(text string, published *when.Day, label string) *Inquiry {
	d, result := r.read(text, published)
	q := &Inquiry{reader: r, doc: d, label: label, result: result, also: make([]bool, len(result.Candidates))}
	q.names = namesIn(&result, d.original)
	q.passages = passagesOf(d.sentences, d.runes)
	q.heard = Hearing{Model: q.label, Passages: len(q.passages), Dropped: map[string]int{}}
	return q
}

// longestPassage is how many code points a passage may have, unless a single sentence has more:
// a page, which models answer well, and which holds what "they" and "the town" point to.
const longestPassage = 1800

// passagesOf parts a text into passages of whole sentences, in bytes. A passage ends with a
// paragraph if one ends in its second half.
func passagesOf(list []sentence, runes *runes) []stretch {
	var out []stretch
	length := func(p stretch) int { return runes.at(p.to) - runes.at(p.from) }
	for i := 0; i < len(list); {
		p := stretch{list[i].from, list[i].to}
		end := i + 1
		for j := i + 1; j < len(list); j++ {
			longer := stretch{p.from, list[j].to}
			fresh := list[j].paragraph != list[j-1].paragraph
			if length(longer) > longestPassage || fresh && 2*length(p) > longestPassage {
				break
			}
			p, end = longer, j+1
		}
		out, i = append(out, p), end
	}
	return out
}

// Passages is how many passages the document has.
func (q *Inquiry) Passages() int { return len(q.passages) }

// Passage is the text of passage i, on one line.
func (q *Inquiry) Passage(i int) string {
	return oneLine(q.doc.original[q.passages[i].from:q.passages[i].to])
}

// Length is how many code points of the document the passages hold.
func (q *Inquiry) Length() int {
	n := 0
	for _, p := range q.passages {
		n += q.doc.runes.at(p.to) - q.doc.runes.at(p.from)
	}
	return n
}

// Known says how many places and parties of the case go with each question at most.
func (q *Inquiry) Known() (places, actors int) {
	return min(len(q.reader.openPlaces), mostNamed), min(len(q.reader.openActors), mostNamed)
}

// named is a place or party that a question names.
type named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// question is what a model is asked about a passage.
type question struct {
	Published string  `json:"published,omitempty"`
	Before    string  `json:"last_date_before,omitempty"`
	Places    []named `json:"places"`
	Actors    []named `json:"actors"`
	Passage   string  `json:"passage"`
}

// mostNamed bounds the places, and the parties, that a question names.
const mostNamed = 300

// Question is what the model is asked about passage i, counted from 0: a JSON object with the
// passage on one line, the document's day, the last date before the passage, and places and
// parties: those that the passage names, then the case's. Nothing of the case that is
// restricted or withheld is among them.
func (q *Inquiry) Question(i int) string {
	p := q.passages[i]
	from, to := q.doc.runes.at(p.from), q.doc.runes.at(p.to)
	x := question{Before: q.lastDate(from), Passage: q.Passage(i)}
	if q.doc.published != nil {
		x.Published = q.doc.published.String()
	}
	x.Places, x.Actors = q.placesFor(from, to), q.actorsFor(from, to)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(x); err != nil {
		panic(err) // strings alone
	}
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// lastDate is the last date that is named before a code point, "" if there is none.
func (q *Inquiry) lastDate(at int) string {
	last := ""
	for _, d := range q.result.Dates {
		if d.End <= at {
			last = d.EDTF
		}
	}
	return last
}

func (q *Inquiry) placesFor(from, to int) []named {
	var list []named
	for _, t := range q.result.Toponyms {
		if t.Start < from || t.End > to || q.reader.isClosed(t.Place) {
			continue
		}
		if p, ok := q.reader.naming.places.Place(t.Place); ok {
			list = append(list, named{p.ID, p.Name})
		}
	}
	return firstOnes(append(list, q.reader.openPlaces...))
}

func (q *Inquiry) actorsFor(from, to int) []named {
	var list []named
	for _, a := range q.result.Actors {
		if a.Start < from || a.End > to || q.reader.closed[a.Actor] {
			continue
		}
		i := slices.IndexFunc(q.reader.openActors, func(n named) bool { return n.ID == a.Actor })
		if i >= 0 {
			list = append(list, q.reader.openActors[i])
		} else {
			list = append(list, named{a.Actor, a.Actor})
		}
	}
	return firstOnes(append(list, q.reader.openActors...))
}

// firstOnes drops what is named again, and what is too much.
func firstOnes(list []named) []named {
	out := []named{}
	seen := map[string]bool{}
	for _, n := range list {
		if !seen[n.ID] && len(out) < mostNamed {
			seen[n.ID], out = true, append(out, n)
		}
	}
	return out
}

// knowOpen notes which places and actors of the case may be named to a model: those that are open.
func (r *Reader) knowOpen(o Options) {
	r.closed, r.closedGazetteers = map[string]bool{}, o.Closed
	for _, p := range o.Case {
		r.ownPlaces[string(p.ID)] = true
		if r.closed[string(p.ID)] = !p.Sensitivity.Within(salient.Open); !r.closed[string(p.ID)] {
			r.openPlaces = append(r.openPlaces, named{string(p.ID), p.Name})
		}
	}
	for _, a := range o.Actors {
		r.known[string(a.ID)] = true
		if r.closed[string(a.ID)] = !a.Sensitivity.Within(salient.Open); !r.closed[string(a.ID)] {
			r.openActors = append(r.openActors, named{string(a.ID), a.Name})
		}
	}
	byID := func(a, b named) int { return cmp.Compare(a.ID, b.ID) }
	slices.SortFunc(r.openPlaces, byID)
	slices.SortFunc(r.openActors, byID)
}

// isClosed reports whether a place isn't to be named to a model.
func (r *Reader) isClosed(place string) bool {
	return r.closed[place] || slices.ContainsFunc(r.closedGazetteers, func(g *gazetteer.Gazetteer) bool {
		_, ok := g.Place(place)
		return ok
	})
}

// Hear takes the model's answer about passage i. What doesn't stand the checks is dropped and
// counted (answer.go says why). The same passage isn't to be heard twice.
func (q *Inquiry) Hear(i int, a Answer) {
	q.heard.Asked++
	q.heard.TokensIn += max(0, a.TokensIn)
	q.heard.TokensOut += max(0, a.TokensOut)
	list, err := decodeAnswer(a.Text)
	if err != nil {
		q.heard.Unusable++
		return
	}
	q.heard.Offered += len(list)
	for n, raw := range list {
		if n >= mostOffered {
			q.heard.Dropped[tooMany] += len(list) - n
			return
		}
		c, why := q.check(i, raw)
		if why == "" {
			why = q.keep(c)
		}
		if why != "" {
			q.heard.Dropped[why]++
		}
	}
}

// keep puts a candidate beside those of the rules, unless a rule offers the same: then that one
// is marked. why is given if the model has offered it already.
func (q *Inquiry) keep(c Candidate) (why string) {
	for k := range q.kept {
		if q.kept[k].says(&c) {
			return again
		}
	}
	alike := false
	for k := range q.result.Candidates {
		if !q.result.Candidates[k].says(&c) {
			continue
		}
		if q.also[k] {
			return again
		}
		q.also[k], alike = true, true
		break
	}
	q.heard.Kept++
	if alike {
		q.heard.Alike++
		return ""
	}
	q.kept = append(q.kept, c)
	return ""
}

// says reports whether two candidates say the same, in words that overlap, of days that overlap.
func (c *Candidate) says(o *Candidate) bool {
	return c.Kind == o.Kind && c.What == o.What && c.Place == o.Place && c.To == o.To && c.Actor == o.Actor && c.Other == o.Other &&
		c.Stance == o.Stance && c.Sector == o.Sector && strings.EqualFold(c.Claimant, o.Claimant) &&
		c.Start < o.End && o.Start < c.End && (c.days.Meet(o.days).Len() > 0 || c.When == o.When)
}

// Result is what the rules and, as far as it was heard, the model read, in the order of the text.
func (q *Inquiry) Result() Result {
	out, heard := q.result, q.heard
	heard.Dropped = maps.Clone(q.heard.Dropped)
	out.Model = &heard
	out.Candidates = slices.Clone(q.result.Candidates)
	for i := range out.Candidates {
		if c := &out.Candidates[i]; q.also[i] {
			c.Also = q.label
			c.features = append(slices.Clone(c.features), "a model agrees")
			c.Score = rounded(q.reader.model.Score(c.features))
		}
	}
	out.Candidates = append(out.Candidates, q.kept...)
	slices.SortStableFunc(out.Candidates, func(a, b Candidate) int { return cmp.Compare(a.Start, b.Start) })
	return out
}
