package table

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
)

// Reason says why a target was guessed.
type Reason struct {
	Target string `json:"target"`
	Column string `json:"column"` // "": it stands in none
	Why    string `json:"why"`
}

// sampled is how many values of a column are looked at.
const sampled = 200

// Suggest guesses what a table's columns mean: by their names, if what stands in them can mean it.
func Suggest(t *Table) (Mapping, []Reason) {
	m := Mapping{Fields: map[string]Field{}}
	var why []Reason
	taken := map[int]bool{}
	for _, x := range Targets {
		i := t.likely(x, taken)
		if i < 0 {
			continue
		}
		taken[i] = true
		m.Fields[x.Name] = Field{Column: t.Columns[i]}
		why = append(why, Reason{x.Name, t.Columns[i], "by its name" + t.seen(x, i)})
	}
	if i := t.column(m, "when"); i >= 0 {
		m.Dates = orderOf(t.values(i))
	}
	return m, append(why, m.fixed(t)...)
}

func (t *Table) column(m Mapping, target string) int {
	if m.Fields[target].Column == "" {
		return -1
	}
	return t.Column(m.Fields[target].Column)
}

// likely is the column whose name says most that it means a target; -1 if none does.
func (t *Table) likely(x Target, taken map[int]bool) int {
	for _, name := range x.names {
		for i, c := range t.Columns {
			if !taken[i] && foldName(c) == name && t.fits(x, i) {
				return i
			}
		}
	}
	return -1
}

// fits reports whether what stands in a column can mean a target: four of five values can be read.
func (t *Table) fits(x Target, column int) bool {
	values := t.Sample(column, sampled)
	good := 0
	for _, v := range values {
		want := ""
		switch x.kind {
		case date:
			_, want = readDate(v, "dmy")
			if want != "" {
				_, want = readDate(v, "mdy")
			}
		case count:
			_, want = readCount(v)
		case degree:
			_, want = readDegree(v, 180)
		}
		if want == "" {
			good++
		}
	}
	return good*5 >= len(values)*4 && (len(values) > 0 || x.kind == text)
}

func (t *Table) seen(x Target, column int) string {
	switch v := t.Sample(column, 1); {
	case len(v) == 0:
		return ""
	case x.kind == date:
		return ", and dates stand in it, like " + v[0]
	case x.kind == count, x.kind == degree:
		return ", and numbers stand in it, like " + v[0]
	}
	return ""
}

// ucdp are the codes of UCDP's type_of_violence: between a state and others, between others,
// against civilians (UCDP GED codebook).
var ucdp = map[string]string{"1": "Armed clash", "2": "Armed clash", "3": "Attack"}

// fixed guesses what stands in no column.
func (m Mapping) fixed(t *Table) (why []Reason) {
	set := func(target, text, because string) {
		if _, ok := m.Fields[target]; !ok {
			m.Fields[target] = Field{Text: text}
			why = append(why, Reason{target, "", because})
		}
	}
	holder := foldName(m.Fields["actor"].Column)
	switch what := m.Fields["what"]; {
	case what.Column == "" && slices.Contains([]string{"controlled by", "held by", "holder", "control", "controller"}, holder):
		set("kind", string(salient.Holds), fmt.Sprintf("the column %s says who holds a place", m.Fields["actor"].Column))
		set("what", "controls", "as the kind is holding")
	case what.Column != "" && t.mostly(t.column(m, "what"), salient.Whats[salient.Holds]):
		set("kind", string(salient.Holds), "its words are those of holdings")
	default:
		set("kind", string(salient.Happening), "most tables list events")
	}
	if f := m.Fields["what"]; foldName(f.Column) == "type of violence" && t.mostly(t.Column(f.Column), slices.Collect(maps.Keys(ucdp))) {
		f.Words = maps.Clone(ucdp)
		m.Fields["what"] = f
		why = append(why, Reason{"what", f.Column, "its numbers are UCDP's types of violence"})
	}
	if c := foldName(m.Fields["amount"].Column); slices.Contains([]string{"fatalities", "best", "best est", "deaths", "killed", "deaths best"}, c) {
		set("unit", "killed", fmt.Sprintf("the column %s counts the dead", m.Fields["amount"].Column))
	}
	return why
}

// mostly reports whether most values of a column are words of a list.
func (t *Table) mostly(column int, list []string) bool {
	if column < 0 {
		return false
	}
	values, known := t.Sample(column, sampled), 0
	for _, v := range values {
		if slices.ContainsFunc(list, func(w string) bool { return strings.EqualFold(w, v) }) {
			known++
		}
	}
	return known*2 > len(values)
}
