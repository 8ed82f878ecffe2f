package war

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/when"
)

// begins is the first day of every war.
var begins = when.Of(2020, 1, 1)

// sideNames are the ids of the sides.
var sideNames = []salient.ActorID{"red", "blue", "green", "white", "black"}

// Make draws a case and its truth. The case is sorted; it is the caller's.
func (s Setting) Make(seed uint64) (*salient.Case, Truth) {
	at, turns := s.history(rand.New(rand.NewPCG(seed, 0)))
	m := &maker{Setting: s, c: &salient.Case{}}
	var all []report
	for p := range turns {
		all = append(all, s.reports(rand.New(rand.NewPCG(seed, uint64(p)+1)), p, turns[p])...)
	}
	m.settings()
	m.sources()
	m.actors()
	m.places(at)
	m.documents(all)
	m.ties(len(all))
	m.claims(all)
	return m.c, m.truth(turns)
}

// maker puts a case together.
type maker struct {
	Setting
	c      *salient.Case
	ids    []salient.PlaceID
	dates  []when.Date
	papers [][]salient.DocumentID // by source and day; "" if it said nothing
	of     [][]salient.ActorID    // by side: the side alone
}

func (m *maker) span() when.Span { return when.Span{From: begins, To: begins + when.Day(m.Days) - 1} }

func (m *maker) settings() {
	m.c.Settings = salient.Settings{
		Title: m.Name, Timezone: "UTC", Licence: "CC0-1.0", Embargo: salient.DefaultEmbargo,
		Period: when.MustParse(m.span().From.String() + "/" + m.span().To.String()),
		Sides:  sideNames[:m.Sides:m.Sides], Other: map[string]string{},
	}
	for d := range m.Days {
		m.dates = append(m.dates, when.MustParse((begins + when.Day(d)).String()))
	}
	for i := range m.Sides {
		m.of = append(m.of, sideNames[i:i+1:i+1])
	}
}

func (m *maker) sourceID(i int) salient.SourceID {
	if name := m.Sources[i].Name; name != "" {
		return salient.SourceID(name)
	}
	return salient.SourceID(fmt.Sprintf("s%02d", i+1))
}

func (m *maker) sources() {
	for i, s := range m.Sources {
		src := salient.Source{
			ID: m.sourceID(i), Name: string(m.sourceID(i)), Kind: "outlet",
			Reliability: salient.Reliability(s.Grade), Language: "en",
		}
		if s.Side > 0 && !s.Secret {
			src.Leaning = sideNames[s.Side-1]
		}
		for _, k := range s.Copies {
			if s.Declared {
				src.Republishes = append(src.Republishes, m.sourceID(k))
			}
		}
		m.c.Sources = append(m.c.Sources, src)
	}
}

func spokesman(side int) salient.ActorID { return sideNames[side] + "-spokesman" }

func (m *maker) actors() {
	for i := range m.Sides {
		m.c.Actors = append(m.c.Actors, salient.Actor{ID: sideNames[i], Name: string(sideNames[i]), Kind: "coalition"})
	}
	for i := range m.Spokesmen {
		name := "Spokesman of " + string(sideNames[i])
		m.c.Actors = append(m.c.Actors, salient.Actor{ID: spokesman(i), Name: name, Kind: "organisation"})
	}
}

func (m *maker) places(at []geo.Point) {
	width := len(strconv.Itoa(m.Places))
	for i := range at {
		id := salient.PlaceID(fmt.Sprintf("p%0*d", width, i+1))
		m.ids = append(m.ids, id)
		m.c.Places = append(m.c.Places, salient.Place{
			ID: id, Name: string(id), Kind: "town", At: &at[i], Precision: "exact", Sensitivity: salient.Open,
		})
	}
}

// documents are one for each source and day on which it said something.
func (m *maker) documents(all []report) {
	m.papers = make([][]salient.DocumentID, len(m.Sources))
	for i := range m.papers {
		m.papers[i] = make([]salient.DocumentID, m.Days)
	}
	for _, r := range all {
		if id := &m.papers[r.source][r.day]; *id == "" {
			*id = salient.DocumentID(string(m.sourceID(int(r.source))) + "-" + m.dates[r.day].String())
			m.paper(*id, int(r.source), int(r.day))
		}
	}
	if len(m.Spokesmen) > 0 && len(m.papers) > 0 && m.papers[0][0] == "" {
		m.papers[0][0] = salient.DocumentID(string(m.sourceID(0)) + "-" + m.dates[0].String())
		m.paper(m.papers[0][0], 0, 0)
	}
	m.c.Sort()
}

func (m *maker) paper(id salient.DocumentID, source, day int) {
	m.c.Documents = append(m.c.Documents, salient.Document{
		ID: id, Source: m.sourceID(source), Type: "post",
		Published: m.dates[day], Collected: m.dates[day], Language: "en",
	})
}

// ties say which side each spokesman belongs to. They come after the claims in the order of
// ids; room for n claims is made.
func (m *maker) ties(n int) {
	m.c.Claims = make([]salient.Claim, n, n+len(m.Spokesmen))
	for i := range m.Spokesmen {
		m.c.Claims = append(m.c.Claims, salient.Claim{
			ID: salient.ClaimID("tie-" + string(sideNames[i])), Document: m.papers[0][0], Kind: salient.Tie,
			Actors: []salient.ActorID{spokesman(i)}, What: "part-of", Others: m.of[i], Stance: salient.Asserts,
			Evidence: "none", When: m.dates[0], Status: salient.Accepted, DecidedBy: "bench",
		})
	}
}

func (m *maker) claims(all []report) {
	for i := range all {
		m.c.Claims[i] = m.claim(i, &all[i])
	}
	m.c.Sort()
}

var whats = [...]string{controls: "controls", contests: "contests", enters: "enters", leaves: "leaves"}

func (m *maker) claim(i int, r *report) salient.Claim {
	cl := salient.Claim{
		ID: claimID(i), Document: m.papers[r.source][r.day], Claimant: m.claimant(r), Stance: salient.Asserts,
		Credibility: "6", Evidence: "none", Kind: salient.Holds, Place: string(m.ids[r.place]),
		Actors: m.of[r.side], What: whats[r.what], When: m.dates[r.day],
		Status: salient.Accepted, DecidedBy: "bench",
	}
	if r.grade != 6 {
		cl.Credibility = salient.Credibilities[r.grade-1]
	}
	if r.denies {
		cl.Stance = salient.Denies
	}
	if r.visual {
		cl.Evidence = "video"
	}
	if r.hedged {
		cl.Hedge = "reportedly"
	}
	if m.Wording == Quotes {
		cl.Quote = m.quote(r)
	}
	return cl
}

// claimID numbers a claim, in eight digits at least.
func claimID(i int) salient.ClaimID {
	n := strconv.Itoa(i + 1)
	return salient.ClaimID("c" + strings.Repeat("0", max(0, 8-len(n))) + n)
}

func (m *maker) claimant(r *report) string {
	switch {
	case r.speaker > 0:
		return string(spokesman(int(r.speaker) - 1))
	case m.Claimants == NoName:
		return ""
	}
	return string(m.sourceID(int(r.source)))
}

// truth is the history with days and names.
func (m *maker) truth(turns [][]turn) Truth {
	t := Truth{Span: m.span(), States: States(m.c.Settings), Places: m.ids, Changes: make([][]Change, len(turns))}
	for p := range turns {
		for _, u := range turns[p] {
			t.Changes[p] = append(t.Changes[p], Change{begins + when.Day(u.day), u.state})
		}
	}
	return t
}
