package desk

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/network"
)

// typed reads a row as its kind; the error joins every bad field.
func typed(r salient.Row) (any, error) {
	switch r.Kind {
	case salient.KindSource:
		return r.Source()
	case salient.KindDocument:
		return r.Document()
	case salient.KindPlace:
		return r.Place()
	case salient.KindActor:
		return r.Actor()
	case salient.KindRoad:
		return r.Road()
	case salient.KindClaim:
		return r.Claim()
	case salient.KindJudgement:
		return r.Judgement()
	case salient.KindContradiction:
		return r.Contradiction()
	case salient.KindHypothesis:
		return r.Hypothesis()
	case salient.KindBrief:
		return r.Brief()
	case salient.KindPublication:
		return r.Publication()
	case salient.KindCorrection:
		return r.Correction()
	case salient.KindNetwork:
		return r.Network()
	case salient.KindLexicon:
		return r.Lexicon()
	case salient.KindSetting:
		s, errs := salient.ReadSettings([]salient.Row{r})
		return s, errors.Join(errs...)
	}
	return nil, nil
}

// ids knows which ids a case will have once a set of rows is in, and who is whose parent.
type ids struct {
	has    map[salient.Kind]map[string]bool
	parent map[string]string // place → place
	names  map[string]bool   // names of actors and sources, in lower case
	gone   map[string]bool   // ids of rows that an export leaves out, and their names in lower case
	called []called          // rows that can be named
	hints  int               // how many were looked for

	networks map[string]salient.Row
	open     openNetwork
	err      error // the first of opening a network
}

// openNetwork gives the roads of a network's row.
type openNetwork func(salient.Row) (*network.Packed, error)

func newIDs(open openNetwork) *ids {
	return &ids{
		has: map[salient.Kind]map[string]bool{}, parent: map[string]string{}, names: map[string]bool{}, gone: map[string]bool{},
		networks: map[string]salient.Row{}, open: open,
	}
}

func (x *ids) add(r salient.Row) {
	if x.has[r.Kind] == nil {
		x.has[r.Kind] = map[string]bool{}
	}
	x.has[r.Kind][r.ID] = true
	names := namesIn(r)
	if len(names) > 0 {
		x.called = append(x.called, called{refOf(r), names})
	}
	switch r.Kind {
	case salient.KindNetwork:
		x.networks[r.ID] = r
	case salient.KindPlace:
		x.parent[r.ID] = r.Get("parent")
	case salient.KindActor, salient.KindSource:
		for _, name := range names {
			x.names[strings.ToLower(name)] = true
		}
	}
}

// remove takes an id away, as a tombstone does.
func (x *ids) remove(k salient.Kind, id string) {
	delete(x.has[k], id)
	switch k {
	case salient.KindPlace:
		delete(x.parent, id)
	case salient.KindNetwork:
		delete(x.networks, id)
	}
}

// mapped reports whether a network has a road, or a crossing, of this id. Networks are opened
// only for ids that could be theirs.
func (x *ids) mapped(id string) (road, crossing bool) {
	for _, name := range slices.Sorted(maps.Keys(x.networks)) {
		if !strings.HasPrefix(id, "way-") && !strings.HasPrefix(id, "node-") && !strings.HasPrefix(id, name+"-") {
			continue
		}
		p, err := x.open(x.networks[name])
		if err != nil {
			x.err = cmp.Or(x.err, err)
			continue
		}
		road = road || len(p.Find(salient.RoadID(id))) > 0
		crossing = crossing || slices.ContainsFunc(p.Spots, func(s salient.Place) bool { return string(s.ID) == id })
	}
	return road, crossing
}

// link is a column that names another row. A row can't stand without what its needed links
// name.
type link struct {
	column string
	kinds  []salient.Kind
	needed bool
}

var (
	toActor  = []salient.Kind{salient.KindActor}
	toSource = []salient.Kind{salient.KindSource}
	toPlace  = []salient.Kind{salient.KindPlace}
	toWay    = []salient.Kind{salient.KindPlace, salient.KindRoad}
	toClaim  = []salient.Kind{salient.KindClaim}
)

// links of each kind of row; cells may be lists.
func linksOf(k salient.Kind) []link {
	switch k {
	case salient.KindSource:
		return []link{{"leaning", toActor, false}, {"republishes", toSource, false}}
	case salient.KindDocument:
		return []link{{"source", toSource, true}}
	case salient.KindPlace:
		return []link{{"parent", toPlace, false}}
	case salient.KindRoad:
		return []link{{"from", toPlace, false}, {"to", toPlace, false}}
	case salient.KindClaim:
		return []link{
			{"document", []salient.Kind{salient.KindDocument}, true},
			{"about", toClaim, false},
			{"place", toWay, true},
			{"to", toPlace, true},
			{"actor", toActor, true},
			{"other", toActor, true},
		}
	case salient.KindContradiction:
		return []link{{"claims", toClaim, false}}
	case salient.KindHypothesis:
		return []link{{"claims_for", toClaim, false}, {"claims_against", toClaim, false}}
	case salient.KindCorrection:
		return []link{{"publication", []salient.Kind{salient.KindPublication}, true}}
	case salient.KindJudgement:
		return []link{{"basis", toClaim, false}, {"supersedes", []salient.Kind{salient.KindJudgement}, false}}
	}
	return nil
}

// fault is a problem at a column of a row that may not have come from a file.
type fault struct{ column, what string }

// check lists what is wrong with a row: its own cells, and what they name.
func (x *ids) check(r salient.Row) []fault {
	var out []fault
	_, err := typed(r)
	for _, e := range unjoin(err) {
		var fe *salient.FieldError
		if errors.As(e, &fe) {
			out = append(out, fault{fe.Column, fmt.Sprintf("%s: %q: expected %s", fe.Column, shorten(fe.Got), fe.Want)})
			continue
		}
		out = append(out, fault{"", e.Error()})
	}
	out = append(out, x.checkLinks(r)...)
	out = append(out, checkFile(r)...)
	return append(out, x.checkPlace(r)...)
}

// bringsFile reports whether rows of a kind name an original that a casebook holds as a file.
func bringsFile(k salient.Kind) bool {
	return k == salient.KindDocument || k == salient.KindNetwork || k == salient.KindLexicon
}

// checkFile looks at where a row's original lies: in the casebook, and not in place of one of its
// own files.
func checkFile(r salient.Row) []fault {
	path := r.Get("file")
	if !bringsFile(r.Kind) || path == "" {
		return nil
	}
	if folder, _, deep := strings.Cut(path, "/"); fs.ValidPath(path) && deep && folder != "briefs" {
		return nil
	}
	return []fault{{"file", fmt.Sprintf("file: %q: expected a path in a folder of the casebook, like files/report.pdf", shorten(path))}}
}

func unjoin(err error) []error {
	if err == nil {
		return nil
	}
	if j, ok := err.(interface{ Unwrap() []error }); ok {
		return j.Unwrap()
	}
	return []error{err}
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

func (x *ids) checkLinks(r salient.Row) []fault {
	var out []fault
	for _, l := range linksOf(r.Kind) {
		for _, id := range strings.Split(r.Get(l.column), "|") {
			if id = strings.TrimSpace(id); id != "" && !x.any(l.kinds, id) {
				out = append(out, fault{l.column, fmt.Sprintf("%s: %q: no such %s%s", l.column, id, kindsWord(l.kinds), x.hint(l.kinds, id))})
			}
		}
	}
	if r.Kind == salient.KindSetting {
		out = append(out, x.checkSetting(r)...)
	}
	for _, s := range strings.Split(r.Get("rear_of"), "|") {
		side, _, _ := strings.Cut(strings.TrimSpace(s), "@")
		if r.Kind == salient.KindPlace && side != "" && !x.has[salient.KindActor][side] {
			out = append(out, fault{"rear_of", fmt.Sprintf("rear_of: %q: no such actor", side)})
		}
	}
	return out
}

func (x *ids) any(kinds []salient.Kind, id string) bool {
	for _, k := range kinds {
		if x.has[k][id] {
			return true
		}
	}
	if !slices.Contains(kinds, salient.KindPlace) {
		return false
	}
	road, crossing := x.mapped(id)
	return crossing || road && slices.Contains(kinds, salient.KindRoad)
}

func kindsWord(kinds []salient.Kind) string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = string(k)
	}
	return strings.Join(words, " or ")
}

func (x *ids) checkSetting(r salient.Row) []fault {
	var out []fault
	missing := func(k salient.Kind, id string) {
		if !x.has[k][id] {
			out = append(out, fault{"value", fmt.Sprintf("%s: %q: no such %s", r.ID, id, k)})
		}
	}
	switch value := r.Get("value"); r.ID {
	case "sides":
		for _, id := range strings.Split(value, "|") {
			missing(salient.KindActor, strings.TrimSpace(id))
		}
	case "country":
		missing(salient.KindPlace, value)
	}
	return out
}

// checkPlace looks at what only the whole case shows: circles of parents, an id that is
// both a place and a road.
func (x *ids) checkPlace(r salient.Row) []fault {
	var out []fault
	if r.Kind == salient.KindPlace && x.has[salient.KindRoad][r.ID] || r.Kind == salient.KindRoad && x.has[salient.KindPlace][r.ID] {
		out = append(out, fault{"id", fmt.Sprintf("id: %q is both a place and a road", r.ID)})
	}
	if r.Kind == salient.KindPlace || r.Kind == salient.KindRoad {
		if road, crossing := x.mapped(r.ID); road || crossing {
			out = append(out, fault{"id", fmt.Sprintf("id: %q is a road or crossing of a network already", r.ID)})
		}
	}
	if r.Kind != salient.KindPlace {
		return out
	}
	if x.inCircle(r.ID) {
		out = append(out, fault{"parent", fmt.Sprintf("parent: %q: the place lies within itself", r.Get("parent"))})
	}
	return out
}

func (x *ids) inCircle(id string) bool {
	at := x.parent[id]
	for n := 0; at != "" && n < 64; n++ {
		if at == id {
			return true
		}
		at = x.parent[at]
	}
	return at != ""
}

// warn lists what is allowed but worth a second look.
func (x *ids) warn(r salient.Row) []fault {
	if r.Kind != salient.KindClaim {
		return nil
	}
	var out []fault
	if r.Get("quote") == "" && r.Get("says") == "" {
		out = append(out, fault{"says", "says: blank, and no quote: nobody can tell what was said"})
	}
	if c := r.Get("claimant"); x.looksPrivate(c) {
		out = append(out, fault{"claimant", fmt.Sprintf("claimant: %q looks like a private person's name: code role and place instead", c)})
	}
	return out
}

// looksPrivate reports whether a free-text claimant looks like a person's name: two or three
// words, all capitalised but for particles, that no actor or source bears.
func (x *ids) looksPrivate(claimant string) bool {
	words := strings.Fields(claimant)
	if len(words) < 2 || len(words) > 3 || x.names[strings.ToLower(claimant)] {
		return false
	}
	capitals := 0
	for _, w := range words {
		_, stem, joined := strings.Cut(w, "-")
		switch {
		case unicode.IsUpper([]rune(w)[0]), joined && stem != "" && unicode.IsUpper([]rune(stem)[0]): // al-Asaad
			capitals++
		case !slices.Contains(particles, w):
			return false
		}
	}
	return capitals >= 2
}

// particles stand in lower case within names of persons.
var particles = []string{"abu", "al", "bin", "ben", "da", "de", "del", "den", "der", "di", "el", "ibn", "la", "umm", "van", "von"}

// keepKnown keeps the members of a list for which ok holds.
func keepKnown(list string, ok func(id string) bool) string {
	var kept []string
	for _, id := range strings.Split(list, "|") {
		if ok(strings.TrimSpace(id)) {
			kept = append(kept, id)
		}
	}
	return strings.Join(kept, "|")
}
