package brief

import (
	"math"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/prose"
	"github.com/salient-osint/salient/when"
)

// ties are who stands over whom, on whatever day: what a sentence may call an actor by.
type ties struct {
	sides []salient.ActorID
	up    map[salient.ActorID][]salient.ActorID
}

// tiesOf reads the tie claims that count. A person in command may be named for those commanded,
// and they for the person.
func tiesOf(c *salient.Case) *ties {
	t := &ties{c.Settings.Sides, map[salient.ActorID][]salient.ActorID{}}
	for i := range c.Claims {
		cl := &c.Claims[i]
		over := cl.What == "part-of" || cl.What == "commanded-by" || cl.What == "allied-with"
		if cl.Kind != salient.Tie || !over || denying(cl) || !c.Counts(cl) {
			continue
		}
		for _, a := range cl.Actors {
			t.up[a] = append(t.up[a], cl.Others...)
			for _, o := range cl.Others {
				if person, ok := c.Actor(o); ok && person.Kind == "public-figure" {
					t.up[o] = append(t.up[o], a)
				}
			}
		}
	}
	return t
}

// above puts an actor and all that stand over it into a set.
func (t *ties) above(a salient.ActorID, into map[salient.ActorID]bool) {
	if a == "" || into[a] {
		return
	}
	into[a] = true
	for _, o := range t.up[a] {
		t.above(o, into)
	}
}

// side is the first side, in the case's order, that an actor belongs to; "" for none.
func (t *ties) side(a salient.ActorID) salient.ActorID {
	over := map[salient.ActorID]bool{}
	t.above(a, over)
	for _, s := range t.sides {
		if over[s] {
			return s
		}
	}
	return ""
}

// support is what a claim bears out.
type support struct {
	places  map[salient.PlaceID]bool // with what they lie in
	actors  map[salient.ActorID]bool // with who stands over them
	every   []when.Span              // days of which the claim says something, each of them
	some    []when.Span              // spans of which it speaks of at least one day
	times   []prose.Time             // named in its words
	numbers []float64
	ranges  [][2]float64 // of numbers
	parts   []float64    // shares
	shares  []salient.Share
}

// support reads a claim once: its cells, its document's day, and its words.
func (c *checker) support(cl *salient.Claim) *support {
	if s := c.supports[cl.ID]; s != nil {
		return s
	}
	s := &support{places: map[salient.PlaceID]bool{}, actors: map[salient.ActorID]bool{}}
	c.supports[cl.ID] = s
	c.supportWho(s, cl)
	c.supportWhen(s, cl)
	s.figures(cl)
	c.supportWords(s, cl.Says+" | "+cl.Quote+" | "+cl.Claimant)
	if about, ok := c.whole.Claim(cl.About); ok {
		c.supportWho(s, about)
		c.supportWords(s, about.Says+" | "+about.Quote)
		s.figures(about)
	}
	return s
}

func (c *checker) supportWho(s *support, cl *salient.Claim) {
	for _, id := range []salient.PlaceID{salient.PlaceID(cl.Place), cl.To} {
		for _, at := range c.whole.Above(id) {
			s.places[at] = true
		}
	}
	if r, ok := c.whole.Road(salient.RoadID(cl.Place)); ok {
		s.places[r.From], s.places[r.To] = true, true
	}
	for _, a := range slices.Concat(cl.Actors, cl.Others, []salient.ActorID{salient.ActorID(cl.Claimant), salient.ActorID(cl.Origin)}) {
		c.ties.above(a, s.actors)
	}
	if d, ok := c.whole.Document(cl.Document); ok {
		if src, ok := c.whole.Source(d.Source); ok {
			c.ties.above(src.Leaning, s.actors)
		}
	}
}

// supportWhen takes in the claim's days and those of its document.
func (c *checker) supportWhen(s *support, cl *salient.Claim) {
	w := c.whole.Settings.Widening()
	said, known := c.whole.Said(cl)
	if d, ok := c.whole.Document(cl.Document); ok && !d.Published.IsZero() {
		s.every = append(s.every, d.Published.Bounds(w))
	}
	if cl.When.IsZero() {
		return
	}
	b := cl.When.Bounds(w)
	if known && (cl.When.OpenEnd() || cl.When.UnknownEnd()) {
		b.To = max(b.From, said)
	}
	if cl.Some && b.Len() > 7 {
		s.some = append(s.some, b)
	} else {
		s.every = append(s.every, b)
	}
}

func (s *support) figures(cl *salient.Claim) {
	if a := cl.Amount; a != nil {
		for _, n := range []*int64{a.Best, a.Low, a.High} {
			if n != nil {
				s.numbers = append(s.numbers, float64(*n))
			}
		}
		if a.Low != nil && a.High != nil {
			s.ranges = append(s.ranges, [2]float64{float64(*a.Low), float64(*a.High)})
		}
	}
	if cl.Share != nil {
		s.shares = append(s.shares, *cl.Share)
	}
}

// supportWords takes in what a claim's words name.
func (c *checker) supportWords(s *support, text string) {
	tokens := prose.Tokens(text)
	for _, m := range c.reader.names.Find(tokens) {
		for _, ref := range m.Values {
			for _, at := range c.whole.Above(ref.Place) {
				s.places[at] = true
			}
			c.ties.above(ref.Actor, s.actors)
		}
	}
	for _, d := range prose.Dates(text, tokens) {
		s.times = append(s.times, d.Time)
	}
	for _, n := range prose.Numbers(tokens) {
		s.numbers = append(s.numbers, n.Value)
	}
	for _, p := range prose.Parts(tokens) {
		s.parts = append(s.parts, p.Value)
	}
}

// names reports whether the claim names one of the things that a name may stand for. Sources
// and authors need no claim.
func (s *support) names(m prose.Mention) bool {
	return slices.ContainsFunc(m.Values, func(r prose.Ref) bool {
		return r.Source != "" || r.Author || s.places[r.Place] && r.Place != "" || s.actors[r.Actor] && r.Actor != ""
	})
}

// dates reports whether the claim bears out a time. A day needs a claim that speaks of days,
// not of some day in a month.
func (s *support) dates(t prose.Time) bool {
	if slices.ContainsFunc(s.every, t.Meets) || !t.Exact() && slices.ContainsFunc(s.some, t.Meets) {
		return true
	}
	return slices.ContainsFunc(s.times, func(u prose.Time) bool { return within(t, u) })
}

// within reports whether a time says no more than another.
func within(t, u prose.Time) bool {
	year := t.Year == 0 || t.Year == u.Year
	month := t.Month == 0 || t.Month == u.Month
	days := t.From == 0 || u.From != 0 && t.From <= u.To && u.From <= t.To
	return year && month && days
}

// number reports whether the claim gives a number; one that is hedged may be a tenth off.
func (s *support) number(n prose.Number) bool {
	room := 0.0
	if n.Hedged {
		room = 0.1 * n.Value
	}
	return slices.ContainsFunc(s.numbers, func(x float64) bool { return math.Abs(x-n.Value) <= room }) ||
		slices.ContainsFunc(s.ranges, func(r [2]float64) bool { return r[0] <= n.Value && n.Value <= r[1] })
}

// part reports whether the claim gives a share, or its complement: what one side holds, the
// other doesn't.
func (s *support) part(v float64) bool {
	const room = 0.02
	return slices.ContainsFunc(s.parts, func(x float64) bool { return math.Abs(x-v) <= room || math.Abs(1-x-v) <= room }) ||
		slices.ContainsFunc(s.shares, func(x salient.Share) bool { return holds(x, v, room) || holds(x, 1-v, room) })
}

// holds reports whether a claimed share gives a share: of one with a single bound (">0.7"), that
// bound alone.
func holds(x salient.Share, v, room float64) bool {
	switch {
	case x.Low == x.High:
	case x.High == 1:
		return math.Abs(x.Low-v) <= room
	case x.Low == 0:
		return math.Abs(x.High-v) <= room
	}
	return x.Low-room <= v && v <= x.High+room
}

// voice is whose word a claim is in the end: claims of one voice count once.
func (c *checker) voice(cl *salient.Claim) string {
	for n := 0; n < 16; n++ {
		from, ok := c.whole.Claim(salient.ClaimID(cl.Origin))
		if !ok || from == cl {
			break
		}
		cl = from
	}
	d, _ := c.whole.Document(cl.Document)
	switch {
	case cl.Origin != "" && cl.Origin != "unknown":
		return cl.Origin
	case cl.Claimant != "" && (c.isActor(cl.Claimant) || c.isSource(cl.Claimant)):
		return cl.Claimant
	case d != nil:
		return string(d.Source) + " " + strings.ToLower(cl.Claimant)
	}
	return string(cl.Document)
}

func (c *checker) isActor(id string) bool {
	_, ok := c.whole.Actor(salient.ActorID(id))
	return ok
}

func (c *checker) isSource(id string) bool {
	_, ok := c.whole.Source(salient.SourceID(id))
	return ok
}

// interest is the side that a claim's speaker belongs to, else that which its source leans to;
// "" for none.
func (c *checker) interest(cl *salient.Claim) salient.ActorID {
	if c.isActor(cl.Claimant) {
		return c.ties.side(salient.ActorID(cl.Claimant))
	}
	d, ok := c.whole.Document(cl.Document)
	if !ok {
		return ""
	}
	s, ok := c.whole.Source(d.Source)
	if !ok || s.Leaning == "" {
		return ""
	}
	return c.ties.side(s.Leaning)
}

// interested reports whether a claim serves the side that it comes from: it says that its side,
// or somebody under it, gains, or denies a loss.
func (c *checker) interested(cl *salient.Claim) bool {
	side := c.interest(cl)
	if side == "" {
		return false
	}
	ours := slices.ContainsFunc(cl.Actors, func(a salient.ActorID) bool { return c.ties.side(a) == side })
	switch {
	case cl.What == "leaves":
		return ours == denying(cl)
	case len(cl.Actors) == 0:
		return true
	}
	return ours != denying(cl)
}
