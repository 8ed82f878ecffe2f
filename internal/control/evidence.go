package control

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/when"
)

// evidence is one claim, ready to be weighed.
type evidence struct {
	claim    *salient.Claim
	source   salient.SourceID
	place    salient.PlaceID
	at       int // of the case's places
	said     when.Day
	reach    when.Reach
	n        float64 // days of reach
	table    int
	mix      int     // index of what is said
	base     float64 // exponent: grade, hedge, doubt
	weight   float64 // … shared among copies
	copies   int     // claims that share one weight with it, itself included
	root     salient.ClaimID
	heats    bool   // tells of fighting or of a change
	content  string // claims of one content say the same of one place
	repeats  repeat
	heard    []heard
	share    *share // of a place with parts; nil if none is claimed
	interest Interest
	party    int
	side     int // of the actors named; neutral if none is
}

// share is a claimed part of a place.
type share struct {
	state     int
	low, high float64
}

// Interest says whom a claim serves.
type Interest string

// The interests.
const (
	SelfServing     Interest = "self-serving"
	AgainstInterest Interest = "against interest"
	Neutral         Interest = "neutral"
)

// mix is what is said, as parts of the columns of a table: [states, then denials of sides].
type mix []float64

// saying is a mix, and the change that it tells the day of, if it does ("left on the 20th",
// "holds it since the 20th"). Then no lag applies: the state of the day itself is spoken of.
type saying struct {
	mix
	dated dating
	state int // that the change leads to or from
}

// dating says whether a claim tells the day of a change.
type dating int

const (
	undated dating = iota
	begins         // the state begins on the claim's first day
	ends           // the state has ended by it
)

// reader turns claims to evidence.
type reader struct {
	c      *salient.Case
	book   *orbat.Book
	set    Settings
	parent map[salient.PlaceID]bool // places with settled parts
	places map[salient.PlaceID]int  // of the case's
	sides  map[salient.ActorID]int
	states int
	widen  when.Widening

	papers map[salient.DocumentID]paper
	words  map[wording]meaning
	mixes  []saying
	mixOf  map[string]int
	tables []*table
	keys   map[tableKey]int
}

func newReader(c *salient.Case, book *orbat.Book, set Settings, states []salient.State, places map[salient.PlaceID]int) *reader {
	r := &reader{
		c: c, book: book, set: set, sides: map[salient.ActorID]int{}, states: len(states),
		widen: c.Settings.Widening(), mixOf: map[string]int{}, keys: map[tableKey]int{}, parent: map[salient.PlaceID]bool{}, papers: map[salient.DocumentID]paper{}, words: map[wording]meaning{}, places: places,
	}
	for i, s := range c.Settings.Sides {
		r.sides[s] = i
	}
	return r
}

// paper is a document as the engine needs it.
type paper struct {
	doc    *salient.Document
	day    when.Day
	dated  bool
	counts bool // what it says counts, if it was accepted
}

// paper looks a document up once; doc is nil if there is none.
func (r *reader) paper(id salient.DocumentID) paper {
	p, seen := r.papers[id]
	if seen {
		return p
	}
	if doc, ok := r.c.Document(id); ok {
		p.doc = doc
		p.day, p.dated = doc.Day(r.widen)
		p.counts = r.c.Counts(&salient.Claim{Document: id, Status: salient.Accepted})
	}
	r.papers[id] = p
	return p
}

// read returns the evidence of the holding claims that count; claims are in the order of ids,
// and so is what it returns.
func (r *reader) read(claims []*salient.Claim) []*evidence {
	var out []*evidence
	for _, e := range r.readAll(claims) {
		if e != nil {
			r.content(e)
			out = append(out, e)
		}
	}
	r.file(out)
	places := byPlace(out)
	inParallel(len(places), func() func(int) {
		return func(i int) {
			list := make([]*evidence, len(places[i]))
			for k, e := range places[i] {
				list[k] = out[e]
			}
			weighCopies(r.c, r.set, list)
			noteRepeats(list)
			noteHeard(list)
		}
	})
	return out
}

// byPlace gives the indices of evidence on each place that has some, by place.
func byPlace(list []*evidence) [][]int {
	var ends []int
	for _, e := range list {
		if n := e.at + 2 - len(ends); n > 0 {
			ends = append(ends, make([]int, n)...)
		}
		ends[e.at+1]++
	}
	for i := 1; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	sorted := make([]int, len(list))
	for i, e := range list {
		sorted[ends[e.at]] = i
		ends[e.at]++
	}
	var out [][]int
	for from := 0; from < len(sorted); from += len(out[len(out)-1]) {
		to := ends[list[sorted[from]].at]
		out = append(out, sorted[from:to:to])
	}
	return out
}

// readAll reads claims on all processors; those that say nothing are nil.
func (r *reader) readAll(claims []*salient.Claim) []*evidence {
	const chunk = 4096
	out := make([]*evidence, len(claims))
	inParallel((len(claims)+chunk-1)/chunk, func() func(int) {
		own := *r
		own.papers = map[salient.DocumentID]paper{}
		var room []evidence
		return func(n int) {
			for i := n * chunk; i < min(len(claims), (n+1)*chunk); i++ {
				if len(room) == 0 {
					room = make([]evidence, chunk/16)
				}
				if own.one(claims[i], &room[0]) {
					out[i], room = &room[0], room[1:]
				}
			}
		}
	})
	return out
}

// counts is Case.Counts, with undecided claims if the settings ask for them.
func (r *reader) counts(cl *salient.Claim) bool {
	accepted := cl.Status == salient.Accepted || cl.Status == salient.Candidate && r.set.Candidates == 1
	return accepted && r.paper(cl.Document).counts
}

// one reads a claim into e; it returns false if it says nothing about who holds a place:
// besieges, an actor without a side, a place that is none.
func (r *reader) one(cl *salient.Claim, e *evidence) bool {
	if cl.Kind != salient.Holds || cl.What == "besieges" || !r.counts(cl) {
		return false
	}
	p := r.paper(cl.Document)
	at, known := r.places[salient.PlaceID(cl.Place)]
	if !known || !p.dated {
		return false
	}
	*e = evidence{
		claim: cl, source: p.doc.Source, place: salient.PlaceID(cl.Place), at: at, said: p.day,
		reach: cl.Reach(r.widen, p.day), copies: 1, root: cl.ID, interest: Neutral,
	}
	e.n = float64(e.reach.N())
	side, ok := r.side(cl, e.reach.Days[0].From)
	if !ok {
		return false
	}
	e.side = side
	e.party = r.partyOf(cl, p.doc.Source, p.day)
	e.base = r.set.credibility(cl.Credibility)
	if cl.Hedge != "" {
		e.base *= r.set.Hedge
	}
	if cl.Stance == salient.Doubts {
		e.base *= r.set.Doubt
	}
	e.weight = e.base
	return true
}

// side is the index of the side of a claim's actors, or neutral if it names none and needs
// none; several sides at once are contested.
func (r *reader) side(cl *salient.Claim, day when.Day) (int, bool) {
	if cl.What == "none" {
		return neutral, true
	}
	found := neutral
	for _, a := range cl.Actors {
		s, ok := r.book.Side(a, day)
		if !ok {
			continue
		}
		if i := r.sides[s]; found == neutral || found == i {
			found = i
		} else {
			return len(r.sides), true
		}
	}
	return found, found != neutral || cl.What == "contests"
}

// partyOf is the side whose interest the speaker shares: the claimant's, and the source's
// leaning only where the claimant has none.
func (r *reader) partyOf(cl *salient.Claim, id salient.SourceID, day when.Day) int {
	if s, ok := r.book.Side(salient.ActorID(cl.Claimant), day); ok {
		return r.sides[s]
	}
	if _, actor := r.c.Actor(salient.ActorID(cl.Claimant)); actor {
		if _, source := r.c.Source(salient.SourceID(cl.Claimant)); !source {
			return r.leaning(id, day)
		}
	}
	if _, source := r.c.Source(salient.SourceID(cl.Claimant)); source {
		return r.leaning(salient.SourceID(cl.Claimant), day)
	}
	return r.leaning(id, day)
}

func (r *reader) leaning(id salient.SourceID, day when.Day) int {
	src, ok := r.c.Source(id)
	if !ok || src.Leaning == "" {
		return neutral
	}
	if s, ok := r.book.Side(src.Leaning, day); ok {
		return r.sides[s]
	}
	return neutral
}

// wording is what decides what a claim says of a place, and whom that serves.
type wording struct {
	what, value, start string
	side               int
	denied             bool
}

// meaning is what a wording says.
type meaning struct {
	mix     int
	content string
	favours int // the named side
	heats   bool
}

// content works out what a claim says of a place, and whom that serves.
func (r *reader) content(e *evidence) {
	cl, side := e.claim, e.side
	w := wording{cl.What, cl.Value, cl.Start, side, cl.Stance == salient.Denies || cl.Stance == salient.Doubts}
	m, known := r.words[w]
	if !known {
		m = r.mean(cl, w)
		r.words[w] = m
	}
	e.mix, e.content, e.heats = m.mix, m.content, m.heats
	e.interest = interest(e.party, side, m.favours)
	if cl.Share != nil && !w.denied && cl.What == "controls" && side < len(r.sides) && r.parent[e.place] {
		e.share = &share{side, cl.Share.Low, cl.Share.High}
	}
}

// mean turns a wording to what it says.
func (r *reader) mean(cl *salient.Claim, w wording) meaning {
	contested := len(r.sides)
	m := make(mix, r.states+len(r.sides))
	var out meaning
	switch side, denied := w.side, w.denied; {
	case cl.What == "none":
		m = r.state(r.states-1, denied)
	case cl.What == "contests":
		m = r.fought(contested, side, r.set.Contests, denied)
		out.heats = !denied
	case side == contested:
		m = r.state(contested, denied)
	case cl.What == "leaves":
		m, out.favours = r.state(side, !denied), -1
		out.heats = !denied
		if denied {
			out.favours = 1
		}
	case cl.What == "enters" && !denied:
		m[side], m[contested], out.favours = r.set.Enters, 1-r.set.Enters, 1
		out.heats = true
	case denied:
		m[r.states+side], out.favours = 1, -1
	case cl.Share != nil:
		m, out.favours = r.part(side, contested, cl.Share.Mid()), 1
		if cl.Share.Mid() < 0.5 {
			out.favours = -1
		}
	default:
		m[side], out.favours = 1, 1
	}
	out.content = fmt.Sprintf("%s %d %t", cl.What, w.side, w.denied)
	if cl.Share != nil {
		out.content += " " + cl.Value
	}
	out.mix = r.filed(dated(m, cl, w.side, w.denied, contested))
	return out
}

func interest(party, side, favours int) Interest {
	switch {
	case party == neutral || favours == 0 || side < 0:
		return Neutral
	case (party == side) == (favours > 0):
		return SelfServing
	}
	return AgainstInterest
}

// state is a mix that says a state, or that it isn't the state.
func (r *reader) state(o int, not bool) mix {
	m := make(mix, r.states+len(r.sides))
	for z := range r.states {
		if (z == o) != not {
			m[z] = 1
			if not {
				m[z] = 1 / float64(r.states-1)
			}
		}
	}
	return m
}

// fought says that the place is fought over; part of it may speak for a side.
func (r *reader) fought(contested, side int, part float64, denied bool) mix {
	m := r.state(contested, denied)
	if side >= 0 && side < contested && !denied {
		m[contested], m[side] = 1-part, part
	}
	return m
}

// part says that a side holds a part of a place: from half to all, between contested and
// its own; below half, between not its own and contested.
func (r *reader) part(side, contested int, v float64) mix {
	m := make(mix, r.states+len(r.sides))
	if v >= 0.5 {
		m[side], m[contested] = 2*v-1, 2-2*v
		return m
	}
	m = r.state(side, true)
	for z := range r.states {
		m[z] *= 1 - 2*v
	}
	m[contested] += 2 * v
	return m
}

// dated adds the change that a claim tells the day of: of leaving, and of a control whose
// beginning is given.
func dated(m mix, cl *salient.Claim, side int, denied bool, contested int) saying {
	switch {
	case denied || side < 0 || side >= contested:
	case cl.What == "leaves":
		return saying{m, ends, side}
	case cl.What == "controls" && cl.Start == "yes" && m[side] == 1:
		return saying{m, begins, side}
	}
	return saying{mix: m}
}

// key tells sayings apart.
func (s saying) key() string { return fmt.Sprint(s) }

// filed returns the index of a saying.
func (r *reader) filed(m saying) int {
	key := m.key()
	i, ok := r.mixOf[key]
	if !ok {
		i = len(r.mixes)
		r.mixes, r.mixOf[key] = append(r.mixes, m), i
	}
	return i
}

// file gives each claim its table; new tables are in the order of their keys.
func (r *reader) file(list []*evidence) {
	asked := map[tableKey]bool{}
	for _, e := range list {
		asked[e.tableKey()] = true
	}
	keys := slices.SortedFunc(maps.Keys(asked), tableKey.compare)
	for _, k := range keys {
		if _, known := r.keys[k]; known {
			continue
		}
		grade := salient.Reliability("")
		if s, ok := r.c.Source(k.source); ok {
			grade = s.Reliability
		}
		r.keys[k] = len(r.tables)
		r.tables = append(r.tables, newTable(k, grade, r.set, len(r.sides), r.states))
	}
	for i := range list {
		list[i].table = r.keys[list[i].tableKey()]
	}
}

func (e *evidence) tableKey() tableKey {
	return tableKey{e.source, speaker(e), e.party, e.claim.Evidence.Visual()}
}

// speaker is who speaks in a claim, where that isn't the source itself: "" if it is.
func speaker(e *evidence) string {
	who := strings.ToLower(e.claim.Claimant)
	if who == string(e.source) {
		return ""
	}
	return who
}

// decibans of odds.
func decibans(logOdds float64) float64 { return 10 * logOdds / math.Ln10 }
