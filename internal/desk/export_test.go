package desk

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// small is a casebook in which every row may name every other, and in which each name, note
// and quote stands in one row alone.
type small struct {
	rows map[Ref]salient.Row
	ids  map[salient.Kind][]string
}

func drawSmall(t *rapid.T) small {
	s := small{rows: map[Ref]salient.Row{}, ids: map[salient.Kind][]string{}}
	for _, k := range []salient.Kind{
		salient.KindSource, salient.KindActor, salient.KindPlace, salient.KindRoad, salient.KindDocument, salient.KindClaim,
		salient.KindContradiction, salient.KindHypothesis, salient.KindJudgement, salient.KindBrief,
	} {
		for i := range rapid.IntRange(1, 3).Draw(t, string(k)+"s") {
			s.ids[k] = append(s.ids[k], fmt.Sprintf("%s-%d", k, i+1))
		}
	}
	for _, k := range salient.Kinds {
		for _, id := range s.ids[k] {
			s.add(salient.NewRow(k, id, s.cells(t, k, id)))
		}
	}
	s.add(salient.NewRow(salient.KindSetting, "sides", map[string]string{"value": s.list(t, "sides", salient.KindActor)}))
	s.add(salient.NewRow(salient.KindSetting, "country", map[string]string{"value": s.one(t, "country", salient.KindPlace)}))
	return s
}

func (s small) add(r salient.Row) { s.rows[refOf(r)] = r }

// one names a row of one of the kinds.
func (s small) one(t *rapid.T, label string, kinds ...salient.Kind) string {
	var ids []string
	for _, k := range kinds {
		ids = append(ids, s.ids[k]...)
	}
	return rapid.SampledFrom(ids).Draw(t, label)
}

// maybe names a row, or none.
func (s small) maybe(t *rapid.T, label string, kinds ...salient.Kind) string {
	if rapid.Bool().Draw(t, "has "+label) {
		return s.one(t, label, kinds...)
	}
	return ""
}

func (s small) list(t *rapid.T, label string, kinds ...salient.Kind) string {
	ids := rapid.SliceOfNDistinct(rapid.SampledFrom(s.ids[kinds[0]]), 1, -1, rapid.ID[string]).Draw(t, label)
	return strings.Join(ids, "|")
}

func level(t *rapid.T) string {
	return rapid.SampledFrom([]string{"", "open", "open", "restricted", "withheld"}).Draw(t, "sensitivity")
}

// nameOf is a row's name in words that no other row has.
func nameOf(id string) string { return "Name of " + strings.ToUpper(id) }

func (s small) cells(t *rapid.T, k salient.Kind, id string) map[string]string {
	own := func(what string) string { return what + " of " + strings.ToUpper(id) }
	switch k {
	case salient.KindSource:
		return map[string]string{"name": nameOf(id), "leaning": s.maybe(t, "leaning", salient.KindActor), "republishes": s.maybe(t, "republishes", salient.KindSource), "sensitivity": level(t), "note": own("note")}
	case salient.KindActor:
		return map[string]string{"name": nameOf(id), "names": "ar:" + own("local name"), "sensitivity": level(t), "note": own("note")}
	case salient.KindPlace:
		parent := ""
		if i := slices.Index(s.ids[k], id); i > 0 && rapid.Bool().Draw(t, "has a parent") {
			parent = rapid.SampledFrom(s.ids[k][:i]).Draw(t, "parent")
		}
		rear := s.maybe(t, "rear", salient.KindActor)
		if rear != "" {
			rear += "@2012/2013"
		}
		kind := rapid.SampledFrom([]string{"village", "village", "hospital", "camp"}).Draw(t, "kind")
		return map[string]string{"name": nameOf(id), "kind": kind, "parent": parent, "rear_of": rear, "sensitivity": level(t), "note": own("note")}
	case salient.KindRoad:
		return map[string]string{"name": nameOf(id), "from": s.maybe(t, "from", salient.KindPlace), "to": s.maybe(t, "to", salient.KindPlace), "geometry": "LINESTRING (1 2, 3 4)", "note": own("note")}
	case salient.KindDocument:
		return map[string]string{"source": s.one(t, "source", salient.KindSource), "title": nameOf(id), "published": "2013-05-20", "sensitivity": level(t), "note": own("note")}
	case salient.KindClaim:
		claimant := rapid.SampledFrom([]string{"", "a resident", s.one(t, "claimant", salient.KindActor, salient.KindSource), nameOf(s.ids[salient.KindActor][0])}).Draw(t, "who says so")
		return map[string]string{
			"document": s.one(t, "document", salient.KindDocument), "quote": own("quote"), "says": nameOf(id), "claimant": claimant,
			"about": s.maybe(t, "about", salient.KindClaim), "origin": s.maybe(t, "origin", salient.KindClaim, salient.KindDocument, salient.KindSource),
			"kind": "movement", "what": "withdraws", "place": s.maybe(t, "place", salient.KindPlace, salient.KindRoad), "to": s.one(t, "to", salient.KindPlace),
			"actor": s.list(t, "actor", salient.KindActor), "other": s.maybe(t, "other", salient.KindActor), "when": "2013-05-19", "sensitivity": level(t), "note": own("note"),
		}
	case salient.KindContradiction:
		return map[string]string{"claims": s.list(t, "claims", salient.KindClaim), "explanation": own("note")}
	case salient.KindHypothesis:
		return map[string]string{"question": own("question"), "claims_for": s.maybe(t, "for", salient.KindClaim), "claims_against": s.maybe(t, "against", salient.KindClaim)}
	case salient.KindJudgement:
		return map[string]string{"text": own("text"), "basis": s.list(t, "basis", salient.KindClaim), "brief": s.maybe(t, "brief", salient.KindBrief), "supersedes": s.maybe(t, "supersedes", salient.KindJudgement)}
	default:
		return map[string]string{"text": fmt.Sprintf("Text of %s says so [@%s; @%s, p. 2].", strings.ToUpper(id), s.one(t, "citation", salient.KindClaim), s.one(t, "second citation", salient.KindDocument, salient.KindClaim))}
	}
}

func textOf(rows map[salient.Kind][]salient.Row) string {
	var b strings.Builder
	for _, k := range salient.Kinds {
		for _, r := range rows[k] {
			b.Write(r.Canonical())
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// guarded reports whether a row is above a level: by its own word, or, where it has none, as a
// place that needs shelter.
func guarded(r salient.Row, at salient.Sensitivity) bool {
	own := r.Get("sensitivity")
	if kind := r.Get("kind"); own == "" && r.Kind == salient.KindPlace && (kind == "hospital" || kind == "camp") {
		own = "withheld"
	}
	return own == "withheld" && at != salient.Withheld || own == "restricted" && at == salient.Open
}

// secrets are the words by which a row that is left out could be told.
func secrets(r salient.Row) []string {
	out := []string{r.ID}
	for _, column := range []string{"name", "names", "title", "quote", "says", "note"} {
		if text := r.Get(column); text != "" {
			out = append(out, text)
		}
	}
	return out
}

// Nothing in an export tells of a row that isn't in it: not its id, name, note or quote.
func TestExportsTellNothingOfWhatTheyLeaveOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSmall(t)
		at := rapid.SampledFrom(salient.Sensitivities).Draw(t, "level")
		out := within(newIDs(nil), maps.Clone(s.rows), at)
		text, left := textOf(out), map[Ref]bool{}
		for _, rows := range out {
			for _, r := range rows {
				left[refOf(r)] = true
			}
		}
		for ref, row := range s.rows {
			if left[ref] && guarded(row, at) {
				t.Fatalf("within(%s) keeps %s", at, row.Canonical())
			}
			if left[ref] {
				continue
			}
			for _, secret := range secrets(row) {
				if store.Names(text, secret) || secret != row.ID && strings.Contains(text, secret) {
					t.Fatalf("within(%s) leaves %s out, and tells of it (%q):\n%s", at, ref, secret, text)
				}
			}
		}
	})
}

// What an export holds can be brought in again: nothing in it names a row that it hasn't.
func TestExportsCanBeBroughtInAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSmall(t)
		at := rapid.SampledFrom(salient.Sensitivities).Draw(t, "level")
		out := within(newIDs(nil), maps.Clone(s.rows), at)
		known := newIDs(nil)
		for _, rows := range out {
			for _, r := range rows {
				known.add(r)
			}
		}
		for _, k := range salient.Kinds {
			for _, r := range out[k] {
				if faults := known.check(r); len(faults) > 0 {
					t.Fatalf("within(%s) gives a row that isn't taken back: %s: %v", at, r.Canonical(), faults)
				}
			}
		}
	})
}

// Whoever may see everything gets everything, unchanged.
func TestExportsAtTheHighestLevelAreWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSmall(t)
		got := map[Ref]salient.Row{}
		for _, rows := range within(newIDs(nil), maps.Clone(s.rows), salient.Withheld) {
			for _, r := range rows {
				got[refOf(r)] = r
			}
		}
		if diff := cmp.Diff(s.rows, got); diff != "" {
			t.Fatalf("within(withheld) (-in +out):\n%s", diff)
		}
	})
}
