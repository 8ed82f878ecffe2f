package gap_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/internal/gap"
	"github.com/salient-osint/salient/when"
)

var (
	first  = when.Of(2020, 1, 1)
	period = when.Span{From: first, To: first + 119}
)

func people(n int64) *int64 { return &n }

// theCase is a district with a town of two quarters and a village, and one beyond it, in a
// row; gaps are of ten days and more.
func theCase(claims ...salient.Claim) *salient.Case {
	at := func(x float64) *geo.Point { return &geo.Point{Lon: 36 + x/10, Lat: 34} }
	c := &salient.Case{
		Settings:  salient.Settings{Sides: []salient.ActorID{"blue", "red"}, Other: map[string]string{"gaps.days": "10"}},
		Documents: []salient.Document{{ID: "d", Published: when.MustParse("2020-06-01")}},
		Places: []salient.Place{
			{ID: "district", Kind: salient.District},
			{ID: "town", Kind: "town", Parent: "district"},
			{ID: "west", Kind: "quarter", Parent: "town", At: at(0), Population: people(900)},
			{ID: "east", Kind: "quarter", Parent: "town", At: at(1)},
			{ID: "village", Kind: "village", Parent: "district", At: at(2)},
			{ID: "beyond", Kind: "village", At: at(3)},
			{ID: "harbour", Kind: "town", At: at(9), RearOf: []salient.Rear{{Side: "blue"}}},
		},
		Claims: claims,
	}
	c.Sort()
	return c
}

// said is a claim on a place and days, counted from the first.
func said(id, place string, from, to int) salient.Claim {
	date := (first + when.Day(from)).String()
	if to > from {
		date += "/" + (first + when.Day(to)).String()
	}
	return salient.Claim{ID: salient.ClaimID(id), Document: "d", Kind: salient.Happening, Place: place, When: when.MustParse(date), Status: salient.Accepted}
}

func daysOf(list []gap.Gap, place salient.PlaceID) (out []string) {
	for _, g := range list {
		if g.Place == place {
			out = append(out, fmt.Sprintf("%d-%d", g.Days.From-first, g.Days.To-first))
		}
	}
	slices.Sort(out)
	return out
}

func TestGapsLieBetweenReports(t *testing.T) {
	some := said("vague", "village", 0, 100)
	some.Some = true
	moved := said("moved", "beyond", 60, 60)
	moved.To = "village"
	r := gap.Read(theCase(
		said("a", "town", 20, 24), said("b", "west", 30, 30), said("c", "east", 22, 50), said("d", "district", 0, 119), some, moved,
	), period)
	list := r.In(period, nil)
	for place, want := range map[salient.PlaceID][]string{
		"west":    {"0-19", "31-119"}, // 25 to 29 is too short
		"east":    {"0-19", "51-119"},
		"village": {"0-59", "61-119"}, // neither the district's nor the vague claim is a report from it
		"beyond":  {"0-59", "61-119"},
		"harbour": nil,
	} {
		if got := daysOf(list, place); !slices.Equal(got, want) {
			t.Errorf("%s: gaps %v, want %v", place, got, want)
		}
	}
	g, ok := r.At("west", first+40)
	if !ok || g.Before.Claim != "b" || g.Before.Day != first+30 || g.After != nil {
		t.Errorf("At(west, day 40) = %+v %v, want one after b without an end", g, ok)
	}
	if near, ok := r.Nearest(g, first+40); !ok || near.Place != "east" || near.Claim != "c" || near.Day != first+40 {
		t.Errorf("Nearest = %+v %v, want east by c that day", near, ok)
	}
	if _, ok := r.At("west", first+27); ok {
		t.Error("At(west, day 27) is a gap; want none: it is five days long")
	}
}

func TestMorePeopleAndTheFrontWeighMore(t *testing.T) {
	r := gap.Read(theCase(), period)
	list := r.In(period, func(p salient.PlaceID, _ when.Day) bool { return p == "village" })
	var order []salient.PlaceID
	for _, g := range list {
		order = append(order, g.Place)
	}
	if want := []salient.PlaceID{"village", "west", "beyond", "east"}; !slices.Equal(order, want) {
		t.Errorf("In = %v, want %v: all are silent for as long", order, want)
	}
	if list[0].Weight != 240 || list[1].Weight != 240 {
		t.Errorf("weights %v and %v; want 240 of 120 days all at the front, and of 900 people", list[0].Weight, list[1].Weight)
	}
}

func TestPlacesBesideUnlikeOnesAreNearTheFront(t *testing.T) {
	c := theCase()
	holders := map[salient.PlaceID]salient.State{"west": "blue", "east": "blue", "beyond": "red"}
	ground := func(id salient.PlaceID, day when.Day) salient.Holding {
		h := salient.Holding{Place: id, On: day, Status: salient.Unknowing}
		if s := holders[id]; s != "" {
			h.Status, h.Holders = salient.Held, []salient.Holder{{Side: s, P: 1, Share: 1}}
		}
		return h
	}
	near := gap.Beside(cell.OfCase(c), ground)
	for place, want := range map[salient.PlaceID]bool{"west": false, "east": false, "village": true, "beyond": false, "town": false} {
		if got := near(place, first); got != want {
			t.Errorf("near(%s) = %v, want %v", place, got, want)
		}
	}
}

// anyCase draws claims on all places.
func anyCase(t *rapid.T) *salient.Case {
	var claims []salient.Claim
	for i := range rapid.IntRange(0, 20).Draw(t, "claims") {
		from := rapid.IntRange(-30, 140).Draw(t, "from")
		cl := said(fmt.Sprintf("c%02d", i), rapid.SampledFrom([]string{"district", "town", "west", "east", "village", "beyond"}).Draw(t, "place"), from, from+rapid.IntRange(0, 30).Draw(t, "long"))
		cl.Status = rapid.SampledFrom([]salient.Decision{salient.Accepted, salient.Accepted, salient.Candidate, salient.Rejected}).Draw(t, "status")
		cl.Some = rapid.Bool().Draw(t, "some")
		claims = append(claims, cl)
	}
	return theCase(claims...)
}

// A day lies in a gap if, and only if, going from it both ways to the nearest reports or the
// ends of the period passes ten days of which no claim speaks; told day by day.
func TestGapsAreWhatADayByDaySearchFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCase(t)
		r := gap.Read(c, period)
		list := r.In(period, nil)
		for _, leaf := range []salient.PlaceID{"west", "east", "village", "beyond"} {
			spoken := map[when.Day]bool{}
			for i := range c.Claims {
				for d := period.From; d <= period.To; d++ {
					spoken[d] = spoken[d] || reports(c, &c.Claims[i], leaf, d)
				}
			}
			for d := period.From; d <= period.To; d++ {
				n := 0
				if !spoken[d] {
					n = 1
					for e := d - 1; e >= period.From && !spoken[e]; e-- {
						n++
					}
					for e := d + 1; e <= period.To && !spoken[e]; e++ {
						n++
					}
				}
				g, ok := r.At(leaf, d)
				listed := slices.ContainsFunc(list, func(x gap.Gap) bool { return x.Place == leaf && x.Days.Has(d) })
				if want := n >= 10; ok != want || listed != want || ok && g.Days.Len() != n {
					t.Fatalf("%s on day %d: gap %v %+v, listed %v; want %v of %d days", leaf, d-first, ok, g, listed, want, n)
				}
			}
		}
	})
}

func reports(c *salient.Case, cl *salient.Claim, leaf salient.PlaceID, d when.Day) bool {
	if cl.Status != salient.Accepted || cl.Place == "district" || !slices.Contains(c.Above(leaf), salient.PlaceID(cl.Place)) {
		return false
	}
	span := cl.When.Bounds(when.Widening{})
	return span.Has(d) && (!cl.Some || span.Len() <= 10)
}

func TestTheOrderOfClaimsChangesNoGap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCase(t)
		shuffled := *c
		shuffled.Claims = rapid.Permutation(c.Claims).Draw(t, "order")
		if diff := cmp.Diff(gap.Read(c, period).In(period, nil), gap.Read(&shuffled, period).In(period, nil)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// A further report never makes a silence longer, and the grid counts the days of the gaps.
func TestReportsOnlyShortenSilence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCase(t)
		more := *c
		more.Claims = append(slices.Clone(c.Claims), said("more", "town", rapid.IntRange(0, 119).Draw(t, "day"), 0))
		before, after := silent(gap.Read(c, period)), silent(gap.Read(&more, period))
		if after > before {
			t.Fatalf("%d silent days with a report more, %d without", after, before)
		}
		n := 0
		for _, row := range gap.Read(c, period).Grid(period, salient.District).Rows {
			for _, m := range row.Months {
				n += m.Silent
			}
		}
		if n != before {
			t.Fatalf("the grid counts %d days, the gaps have %d", n, before)
		}
	})
}

func silent(r *gap.Reading) (n int) {
	for _, g := range r.In(period, nil) {
		n += g.Days.Len()
	}
	return n
}

func TestGridGoesByMonthAndGroup(t *testing.T) {
	g := gap.Read(theCase(said("a", "village", 0, 30)), period).Grid(when.Span{From: first + 20, To: first + 70}, salient.District)
	if len(g.Months) != 3 || g.Months[0].Len() != 11 || g.Months[1].From != when.Of(2020, 2, 1) {
		t.Fatalf("months %v; want the end of January, February, the beginning of March", g.Months)
	}
	if len(g.Rows) != 2 || g.Rows[0].Place != "" || g.Rows[1].Place != "district" || g.Rows[1].Leaves != 3 {
		t.Fatalf("rows %+v; want what lies in no district, which is silent, then the district of three leaves", g.Rows)
	}
	if got := g.Rows[1].Months[0]; got != (gap.Silence{Days: 33, Silent: 22}) {
		t.Errorf("the district in January: %+v, want 22 of 33 days", got)
	}
}
