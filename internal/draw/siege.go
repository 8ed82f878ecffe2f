package draw

import (
	"fmt"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/siege"
	"github.com/salient-osint/salient/when"
)

// siegesOn are the computed sieges of a day, one ring for those of neighbouring places.
func siegesOn(v *desk.View, on when.Day) []figure.Siege {
	var out []figure.Siege
	for _, m := range v.Sieges().Merged {
		s, ok := m.On(on)
		begin, sure, read := SiegeDay(m.Begin)
		if !ok || !read {
			continue
		}
		g := figure.Siege{Day: int(on-begin) + 1, Uncertain: !sure, Gap: gapOf(v.Case, s.Gap)}
		if s.Status == siege.HardToReach {
			g.Words = "Hard to reach"
		}
		for _, id := range s.Places {
			g.Places = append(g.Places, v.Case.LeavesUnder(id)...)
		}
		g.Tip = strings.Join([]string{Listed(v.Case, s.Places), InsideWords(s), GapWords(v.Case, s.Gap), TestWords(s.Test)}, " ")
		out = append(out, g)
	}
	return out
}

func gapOf(c *salient.Case, g *siege.Gap) *figure.Gap {
	if g == nil {
		return nil
	}
	from, ok := c.Place(g.From)
	to, found := c.Place(g.To)
	if !ok || !found || from.At == nil || to.At == nil {
		return nil
	}
	return &figure.Gap{From: *from.At, To: *to.At, Words: fmt.Sprintf("%.0f km", g.Km)}
}

// mostNames is how many places of a siege are named before the rest is only counted.
const mostNames = 3

// Listed names some places, the first three and how many more: a sentence without a verb.
func Listed(c *salient.Case, ids []salient.PlaceID) string {
	return NamesOf(c, ids, mostNames) + "."
}

// NamesOf names up to some places and counts the rest; a place that comes twice is named once.
func NamesOf(c *salient.Case, ids []salient.PlaceID, most int) string {
	var names []string
	seen := map[salient.PlaceID]bool{}
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			names = append(names, placeName(c, id))
		}
	}
	if n := len(names); n > most {
		names = append(names[:most:most], fmt.Sprintf("%d more", n-most))
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

func placeName(c *salient.Case, id salient.PlaceID) string {
	if p, ok := c.Place(id); ok && p.Name != "" {
		return p.Name
	}
	return string(id)
}

// InsideWords say how many people lived inside, as far as they are counted.
func InsideWords(s siege.Stretch) string {
	switch {
	case s.People == nil:
		return "How many people lived inside isn't known."
	case s.Uncounted > 0:
		return fmt.Sprintf("%s people lived in the places that are counted; %s not.", thousands(*s.People), are(s.Uncounted))
	}
	return thousands(*s.People) + " people lived inside."
}

func are(n int) string {
	if n == 1 {
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}

func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// GapWords say how far the nearest own ground was.
func GapWords(c *salient.Case, g *siege.Gap) string {
	if g == nil {
		return "No own ground with a way to the rear was left."
	}
	return fmt.Sprintf("The nearest own ground with a way to the rear was %s, %s km from %s.", placeName(c, g.To), km(g.Km), placeName(c, g.From))
}

// km is a distance in whole kilometres, below ten with a decimal.
func km(v float64) string {
	if v < 10 {
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.0f", v)
}

// TestWords say what the three parts of the test come to.
func TestWords(t siege.Test) string {
	head := map[siege.Status]string{
		siege.Encircled:   "By the three-part test encircled",
		siege.Besieged:    "By the three-part test besieged",
		siege.HardToReach: "By the three-part test hard to reach",
	}[t.Status]
	words := head + ": aid " + partWords(t.Aid) + ", leaving " + partWords(t.Leaving)
	if t.Convoy != nil {
		words += ", a convoy let in on " + t.Convoy.Long()
	}
	return words + "."
}

func partWords(p siege.Part) string {
	word := map[siege.State]string{siege.Denied: "denied", siege.Let: "let", siege.Disputed: "disputed", siege.Unsaid: "not spoken of"}[p.State]
	if n := len(p.Claims); n == 1 {
		return word + " (1 claim)"
	} else if n > 1 {
		return fmt.Sprintf("%s (%d claims)", word, n)
	}
	return word
}

// KeyOfSieges says what the words of the three-part test mean, with the case's window.
func KeyOfSieges(c *salient.Case) string {
	key := "Encirclement is computed; denial of aid and of leaving are what claims of access say, until the contrary is said. Besieged: all three."
	if n := siege.Window(c.Settings); n > 0 {
		return key + fmt.Sprintf(" Hard to reach: besieged, but for an aid convoy let in within the last %d days.", n)
	}
	return key
}

// SiegeTable gathers the sieges of a span, of one side or all, that pass a test; keep may be nil.
func SiegeTable(v *desk.View, span when.Span, side salient.ActorID, keep func(siege.Merged) bool) figure.SiegeTableData {
	d := figure.SiegeTableData{Span: span, Sides: Sides(v.Case), Note: KeyOfSieges(v.Case)}
	for _, m := range v.Sieges().Merged {
		if side != "" && m.Side != side || keep != nil && !keep(m) {
			continue
		}
		if row, ok := siegeRow(v, m, span); ok {
			d.Rows = append(d.Rows, row)
		}
	}
	return d
}

// siegeRow is a siege as a row; ok is false if it lies outside the span.
func siegeRow(v *desk.View, m siege.Merged, span when.Span) (row figure.SiegeRow, ok bool) {
	for _, s := range m.Course {
		days, test := when.Span{From: s.From, To: s.To}, testOf(s.Status)
		ok = ok || days.Meet(span).Len() > 0
		if n := len(row.Runs); n > 0 && row.Runs[n-1].Test == test {
			row.Runs[n-1].Days.To = s.To
			continue
		}
		row.Runs = append(row.Runs, figure.SiegeRun{Days: days, Test: test})
	}
	_, sure, _ := SiegeDay(m.Begin)
	_, sureEnd, _ := SiegeDay(m.End)
	row.Doubt = [2]bool{!sure, !sureEnd}
	row.Name, row.Side = NamesOf(v.Case, MembersOf(m), mostNames), SideNo(v.Case, m.Side)
	row.Words = strings.Join([]string{SiegeDays(m, v.Span.To), PeopleWords(m), DepthWords(m), CourseWords(m)}, " ")
	return row, ok
}

func testOf(s siege.Status) figure.Test {
	return map[siege.Status]figure.Test{siege.Encircled: figure.Encircled, siege.Besieged: figure.Besieged, siege.HardToReach: figure.HardToReach}[s]
}

// MembersOf lists the places of a siege, by the day on which they joined.
func MembersOf(m siege.Merged) []salient.PlaceID {
	out := make([]salient.PlaceID, len(m.Places))
	for i, p := range m.Places {
		out[i] = p.Place
	}
	return out
}

// SiegeDays puts begin, end and length in a sentence; last is the last day that is judged.
func SiegeDays(m siege.Merged, last when.Day) string {
	begin, sure, ok := SiegeDay(m.Begin)
	if !ok {
		return ""
	}
	from := begin.Long()
	if !sure {
		from = "About " + from
	}
	end, sureEnd, ended := SiegeDay(m.End)
	if !ended {
		return fmt.Sprintf("%s on; it lasts on %s, day %d.", from, last.Long(), int(last-begin)+1)
	}
	to := end.Long()
	if !sureEnd {
		to = "about " + to
	}
	days := "1 day"
	if n := int(end-begin) + 1; n > 1 {
		days = fmt.Sprintf("%d days", n)
	}
	return fmt.Sprintf("%s to %s, %s.", from, to, days)
}

// PeopleWords say how many lived inside at the begin and at most.
func PeopleWords(m siege.Merged) string {
	p := m.People
	switch {
	case p.Most == nil:
		return "How many people lived inside isn't known."
	case p.Begin == nil:
		return fmt.Sprintf("At most %s people lived in the places that are counted, from %s.", thousands(*p.Most), p.MostOn.Long())
	case *p.Begin == *p.Most:
		return thousands(*p.Most) + " people lived in the places that are counted."
	}
	return fmt.Sprintf("%s people at first, at most %s from %s, lived in the places that are counted.", thousands(*p.Begin), thousands(*p.Most), p.MostOn.Long())
}

// DepthWords say how deep the siege was.
func DepthWords(m siege.Merged) string {
	if m.Depth == nil {
		return "No own ground with a way to the rear was left."
	}
	if km(m.Depth.Least) == km(m.Depth.Median) {
		return fmt.Sprintf("Own ground with a way to the rear was %s km away.", km(m.Depth.Least))
	}
	return fmt.Sprintf("Own ground with a way to the rear was %s km away at the nearest, %s km in the median of the days.", km(m.Depth.Least), km(m.Depth.Median))
}

// CourseWords say on how many days the test gave which answer.
func CourseWords(m siege.Merged) string {
	days := map[siege.Status]int{}
	for _, s := range m.Course {
		days[s.Status] += int(s.To-s.From) + 1
	}
	var parts []string
	for _, one := range []struct {
		status siege.Status
		words  string
	}{{siege.Besieged, "besieged"}, {siege.HardToReach, "hard to reach"}, {siege.Encircled, "only encircled"}} {
		switch n := days[one.status]; {
		case n == 1:
			parts = append(parts, one.words+" on 1 day")
		case n > 1:
			parts = append(parts, fmt.Sprintf("%s on %d days", one.words, n))
		}
	}
	return "By the three-part test " + strings.Join(parts, ", ") + "."
}
