package salient

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient/when"
)

// ClaimKind is the kind of what a claim says.
type ClaimKind string

// The kinds of claim.
const (
	Holds     ClaimKind = "holding"
	Happening ClaimKind = "happening"
	Presence  ClaimKind = "presence"
	Movement  ClaimKind = "movement"
	Tie       ClaimKind = "tie"
	OnRoad    ClaimKind = "road"
	Access    ClaimKind = "access"
	Condition ClaimKind = "condition"
	Statement ClaimKind = "statement"
)

// ClaimKinds lists the kinds of claim.
var ClaimKinds = []ClaimKind{Holds, Happening, Presence, Movement, Tie, OnRoad, Access, Condition, Statement}

// Whats lists the words that `what` may hold, by kind of claim; a statement's is free.
// A happening's are ACLED's sub-event types.
var Whats = map[ClaimKind][]string{
	Holds: {"controls", "contests", "enters", "leaves", "besieges", "none"},
	Happening: {
		"Armed clash", "Government regains territory", "Non-state actor overtakes territory",
		"Chemical weapon", "Air/drone strike", "Suicide bomb", "Shelling/artillery/missile attack",
		"Remote explosive/landmine/IED", "Grenade",
		"Sexual violence", "Attack", "Abduction/forced disappearance",
		"Peaceful protest", "Protest with intervention", "Excessive force against protesters",
		"Violent demonstration", "Mob violence",
		"Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use",
		"Headquarters or base established", "Looting/property destruction",
		"Non-violent transfer of territory", "Other",
	},
	Presence:  {"deployed", "headquartered", "fighting", "fortified", "stages-from", "absent"},
	Movement:  {"reinforces", "withdraws", "evacuates", "transfers-arms", "displaces", "is-stopped"},
	Tie:       {"part-of", "commanded-by", "allied-with", "supports", "advises", "trains", "arms", "funds", "opposes"},
	OnRoad:    {"opens", "closes", "threatens"},
	Access:    {"aid-denied", "aid-let-in", "leaving-denied", "leaving-let"},
	Condition: {"ammunition", "supplies", "manpower", "morale", "fortification", "damage", "medical", "food", "displaced", "wounded", "composition", "border"},
}

// EventType returns ACLED's event type of a sub-event type, "" if there is none.
func EventType(subEvent string) string {
	i := slices.Index(Whats[Happening], subEvent)
	switch {
	case i < 0:
		return ""
	case i < 3:
		return "Battles"
	case i < 9:
		return "Explosions/Remote violence"
	case i < 12:
		return "Violence against civilians"
	case i < 15:
		return "Protests"
	case i < 17:
		return "Riots"
	}
	return "Strategic developments"
}

// Stance is how the claimant stands to the content.
type Stance string

// Blank is asserts.
const (
	Asserts Stance = "asserts"
	Denies  Stance = "denies"
	Doubts  Stance = "doubts"
)

// Evidence is what a claim shows beside words.
type Evidence string

// Evidences lists the kinds of evidence; blank is none.
var Evidences = []Evidence{"none", "photo", "video", "satellite", "official-document", "witness"}

// Visual reports whether the evidence can be looked at.
func (e Evidence) Visual() bool { return e == "photo" || e == "video" || e == "satellite" }

// Decision is what analysts decided about a claim.
type Decision string

// Blank is candidate.
const (
	Candidate Decision = "candidate"
	Accepted  Decision = "accepted"
	Rejected  Decision = "rejected"
)

// Share is a part of a place, 0 to 1, as a range; "0.9" is the range from 0.9 to 0.9,
// "<0.2" from 0 to 0.2, "~0.2" a tenth to either side.
type Share struct{ Low, High float64 }

// ParseShare reads 0.9, ~0.9, <0.2, >0.5 or 0.1..0.3.
func ParseShare(s string) (Share, bool) {
	num := func(s string) (float64, bool) {
		v, err := strconv.ParseFloat(s, 64)
		return v, err == nil && v >= 0 && v <= 1
	}
	lo, hi, isRange := strings.Cut(s, "..")
	switch {
	case isRange:
		a, ok := num(lo)
		b, ok2 := num(hi)
		return Share{a, b}, ok && ok2 && a <= b
	case strings.HasPrefix(s, "<"):
		v, ok := num(s[1:])
		return Share{0, v}, ok
	case strings.HasPrefix(s, ">"):
		v, ok := num(s[1:])
		return Share{v, 1}, ok
	case strings.HasPrefix(s, "~"):
		v, ok := num(s[1:])
		return Share{max(0, tidy(v-0.1)), min(1, tidy(v+0.1))}, ok
	}
	v, ok := num(s)
	return Share{v, v}, ok
}

// tidy rounds away what binary fractions add: 0.2 + 0.1 is 0.3.
func tidy(v float64) float64 { return math.Round(v*1e9) / 1e9 }

// Mid is the middle of the range.
func (s Share) Mid() float64 { return (s.Low + s.High) / 2 }

// Amount is a figure with its range; Best may be absent when only a range is given.
type Amount struct{ Best, Low, High *int64 }

// Claim is one thing said. Which fields are used depends on the kind; `actor what other`
// reads from left to right.
type Claim struct {
	ID          ClaimID
	Document    DocumentID
	Locator     string
	Quote       string
	Says        string
	Claimant    string // an actor or source id, or a role in free text
	About       ClaimID
	Origin      string // a claim, a document or a voice, or "unknown"; "" if its own
	Stance      Stance
	Hedge       string
	Credibility Credibility
	Evidence    Evidence
	Kind        ClaimKind
	Place       string // a place id; for road and access claims also a road id
	To          PlaceID
	Actors      []ActorID
	Others      []ActorID
	What        string
	Value       string // as written: a share of a place, or a condition's state
	Share       *Share // of a holding, if Value is given
	Amount      *Amount
	Unit        string
	When        when.Date
	Some        bool // true on at least one day of When, not on every
	Start, End  string
	LayerSHA256 string
	Status      Decision
	DecidedBy   string
	DecidedAt   string
	Reason      string
	Sensitivity Sensitivity
	Note        string
}

var (
	stances   = []Stance{Asserts, Denies, Doubts}
	decisions = []Decision{Candidate, Accepted, Rejected}
	spans     = []string{"every", "some"}
	levels    = []string{"none", "critical", "low", "falling", "adequate", "rising"}
)

// MaxSays is the length that a paraphrase may have, in code points.
const MaxSays = 300

// Claim reads a row of kind claim. Blank stance, status and evidence become asserts,
// candidate and none.
func (r Row) Claim() (Claim, error) {
	f := &fields{row: r}
	f.id()
	c := Claim{
		ID:          ClaimID(r.ID),
		Document:    DocumentID(f.need("document", "the id of a document")),
		Locator:     f.text("locator"),
		Quote:       f.text("quote"),
		Says:        f.text("says"),
		Claimant:    f.text("claimant"),
		About:       ClaimID(f.text("about")),
		Origin:      f.text("origin"),
		Stance:      fallback(word(f, "stance", stances), Asserts),
		Hedge:       f.text("hedge"),
		Credibility: word(f, "credibility", Credibilities),
		Evidence:    fallback(word(f, "evidence", Evidences), "none"),
		Kind:        word(f, "kind", ClaimKinds),
		Place:       f.text("place"),
		To:          PlaceID(f.text("to")),
		Actors:      ids[ActorID](f.list("actor")),
		Others:      ids[ActorID](f.list("other")),
		What:        f.text("what"),
		Value:       f.text("value"),
		Amount:      f.amount("amount"),
		Unit:        f.text("unit"),
		When:        f.date("when"),
		Some:        word(f, "span", spans) == "some",
		Start:       f.text("start"),
		End:         f.text("end"),
		LayerSHA256: f.sum("layer_sha256"),
		Status:      fallback(word(f, "status", decisions), Candidate),
		DecidedBy:   f.text("decided_by"),
		DecidedAt:   f.text("decided_at"),
		Reason:      f.text("reason"),
		Sensitivity: word(f, "sensitivity", Sensitivities),
		Note:        f.text("note"),
	}
	if n := len([]rune(c.Says)); n > MaxSays {
		f.fail("says", "at most 300 characters, not "+strconv.Itoa(n))
	}
	f.content(&c)
	return c, f.err()
}

func fallback[T ~string](v, d T) T {
	if v == "" {
		return d
	}
	return v
}

// content checks what the kind of the claim asks for.
func (f *fields) content(c *Claim) {
	if c.Kind == "" {
		f.need("kind", "one of "+join(ClaimKinds))
		return
	}
	if words, ok := Whats[c.Kind]; ok && !slices.Contains(words, c.What) {
		f.fail("what", "for "+string(c.Kind)+" one of "+strings.Join(words, ", "))
	}
	if c.Kind != Tie && c.Kind != Statement && c.Kind != Movement {
		f.need("place", "the id of a place")
	}
	if c.Kind == Movement && c.Place == "" && c.To == "" {
		f.fail("place", "where from (place), where to (to), or both")
	}
	if c.Kind == Tie || c.Kind == Movement || c.Kind == Presence || c.Kind == Holds && c.What != "none" && c.What != "contests" {
		f.need("actor", "the id of an actor")
	}
	if c.Kind == Tie {
		f.need("other", "the id of the other actor")
	}
	f.value(c)
}

func (f *fields) value(c *Claim) {
	switch {
	case c.Value == "":
	case c.Kind == Holds:
		s, ok := ParseShare(c.Value)
		if !ok {
			f.fail("value", "a share of the place: 0.9, ~0.9, <0.2, >0.5 or 0.1..0.3")
		}
		c.Share = &s
	case c.Kind == Condition && !slices.Contains(levels, c.Value):
		f.fail("value", "one of "+strings.Join(levels, ", "))
	}
}

func (f *fields) amount(column string) *Amount {
	s := f.row.Get(column)
	if s == "" {
		return nil
	}
	parts := strings.Split(s, "|")
	var n [3]*int64
	for i, p := range parts {
		if p = strings.TrimSpace(p); p == "" || i >= 3 {
			continue
		}
		v, err := strconv.ParseInt(p, 10, 64)
		if err != nil || v < 0 {
			f.fail(column, "best|low|high, whole numbers")
			return nil
		}
		n[i] = &v
	}
	if len(parts) > 3 || n[1] != nil && n[2] != nil && *n[1] > *n[2] {
		f.fail(column, "best|low|high, whole numbers, low ≤ high")
	}
	return &Amount{n[0], n[1], n[2]}
}

// Reach gives the days that the claim speaks of; stop is its document's day.
func (c Claim) Reach(w when.Widening, stop when.Day) when.Reach {
	return c.When.Reach(c.Some, w, stop)
}
