package cli_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/when"
)

var update = flag.Bool("update", false, "rewrite golden files")

const (
	answersDoc   = "../../docs/al-qusayr.md"
	answersBegin = "<!-- answers: written by go test ./internal/cli -run TestAnswersInTheDocument -update -->\n"
	answersEnd   = "<!-- end of answers -->\n"
	backgrounder = "isw-2013-06-06-fall-of-al-qusayr"
)

// The answers that docs/al-qusayr.md explains are the ones that the case gives.
func TestAnswersInTheDocument(t *testing.T) {
	plainly(t)
	all := alQusayr(t)
	without := desk.NewView(all.All.Without(backgrounder), desk.Cut{})
	got := answersBegin + "\n" + answersTable(t, all, without) + "\n" + rearsTable(t, all) + "\n" + answersEnd
	b, err := os.ReadFile(answersDoc)
	if err != nil {
		t.Fatal(err)
	}
	doc := string(b)
	from, to := strings.Index(doc, answersBegin), strings.Index(doc, answersEnd)
	if from < 0 || to < from {
		t.Fatalf("%s has no place for the answers: %q … %q", answersDoc, answersBegin, answersEnd)
	}
	to += len(answersEnd)
	if *update {
		if err := os.WriteFile(answersDoc, []byte(doc[:from]+got+doc[to:]), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if doc[from:to] != got {
		t.Errorf("the answers in %s aren't the case's; run with -update and read the difference", answersDoc)
	}
}

// asker words one answer for the table.
type asker func(t *testing.T, v *desk.View) string

func answersTable(t *testing.T, all, without *desk.View) string {
	var b strings.Builder
	b.WriteString("| question | all documents | without the backgrounder |\n|---|---|---|\n")
	for _, q := range questions() {
		a, c := q.ask(t, all), q.ask(t, without)
		if a == c {
			c = "the same"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", q.words, a, c)
	}
	return b.String()
}

type asked struct {
	words string
	ask   asker
}

func questions() []asked {
	var out []asked
	for _, q := range [][2]string{
		{"homs", "2012-05-05"},
		{"homs-deir-baalba", "2012-12-15"},
		{"homs-deir-baalba", "2012-12-31"},
		{"homs-old-city", "2012-12-15"},
		{"homs-khalidiya", "2012-12-15"},
		{"homs-bab-amr", "2013-03-20"},
		{"al-qusayr-centre", "2013-05-20"},
		{"dabaa-air-base", "2013-05-29"},
		{"dabaa", "2013-06-05"},
		{"dabaa", "2013-06-07"},
		{"al-qusayr", "2013-06-06"},
		{"rastan", "2013-05-15"},
		{"talbiseh", "2013-05-15"},
	} {
		out = append(out, asked{"`control --place " + q[0] + " --on " + q[1] + "`", who(q[0], q[1])})
	}
	out = append(out, asked{"the same, al-qusayr-centre, `--known 2013-05-18`", centreKnownEarlier})
	for _, place := range []string{"al-qusayr-centre", "al-qusayr-north", "al-qusayr-west", "dabaa", "buwaydah-al-sharqiyah", "homs-khalidiya", "homs-old-city"} {
		out = append(out, asked{"`siege --side opposition`: " + place, sieged(place)})
	}
	for _, on := range []string{"2013-04-15", "2013-05-15", "2013-06-06", "2013-06-20"} {
		out = append(out, asked{"`route --side government --from hermel --to homs --on " + on + "`", way("government", "hermel", "homs", on)})
	}
	out = append(out, asked{"`choke` for that pair on 2013-06-06: al-Qusayr is the chokepoint for ways of", factor("government", "hermel", "homs", "al-qusayr", "2013-06-06")})
	out = append(out, asked{"`route --side government --from damascus --to tartus`, 2012–13", calendar("government", "damascus", "tartus")})
	out = append(out, asked{"`choke` for that pair on 2013-06-06: al-Qusayr is the chokepoint for ways of", factor("government", "damascus", "tartus", "al-qusayr", "2013-06-06")})
	for _, to := range []string{"al-qusayr", "rastan"} {
		for _, from := range []string{"jusiyah-crossing", "arsal"} {
			out = append(out, asked{"`route --side opposition --from " + from + " --to " + to + "`, April to June 2013", calendarIn("opposition", from, to, "2013-04-01", "2013-06-30")})
		}
	}
	for _, on := range []string{"2013-05-20", "2013-06-02"} {
		out = append(out, asked{"`orbat --on " + on + "`", formations(on)})
	}
	return out
}

func who(place, on string) asker {
	return func(t *testing.T, v *desk.View) string {
		h := holding(t, v, place, on)
		var parts []string
		for _, x := range h.Holders {
			parts = append(parts, string(x.Side)+" "+percent(x.P))
		}
		return fmt.Sprintf("%s (%s, %s)", strings.Join(parts, " · "), h.Status, h.Basis)
	}
}

// percent is a probability for readers: never 0 or 100.
func percent(p float64) string {
	switch {
	case p < 0.01:
		return "<1%"
	case p > 0.99:
		return ">99%"
	}
	return fmt.Sprintf("%.0f%%", 100*p)
}

func centreKnownEarlier(t *testing.T, v *desk.View) string {
	return who("al-qusayr-centre", "2013-05-20")(t, desk.NewView(v.All.KnownBy(day(t, "2013-05-18")), desk.Cut{}))
}

// sieged lists the computed sieges that a place is part of.
func sieged(place string) asker {
	return func(_ *testing.T, v *desk.View) string {
		var out []string
		for _, s := range v.Sieges().Sieges {
			if s.Side == "opposition" && slices.Contains(v.Case.Above(salient.PlaceID(place)), s.Place) {
				end := s.End
				if end == "" {
					end = "the end of the period"
				}
				out = append(out, s.Begin+" to "+end)
			}
		}
		if out == nil {
			return "on no day: a way over uncertain ground is left on each"
		}
		return strings.Join(out, "; ")
	}
}

func way(side, from, to, on string) asker {
	return func(t *testing.T, v *desk.View) string {
		a, err := v.Routes().Best(v.Ground(), route.Query{Side: salient.ActorID(side), From: salient.PlaceID(from), To: salient.PlaceID(to), Day: day(t, on)})
		if err != nil {
			t.Fatal(err)
		}
		if a.Best == nil {
			return string(a.Status) + " by " + strings.Join(route.IDs(a.By), ", ")
		}
		return fmt.Sprintf("%s, %.0f km, %.1f h, detour %.2f", a.Status, a.Best.Length.Km(), a.Best.Hours, a.Best.Detour)
	}
}

func factor(side, from, to, place, on string) asker {
	return func(t *testing.T, v *desk.View) string {
		d := v.Routes().On(v.Ground(), salient.ActorID(side), day(t, on))
		f, err := d.ChokeFactor(salient.PlaceID(from), salient.PlaceID(to), salient.PlaceID(place))
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case math.IsInf(f.From, 0):
			return "no length: the pair is cut anyhow"
		case f.From == f.To:
			return "no length: it is no chokepoint"
		case math.IsInf(f.To, 0):
			return fmt.Sprintf("%.2f times the unobstructed best and more, without end", f.From)
		}
		return fmt.Sprintf("%.2f to %.2f times the unobstructed best", f.From, f.To)
	}
}

func calendar(side, from, to string) asker {
	return calendarIn(side, from, to, "2012-02-01", "2013-06-30")
}

func calendarIn(side, from, to, first, last string) asker {
	return func(t *testing.T, v *desk.View) string {
		q := route.Query{Side: salient.ActorID(side), From: salient.PlaceID(from), To: salient.PlaceID(to)}
		runs, err := v.Routes().Calendar(v.Ground(), q, when.Span{From: day(t, first), To: day(t, last)})
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, r := range runs {
			by := ""
			if len(r.By) > 0 {
				by = " (" + strings.Join(r.By[:min(2, len(r.By))], ", ") + ")"
			}
			out = append(out, fmt.Sprintf("%s from %s%s", r.Status, r.From, by))
		}
		return strings.Join(out, "; ")
	}
}

// formations lists who stands in the order of battle, by side, with what is doubtful.
func formations(on string) asker {
	return func(t *testing.T, v *desk.View) string {
		var out []string
		for _, root := range v.Book().Tree(day(t, on), "") {
			names := under(root.Under)
			slices.Sort(names)
			out = append(out, string(root.Actor)+": "+strings.Join(slices.Compact(names), ", "))
		}
		return strings.Join(out, "; ")
	}
}

func under(nodes []orbat.Node) []string {
	var out []string
	for _, n := range nodes {
		s := string(n.Actor)
		if n.Doubt != "" {
			s += " (" + n.Doubt + ")"
		}
		if n.Ended != "" {
			s += " (ended " + n.Ended + ")"
		}
		out = append(out, s)
		out = append(out, under(n.Under)...)
	}
	return out
}

// rearsTable says how the opposition's and the government's sieges change when each rear is
// left out in turn.
func rearsTable(t *testing.T, v *desk.View) string {
	var b strings.Builder
	b.WriteString("| rear left out | sieges gained | sieges lost |\n|---|---|---|\n")
	whole := siegeSet(v)
	for _, p := range v.All.Places {
		for _, r := range p.RearOf {
			less := *v.All
			less.Places = slices.Clone(v.All.Places)
			i := slices.IndexFunc(less.Places, func(x salient.Place) bool { return x.ID == p.ID })
			less.Places[i].RearOf = slices.DeleteFunc(slices.Clone(p.RearOf), func(x salient.Rear) bool { return x.Side == r.Side })
			now := siegeSet(desk.NewView(&less, desk.Cut{}).With(v.Ground()))
			fmt.Fprintf(&b, "| %s of %s | %s | %s |\n", p.ID, r.Side, differ(now, whole), differ(whole, now))
		}
	}
	return b.String()
}

func siegeSet(v *desk.View) []string {
	var out []string
	for _, s := range v.Sieges().Sieges {
		out = append(out, fmt.Sprintf("%s (%s, %s to %s)", s.Place, s.Side, s.Begin, s.End))
	}
	return out
}

// differ words what a has and b lacks, at most four by name.
func differ(a, b []string) string {
	var out []string
	for _, s := range a {
		if !slices.Contains(b, s) {
			out = append(out, s)
		}
	}
	switch n := len(out); {
	case n == 0:
		return "none"
	case n > 4:
		return fmt.Sprintf("%s and %d more", strings.Join(out[:4], "; "), n-4)
	}
	return strings.Join(out, "; ")
}
