package web

import (
	"fmt"
	"slices"

	"github.com/salient-osint/salient"
)

// tableName is a kind's table in the reader's words.
func tableName(k salient.Kind) string {
	switch k {
	case salient.KindHypothesis:
		return "Hypotheses"
	case salient.KindSetting:
		return "Settings of the case"
	}
	return capital(plural(string(k)))
}

// words makes a list of choices of typed words.
func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

// choicesOf lists the words that a column may hold, nil if it is free.
func choicesOf(k salient.Kind, column string, row salient.Row) []string {
	switch column {
	case "sensitivity":
		return words(salient.Sensitivities)
	case "reliability":
		return words(salient.Reliabilities)
	case "credibility":
		return words(salient.Credibilities)
	case "precision":
		return []string{"exact", "approximate", "centroid", "unknown"}
	case "oneway":
		return []string{"no", "yes", "reverse"}
	case "stance":
		return []string{"asserts", "denies", "doubts"}
	case "evidence":
		return words(salient.Evidences)
	case "span":
		return []string{"every", "some"}
	case "confidence":
		return []string{"high", "moderate", "low"}
	case "term":
		return termWords()
	case "status":
		return statusWords(k)
	case "kind":
		return kindWords(k)
	case "what":
		if list := salient.Whats[salient.ClaimKind(row.Get("kind"))]; k == salient.KindClaim && len(list) > 0 {
			return list
		}
	}
	return nil
}

func termWords() []string {
	out := make([]string, len(salient.Terms))
	for i, t := range salient.Terms {
		out[i] = t.Word
	}
	return out
}

func statusWords(k salient.Kind) []string {
	switch k {
	case salient.KindClaim:
		return []string{"candidate", "accepted", "rejected"}
	case salient.KindContradiction:
		return []string{"open", "explained", "resolved"}
	}
	return []string{"active", "withdrawn"}
}

func kindWords(k salient.Kind) []string {
	switch k {
	case salient.KindClaim:
		return words(salient.ClaimKinds)
	case salient.KindActor:
		return words(salient.ActorKinds)
	case salient.KindJudgement:
		return []string{"forecast", "assessment"}
	}
	return nil
}

// listOf is the list of ids that a column names, "" if it names none.
func listOf(k salient.Kind, column string) string {
	switch {
	case column == "document":
		return "documents"
	case column == "source", column == "republishes":
		return "sources"
	case column == "parent", column == "place", column == "to", column == "from" && k == salient.KindRoad:
		return "places"
	case column == "actor", column == "other", column == "leaning", column == "claimant":
		return "actors"
	}
	return ""
}

func (r *request) datalists(fields []field) []datalist {
	c := r.view.All
	var out []datalist
	add := func(id string, options []option) {
		if slices.ContainsFunc(fields, func(f field) bool { return f.List == id }) {
			out = append(out, datalist{id, options})
		}
	}
	var places, actors, sources, documents []option
	for i := range c.Places {
		places = append(places, option{string(c.Places[i].ID), c.Places[i].Name})
	}
	for i := range c.Actors {
		actors = append(actors, option{string(c.Actors[i].ID), c.Actors[i].Name})
	}
	for i := range c.Sources {
		sources = append(sources, option{string(c.Sources[i].ID), c.Sources[i].Name})
	}
	for i := range c.Documents {
		documents = append(documents, option{string(c.Documents[i].ID), titleOf(&c.Documents[i])})
	}
	add("places", places)
	add("actors", actors)
	add("sources", sources)
	add("documents", documents)
	return out
}

// longColumn tells whether a column holds a text of several lines, and how many to show.
func longColumn(k salient.Kind, column string) (long bool, rows int) {
	switch {
	case k == salient.KindBrief && column == "text":
		return true, 28
	case slices.Contains([]string{"says", "quote", "note", "text", "explanation", "geometry", "area", "names", "withdrawn_why", "alternatives"}, column):
		return true, 2
	case k == salient.KindSetting && column == "value":
		return true, 2
	}
	return false, 0
}

// furtherNotes tell of the columns that Salient writes itself.
var furtherNotes = map[string]string{
	"unconfirmed":  "columns that were taken from the file; empty this once they are right",
	"extractor":    "written by import and extract",
	"layer_sha256": "written by import and extract",
}

// claimNotes tell of columns that only claims have, or that are something else in them.
var claimNotes = map[string]string{
	"actor": "ids or names, separated by |", "other": "ids or names, separated by |", "place": "an id or a name", "to": "an id or a name",
	"value": "a share of the place: 0.9, ~0.2, <0.2, 0.1..0.3",
	"start": "offset in the text, in code points", "end": "offset in the text, in code points", "layer_sha256": "of the text in which they count",
}

// fixed reports whether what a column holds follows from a file, and isn't typed.
func fixed(k salient.Kind, column string) bool {
	switch k {
	case salient.KindDocument:
		return column == "extractor" || column == "layer_sha256"
	case salient.KindLexicon:
		return column == "type" || column == "reader" || column == "file" || column == "sha256"
	}
	return false
}

// columnNote says what a column takes, in words the person who types can use.
func columnNote(k salient.Kind, column string) string {
	if slices.Contains(salient.Further(k), column) {
		return furtherNotes[column]
	}
	if note := claimNotes[column]; k == salient.KindClaim && note != "" {
		return note
	}
	switch column {
	case "id":
		return "lower-case letters, digits, single - _ . between them"
	case "names":
		return "language:name, separated by |, like ar:القصير|en:Qusair"
	case "published", "collected", "accessed", "when", "made", "deadline", "begin", "end":
		return "EDTF: 2013-05-20, 2013-05, 2013-05-20~ (about), 2013-05-12/2013-05-18, 2013-05-20/.."
	case "says":
		return fmt.Sprintf("our own words, at most %d characters", salient.MaxSays)
	case "quote":
		return "only where the text may be copied; found again in the original"
	case "locator":
		return "where in the document: p. 2, paragraph 3"
	case "claimant":
		return "who the passage says is speaking: an actor, a source, or a role; no private names"
	case "origin":
		return "where it really comes from: a claim, a document, a voice, or unknown"
	case "amount":
		return "best|low|high"
	case "span":
		return "every: on all days of when; some: on at least one of them"
	case "geometry":
		return "WKT LINESTRING, longitude before latitude"
	case "area":
		return "WKT polygon, for labels and roll-up"
	case "rear_of":
		return "side or side@interval, its reason in note"
	case "republishes":
		return "ids or names, separated by |"
	case "claims", "claims_for", "claims_against", "basis":
		return "ids, separated by |"
	case "sha256":
		return "of the original: 64 hex digits"
	}
	return ""
}

// fieldGroup is a part of a form.
type fieldGroup struct {
	Name   string // "" for fields that need none
	Fields []field
}

// claimGroups are the parts of a claim's form, in the order in which they stand; columns that
// aren't named are those of the last.
var claimGroups = []struct {
	name    string
	columns []string
}{
	{"", []string{"id"}},
	{"What is said", []string{"kind", "what", "actor", "other", "place", "to", "when", "span", "stance", "claimant", "value", "amount", "unit"}},
	{"How it is said", []string{"says", "hedge", "evidence", "credibility", "origin", "about"}},
	{"The passage", []string{"document", "locator", "quote", "start", "end", "layer_sha256"}},
	{"The decision", []string{"status", "decided_by", "decided_at", "reason"}},
	{"Beside it", []string{"sensitivity", "note"}},
}

// Groups are the fields of the form by its parts. Forms of other kinds than claims have one.
func (p *editPage) Groups() []fieldGroup {
	if p.Kind != salient.KindClaim {
		return []fieldGroup{{"", p.Fields}}
	}
	var out []fieldGroup
	rest := slices.Clone(p.Fields)
	for _, g := range claimGroups {
		group := fieldGroup{Name: g.name}
		for _, column := range g.columns {
			if i := slices.IndexFunc(rest, func(f field) bool { return f.Column == column }); i >= 0 {
				group.Fields, rest = append(group.Fields, rest[i]), slices.Delete(rest, i, i+1)
			}
		}
		out = append(out, group)
	}
	last := &out[len(out)-1]
	last.Fields = append(last.Fields, rest...)
	return out
}

// Open are the parts that stand open: of a claim that is mended from a candidate what is said.
func (p *editPage) Open() []fieldGroup {
	if p.Mends == nil {
		return p.Groups()
	}
	return []fieldGroup{{"", p.Groups()[1].Fields}}
}

// Folded are the other parts of a claim that is mended from a candidate. Its decision is none:
// saving writes it.
func (p *editPage) Folded() []fieldGroup {
	if p.Mends == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Delete(p.Groups(), 1, 2), func(g fieldGroup) bool { return g.Name == "The decision" })
}

// WrongFolded reports whether something is wrong with a field that is folded away.
func (p *editPage) WrongFolded() bool {
	return slices.ContainsFunc(p.Folded(), func(g fieldGroup) bool {
		return slices.ContainsFunc(g.Fields, func(f field) bool { return f.Wrong != "" })
	})
}
