package yardstick

import (
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/war"
)

// lastWordP is the probability of what was said last. On control-bench's claims it gives the
// figures that its description has for this estimate.
const lastWordP = 0.9

// LastWord believes the latest claim that asserts a state: that has p 0.9, the others have the
// rest evenly; before any, all are alike. Of one day's claims the last by id counts.
func LastWord(c *salient.Case, truth *war.Truth) *Table {
	t := NewTable(truth)
	k := float64(len(t.States))
	for p, words := range listen(c, truth) {
		now := even(len(t.States))
		for d := range t.Span.Len() {
			for len(words) > 0 && words[0].day == d {
				if w := words[0]; !w.not {
					for s := range now {
						now[s] = (1 - lastWordP) / (k - 1)
					}
					now[w.state] = lastWordP
				}
				words = words[1:]
			}
			copy(t.On(p, d), now)
		}
	}
	return t
}

func even(k int) []float64 {
	out := make([]float64, k)
	for i := range out {
		out[i] = 1 / float64(k)
	}
	return out
}

// voteDays is for how many days a claim is a vote.
const voteDays = 14

// Majority lets each source vote with its latest claim of the last 14 days:
// p = (votes + 1) / (all votes + states). Without votes the answer before is carried on; before
// any vote all are alike. A denial is a vote for nothing.
func Majority(c *salient.Case, truth *war.Truth) *Table {
	t := NewTable(truth)
	k := len(t.States)
	votes := make([]float64, k)
	for p, words := range listen(c, truth) {
		now := even(k)
		latest := make([]word, len(c.Sources))
		for i := range latest {
			latest[i].day = -voteDays
		}
		for d := range t.Span.Len() {
			for len(words) > 0 && words[0].day == d {
				if w := words[0]; !w.not {
					latest[w.source] = w
				}
				words = words[1:]
			}
			clear(votes)
			n := 0.0
			for _, w := range latest {
				if w.day > d-voteDays {
					votes[w.state]++
					n++
				}
			}
			for s := range now {
				if n > 0 {
					now[s] = (votes[s] + 1) / (n + float64(k))
				}
			}
			copy(t.On(p, d), now)
		}
	}
	return t
}
