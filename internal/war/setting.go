package war

// Setting is a kind of war, and of reporting about it. Make draws wars from it.
type Setting struct {
	Name string // short, unique
	Note string // what is hard about it; "" for drawn ones

	Sides  int // 2 to 5
	Places int
	Days   int

	Still     float64 // part of the places that never change hands
	Changes   float64 // tries to take a place that can change, a place and year, each for itself
	Campaigns float64 // campaigns a year: one side takes neighbouring places one after another
	Sweep     int     // places that a campaign goes for
	Pace      float64 // mean days between two of them
	MinSpell  int     // days that a holder keeps a place at least

	Contested     float64 // chance that a try begins with a contested spell
	ContestedDays float64 // its mean length; at least two days
	Repelled      float64 // chance that the holder of before keeps the place after it

	Near      float64 // how many times denser reporting is near a change; 0 and 1: no denser
	NearDays  int     // how many days around a change count as near
	Bursts    float64 // spells of attention a place and year, whatever happens
	BurstDays int     // their length
	Burst     float64 // how many times denser reporting is in them
	Uneven    float64 // standard deviation of the log of the places' attention
	Forgotten float64 // part of the places of which only 0 to 3 claims are made

	Sources   []Source
	Spokesmen []Source // how each side's spokesman speaks, by side; for Source.Quotes
	Claimants Claimants
	Wording   Wording
	Signals   Signals
}

// Claimants says who is named as speaking where a source speaks for itself.
type Claimants int

// The ways.
const (
	OwnName Claimants = iota // the source's id, as in control-bench
	NoName                   // blank
)

// Wording says what stands in the claims' quotes.
type Wording int

// The ways.
const (
	NoQuotes Wording = iota // blank, as in control-bench
	Quotes                  // a sentence in the source's own words
)

// Signals says what hedges and credibility grades are worth.
type Signals int

// The ways.
const (
	NoSignals   Signals = iota // no hedges, credibility 6
	Informative                // wrong claims are hedged, and graded low, five times as often
	Noise                      // as often, but whatever is so
)

// Source is how one source, or a spokesman, reports.
type Source struct {
	Name   string // its id; "": by its number
	Side   int    // the side that it leans to, 1 to Setting.Sides; 0: none
	Grade  string // A to F as given, right or wrong; "": blank
	Secret bool   // that it leans isn't written down

	Rate   float64 // claims a place and 30 calm days
	Covers float64 // part of the places that it reports on; 0: all

	Right        float64 // chance that a claim says what is perceived
	OwnSide      float64 // part of the other claims that say its own side (needs Side)
	Stuck        float64 // chance that a claim says what its last one of the place said
	Misjudges    float64 // spells a place and year in which it takes the place for something else
	MisjudgeDays float64 // their mean length

	Early    Delay   // before a gain, a party sees it
	Late     Delay   // after a loss, a party sees it
	Slow     Delay   // after any other change, or any change for a source without side
	PerClaim bool    // delays are drawn for each claim, not once for each change
	Hides    float64 // chance that a loss is never admitted while it lasts
	Boasts   float64 // gains a place and year that it claims and that never happen
	BoastFor float64 // mean days for which it does

	Denies float64 // part of claims that are denials of what is perceived not to be
	Lies   float64 // part of a party's claims, where it perceives a rival's hold, that deny it
	Enters float64 // part of claims within 5 days of a perceived change that say enters
	Leaves float64 // … that say leaves, where a side has lost

	Visual      float64 // part of claims that come with a video
	VisualRight float64 // chance that such a one says what is so; 0: no other than words
	Repeats     float64 // chance that a claim is said again 1 to 10 days later

	Quotes float64 // part of claims in which a side's spokesman is quoted, in place of its own

	Copies     []int   // the sources that it copies, by index, each before itself; else it reports
	CopyChance float64 // chance that a claim of theirs is copied
	CopyDays   int     // at most so many days later
	Declared   bool    // the sources that it copies are written down
	Verbatim   bool    // in their words, where there are quotes
}

// Shape is how delays are spread.
type Shape int

// The shapes.
const (
	Fixed Shape = iota
	Uniform
	Exponential
	Lognormal // with a standard deviation of 1 of the log
	Bimodal   // two in three a quarter of the mean, one in three two and a half times it
)

// Delay is a number of days; the zero Delay is none.
type Delay struct {
	Shape Shape
	Mean  float64 // days
}
