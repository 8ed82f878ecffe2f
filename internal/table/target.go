package table

import (
	"slices"

	"github.com/salient-osint/salient"
)

// Target is one of the things that a table can say of a claim.
type Target struct {
	Name  string // the column of claims.csv, or what its text is made of
	Label string // in words
	kind  form
	names []string // of columns, folded, that are likely to mean it; the likeliest first
}

// form is how a cell is read.
type form int

const (
	text   form = iota
	date        // a day, or an EDTF date
	place       // a place of the case
	party       // an actor of the case
	voice       // an actor, or free text
	count       // a whole number
	degree      // of longitude or latitude
	word        // one of the words that a claim's column may hold
)

// Targets are what columns can be mapped to.
var Targets = []Target{
	{"when", "date", date, []string{"event date", "date start", "start date", "date", "day", "when", "date of event", "дата", "التاريخ"}},
	{"until", "last day", date, []string{"date end", "end date", "until", "last day"}},
	{"place", "place", place, []string{"location", "place", "place name", "location name", "town", "city", "village", "settlement", "where", "asciiname", "toponym", "where description", "місце", "место", "المكان"}},
	{"lon", "longitude", degree, []string{"longitude", "lon", "lng", "long", "x"}},
	{"lat", "latitude", degree, []string{"latitude", "lat", "y"}},
	{"to", "where to", place, []string{"destination", "to", "where to"}},
	{"actor", "party", party, []string{"actor1", "actor", "side a", "controlled by", "held by", "holder", "control", "controller", "party", "side", "perpetrator", "group"}},
	{"other", "other party", party, []string{"actor2", "side b", "other", "other party", "target", "victim"}},
	{"kind", "kind of claim", word, []string{"kind", "claim kind"}},
	{"what", "what happened", word, []string{"sub event type", "what", "type of violence", "event type", "type", "category"}},
	{"value", "share or state", text, []string{"share", "value"}},
	{"amount", "figure", count, []string{"fatalities", "best", "best est", "deaths", "killed", "deaths best", "amount", "quantity", "casualties", "number"}},
	{"low", "lowest figure", count, []string{"low", "low est", "deaths low", "fatalities low"}},
	{"high", "highest figure", count, []string{"high", "high est", "deaths high", "fatalities high"}},
	{"unit", "unit of the figure", text, []string{"unit"}},
	{"claimant", "who says so", voice, []string{"claimant", "speaker", "said by", "attributed to"}},
	{"origin", "source", text, []string{"source", "sources", "source original", "outlet", "publisher", "source article", "sources matching"}},
	{"stance", "asserted or denied", word, []string{"stance"}},
	{"hedge", "hedge", text, []string{"hedge"}},
	{"credibility", "credibility, 1 to 6", word, []string{"credibility"}},
	{"evidence", "evidence", word, []string{"evidence"}},
	{"span", "every day, or some", word, []string{"span"}},
	{"quote", "quoted text", text, []string{"notes", "quote", "text", "description", "representative text", "headline", "event description", "details", "source headline"}},
	{"says", "our own words", text, []string{"says", "summary", "paraphrase"}},
	{"id", "their id", text, []string{"event id cnty", "event id", "data id", "id", "event id 1pd", "relid", "no", "nr"}},
	{"status", "decision", word, []string{"status"}},
	{"sensitivity", "sensitivity", word, []string{"sensitivity"}},
	{"note", "note", text, []string{"note", "comment", "comments", "remark", "remarks"}},
}

func targetNamed(name string) (Target, bool) {
	i := slices.IndexFunc(Targets, func(t Target) bool { return t.Name == name })
	if i < 0 {
		return Target{}, false
	}
	return Targets[i], true
}

func targetNames() []string {
	out := make([]string, len(Targets))
	for i, t := range Targets {
		out[i] = t.Name
	}
	return out
}

// Words are those that a target of a claim of a kind may be written as; nil: it is free, or names
// a row.
func Words(target string, kind salient.ClaimKind) []string {
	switch target {
	case "kind":
		return plain(salient.ClaimKinds)
	case "what":
		return salient.Whats[kind]
	case "stance":
		return plain([]salient.Stance{salient.Asserts, salient.Denies, salient.Doubts})
	case "evidence":
		return plain(salient.Evidences)
	case "credibility":
		return plain(salient.Credibilities)
	case "sensitivity":
		return plain(salient.Sensitivities)
	case "span":
		return []string{"every", "some"}
	case "status":
		return plain([]salient.Decision{salient.Candidate, salient.Accepted})
	}
	return nil
}

func plain[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

// Names tells whether a target names places ("place"), actors ("actor"), or neither ("").
func (t Target) Names() string {
	switch t.kind {
	case place:
		return "place"
	case party:
		return "actor"
	}
	return ""
}
