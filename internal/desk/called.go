package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/gazetteer"
)

// called is a row that can be named, and its names.
type called struct {
	ref   Ref
	names []string
}

// namesIn are the names that a row bears, its own first.
func namesIn(r salient.Row) []string {
	out := []string{r.Get("name")}
	for _, n := range strings.Split(r.Get("names"), "|") {
		if _, name, ok := strings.Cut(n, ":"); ok {
			out = append(out, strings.TrimSpace(name))
		}
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// withIDs puts ids where somebody wrote a name that one row alone bears, in the columns that name
// other rows: "Bab Amr" becomes homs-bab-amr.
func (x *ids) withIDs(r salient.Row) salient.Row {
	for _, l := range linksOf(r.Kind) {
		parts := strings.Split(r.Get(l.column), "|")
		for i, part := range parts {
			part = strings.TrimSpace(part)
			if part == "" || x.any(l.kinds, part) {
				continue
			}
			if found := x.bearers(l.kinds, part); len(found) == 1 {
				parts[i] = found[0].ref.ID
			}
		}
		if cell := strings.Join(parts, "|"); cell != r.Get(l.column) {
			r = r.With(l.column, cell)
		}
	}
	return r
}

// bearers are the rows of some kinds that bear a name, by id.
func (x *ids) bearers(kinds []salient.Kind, name string) (out []called) {
	want := gazetteer.Fold(name)
	for _, c := range x.called {
		if x.stands(c, kinds) && slices.ContainsFunc(c.names, func(n string) bool { return gazetteer.Fold(n) == want }) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b called) int { return compareRefs(a.ref, b.ref) })
	return slices.CompactFunc(out, func(a, b called) bool { return a.ref == b.ref })
}

// stands reports whether a row is of some kinds, and hasn't been taken away.
func (x *ids) stands(c called, kinds []salient.Kind) bool {
	return slices.Contains(kinds, c.ref.Kind) && x.has[c.ref.Kind][c.ref.ID]
}

// mostHints bounds the names that hints are looked for, as each is compared with all.
const mostHints = 20

// leastAlike is how alike a name must sound to be meant perhaps (gazetteer.Similar).
const leastAlike = 0.75

// hint says which rows a name may mean that is no id: those that bear it, else the three that
// sound most alike; "" if none does.
func (x *ids) hint(kinds []salient.Kind, name string) string {
	if x.hints++; x.hints > mostHints {
		return ""
	}
	if found := x.bearers(kinds, name); len(found) > 1 {
		return "; " + named(found) + " bear this name: write the id of one"
	}
	type near struct {
		called
		alike float64
	}
	var list []near
	for _, c := range x.called {
		if !x.stands(c, kinds) || slices.ContainsFunc(list, func(n near) bool { return n.ref == c.ref }) {
			continue
		}
		n := near{called: c}
		for _, s := range append([]string{c.ref.ID}, c.names...) {
			n.alike = max(n.alike, gazetteer.Similar(s, name))
		}
		if n.alike >= leastAlike {
			list = append(list, n)
		}
	}
	slices.SortFunc(list, func(a, b near) int {
		return cmp.Or(cmp.Compare(b.alike, a.alike), compareRefs(a.ref, b.ref))
	})
	var best []called
	for _, n := range list[:min(3, len(list))] {
		best = append(best, n.called)
	}
	if len(best) == 0 {
		return ""
	}
	return "; did you mean " + named(best) + "?"
}

// named lists rows by their ids and names.
func named(list []called) string {
	words := make([]string, len(list))
	for i, c := range list {
		words[i] = c.ref.ID
		if len(c.names) > 0 {
			words[i] = fmt.Sprintf("%s (%s)", c.ref.ID, c.names[0])
		}
	}
	return strings.Join(words, ", ")
}
