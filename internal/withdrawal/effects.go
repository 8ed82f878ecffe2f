package withdrawal

import (
	"cmp"
	"reflect"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/change"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/serve"
	"github.com/salient-osint/salient/internal/siege"
	"github.com/salient-osint/salient/when"
)

// State is a case with all that it holds, and as known by a day.
type State struct {
	View    *desk.View
	KnownBy draw.KnownBy
	Text    func(salient.DocumentID) string // text layers, as brief.Facts has them
}

// Effects are what differs between two states of a case.
type Effects struct {
	Holdings []Holding `json:"holdings"` // by place
	Sieges   []Siege   `json:"sieges"`   // by side and place, then by begin
	Briefs   []Brief   `json:"briefs"`   // by id; only those of which something differs
}

// Holding is a place that isn't as it was.
type Holding struct {
	Place salient.PlaceID `json:"place"`
	Name  string          `json:"name"`
	Runs  []Run           `json:"runs"`
}

// Run is days in a row on which a place has one status and one leading side before, and one of
// each after.
type Run struct {
	From   when.Day       `json:"from"`
	To     when.Day       `json:"to"`
	On     when.Day       `json:"on"`   // the day on which it moved most
	Size   serve.Prob     `json:"size"` // the part of the probability that lies elsewhere then
	Before serve.Answered `json:"before"`
	After  serve.Answered `json:"after"`
}

// Siege is a siege that was found before or is found after, or both, with something else said
// of it.
type Siege struct {
	Before *siege.Siege `json:"before"` // null: it wasn't found
	After  *siege.Siege `json:"after"`  // null: it isn't found any more
}

// Between compares two states of a case: what its briefs say, and what was published of them.
func Between(before, after State, published ...desk.PublishedText) Effects {
	return Effects{
		holdings(before.View, after.View),
		sieges(before.View.Sieges().Sieges, after.View.Sieges().Sieges),
		briefsBetween(before, after, newest(published)),
	}
}

// holdings lists the places that aren't as they were on some day of the case's period.
func holdings(before, after *desk.View) []Holding {
	places := before.Case.Places
	all := make([]Holding, len(places))
	from, to := before.Ground(), after.Ground()
	inParallel(len(places), func(i int) {
		p := &places[i]
		on := func(g salient.Ground) change.OnDay {
			return func(day when.Day) salient.Holding { return g(p.ID, day) }
		}
		all[i] = Holding{p.ID, p.Name, runs(change.Through(before.Span, on(from), on(to)))}
	})
	out := []Holding{}
	for _, h := range all {
		if len(h.Runs) > 0 {
			out = append(out, h)
		}
	}
	return out
}

// inParallel does work for 0 to n-1 on all processors.
func inParallel(n int, work func(int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	wait.Wait()
}

func runs(list []change.Run) []Run {
	var out []Run
	for _, r := range list {
		out = append(out, Run{r.From, r.To, r.Most.To.On, serve.Prob(r.Most.Size), serve.AnsweredOf(r.Most.From), serve.AnsweredOf(r.Most.To)})
	}
	return out
}

// sieges pairs what differs of two lists of sieges: a siege with the one that overlaps it, of
// the same place and side.
func sieges(before, after []siege.Siege) []Siege {
	gone, came := differing(before, after), differing(after, before)
	out := []Siege{}
	for _, was := range gone {
		i := slices.IndexFunc(came, func(x *siege.Siege) bool { return x.Place == was.Place && x.Side == was.Side && overlap(x, was) })
		if i < 0 {
			out = append(out, Siege{Before: was})
			continue
		}
		out = append(out, Siege{was, came[i]})
		came = slices.Delete(came, i, i+1)
	}
	for _, is := range came {
		out = append(out, Siege{After: is})
	}
	slices.SortStableFunc(out, func(a, b Siege) int {
		x, y := a.either(), b.either()
		return cmp.Or(cmp.Compare(x.Side, y.Side), cmp.Compare(x.Place, y.Place), cmp.Compare(x.Begin, y.Begin))
	})
	return out
}

func (s Siege) either() *siege.Siege { return cmp.Or(s.Before, s.After) }

// differing lists the sieges of a list that another doesn't have.
func differing(list, other []siege.Siege) []*siege.Siege {
	var out []*siege.Siege
	for i := range list {
		if !slices.ContainsFunc(other, func(x siege.Siege) bool { return reflect.DeepEqual(x, list[i]) }) {
			out = append(out, &list[i])
		}
	}
	return out
}

// overlap compares days as they are written, year first; one without an end lasts.
func overlap(a, b *siege.Siege) bool {
	return (b.End == "" || a.Begin <= b.End) && (a.End == "" || b.Begin <= a.End)
}
