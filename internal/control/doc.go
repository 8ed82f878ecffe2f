// Package control answers who holds a place on a day, and how sure we are, from what sources
// claim. It is a hidden Markov chain for each leaf (salient.Case.Leaves) over the sides,
// contested, and nobody where a claim says so, day by day, with each source's habits learned
// from the whole case by expectation–maximisation. docs/control.md tells the method so that
// it can be re-implemented; the names of this package are used there.
//
// In the order of reading:
//
//	evidence.go  a claim to what it says, whom that serves, and how much it counts
//	copies.go    claims that are one voice, and what a voice repeats
//	table.go     what a source says when: confusion tables, early and late, and their priors
//	chain.go     the hidden values, their transitions, powers for gaps
//	model.go     a case put together: leaves, evidence, likelihoods
//	pass.go      forward–backward over one leaf
//	soft.go      some-day claims and claimed shares of a whole: a second pass
//	learn.go     expectation–maximisation
//	assess.go    answers; why.go and rerun.go: reasons; record.go: sources; share.go: shares
//
// Units: days; probabilities from Settings.Floor to 1; weights in decibans (10·log10 of the
// odds). Promises: same claims, same bytes, in any order of claims and with any number of
// processors; an Assessment is read-only and safe for concurrent use; no goroutine outlives
// a call. Only claims that count (salient.Case.Counts) are used, and candidates if
// control.candidates is 1; what was published when is the caller's to cut
// (salient.Case.KnownBy). Sieges that are claimed ("besieges") have no effect. Neighbours
// have none either: a leaf without claims on itself or what it is part of has basis none.
package control
