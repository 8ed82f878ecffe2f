package salient

import "strings"

// Reliability is the Admiralty grade of a source, A to F (AJP-2.1). F means that it can't be
// judged: unknown, never worst. Blank is read as F.
type Reliability string

// Reliabilities lists the grades.
var Reliabilities = []Reliability{"A", "B", "C", "D", "E", "F"}

// Words returns the grade in the standard's words.
func (r Reliability) Words() string {
	switch r {
	case "A":
		return "completely reliable"
	case "B":
		return "usually reliable"
	case "C":
		return "fairly reliable"
	case "D":
		return "not usually reliable"
	case "E":
		return "unreliable"
	}
	return "reliability can't be judged"
}

// Credibility is the Admiralty grade of a piece of information, 1 to 6 (AJP-2.1). 6 means
// that it can't be judged: unknown, never worst. Blank is read as 6.
type Credibility string

// Credibilities lists the grades.
var Credibilities = []Credibility{"1", "2", "3", "4", "5", "6"}

// Words returns the grade in the standard's words.
func (c Credibility) Words() string {
	switch c {
	case "1":
		return "confirmed by other sources"
	case "2":
		return "probably true"
	case "3":
		return "possibly true"
	case "4":
		return "doubtful"
	case "5":
		return "improbable"
	}
	return "truth can't be judged"
}

// Term is an estimative term of ICD 203, first row, with its range.
type Term struct {
	Word      string
	Low, High float64 // probabilities; Low belongs to the term
}

// Terms lists ICD 203's terms from the least to the most likely.
var Terms = []Term{
	{"almost no chance", 0.01, 0.05},
	{"very unlikely", 0.05, 0.20},
	{"unlikely", 0.20, 0.45},
	{"roughly even chance", 0.45, 0.55},
	{"likely", 0.55, 0.80},
	{"very likely", 0.80, 0.95},
	{"almost certain", 0.95, 0.99},
}

// secondRow are ICD 203's terms of the second row, in the order of Terms.
var secondRow = []string{"remote", "highly improbable", "improbable", "roughly even odds", "probable", "highly probable", "nearly certain"}

// TermNamed finds a term of either row by its word, whatever its case; ok is false for any other.
func TermNamed(word string) (Term, bool) {
	for i, t := range Terms {
		if strings.EqualFold(word, t.Word) || strings.EqualFold(word, secondRow[i]) {
			return t, true
		}
	}
	return Term{}, false
}

// TermOf returns the term for a probability; a limit belongs to the term that it begins,
// and the outermost terms take what lies beyond them.
func TermOf(p float64) Term {
	t := Terms[0]
	for _, u := range Terms {
		if p >= u.Low {
			t = u
		}
	}
	return t
}

// Sensitivity says who may see a row.
type Sensitivity string

// The levels, from what anybody may see to what nobody but its editors may.
const (
	Open       Sensitivity = "open"
	Restricted Sensitivity = "restricted"
	Withheld   Sensitivity = "withheld"
)

// Sensitivities lists the levels, least sensitive first.
var Sensitivities = []Sensitivity{Open, Restricted, Withheld}

// SensitivityOf is how sensitive a row is: what its cell says; blank is open, but for places
// whose kind endangers those in them, which are withheld until an editor opens them.
func SensitivityOf(r Row) Sensitivity {
	if s := Sensitivity(r.Get("sensitivity")); s != "" || r.Kind != KindPlace {
		return s
	}
	switch PlaceKind(r.Get("kind")) {
	case "hospital", "shelter", "camp", "aid-site":
		return Withheld
	}
	return Open
}

// Within reports whether a row of this sensitivity may be shown at a level. Blank is open.
func (s Sensitivity) Within(level Sensitivity) bool { return s.rank() <= level.rank() }

func (s Sensitivity) rank() int {
	for i, t := range Sensitivities {
		if s == t {
			return i
		}
	}
	return 0
}
