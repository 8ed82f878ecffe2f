package control

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// world is a made-up war whose truth is known.
type world struct {
	name    string
	places  int
	days    int
	sources []voiceOf
	change  float64 // changes a day
	density float64 // claims a source, place and day
}

// voiceOf is a made-up source.
type voiceOf struct {
	side   int // -1: none
	grade  string
	right  float64 // how often it says what it perceives
	bias   float64 // how often a party says its own side where it perceives a loss
	early  int     // days before a gain that a party announces it
	late   int     // days after a change that it is perceived (a party: its losses)
	denies float64
	copies int // index of the source that it republishes, -1: none
}

var firstDay = when.Of(2020, 1, 1)

// states of the made-up war, by index.
var madeUp = []string{"red", "blue", "contested"}

// build draws truth and claims. truth is the state of each place on each day.
func (w world) build(seed uint64) (*salient.Case, [][]int) {
	rng := rand.New(rand.NewPCG(seed, 7))
	c := &salient.Case{Settings: salient.Settings{Sides: []salient.ActorID{"red", "blue"}}}
	for i, s := range w.sources {
		src := salient.Source{ID: sourceID(i), Name: "s", Reliability: salient.Reliability(s.grade)}
		if s.side >= 0 {
			src.Leaning = salient.ActorID(madeUp[s.side])
		}
		if s.copies >= 0 {
			src.Republishes = []salient.SourceID{sourceID(s.copies)}
		}
		c.Sources = append(c.Sources, src)
		for d := range w.days {
			c.Documents = append(c.Documents, salient.Document{ID: docID(i, d), Source: src.ID, Published: when.MustParse((firstDay + when.Day(d)).String())})
		}
	}
	var truth [][]int
	for p := range w.places {
		c.Places = append(c.Places, salient.Place{ID: salient.PlaceID(fmt.Sprintf("p%03d", p)), Name: "p", Kind: "town"})
		truth = append(truth, w.history(rng))
		w.report(rng, c, p, truth[p])
	}
	for i := range c.Claims {
		c.Claims[i].ID = salient.ClaimID(fmt.Sprintf("c%06d", i))
	}
	c.Sort()
	return c, truth
}

func sourceID(i int) salient.SourceID { return salient.SourceID("s" + strconv.Itoa(i)) }
func docID(i, d int) salient.DocumentID {
	return salient.DocumentID(fmt.Sprintf("s%d-%04d", i, d))
}

func (w world) history(rng *rand.Rand) []int {
	out := make([]int, w.days)
	state := rng.IntN(2)
	for d := range out {
		if rng.Float64() < w.change {
			state = (state + 1 + rng.IntN(2)) % 3
		}
		out[d] = state
	}
	return out
}

func (w world) report(rng *rand.Rand, c *salient.Case, p int, truth []int) {
	near := make([]bool, w.days)
	for d := 1; d < w.days; d++ {
		for k := max(0, d-10); truth[d] != truth[d-1] && k < min(w.days, d+10); k++ {
			near[k] = true
		}
	}
	last := make([]*salient.Claim, len(w.sources))
	for d := range w.days {
		for i, s := range w.sources {
			rate := w.density
			if near[d] {
				rate *= 4
			}
			if s.copies >= 0 {
				if of := last[s.copies]; of != nil && rng.Float64() < 0.7 {
					w.add(c, i, p, d, of.What, string(first(of.Actors)), of.Stance)
				}
				continue
			}
			last[i] = nil
			if rng.Float64() < rate {
				w.say(rng, c, i, p, d, s.perceives(truth, d))
				last[i] = &c.Claims[len(c.Claims)-1]
			}
		}
	}
}

func first(ids []salient.ActorID) salient.ActorID {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

// perceives is what a source takes the state to be.
func (s voiceOf) perceives(truth []int, d int) int {
	if s.side >= 0 {
		if soon := truth[min(len(truth)-1, d+s.early)]; soon == s.side {
			return s.side
		}
		for k := max(0, d-s.late); k < d; k++ {
			if truth[k] == s.side {
				return s.side
			}
		}
		return truth[d]
	}
	return truth[max(0, d-s.late)]
}

func (w world) say(rng *rand.Rand, c *salient.Case, i, p, d, state int) {
	s := w.sources[i]
	if s.side >= 0 && state != s.side && rng.Float64() < s.denies && state < 2 {
		w.add(c, i, p, d, "controls", madeUp[state], salient.Denies)
		return
	}
	if s.side >= 0 && state != s.side && rng.Float64() < s.bias {
		state = s.side
	} else if rng.Float64() > s.right {
		state = (state + 1 + rng.IntN(2)) % 3
	}
	if state == 2 {
		w.add(c, i, p, d, "contests", madeUp[rng.IntN(2)], salient.Asserts)
		return
	}
	w.add(c, i, p, d, "controls", madeUp[state], salient.Asserts)
}

func (w world) add(c *salient.Case, i, p, d int, what, actor string, stance salient.Stance) {
	c.Claims = append(c.Claims, salient.Claim{
		Document: docID(i, d), Kind: salient.Holds, Place: fmt.Sprintf("p%03d", p), What: what,
		Actors: []salient.ActorID{salient.ActorID(actor)}, Stance: stance, Status: salient.Accepted,
		Claimant: string(sourceID(i)), When: when.MustParse((firstDay + when.Day(d)).String()),
	})
}

// majority is the vote of the last 14 days: each source's latest assertion, p = (votes + 1) /
// (sources + states); without votes the answer before is carried on.
func majority(c *salient.Case, places, days int) [][][]float64 {
	type claim struct{ day, state int }
	said := make([]map[salient.SourceID][]claim, places)
	for i := range c.Claims {
		cl := &c.Claims[i]
		doc, _ := c.Document(cl.Document)
		p, _ := strconv.Atoi(cl.Place[1:])
		state := 2
		if cl.Stance == salient.Denies {
			continue
		}
		if cl.What == "controls" {
			state = 0
			if cl.Actors[0] == "blue" {
				state = 1
			}
		}
		if said[p] == nil {
			said[p] = map[salient.SourceID][]claim{}
		}
		day, _ := c.Said(cl)
		said[p][doc.Source] = append(said[p][doc.Source], claim{int(day - firstDay), state})
	}
	out := make([][][]float64, places)
	for p := range places {
		before := []float64{1. / 3, 1. / 3, 1. / 3}
		for d := range days {
			votes, n := []float64{1, 1, 1}, 0.0
			for _, list := range said[p] {
				vote, best := -1, -1
				for _, x := range list {
					if x.day <= d && x.day > d-14 && x.day >= best {
						vote, best = x.state, x.day
					}
				}
				if vote >= 0 {
					votes[vote]++
					n++
				}
			}
			if n > 0 {
				before = []float64{votes[0] / (n + 3), votes[1] / (n + 3), votes[2] / (n + 3)}
			}
			out[p] = append(out[p], before)
		}
	}
	return out
}

func brier(p []float64, truth int) float64 {
	s := 0.0
	for i, q := range p {
		y := 0.0
		if i == truth {
			y = 1
		}
		s += (q - y) * (q - y)
	}
	return s / 2
}

// worlds differ in what is hard about them.
func worlds() []world {
	careful := voiceOf{side: -1, grade: "B", right: 0.95, late: 1, copies: -1}
	careless := voiceOf{side: -1, grade: "C", right: 0.7, late: 3, copies: -1}
	red := voiceOf{side: 0, grade: "D", right: 0.93, bias: 0.3, early: 5, late: 10, denies: 0.2, copies: -1}
	blue := voiceOf{side: 1, grade: "C", right: 0.93, bias: 0.25, early: 3, late: 8, denies: 0.2, copies: -1}
	copier := voiceOf{side: -1, grade: "A", copies: 1}
	wrongGrade := careful
	wrongGrade.grade, wrongGrade.right = "A", 0.55
	base := world{places: 30, days: 200, change: 0.006, density: 0.12}
	make := func(name string, s ...voiceOf) world { w := base; w.name, w.sources = name, s; return w }
	sparse := make("few claims", careful, red, blue, careless)
	sparse.density = 0.01
	quick := make("a war of movement", careful, red, blue, careless)
	quick.change = 0.03
	return []world{
		make("two parties, one careful, one careless", careful, careless, red, blue),
		make("a copier of the careless", careful, careless, copier, red, blue),
		make("one side without friends", careful, careless, red, red),
		make("wrong grades", careful, wrongGrade, red, blue),
		make("parties alone", red, blue),
		make("two careless ones", careless, careless),
		make("one source", careful),
		sparse, quick,
	}
}
