package contradiction

import (
	"cmp"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// holdings compares all holding claims on a place, and groups those that exclude each other
// by day: for the side that most claims of the day are for, and against it.
func (f *finder) holdings() {
	byPlace := map[string][]said{}
	var places []string
	for _, s := range f.claims {
		if s.Kind == salient.Holds && s.What != "besieges" && s.What != "contests" && (s.side != "" || s.What == "none") {
			if byPlace[s.Place] == nil {
				places = append(places, s.Place)
			}
			byPlace[s.Place] = append(byPlace[s.Place], s)
		}
	}
	slices.Sort(places)
	for _, p := range places {
		f.place(salient.PlaceID(p), byPlace[p])
	}
}

// pair is two claims that exclude each other on some days.
type pair struct {
	a, b said
	days []when.Span
}

func (f *finder) place(place salient.PlaceID, claims []said) {
	var pairs []pair
	for i, a := range claims {
		for _, b := range claims[:i] {
			f.report.Pairs++
			if !excludes(a, b) {
				continue
			}
			if days := f.apart(a, b); len(days) > 0 {
				pairs = append(pairs, pair{a, b, days})
			}
		}
	}
	for _, g := range daily(pairs) {
		f.group(place, g)
	}
}

// apart lists the days of a pair; a denial speaks of what it is about, whatever its days.
func (f *finder) apart(a, b said) []when.Span {
	days := meet(a.reach, b.reach)
	if len(days) == 0 && a.About == b.ID && a.against() {
		return b.reach.Days[:1]
	}
	if len(days) == 0 && b.About == a.ID && b.against() {
		return a.reach.Days[:1]
	}
	return days
}

// excludes reports whether what two claims say of a place on one day can't both be true.
func excludes(a, b said) bool {
	switch {
	case a.against() && b.against():
		return false
	case a.against():
		return denies(a, b)
	case b.against():
		return denies(b, a)
	case a.What == "none" || b.What == "none":
		return a.What != b.What && (a.What == "controls" || b.What == "controls")
	case a.What == "leaves" || b.What == "leaves", a.What == "enters" || b.What == "enters":
		return false
	}
	low, high := parts(a)
	from, to := parts(b)
	if a.side != b.side {
		return low+from > 1+slack || a.Share == nil && b.Share == nil
	}
	return high < from-slack || to < low-slack
}

// slack keeps shares that meet at a limit apart from those that exclude each other.
const slack = 1e-9

// parts is the share of a place that a claim of control speaks of.
func parts(s said) (low, high float64) {
	if s.Share == nil {
		return 0.5, 1
	}
	return s.Share.Low, s.Share.High
}

// denies reports whether a denial is of what a claim asserts.
func denies(denial, claim said) bool {
	if denial.What == "none" || claim.What == "none" {
		return denial.What == claim.What
	}
	if denial.side != claim.side {
		return false
	}
	switch denial.What {
	case "controls":
		return claim.What == "controls"
	case "enters":
		return claim.What == "enters" || claim.What == "controls"
	}
	return denial.What == claim.What
}

// daily puts together what excludes each other on a day; days in a row with the same claims
// are one group.
func daily(pairs []pair) []group {
	on := map[when.Day][]pair{}
	var days []when.Day
	for _, p := range pairs {
		for _, s := range p.days {
			for d := s.From; d <= s.To; d++ {
				if on[d] == nil {
					days = append(days, d)
				}
				on[d] = append(on[d], p)
			}
		}
	}
	slices.Sort(days)
	var out []group
	for _, d := range days {
		g := split(on[d])
		g.From, g.To = d, d
		if n := len(out); n > 0 && out[n-1].To == d-1 && g.same(out[n-1]) {
			out[n-1].To = d
			continue
		}
		out = append(out, g)
	}
	return out
}

// group is the claims that exclude each other on some days in a row.
type group struct {
	when.Span
	what         string
	side         salient.ActorID
	pro, against []salient.ClaimID
}

func (g group) same(h group) bool {
	return g.what == h.what && g.side == h.side && slices.Equal(g.pro, h.pro) && slices.Equal(g.against, h.against)
}

// split chooses the assertion that most claims of the pairs make, and puts the others
// against it.
func split(pairs []pair) group {
	claims := map[salient.ClaimID]said{}
	votes := map[assertion]int{}
	for _, p := range pairs {
		claims[p.a.ID], claims[p.b.ID] = p.a, p.b
	}
	for _, s := range claims {
		if !s.against() {
			votes[subject(s)]++
		}
	}
	var top assertion
	for s, n := range votes {
		if n > votes[top] || n == votes[top] && s.compare(top) < 0 {
			top = s
		}
	}
	g := group{what: top.what, side: top.side}
	for id, s := range claims {
		if !s.against() && subject(s) == top {
			g.pro = append(g.pro, id)
		} else {
			g.against = append(g.against, id)
		}
	}
	slices.Sort(g.pro)
	slices.Sort(g.against)
	return g
}

// assertion is what an assertion is about.
type assertion struct {
	side salient.ActorID
	what string
}

func (s assertion) compare(t assertion) int {
	return cmp.Or(cmp.Compare(s.side, t.side), cmp.Compare(s.what, t.what))
}

func subject(s said) assertion {
	if s.What == "none" {
		return assertion{"", "none"}
	}
	return assertion{s.side, "controls"}
}

func (f *finder) group(place salient.PlaceID, g group) {
	x := Contradiction{
		Kind: Holding, Place: place, Actor: g.side, What: g.what, From: g.From, To: g.To,
		For: g.pro, Against: g.against,
	}
	h, ok := f.a.Holding(place, g.From)
	if ok {
		x.Holders = h.Holders
		with, _ := f.a.Odds(place, g.From, state(g), g.against...)
		without, known := f.a.Odds(place, g.From, state(g), g.pro...)
		if known {
			x.Spread = max(with-without, without-with)
		}
	}
	f.report.Contradictions = append(f.report.Contradictions, x)
}

func state(g group) salient.State {
	if g.what == "none" {
		return salient.Nobody
	}
	return salient.State(g.side)
}

// gap is how far the mean of the parts may lie outside a claimed share.
const gap = 0.2

// shares compares claimed shares of places with parts to the mean of these.
func (f *finder) shares() {
	for _, s := range f.claims {
		if s.Kind != salient.Holds || s.What != "controls" || s.Share == nil || s.side == "" || s.against() {
			continue
		}
		place := salient.PlaceID(s.Place)
		if under := f.c.LeavesUnder(place); len(under) == 0 || len(under) == 1 && under[0] == place {
			continue
		}
		on := s.reach.Days[0].From
		h, ok := f.a.Holding(place, on)
		f.report.Pairs++
		p := h.P(salient.State(s.side))
		if !ok || h.Basis == salient.NoEvidence || p >= s.Share.Low-gap && p <= s.Share.High+gap {
			continue
		}
		f.report.Contradictions = append(f.report.Contradictions, Contradiction{
			Kind: Share, Place: place, Actor: s.side, What: "controls", From: on, To: s.reach.Days[len(s.reach.Days)-1].To,
			For: []salient.ClaimID{s.ID}, Against: f.parts(place, s, on), Claimed: s.Share.Mid(), Parts: p, Holders: h.Holders,
		})
	}
}

// parts lists the claims of a day on the leaves of a place that are for another side than a
// share's if the share is above the mean, for that side if it is below.
func (f *finder) parts(place salient.PlaceID, share said, on when.Day) []salient.ClaimID {
	leaves := f.c.LeavesUnder(place)
	h, _ := f.a.Holding(place, on)
	more := share.Share.Mid() > h.P(salient.State(share.side))
	out := []salient.ClaimID{}
	for _, s := range f.claims {
		if s.Kind == salient.Holds && s.What == "controls" && s.side != "" && s.reach.Has(on) &&
			slices.Contains(leaves, salient.PlaceID(s.Place)) && (s.side == share.side) == (more == s.against()) {
			out = append(out, s.ID)
		}
	}
	return out
}
