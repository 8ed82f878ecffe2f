package contradiction

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// tieKey is what a tie claim is about.
type tieKey struct {
	actor, other salient.ActorID
	what         string
}

func (k tieKey) compare(l tieKey) int {
	return cmp.Or(cmp.Compare(k.actor, l.actor), cmp.Compare(k.what, l.what), cmp.Compare(k.other, l.other))
}

// ties finds ties that are asserted and denied. A tie lasts, so a denial excludes what was
// asserted on any earlier day, and on its own days.
func (f *finder) ties() {
	by := map[tieKey][]said{}
	for _, s := range f.claims {
		if s.Kind != salient.Tie {
			continue
		}
		for _, a := range s.Actors {
			for _, o := range s.Others {
				k := tieKey{a, o, s.What}
				if k.what == "allied-with" && o < a {
					k.actor, k.other = o, a
				}
				by[k] = append(by[k], s)
			}
		}
	}
	var keys []tieKey
	for k := range by {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, tieKey.compare)
	for _, k := range keys {
		f.tie(k, by[k])
	}
}

func (f *finder) tie(k tieKey, claims []said) {
	x := Contradiction{Kind: Tie, Actor: k.actor, Other: k.other, What: k.what}
	f.report.Pairs += len(claims) * (len(claims) - 1) / 2
	first := when.MaxDay
	for _, s := range claims {
		from := s.reach.Days[0].From
		if s.against() {
			x.Against = append(x.Against, s.ID)
			first = min(first, from)
		} else {
			x.For = append(x.For, s.ID)
		}
		x.To = max(x.To, s.reach.Days[len(s.reach.Days)-1].To)
	}
	x.From = first
	if len(x.For) > 0 && len(x.Against) > 0 {
		x.To = max(x.To, x.From)
		f.report.Contradictions = append(f.report.Contradictions, x)
	}
}

// figures compares the figures of happenings: same place, kind, unit and parties, on a day
// that both speak of.
func (f *finder) figures() {
	by := map[string][]said{}
	var keys []string
	for _, s := range f.claims {
		if s.Amount == nil || s.Kind != salient.Happening || s.against() {
			continue
		}
		k := strings.Join([]string{s.Place, s.What, s.Unit, list(s.Actors), list(s.Others)}, "\x00")
		if by[k] == nil {
			keys = append(keys, k)
		}
		by[k] = append(by[k], s)
	}
	slices.Sort(keys)
	for _, k := range keys {
		for i, a := range by[k] {
			for _, b := range by[k][:i] {
				f.figure(b, a)
			}
		}
	}
}

func list(ids []salient.ActorID) string {
	sorted := slices.Sorted(slices.Values(ids))
	out := ""
	for _, id := range sorted {
		out += string(id) + "|"
	}
	return out
}

func (f *finder) figure(a, b said) {
	f.report.Pairs++
	days := meet(a.reach, b.reach)
	low, high := bounds(a.Amount)
	from, to := bounds(b.Amount)
	if len(days) == 0 || high >= from && to >= low {
		return
	}
	f.report.Contradictions = append(f.report.Contradictions, Contradiction{
		Kind: Figure, Place: salient.PlaceID(a.Place), What: a.Unit, From: days[0].From, To: days[0].To,
		For: []salient.ClaimID{a.ID}, Against: []salient.ClaimID{b.ID},
	})
}

// bounds of a figure; what isn't given is open, unless only the best figure is.
func bounds(a *salient.Amount) (low, high int64) {
	low, high = 0, math.MaxInt64
	if a.Best != nil && a.Low == nil && a.High == nil {
		return *a.Best, *a.Best
	}
	if a.Low != nil {
		low = *a.Low
	}
	if a.High != nil {
		high = *a.High
	}
	return low, high
}

// sides lists the actors of holding claims that count for nothing because their side can't
// be told.
func (f *finder) sides() {
	by := map[salient.ActorID]*Contradiction{}
	for _, s := range f.claims {
		if s.Kind != salient.Holds || s.What == "besieges" {
			continue
		}
		for _, a := range s.Actors {
			day := s.reach.Days[0].From
			near := f.book.Nearest(a, day)
			if len(near) == 1 {
				continue
			}
			x := by[a]
			if x == nil {
				x = &Contradiction{Kind: Side, Actor: a, What: "side", From: day, To: day, Sides: near, Against: []salient.ClaimID{}}
				by[a] = x
			}
			x.From, x.To = min(x.From, day), max(x.To, day)
			x.For = append(x.For, s.ID)
		}
	}
	for _, x := range by {
		f.report.Contradictions = append(f.report.Contradictions, *x)
	}
}
