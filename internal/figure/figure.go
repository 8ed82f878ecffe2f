package figure

import (
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/when"
)

// Theme is the look of a figure.
type Theme uint8

// The themes.
const (
	// Screen has the light colours, and classes by which the stylesheet CSS gives the
	// reader's own theme. Without the stylesheet it looks like Light.
	Screen Theme = iota
	Light
	Dark
	// Print is the light theme for paper and PDF: stronger textures, drawn as strokes and
	// dots instead of patterns; names on plates; a letter in each side's regions.
	Print
)

// Options are what all figures have in common.
type Options struct {
	Width  float64 // of the figure in pixels, 760 if 0; lettering doesn't shrink with it
	Height float64 // 0: what the content needs
	Theme  Theme
	ID     string // start of the ids inside; figures on one page need different ones. "": by the kind of figure

	// Addresses that marks link to; nil, or "" as an answer: no link.
	PlaceHref func(salient.PlaceID) string
	ClaimHref func(salient.ClaimID) string
	DayHref   func(when.Day) string
}

// SideNo is a side's number in map order, from 1, by which it gets colour and texture.
// 0 is no side.
type SideNo int

// Side is one side of the conflict. A list of sides is in map order.
type Side struct {
	ID     salient.ActorID
	Name   string // as the reader shall see it: "Government"
	Colour string // its own, #RRGGBB; "": the palette's. See SideStyles
}

// State is how a cell is drawn.
type State uint8

// The states.
const (
	Unknown   State = iota // no evidence: dots on bare land
	Held                   // by Control.Side
	Contested              // between Control.Side and Control.Second
	Rear                   // rear ground, foreign ground: bare land, neither tinted nor counted
)

// Control says who holds a place, as far as it can be drawn. ControlOf makes one of a Holding.
type Control struct {
	State    State
	Side     SideNo  // the leading side; 0 if the state has none
	Second   SideNo  // of a contested place: the side after it
	Third    SideNo  // of a contested place between three: the third, else 0
	P        float64 // probability of the leading side, 0..1
	Inferred bool    // nobody saw it: drawn with holes
}

// Cell is a place and the ground around it.
type Cell struct {
	Place  salient.PlaceID
	Name   string
	Local  salient.Name // the name in the local script, drawn under the other; blank: none
	At     geo.Point
	Area   geo.MultiPolygon // empty: only the name is drawn. Where it lies on water, water covers it
	Weight float64          // whose name is kept where names collide; population serves
	Control
	// ClaimedBy lists the sides that are said to hold the place. On the assessed layer each
	// but the one that holds it is drawn as a dashed edge; on a claimed layer only its side counts.
	ClaimedBy []SideNo
	Word      Word     // what else the side of a claimed layer says of it
	Before    *Control // on a map that compares: what it was; nil: it is as it was
	Moved     float64  // … how much likelier its leading side is than it was, -1..1
	Tip       string   // what is said of it on pointing; "": who holds it
}

// Word is what a side says of a place beside holding it.
type Word struct {
	Part     bool // that it holds a part, or that it is fought over
	Concedes bool // that it isn't its own
	Denies   bool // that another side holds it
	Old      bool // it said so long ago: thinner lines
}

// Edge is the line that two cells share. Where their states differ it is drawn as front.
type Edge struct {
	A, B salient.PlaceID
	Line geo.Line
}

// Way is the state of a road for the side that a map is drawn for.
type Way uint8

// The states of a road.
const (
	Plain Way = iota // no state is shown: a thin line
	Open
	Uncertain
	Cut
)

// Road is a stretch of road in one state.
type Road struct {
	ID   salient.RoadID
	Name string
	Line geo.Line
	Way  Way
	Main bool // a wider line, if Plain: width says class, never state
}

// CutMark is where a way is cut.
type CutMark struct {
	At      geo.Point
	Place   salient.PlaceID // "" if none
	Claimed bool            // only somebody says so
}

// Siege is a ring around places that are besieged together.
type Siege struct {
	Places    []salient.PlaceID
	Day       int    // day of the siege on the map's day, from 1; 0 isn't printed
	Uncertain bool   // its begin is only probable: dashed ring
	Words     string // instead of "Besieged"
	Gap       *Gap   // what parts it from its side's ground; nil: nothing is said
	Tip       string // what is said of it on pointing; "" for nothing
}

// Gap is the line from a siege to the nearest ground of its side with a way to the rear.
type Gap struct {
	From, To geo.Point
	Words    string // beside it: "6 km"
}

// Path is a way from place to place, drawn over the roads.
type Path struct {
	Line  geo.Line // empty: there is none
	Way   Way      // Open or Uncertain
	Side  SideNo   // whose way it is
	Minor bool     // a second way beside the one that matters: thinner
	Words string   // in the key: "Fastest way for Government, open"
}

// Stop is an end of a way, marked by a letter.
type Stop struct {
	At     geo.Point
	Letter string
	Name   string
}

// EventType is one of ACLED's six event types.
type EventType uint8

// The event types.
const (
	Battle EventType = iota
	Explosion
	Violence // against civilians
	Strategic
	Protest
	Riot
)

// Event is what happened at a point. Events of one type at one point are drawn as one.
type Event struct {
	At     geo.Point
	Type   EventType
	Count  int        // how many; 0 is 1. The glyph's size says it
	Radius geo.Length // how well the point is known; above 0 a dotted ring is drawn
	Claim  salient.ClaimID
	Title  string
}

// Unit is a unit on the map, in a neutral square frame.
type Unit struct {
	ID      salient.ActorID
	Name    string
	At      geo.Point
	Side    SideNo
	Echelon string // above the frame, as APP-6 draws it: "II", "XX"
	Claimed bool   // dashed frame
}

// Ground is what lies under a map. The zero Ground is land everywhere.
type Ground struct {
	Land    geo.MultiPolygon // nil: everything is land
	Borders []geo.Line
}

// MapData is all that one map shows.
type MapData struct {
	Title     string   // the finding, in the words of a caption
	Subject   string   // what is drawn: "Assessed control"; "": by the layer
	On, Known when.Day // both are always drawn
	Earlier   bool     // Known isn't the newest knowledge: a chip says so
	Sides     []Side
	Claimant  SideNo // not 0: the layer of what is claimed by this side
	Against   string // not "": what the map is compared with, "20 May 2013"; cells that changed have Before
	Silent    string // not "": what no evidence means on a map of gaps: "Nobody reports from here"
	Cells     []Cell // any order; drawn by id
	Edges     []Edge // nil: EdgesOf(Cells)
	Roads     []Road
	RoadsFor  SideNo // the side whose ways Road.Way means
	Schematic bool   // roads aren't surveyed: the key says so
	Cuts      []CutMark
	Paths     []Path // drawn in this order, the last on top
	Stops     []Stop
	Sieges    []Siege
	Events    []Event
	Units     []Unit
	Ground    *Ground // nil: Base of what is in view
	Sources   string  // last line of the figure: sources, licences
}

// MapOptions say how a map is drawn.
type MapOptions struct {
	Options
	Box     *geo.Box // what must be in view; nil: the cells
	Heading bool     // title, subject and dates stand above the map, not on a chip in it
	Bare    bool     // no key and no sources: the page has its own (MapKey)
	Undated bool     // nothing drawn is of a day: no dates
}

// TimelineData is what happened when, in lanes.
type TimelineData struct {
	Title  string
	Span   when.Span // the axis; what lies outside is cut off and marked with an arrow
	On     *when.Day // a line on this day
	Known  *when.Day // days after it are pale
	Sides  []Side
	Lanes  []Lane
	Phases []Phase
	Note   string // last line
}

// Phase is a bracket above the lanes.
type Phase struct {
	Name string
	Days when.Span
}

// Lane is one row of a timeline: an area, a side, a type of event.
type Lane struct {
	Name  string
	Local salient.Name // the name in the local script; blank: none
	Side  SideNo       // whose ink marks it; 0: none
	Marks []Mark       // any order
}

// Mark is one thing on a timeline.
type Mark struct {
	ID    string // of the claim or event; the order of marks that begin on one day
	Time  TimeMark
	Glyph *EventType // nil: a plain bar
	Label string     // "" for none
	Title string     // longer text, shown on pointing; "": Label
	Claim salient.ClaimID
	Doubt bool // a candidate, or only claimed: dotted
}

// StripData is the history of one place.
type StripData struct {
	Place  salient.PlaceID
	Name   string
	Span   when.Span
	On     *when.Day
	Known  *when.Day
	Sides  []Side
	Runs   []Run // in order of days, not overlapping
	Claims []StripClaim
}

// Run is a span of days on which nothing changes.
type Run struct {
	Days      when.Span
	P         []float64 // by side in map order
	Contested float64
	Inferred  bool
	Unknown   bool // no evidence: dots, whatever the probabilities are
}

// StripClaim is a claim on a strip.
type StripClaim struct {
	Claim  salient.ClaimID
	Time   TimeMark
	Side   SideNo  // the side that it is for or against: the one that led on its day; 0 isn't said
	For    bool    // for that side: above; else against it: below
	Weight float64 // decibans, its size counts
	Visual bool    // with evidence to look at: ○
	Copy   bool    // takes its weight from another: hollow
	Who    string  // says so
	Serves string  // whose interest: "self-serving", "against interest"; "" for neither
	Says   string
}

// RouteRow is one pair of places in a calendar of ways.
type RouteRow struct {
	Name string
	Runs []RouteRun // in order of days, not overlapping
}

// RouteRun is a span of days in one state.
type RouteRun struct {
	Days when.Span
	Way  Way    // Open, Uncertain or Cut; Plain is drawn as no answer
	By   string // what cut or reopened it: "by al-Qusayr"
}

// CalendarData is when ways were open, a row for each.
type CalendarData struct {
	Title string
	Span  when.Span
	On    *when.Day
	Side  SideNo // whose ways they are
	Sides []Side
	Rows  []RouteRow
}

// Test is what a siege is by the three-part test.
type Test uint8

// What a siege can be.
const (
	Encircled Test = iota
	Besieged
	HardToReach
)

// SiegeTableData is sieges, a row for each: when they lasted, and what is known of them.
type SiegeTableData struct {
	Title string
	Span  when.Span
	On    *when.Day
	Sides []Side
	Rows  []SiegeRow
	Note  string // last line: what the words rest on
}

// SiegeRow is one siege.
type SiegeRow struct {
	Name  string // its places
	Side  SideNo // the besieged
	Words string // under its name: days, people, how far from its side's ground, what is said
	Runs  []SiegeRun
	Doubt [2]bool // its begin, its end is only probable: the bar fades out there
}

// SiegeRun is some days of a siege on which the test gave one answer.
type SiegeRun struct {
	Days when.Span
	Test Test
}
