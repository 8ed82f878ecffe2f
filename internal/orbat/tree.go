package orbat

import (
	"cmp"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Node is an actor in the order of battle, with the tie that puts it where it stands. Roots
// have no tie.
type Node struct {
	Actor  salient.ActorID   `json:"actor"`
	Name   string            `json:"name"`
	Tie    string            `json:"tie"`   // part-of, commanded-by, allied-with, supports …
	Since  string            `json:"since"` // the first day that a claim speaks of; "" if that is open
	Claim  salient.ClaimID   `json:"claim"` // the claim that the tie rests on: the earliest one without a hedge
	Claims []salient.ClaimID `json:"claims,omitempty"`
	Doubt  string            `json:"doubt,omitempty"` // Hedged, Doubted or Denied
	Ended  string            `json:"ended,omitempty"` // the last day of a tie that has ended
	Under  []Node            `json:"under"`
}

// edge leads from an actor down to one that stands under it.
type edge struct {
	down salient.ActorID
	what string
	view view
}

// Tree draws the order of battle on a day: the sides in the case's order, then what isn't
// under any of them. An actor with several ties stands under each of the actors that it is
// tied to, but what is under it is drawn once: where its tie to a side is nearest, as Side
// measures it. A commander stands under those commanded. With under given, only that actor
// and what is under it; nil if it isn't in the order of battle that day.
func (b *Book) Tree(day when.Day, under salient.ActorID) []Node {
	d := &drawing{book: b, edges: b.downward(day), home: map[salient.ActorID]salient.ActorID{}}
	roots := d.settle()
	var out []Node
	for _, r := range roots {
		out = append(out, d.draw(Node{Actor: r}, ""))
	}
	if under == "" {
		return out
	}
	if n, ok := pick(out, under); ok {
		return []Node{n}
	}
	return nil
}

// pick finds an actor where what is under it is drawn.
func pick(nodes []Node, id salient.ActorID) (Node, bool) {
	var bare *Node
	for _, n := range nodes {
		if n.Actor == id && (len(n.Under) > 0 || n.Tie == "") {
			return n, true
		}
		if n.Actor == id && bare == nil {
			bare = &n
		}
		if found, ok := pick(n.Under, id); ok && len(found.Under) > 0 {
			return found, true
		} else if ok && bare == nil {
			bare = &found
		}
	}
	if bare == nil {
		return Node{}, false
	}
	return *bare, true
}

// downward lists the edges of a day under each actor, strongest ties first.
func (b *Book) downward(day when.Day) map[salient.ActorID][]edge {
	out := map[salient.ActorID][]edge{}
	add := func(up, down salient.ActorID, what string, v view) {
		out[up] = append(out[up], edge{down, what, v})
	}
	for _, t := range b.ties {
		v, ok := t.on(day)
		if !ok || day < t.begin {
			continue
		}
		switch {
		case t.what == "allied-with":
			add(t.actor, t.other, t.what, v)
			add(t.other, t.actor, t.what, v)
		case t.what == "commanded-by" && b.person[t.other]:
			add(t.actor, t.other, t.what, v)
		default:
			add(t.other, t.actor, t.what, v)
		}
	}
	for _, list := range out {
		slices.SortStableFunc(list, func(x, y edge) int {
			return cmp.Or(cmp.Compare(rank[x.what], rank[y.what]), cmp.Compare(x.down, y.down))
		})
	}
	return out
}

// drawing is a tree in the making.
type drawing struct {
	book  *Book
	edges map[salient.ActorID][]edge
	home  map[salient.ActorID]salient.ActorID // where what is under an actor is drawn; a root's is itself
}

// settle gives every tied actor its home and returns the roots.
func (d *drawing) settle() []salient.ActorID {
	roots := slices.Clone(d.book.sides)
	d.spread(roots)
	rest := d.tied()
	for _, a := range rest {
		if _, done := d.home[a]; !done && !d.hangs(a) {
			roots = append(roots, a)
			d.spread([]salient.ActorID{a})
		}
	}
	for _, a := range rest {
		if _, done := d.home[a]; !done {
			roots = append(roots, a)
			d.spread([]salient.ActorID{a})
		}
	}
	return roots
}

// spread takes in what is under the roots: ties that count before those that don't, strong
// ones before weak ones, short ways before long ones.
func (d *drawing) spread(roots []salient.ActorID) {
	for _, r := range roots {
		d.home[r] = r
	}
	all := slices.Clone(roots)
	for _, shaky := range []bool{false, true} {
		for level := range len(rank) {
			for i := 0; i < len(all); i++ {
				all = append(all, d.take(all[i], level, shaky)...)
			}
		}
	}
}

func (d *drawing) take(up salient.ActorID, level int, shaky bool) []salient.ActorID {
	var out []salient.ActorID
	for _, e := range d.edges[up] {
		_, done := d.home[e.down]
		if !done && rank[e.what] <= level && (shaky || e.view.counts()) {
			d.home[e.down] = up
			out = append(out, e.down)
		}
	}
	return out
}

// tied lists the actors with ties that day, by id.
func (d *drawing) tied() []salient.ActorID {
	var out []salient.ActorID
	for up, list := range d.edges {
		out = append(out, up)
		for _, e := range list {
			out = append(out, e.down)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// hangs reports whether an actor stands under another, alliances aside.
func (d *drawing) hangs(a salient.ActorID) bool {
	for _, list := range d.edges {
		for _, e := range list {
			if e.down == a && e.what != "allied-with" {
				return true
			}
		}
	}
	return false
}

// draw fills a node in; from is the actor above it.
func (d *drawing) draw(n Node, from salient.ActorID) Node {
	n.Name, n.Under = d.book.names[n.Actor], []Node{}
	if home := d.home[n.Actor]; home != from && home != n.Actor || from != "" && home == n.Actor {
		return n
	}
	for _, e := range d.edges[n.Actor] {
		if e.down == from || e.what == "allied-with" && !d.showsAlly(n.Actor, e.down) {
			continue
		}
		child := Node{
			Actor: e.down, Tie: e.what, Since: sinceText(e.view.since), Claim: e.view.claim,
			Claims: e.view.claims, Doubt: e.view.doubt,
		}
		if e.view.ended != nil {
			child.Ended = e.view.ended.String()
		}
		n.Under = append(n.Under, d.draw(child, n.Actor))
	}
	return n
}

// showsAlly reports whether an alliance, which has no upper end, is drawn under up.
func (d *drawing) showsAlly(up, ally salient.ActorID) bool {
	switch {
	case d.home[ally] == up:
		return true
	case d.home[ally] == ally || d.home[up] == ally:
		return false
	}
	return up < ally
}

func sinceText(d when.Day) string {
	if d == when.MinDay {
		return ""
	}
	return d.String()
}
