package brief

import (
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/prose"
)

// compare checks that a sentence says no more than the claims that it cites: each name, day,
// share and number in it must be in one of them. A sentence that also cites a document isn't
// compared, for nothing says which words of it bear what out; nor is one whose citations are at
// fault.
func (c *checker) compare(r *reading) {
	if !r.complete {
		return
	}
	var claims []*support
	for _, cl := range r.cited {
		claims = append(claims, c.support(cl))
	}
	c.compareNames(r, claims)
	if c.reader.english {
		c.compareFigures(r, claims)
	}
	c.quotations(r)
}

// oneBears reports whether any of the claims bears something out.
func oneBears[T any](claims []*support, ok func(*support, T) bool, x T) bool {
	return slices.ContainsFunc(claims, func(s *support) bool { return ok(s, x) })
}

func (c *checker) compareNames(r *reading, claims []*support) {
	for _, m := range r.names {
		if oneBears(claims, (*support).names, m) {
			continue
		}
		name := r.phrase(m.First, m.Last)
		if slices.ContainsFunc(m.Values, func(x prose.Ref) bool { return x.Place != "" }) {
			c.fail(c.pos(r, m.First), "B061", "%s: none of the cited claims is about it", name)
		} else {
			c.fail(c.pos(r, m.First), "B064", "%s: none of the cited claims names that party", name)
		}
	}
}

// compareFigures compares days, shares and numbers, each word as one of them at most.
func (c *checker) compareFigures(r *reading, claims []*support) {
	taken := make([]bool, len(r.tokens))
	take := func(first, last int) {
		for i := first; i < last; i++ {
			taken[i] = true
		}
	}
	for _, m := range r.names {
		take(m.First, m.Last)
	}
	for _, d := range prose.Dates(r.text, r.tokens) {
		if !taken[d.First] && !oneBears(claims, (*support).dates, d.Time) {
			c.fail(c.pos(r, d.First), "B060", "%s: none of the cited claims bears out that time", r.phrase(d.First, d.Last))
		}
		take(d.First, d.Last)
	}
	for _, p := range prose.Parts(r.tokens) {
		if !taken[p.First] && !oneBears(claims, (*support).part, p.Value) {
			c.fail(c.pos(r, p.First), "B062", "%s: none of the cited claims gives that share", r.phrase(p.First, p.Last))
		}
		take(p.First, p.Last)
	}
	for _, n := range prose.Numbers(r.tokens) {
		if !taken[n.First] && c.counts(r, n) && !c.tallied(r, n) && !oneBears(claims, (*support).number, n) {
			c.fail(c.pos(r, n.First), "B063", "%s: none of the cited claims gives that number", r.phrase(n.First, n.Last))
		}
	}
}

// passedOver checks that of the claims that stand against each cited one, the paragraph cites
// one at least.
func (c *checker) passedOver(r *reading, p *paragraph) {
	for _, cl := range r.cited {
		against := c.unsettled(cl)
		if len(against) > 0 && !slices.ContainsFunc(against, func(x *salient.Claim) bool { return p.cites[x.ID] }) {
			c.fail(r.s.At, "B072", "claim %s stands against %s: %s", against[0].ID, cl.ID, begin(against[0].Says))
			return
		}
	}
	for _, cl := range r.cited {
		if x := c.foundAgainst(cl, p); x != nil {
			c.fail(r.s.At, "B073", "claim %s contradicts %s: %s", x.ID, cl.ID, begin(x.Says))
			return
		}
	}
}

// foundAgainst is the first claim that was found to contradict a cited one, if the paragraph cites
// none of them. A denial tells of what it denies.
func (c *checker) foundAgainst(cl *salient.Claim, p *paragraph) (first *salient.Claim) {
	for _, id := range c.facts.Against[cl.ID] {
		x, ok := c.known.Claim(id)
		switch {
		case p.cites[id]:
			return nil
		case first == nil && ok && c.known.Counts(x) && cl.About != id:
			first = x
		}
	}
	return first
}

// spansOfTime are units of what is reckoned from days, and of clocks.
var spansOfTime = []string{"second", "minute", "hour", "day", "night", "week", "month", "year", "decade"}

// counts reports whether a number says how many: not how long, and up to twelve only before
// something that reports count.
func (c *checker) counts(r *reading, n prose.Number) bool {
	next := r.tokens[n.Last:min(n.Last+3, len(r.tokens))]
	if len(next) > 0 && slices.Contains(spansOfTime, strings.TrimSuffix(next[0].Word, "s")) {
		return false
	}
	return n.Value > 12 || c.reader.counted.In(next)
}

// tallied reports whether a number counts what the sentence cites: its claims, or their places.
func (c *checker) tallied(r *reading, n prose.Number) bool {
	places := map[string]bool{}
	for _, cl := range r.cited {
		places[cl.Place] = true
	}
	return int(n.Value) == len(r.cited) || int(n.Value) == len(places)
}

// rests checks what a sentence rests on: that more than one voice, and more than one interest,
// stands behind what is told as a fact, and that nothing against it is passed over.
func (c *checker) rests(r *reading, p *paragraph) {
	if !r.complete {
		return
	}
	c.passedOver(r, p)
	if r.attributed || r.quotation || !c.reader.attributes {
		return
	}
	voices := map[string]bool{}
	sides := map[salient.ActorID]bool{}
	for _, cl := range r.cited {
		voices[c.voice(cl)] = true
		if c.interested(cl) {
			sides[c.interest(cl)] = true
		} else {
			sides[""] = true
		}
	}
	if len(sides) == 1 && !sides[""] {
		c.fail(r.s.At, "B071", "all that it rests on comes from, and serves, one side: %s", sortedKeys(sides)[0])
	} else if len(voices) == 1 {
		c.fail(r.s.At, "B070", "it rests on a single voice, and is told as a fact")
	}
}
