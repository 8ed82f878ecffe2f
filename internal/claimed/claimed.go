package claimed

import (
	"cmp"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/when"
)

// Says is what a side says of its own hold on a place.
type Says string

// What can be said. The bolder is the greater.
const (
	Holds    Says = "holds"    // that it holds the place
	Part     Says = "part"     // that it holds a part of it or has entered it, or that it is fought over
	Concedes Says = "concedes" // that another side holds it, that nobody does, or that it doesn't itself
	Nothing  Says = ""         // nothing of its own hold; it may deny another's
)

// bold orders what is said of one day.
func (s Says) bold() int { return slices.Index([]Says{Nothing, Concedes, Part, Holds}, s) }

// Word is what a side says of a leaf, as far as it reaches up to a day.
type Word struct {
	Place     salient.PlaceID
	Says      Says
	To        salient.State     // of a place conceded: whose it is said to be; "" if only that it isn't its own
	Day       when.Day          // the last day of which it says so; of a mere denial, that of the denial
	Claims    []salient.ClaimID // that say so of that day, by id
	Otherwise []salient.ClaimID // by friends who say less of the same day
	Denies    []salient.ClaimID // that deny or doubt that another side holds it, of the last such day
	Denied    when.Day          // that day; it means nothing without Denies
}

// Book is what all sides say in a case.
type Book struct {
	under map[salient.PlaceID][]salient.PlaceID // leaves
	lines map[salient.ActorID][]line            // by the side that speaks, in the order of claims
}

// line is one claim as its side's word on its own hold.
type line struct {
	claim  salient.ClaimID
	place  salient.PlaceID
	days   []when.Span
	says   Says
	to     salient.State
	denies bool // that another side holds it
}

// Read reads the claims of who holds what.
func Read(c *salient.Case, book *orbat.Book) *Book {
	b := &Book{under: leavesUnder(c), lines: map[salient.ActorID][]line{}}
	for i := range c.Claims {
		cl := &c.Claims[i]
		if cl.Kind != salient.Holds || cl.What == "besieges" || !c.Counts(cl) {
			continue
		}
		said, dated := c.Said(cl)
		if !dated && cl.When.IsZero() {
			continue
		}
		reach := cl.Reach(c.Settings.Widening(), said).Days
		if !dated {
			said = reach[0].From
		}
		if side, ok := Speaker(c, book, cl, said); ok {
			l := line{claim: cl.ID, place: salient.PlaceID(cl.Place), days: reach}
			l.content(cl, side, holder(book, cl, reach[0].From))
			if p, _ := c.Place(l.place); p != nil && !p.Kind.Settled() {
				l.wide()
			}
			b.lines[side] = append(b.lines[side], l)
		}
	}
	for _, lines := range b.lines {
		slices.SortFunc(lines, func(x, y line) int { return cmp.Compare(x.claim, y.claim) })
	}
	return b
}

// Speaker is the side whose word a claim is, said on a day: the claimant's; where the
// claimant has none, that which the source leans to that is the claimant, or that prints it.
func Speaker(c *salient.Case, book *orbat.Book, cl *salient.Claim, said when.Day) (salient.ActorID, bool) {
	if _, actor := c.Actor(salient.ActorID(cl.Claimant)); actor {
		if side, ok := book.Side(salient.ActorID(cl.Claimant), said); ok {
			return side, true
		}
	}
	s, ok := c.Source(salient.SourceID(cl.Claimant))
	if !ok {
		d, found := c.Document(cl.Document)
		if !found {
			return "", false
		}
		s, ok = c.Source(d.Source)
	}
	if !ok || s.Leaning == "" {
		return "", false
	}
	return book.Side(s.Leaning, said)
}

// holder is the side of a claim's actors, Contested if they are of several, "" if of none.
func holder(book *orbat.Book, cl *salient.Claim, day when.Day) salient.State {
	found := salient.State("")
	for _, a := range cl.Actors {
		side, ok := book.Side(a, day)
		switch {
		case !ok:
		case found == "" || found == salient.State(side):
			found = salient.State(side)
		default:
			found = salient.Contested
		}
	}
	return found
}

// content reads what a claim says of the hold of the side that speaks. who, the holder that
// it names, may be that side, another, both, or nobody's.
func (l *line) content(cl *salient.Claim, side salient.ActorID, who salient.State) {
	own, other := who == salient.State(side), who != "" && who != salient.State(side) && who != salient.Contested
	denied := cl.Stance == salient.Denies || cl.Stance == salient.Doubts
	switch {
	case denied:
		l.denied(cl, own, other)
	case cl.What == "none":
		l.says, l.to = Concedes, salient.Nobody
	case cl.What == "leaves":
		l.denies = other
		if own {
			l.says = Concedes
		}
	case own && cl.Share != nil && cl.Share.High == 0:
		l.says = Concedes
	case cl.What == "contests" || cl.What == "enters" || who == salient.Contested || partly(cl):
		l.says = Part
	case own:
		l.says = Holds
	case other:
		l.says, l.to = Concedes, who
	}
}

// denied reads a denial or a doubt: of its own hold it concedes, of another's it denies; that
// it has left, or that nobody is there, it says as much as that it is still in it.
func (l *line) denied(cl *salient.Claim, own, other bool) {
	switch {
	case cl.What == "leaves" && own || cl.What == "none":
		l.says = Part
	case cl.What == "leaves" && other:
		l.says = Part
	case own && cl.What == "controls":
		l.says = Concedes
	case other:
		l.denies = true
	}
}

// wide leaves of a claim on an area what it says of each place in it: that a side holds the
// whole, or nobody any of it. That it doesn't hold the whole, or that there is fighting, says
// nothing of a given village.
func (l *line) wide() {
	if l.says == Part || l.says == Concedes && l.to == "" {
		l.says = Nothing
	}
	l.denies = false
}

// partly reports whether a claim is of less than the whole place.
func partly(cl *salient.Claim) bool { return cl.Share != nil && cl.Share.Low < 1 }

// On lists what a side says of each leaf of which it speaks, up to a day, by place.
func (b *Book) On(side salient.ActorID, day when.Day) []Word {
	words := map[salient.PlaceID]*Word{}
	for _, l := range b.lines[side] {
		last, ok := lastDay(l.days, day)
		if !ok {
			continue
		}
		for _, leaf := range b.under[l.place] {
			w := words[leaf]
			if w == nil {
				w = &Word{Place: leaf}
				words[leaf] = w
			}
			w.add(l, last)
		}
	}
	return settled(words)
}

// add takes a line in, of which the last day counts.
func (w *Word) add(l line, day when.Day) {
	if l.denies {
		if len(w.Denies) == 0 || day > w.Denied {
			w.Denies, w.Denied = nil, day
		}
		if day == w.Denied {
			w.Denies = append(w.Denies, l.claim)
		}
	}
	switch {
	case l.says == Nothing:
	case w.Says == Nothing || day > w.Day:
		w.Says, w.To, w.Day = l.says, l.to, day
		w.Claims, w.Otherwise = []salient.ClaimID{l.claim}, nil
	case day < w.Day:
	case l.says == w.Says && (l.to == w.To || l.to == ""):
		w.Claims = append(w.Claims, l.claim)
	case l.says == w.Says && w.To == "":
		w.To = l.to
		w.Claims = append(w.Claims, l.claim)
	case l.says.bold() > w.Says.bold():
		w.Otherwise = append(w.Otherwise, w.Claims...)
		w.Says, w.To, w.Claims = l.says, l.to, []salient.ClaimID{l.claim}
	default:
		w.Otherwise = append(w.Otherwise, l.claim)
	}
}

// settled drops denials that the side itself has gone back on, and words that are empty then.
func settled(words map[salient.PlaceID]*Word) []Word {
	var out []Word
	for _, w := range words {
		if w.Says == Concedes && w.To != "" && w.Day > w.Denied {
			w.Denies = nil
		}
		switch {
		case w.Says == Nothing && len(w.Denies) == 0:
			continue
		case w.Says == Nothing:
			w.Day = w.Denied
		}
		slices.Sort(w.Otherwise)
		out = append(out, *w)
	}
	slices.SortFunc(out, func(a, b Word) int { return cmp.Compare(a.Place, b.Place) })
	return out
}

// lastDay is the last of some days that isn't after a day.
func lastDay(days []when.Span, on when.Day) (when.Day, bool) {
	last, ok := when.Day(0), false
	for _, s := range days {
		if s.From <= on {
			last, ok = min(on, s.To), true
		}
	}
	return last, ok
}

// leavesUnder lists, for each place, the leaves in it, itself if it is one.
func leavesUnder(c *salient.Case) map[salient.PlaceID][]salient.PlaceID {
	out := map[salient.PlaceID][]salient.PlaceID{}
	for _, leaf := range c.Leaves() {
		for _, up := range c.Above(leaf) {
			out[up] = append(out[up], leaf)
		}
	}
	return out
}
