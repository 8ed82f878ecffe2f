package control

import (
	"fmt"
	"strings"

	"github.com/salient-osint/salient"
)

// Settings are the numbers that the engine goes by. Each can be set in case.csv under the
// key given; docs/control.md says where the defaults come from. The zero Settings is of no
// use: take them from SettingsOf.
type Settings struct {
	Candidates float64 // control.candidates: 1 if claims that nobody has decided about count too

	HeldAt     float64 // control.held: p from which a side is said to hold a place
	ObservedDB float64 // control.observed.db: decibans that an observation weighs at least
	ObservedBy float64 // control.observed.days: days after which it is an old one
	Floor      float64 // control.floor: the lowest probability given to a state

	GradeA, GradeB, GradeC, GradeD, GradeE, GradeF float64 // control.grade.A …: how often a source of that grade is right, before learning
	Visual                                         float64 // control.visual: the same of what can be looked at
	Bias                                           float64 // control.bias: how much more often a party is wrong where its own loss is at stake
	Denial, DenialWrong                            float64 // control.denial, .denial.wrong: denials of a side's control per claim where it isn't there; times that where it is
	PartyDenial, PartyDenialWrong                  float64 // control.denial.party, .party.wrong: the same of the other party's denials
	Confirmed, Probable, Possible                  float64 // control.credibility.1 …: exponents by the grade of the information
	Doubtful, Improbable                           float64
	Hedge                                          float64 // control.hedge: exponent of what a source says with reservations
	Doubt                                          float64 // control.doubt: exponent of a doubt, of a denial's
	Contests                                       float64 // control.contests.actor: part of "A contests" that speaks for A
	Enters                                         float64 // control.enters.actor: part of "A enters" that speaks for A

	NoChange float64 // control.dated.alone: how likely a claim that dates a change is, if no change is near

	CopyDays, QuoteDays, QuoteAlike float64 // control.copy.days, .copy.quote.days, .copy.alike
	Repeat                          float64 // control.repeat: how often a speaker repeats itself within three days, before learning
	Lags                            float64 // control.lags: 0 if nobody is thought to run early or late

	Town, Area       float64 // control.parent.town, .parent.area: part of the claims on a whole that speak of a given leaf, before learning
	ShareSpread      float64 // control.share.spread: standard deviation of a claimed share
	StartContested   float64 // control.start.contested
	StartNobody      float64 // control.start.none
	SideToSide       float64 // control.rate.side: changes a day from a side to one other side, before learning
	SideToContested  float64 // control.rate.contested
	ContestedToSide  float64 // control.rate.settles
	Nobodys          float64 // control.rate.none: to or from nobody, not learned
	Heat             float64 // control.heat: times that near reported fighting, before learning
	Around           float64 // control.around: times that for each neighbour that changes about the same day, before learning; 1 or less: neighbours don't count
	HeatVoices       float64 // control.heat.voices: how many sources have to tell of fighting
	HeatWithin       float64 // control.heat.within: days between what they tell of, at most
	HeatBefore       float64 // control.heat.before: days before a claim of fighting that are near it
	HeatAfter        float64 // control.heat.after
	TableStrength    float64 // control.prior.table: claims that a row of a source's prior table is worth
	TableGrowth      float64 // control.prior.growth: the same, as a part of the claims of the source
	KinStrength      float64 // control.prior.kin: claims that what a source's, or a speaker's, other tables counted is worth, at most
	LagStrength      float64 // control.prior.lag
	PartStrength     float64 // control.prior.parent
	ExposureStrength float64 // control.prior.rate: place-days that the prior rates are worth
	Rounds           float64 // control.rounds: rounds of learning at most
}

// knob is one setting.
type knob struct {
	key   string
	value *float64
	def   float64
}

func (s *Settings) knobs() []knob {
	return []knob{
		{"control.candidates", &s.Candidates, 0},
		{"control.held", &s.HeldAt, salient.HeldAt},
		{"control.observed.db", &s.ObservedDB, 3},
		{"control.observed.days", &s.ObservedBy, 90},
		{"control.floor", &s.Floor, 0.001},
		{"control.grade.A", &s.GradeA, 0.97},
		{"control.grade.B", &s.GradeB, 0.94},
		{"control.grade.C", &s.GradeC, 0.90},
		{"control.grade.D", &s.GradeD, 0.84},
		{"control.grade.E", &s.GradeE, 0.75},
		{"control.grade.F", &s.GradeF, 0.84},
		{"control.visual", &s.Visual, 0.96},
		{"control.bias", &s.Bias, 0.10},
		{"control.denial", &s.Denial, 0.05},
		{"control.denial.wrong", &s.DenialWrong, 0.3},
		{"control.denial.party", &s.PartyDenial, 0.10},
		{"control.denial.party.wrong", &s.PartyDenialWrong, 0.5},
		{"control.credibility.1", &s.Confirmed, 1.5},
		{"control.credibility.2", &s.Probable, 1.2},
		{"control.credibility.3", &s.Possible, 1},
		{"control.credibility.4", &s.Doubtful, 0.5},
		{"control.credibility.5", &s.Improbable, 0.2},
		{"control.hedge", &s.Hedge, 0.7},
		{"control.doubt", &s.Doubt, 0.5},
		{"control.contests.actor", &s.Contests, 0.15},
		{"control.enters.actor", &s.Enters, 0.5},
		{"control.dated.alone", &s.NoChange, 0.3},
		{"control.copy.days", &s.CopyDays, 3},
		{"control.copy.quote.days", &s.QuoteDays, 14},
		{"control.copy.alike", &s.QuoteAlike, 0.8},
		{"control.repeat", &s.Repeat, 0.3},
		{"control.lags", &s.Lags, 1},
		{"control.parent.town", &s.Town, 0.5},
		{"control.parent.area", &s.Area, 0.25},
		{"control.share.spread", &s.ShareSpread, 0.1},
		{"control.start.contested", &s.StartContested, 0.1},
		{"control.start.none", &s.StartNobody, 0.05},
		{"control.rate.side", &s.SideToSide, 1. / 500},
		{"control.rate.contested", &s.SideToContested, 1. / 1400},
		{"control.rate.settles", &s.ContestedToSide, 1. / 120},
		{"control.rate.none", &s.Nobodys, 1. / 1000},
		{"control.heat", &s.Heat, 4},
		{"control.around", &s.Around, 2},
		{"control.heat.voices", &s.HeatVoices, 2},
		{"control.heat.within", &s.HeatWithin, 7},
		{"control.heat.before", &s.HeatBefore, 3},
		{"control.heat.after", &s.HeatAfter, 1},
		{"control.prior.table", &s.TableStrength, 30},
		{"control.prior.growth", &s.TableGrowth, 0.05},
		{"control.prior.kin", &s.KinStrength, 60},
		{"control.prior.lag", &s.LagStrength, 30},
		{"control.prior.parent", &s.PartStrength, 100},
		{"control.prior.rate", &s.ExposureStrength, 3000},
		{"control.rounds", &s.Rounds, 16},
	}
}

// SettingsOf reads the settings of a case; what it doesn't set, or sets to what isn't a
// number of 0 or more, has its default.
func SettingsOf(s salient.Settings) Settings {
	var out Settings
	for _, k := range out.knobs() {
		if *k.value = s.Number(k.key, k.def); *k.value < 0 {
			*k.value = k.def
		}
	}
	return out
}

// Key prints the version of the engine and all settings, for keys of caches.
func (s Settings) Key() string {
	var b strings.Builder
	b.WriteString(Version)
	for _, k := range s.knobs() {
		fmt.Fprintf(&b, " %s=%g", strings.TrimPrefix(k.key, "control."), *k.value)
	}
	return b.String()
}

// grade is how often a source is right, before learning.
func (s Settings) grade(r salient.Reliability) float64 {
	switch r {
	case "A":
		return s.GradeA
	case "B":
		return s.GradeB
	case "C":
		return s.GradeC
	case "D":
		return s.GradeD
	case "E":
		return s.GradeE
	}
	return s.GradeF
}

// credibility is the exponent of a claim.
func (s Settings) credibility(c salient.Credibility) float64 {
	switch c {
	case "1":
		return s.Confirmed
	case "2":
		return s.Probable
	case "3":
		return s.Possible
	case "4":
		return s.Doubtful
	case "5":
		return s.Improbable
	}
	return 1
}
