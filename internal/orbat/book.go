package orbat

import (
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Book answers for the ties of one case. It is read-only and safe for concurrent use.
type Book struct {
	sides  []salient.ActorID
	names  map[salient.ActorID]string
	person map[salient.ActorID]bool
	ties   []tie                     // by actor, rank and other
	of     map[salient.ActorID][]int // ties that an actor is part of, in that order
}

// New reads the tie claims of a case that count.
func New(c *salient.Case) *Book {
	b := &Book{
		sides: slices.Clone(c.Settings.Sides), names: map[salient.ActorID]string{},
		person: map[salient.ActorID]bool{}, of: map[salient.ActorID][]int{},
	}
	for _, a := range c.Actors {
		b.names[a.ID] = a.Name
		b.person[a.ID] = a.Kind == "public-figure"
	}
	ties := map[key]*tie{}
	for i := range c.Claims {
		cl := &c.Claims[i]
		if _, known := rank[cl.What]; cl.Kind == salient.Tie && known && c.Counts(cl) {
			b.read(c, cl, ties)
		}
	}
	b.index(c, ties)
	return b
}

func (b *Book) index(c *salient.Case, ties map[key]*tie) {
	for _, t := range ties {
		t.bound(c)
		b.ties = append(b.ties, *t)
	}
	slices.SortFunc(b.ties, func(x, y tie) int { return x.compare(y.key) })
	for i, t := range b.ties {
		b.of[t.actor] = append(b.of[t.actor], i)
		b.of[t.other] = append(b.of[t.other], i)
	}
}

// Side returns the side that an actor rolls up to on a day: itself if it is one of the
// case's sides; else the nearest side, in number of ties, over ties that hold that day. Ties
// of part-of alone are tried first, then those of command beside them, then alliances. ok is
// false if no side is found, or if two are equally near.
//
// A part-of tie leads from the part to the whole. A commanded-by tie leads from the commanded
// to the commander; a person who commands is also on the side of those commanded. An alliance
// leads both ways. Support, advice, training, arms and money lead nowhere.
func (b *Book) Side(actor salient.ActorID, day when.Day) (side salient.ActorID, ok bool) {
	found := b.Nearest(actor, day)
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}

// Nearest lists the sides that are nearest to an actor on a day, as Side measures it, in the
// case's order: one if the actor has a side, none if no tie leads to one, more if several are
// equally near.
func (b *Book) Nearest(actor salient.ActorID, day when.Day) []salient.ActorID {
	if slices.Contains(b.sides, actor) {
		return []salient.ActorID{actor}
	}
	for level := range carriers {
		if found := b.search(actor, day, level); len(found) > 0 {
			return found
		}
	}
	return nil
}

// Allies lists the case's sides that are allied to a side on a day, in the case's order: those
// to which a tie of alliance that counts that day leads.
func (b *Book) Allies(side salient.ActorID, day when.Day) []salient.ActorID {
	var out []salient.ActorID
	for _, o := range b.sides {
		allied := slices.ContainsFunc(b.of[side], func(i int) bool {
			t := &b.ties[i]
			if t.what != "allied-with" || t.actor != o && t.other != o {
				return false
			}
			v, ok := t.on(day)
			return ok && v.counts() && day >= t.begin
		})
		if o != side && allied {
			out = append(out, o)
		}
	}
	return out
}

// search goes outward from an actor over ties up to a rank, one tie at a time, until it
// meets sides.
func (b *Book) search(actor salient.ActorID, day when.Day, level int) []salient.ActorID {
	seen := map[salient.ActorID]bool{actor: true}
	for edge := []salient.ActorID{actor}; len(edge) > 0; {
		var next, found []salient.ActorID
		for _, a := range edge {
			for _, o := range b.above(a, day, level) {
				if !seen[o] {
					seen[o] = true
					next = append(next, o)
				}
			}
		}
		for _, s := range b.sides {
			if slices.Contains(next, s) {
				found = append(found, s)
			}
		}
		if len(found) > 0 {
			return found
		}
		edge = next
	}
	return nil
}

// above lists the actors that one tie up to a rank leads to.
func (b *Book) above(a salient.ActorID, day when.Day, level int) []salient.ActorID {
	var out []salient.ActorID
	for _, i := range b.of[a] {
		t := &b.ties[i]
		r := rank[t.what]
		back := t.other == a
		if r > level || back && r == 0 || back && r == 1 && !b.person[a] {
			continue
		}
		if v, ok := t.on(day); !ok || !v.counts() || day < t.begin {
			continue
		}
		if back {
			out = append(out, t.actor)
		} else {
			out = append(out, t.other)
		}
	}
	return out
}
