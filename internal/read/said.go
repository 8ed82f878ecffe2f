package read

import (
	"slices"
	"strings"

	"github.com/salient-osint/salient"
)

// sayingOf is the act of speech that covers a clause, nil if the document itself speaks.
func (r *reading) sayingOf(c *clause) *saying {
	var found *saying
	for i := range r.sayings {
		s := &r.sayings[i]
		if !s.again && c.verb != s.at && c.verb >= s.from && c.verb < s.to {
			found = s
		}
	}
	return found
}

// speak notes who says so, how surely, and with what evidence.
func (r *reading) speak(out *Candidate, c *clause, say *saying) {
	if say != nil {
		out.Claimant, out.Evidence, out.Hedge = say.claimant, say.evidence, say.hedge
		if say.stance != salient.Asserts {
			out.Stance = say.stance
		}
	}
	for i := max(0, c.verb-8); i < len(r.units) && i < c.to+6; i++ {
		u := &r.units[i]
		switch {
		case u.has(hedging) && out.Hedge == "" && (i < c.verb && !r.verbBetween(i, c.verb) || i >= c.verb && i < c.to+1):
			out.Hedge = u.fold
		case u.has(doubting) && out.Stance == salient.Asserts && i < c.verb:
			out.Stance = salient.Doubts
		}
	}
}

func (r *reading) verbBetween(from, to int) bool {
	c := clause{g: r.grammar, units: r.units}
	for i := from + 1; i < to; i++ {
		if c.verbAt(i) && !r.units[i].has(auxiliary) {
			return true
		}
	}
	return false
}

// denyAgain adds, for "commanders denied the reports", denials of what the sentence said before,
// or of what the sentence before it said.
func (r *reading) denyAgain() {
	for i := range r.sayings {
		say := &r.sayings[i]
		if !say.again {
			continue
		}
		var denied []Candidate
		for _, c := range r.found {
			if c.at < say.at && c.Stance == salient.Asserts && c.Kind != salient.Statement {
				denied = append(denied, c)
			}
		}
		if len(denied) == 0 {
			denied = r.narrative.previous
		}
		for _, c := range denied {
			c.Stance, c.Claimant, c.Evidence, c.Rule = say.stance, say.claimant, say.evidence, c.Rule+"+denied"
			r.quote(&c)
			r.add(c)
		}
	}
}

// statements offers what somebody is quoted to say where no rule found a claim in it.
func (r *reading) statements() {
	for i := range r.sayings {
		say := &r.sayings[i]
		covered := slices.ContainsFunc(r.found, func(c Candidate) bool {
			return c.at >= say.from && c.at < say.to && c.Kind != salient.Statement
		})
		if covered || say.again || say.party == nil || say.evidence != "" || strings.HasPrefix(r.units[say.at].fold, "show") {
			continue
		}
		out := Candidate{
			Kind: salient.Statement, What: "statement", Actor: say.party.actor, Claimant: say.claimant,
			Stance: salient.Asserts, Rule: "says", at: say.at,
		}
		if len(r.units) > say.to && say.to <= say.at {
			continue
		}
		c := &clause{g: r.grammar, units: r.units, from: say.at, to: say.at + 1, verb: say.at, form: past}
		if m := c.direct(aParty); m != nil && m != say.party {
			out.Other = m.actor // "accused Y of …"
		}
		r.dateNearest(&out, c, true)
		r.quote(&out)
		out.features = []string{"rule says", "kind statement"}
		out.Score = rounded(r.model.Score(out.features))
		r.add(out)
	}
}
