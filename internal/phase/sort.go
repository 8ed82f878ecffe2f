package phase

import "github.com/salient-osint/salient"

// The sorts of happening that make a phase.
const (
	Fighting    = "fighting"
	Taking      = "places change hands"
	Bombardment = "bombardment"
	Attacks     = "attacks on civilians"
	Agreements  = "agreements"
	Withdrawals = "withdrawals"
)

// Whats lists them.
var Whats = []string{Fighting, Taking, Bombardment, Attacks, Agreements, Withdrawals}

// WhatOf is the sort of an ACLED sub-event type; ok is false for one that tells of no battle
// (protests, arrests …).
func WhatOf(subType string) (what string, ok bool) {
	switch subType {
	case "Armed clash":
		return Fighting, true
	case "Government regains territory", "Non-state actor overtakes territory", "Non-violent transfer of territory":
		return Taking, true
	case "Agreement":
		return Agreements, true
	}
	switch salient.EventType(subType) {
	case "Explosions/Remote violence":
		return Bombardment, true
	case "Violence against civilians":
		return Attacks, true
	}
	return "", false
}

// WhatMoves is the sort of a movement claim; ok is false for one that is no withdrawal.
func WhatMoves(what string) (_ string, ok bool) {
	return Withdrawals, what == "withdraws" || what == "evacuates"
}
