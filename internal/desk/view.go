package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/area"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/internal/claimed"
	"github.com/salient-osint/salient/internal/contradiction"
	"github.com/salient-osint/salient/internal/control"
	"github.com/salient-osint/salient/internal/fuse"
	"github.com/salient-osint/salient/internal/gap"
	"github.com/salient-osint/salient/internal/network"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/internal/road"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/internal/siege"
	"github.com/salient-osint/salient/internal/store"
	"github.com/salient-osint/salient/when"
)

// Cut says which state of a case is looked at.
type Cut struct {
	Known    *when.Day // only what was published by this day; nil: everything
	Recorded uint64    // as the ledger was after this entry; 0: its head
}

// View is a case at a cut, with what the engines answer for it, each worked out once. It is
// read-only and safe for use by several goroutines.
type View struct {
	Cut  Cut
	Head store.Entry // the entry that the view stands on
	Last store.Entry // the ledger's head when the view was made
	// Build is what answers are made from, and what publications print: the newest entry up to
	// Head that wrote anything but publications.
	Build store.Entry
	All   *salient.Case // the case whatever was published when
	Case  *salient.Case // the case at the cut

	// Known is the day by which the view's knowledge was published: the cut's, else that of
	// the last document.
	Known when.Day
	// Span is the case's period; an empty case has none, and its one day is Known.
	Span when.Span
	// Today is the day on which the view was asked for; the embargo is counted from it.
	Today when.Day

	Book           func() *orbat.Book
	Control        func() *control.Assessment
	Diagram        func() *cell.Diagram
	Net            func() *area.Net
	Areas          func(by salient.PlaceKind) []area.Day // through Span, by a kind of place; "": the whole ground
	Roads          func() *salient.Case                  // the case with the roads of its networks among its own
	Routes         func() *route.Map
	Lines          func(side salient.ActorID) *route.Lines // through Span
	Sieges         func() siege.Result
	Events         func() []fuse.Event
	Contradictions func() contradiction.Report
	Claimed        func() *claimed.Book
	Gaps           func() *gap.Reading

	// Provisional says that the answers rest on what was learned before the newest claims.
	Provisional bool

	embargo int          // days, as set now
	ready   *atomic.Bool // the assessment is there

	held  salient.Ground // made elsewhere, instead of what is computed; nil: none
	cache store.DB       // where what was learned is kept; nil: nowhere

	otherwise func() *control.Assessment // how to assess, if not by learning

	networks []*network.Packed // of the case, in its order
}

type viewKey struct {
	recorded uint64
	known    when.Day
	all      bool
}

// View returns the case at a cut. Views of the same knowledge and ledger entry share what the
// engines answer: between two days on which documents came out, nothing is known anew.
func (d *Desk) View(ctx context.Context, cut Cut) (*View, error) {
	head, err := d.Head(ctx)
	if err != nil {
		return nil, err
	}
	if err := d.dropForgotten(ctx, head); err != nil {
		return nil, err
	}
	all, err := d.whole(ctx, cut.Recorded, head)
	if err != nil || cut.Known == nil {
		return all, err
	}
	said := all.All.SaidBy(*cut.Known)
	key := viewKey{recorded: all.Head.Seq, known: said}
	v, ok := d.kept(key)
	if !ok {
		v = newView(all.All, Cut{Known: &said, Recorded: cut.Recorded}, all.Head, all.Last)
		v.networks = all.networks
		v.Today, v.Build = all.Today, all.Build
		d.keep(key, v)
	}
	at := *v
	at.Cut, at.Known, at.Last, at.Today, at.embargo = cut, *cut.Known, all.Last, all.Today, all.embargo
	return &at, nil
}

// whole is the view of all that was published, as the ledger was after an entry; 0 is now.
func (d *Desk) whole(ctx context.Context, recorded uint64, head store.Entry) (*View, error) {
	key := viewKey{recorded: head.Seq, all: true}
	if recorded > 0 {
		key.recorded = recorded
	}
	today := when.DayOf(d.Now().UTC())
	v, ok := d.kept(key)
	if !ok {
		var err error
		if v, err = d.load(ctx, recorded, head); err != nil {
			return nil, err
		}
		v.Today = today
		d.keep(key, v)
	}
	at := *v
	at.Last, at.Today = head, today
	if key.recorded != head.Seq { // the embargo is that of today, whatever was recorded then
		now, err := d.whole(ctx, 0, head)
		if err != nil {
			return nil, err
		}
		at.embargo = now.embargo
	}
	return &at, nil
}

// load reads the case as it was after an entry.
func (d *Desk) load(ctx context.Context, recorded uint64, head store.Entry) (*View, error) {
	var v *View
	err := d.DB.View(ctx, func(r store.Reader) error {
		now, err := r.Head() // somebody may have written since head was read
		if err != nil {
			return err
		}
		at, seq := head, uint64(0)
		if recorded > 0 {
			if at, err = r.Entry(recorded); err != nil {
				return fmt.Errorf("entry %d: %w", recorded, err)
			}
		}
		if at.Seq != now.Seq {
			seq = at.Seq
		}
		c, err := loadCase(r, seq)
		if err != nil {
			return err
		}
		networks, err := d.openNetworks(ctx, c)
		if err != nil {
			return err
		}
		v = newView(c, Cut{Recorded: recorded}, at, head)
		v.networks = networks
		v.Build, err = buildOf(r, at)
		return err
	})
	return v, err
}

// maxViews is how many views are kept: a slider that moves *known by* makes one a day.
const maxViews = 24

func (d *Desk) kept(key viewKey) (*View, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, ok := d.views[key]
	return v, ok
}

func (d *Desk) keep(key viewKey, v *View) {
	v.cache = d.DB
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.views[key]; !ok {
		d.order = append(d.order, key)
	}
	d.views[key] = v
	for len(d.order) > maxViews {
		delete(d.views, d.order[0])
		d.order = d.order[1:]
	}
}

// dropForgotten drops the views if something was forgotten since the head that was seen last,
// maybe by another process: what they had read must not be shown again.
func (d *Desk) dropForgotten(ctx context.Context, head store.Entry) error {
	d.mu.Lock()
	seen := d.seen
	d.mu.Unlock()
	if seen >= head.Seq {
		return nil
	}
	err := d.DB.View(ctx, func(r store.Reader) error {
		for e, err := range r.Entries(seen + 1) {
			if err != nil {
				return err
			}
			if e.Forgets > 0 {
				d.dropViews()
			}
		}
		return nil
	})
	if err == nil {
		d.mu.Lock()
		d.seen = max(d.seen, head.Seq)
		d.mu.Unlock()
	}
	return err
}

func (d *Desk) dropViews() {
	d.readings.drop()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.views, d.order, d.soon, d.packed = map[viewKey]*View{}, nil, nil, nil
}

func newView(all *salient.Case, cut Cut, head, last store.Entry) *View {
	v := &View{Cut: cut, Head: head, Last: last, Build: head, All: all, Case: all, embargo: all.Settings.Embargo, ready: &atomic.Bool{}}
	v.Known, _ = all.LastKnown()
	if cut.Known != nil {
		v.Known, v.Case = *cut.Known, all.KnownBy(*cut.Known)
	}
	v.Span = when.Span{From: v.Known, To: v.Known}
	if span, ok := all.Period(); ok {
		v.Span = span
	}
	v.wire()
	return v
}

// With returns the view with holdings made elsewhere in place of the computed ones.
func (v *View) With(held salient.Ground) *View {
	w := *v
	w.held = held
	w.wire()
	return &w
}

// NewView returns a view of a case that no ledger holds, for what is asked of a changed copy
// (a source left out, a rear left out). It knows no embargo, and of networks only the crossings.
func NewView(c *salient.Case, cut Cut) *View {
	v := newView(c, cut, store.Entry{}, store.Entry{})
	v.Today = when.MaxDay
	return v
}

// Supposing returns a view, as known by a day or of all, of a changed copy of the whole case that
// no ledger holds. Its places, roads and networks must be those of v.
func (v *View) Supposing(all *salient.Case, known *when.Day) *View {
	w := newView(all, Cut{Known: known, Recorded: v.Cut.Recorded}, v.Head, v.Last)
	w.networks, w.Today, w.embargo, w.Build = v.networks, v.Today, v.embargo, v.Build
	return w
}

// Published returns a view, as known by a day or of all, of what may be shown of the case: a
// changed copy, with those of v's networks that it still has.
func (v *View) Published(shown *salient.Case, known *when.Day) *View {
	w := v.Supposing(shown, known)
	w.networks = nil
	for i := range v.networks { // in the order of the case's
		id := v.All.Networks[i].ID
		if slices.ContainsFunc(shown.Networks, func(n salient.Network) bool { return n.ID == id }) {
			w.networks = append(w.networks, v.networks[i])
		}
	}
	return w
}

// wire ties each answer to those that it rests on.
func (v *View) wire() {
	c := v.Case
	v.Book = sync.OnceValue(func() *orbat.Book { return orbat.New(c) })
	v.Control = sync.OnceValue(v.assess)
	v.Diagram = sync.OnceValue(func() *cell.Diagram { return cell.OfCase(c) })
	v.Net = sync.OnceValue(func() *area.Net { return area.NewNet(c, v.Diagram()) })
	v.Areas = remembered(func(by salient.PlaceKind) []area.Day { return v.division(by).Through(v.Span, v.Ground()) })
	v.Roads = sync.OnceValue(func() *salient.Case { return withRoads(c, v.networks) })
	v.Routes = sync.OnceValue(func() *route.Map {
		with := v.Roads()
		return route.NewMap(with, road.New(with.Roads, road.DefaultSnap), v.Diagram(), v.Book().Side)
	})
	v.Lines = remembered(func(side salient.ActorID) *route.Lines { return v.Routes().Over(v.Ground(), side, v.Span) })
	v.Sieges = sync.OnceValue(v.besieged)
	v.Events = sync.OnceValue(func() []fuse.Event { return fuse.Events(c) })
	v.Contradictions = sync.OnceValue(func() contradiction.Report {
		return cached(v, "contradiction/1", func() contradiction.Report { return contradiction.Find(c, v.Book(), v.Control()) })
	})
	v.Claimed = sync.OnceValue(func() *claimed.Book { return claimed.Read(c, v.Book()) })
	v.Gaps = sync.OnceValue(func() *gap.Reading { return gap.Read(c, v.Span) })
}

// remembered is a function that works each answer out once.
func remembered[K comparable, V any](work func(K) V) func(K) V {
	var mu sync.Mutex
	answers := map[K]V{}
	return func(k K) V {
		mu.Lock()
		defer mu.Unlock()
		answer, ok := answers[k]
		if !ok {
			answer = work(k)
			answers[k] = answer
		}
		return answer
	}
}

func (v *View) division(by salient.PlaceKind) *area.Division {
	if by == "" {
		return v.Net().Whole()
	}
	return v.Net().By(by)
}

// assess learns from the case's claims, or takes up what was learned from the same ledger
// entry, at the same cut and with the same settings.
func (v *View) assess() *control.Assessment {
	if v.otherwise != nil {
		return v.otherwise()
	}
	defer v.ready.Store(true)
	set := control.SettingsOf(v.Case.Settings)
	if v.cache == nil {
		return control.Assess(v.Case, v.Book(), set, v.Span)
	}
	key := v.key("control")
	ctx := context.Background() // a cache is read and written whatever becomes of the request
	if kept, ok := v.cache.Cached(ctx, key); ok {
		if a, err := control.Resume(v.Case, v.Book(), set, v.Span, kept); err == nil {
			return a
		}
	}
	a := control.Assess(v.Case, v.Book(), set, v.Span)
	v.cache.PutCache(ctx, key, a.Learned())
	return a
}

// besieged works out the sieges.
func (v *View) besieged() siege.Result {
	return cached(v, "siege/2"+v.readers(), func() siege.Result {
		return siege.Calendar(v.Routes(), v.Case, v.Ground(), v.Span, v.Case.Settings.Sides)
	})
}

// cached takes an engine's answer from the cache, under its key, or works it out and keeps it.
func cached[T any](v *View, engine string, work func() T) T {
	if v.cache == nil || v.held != nil {
		return work()
	}
	key := v.key(engine)
	ctx := context.Background() // as for control
	if kept, ok := v.cache.Cached(ctx, key); ok {
		var out T
		if json.Unmarshal(kept, &out) == nil {
			return out
		}
	}
	out := work()
	if b, err := json.Marshal(out); err == nil {
		v.cache.PutCache(ctx, key, b)
	}
	return out
}

// readers names what read the case's networks, where it has any.
func (v *View) readers() (names string) {
	for range v.networks {
		names = "+" + network.PackVersion
	}
	return names
}

// key names an answer of an engine in the cache: by the engines' versions, the settings, the
// cut and the ledger entry that answers are made from.
func (v *View) key(engine string) string {
	set := control.SettingsOf(v.Case.Settings)
	return strings.Join([]string{engine, control.Version, set.Key(), v.Build.Hash, v.Known.String()}, " ")
}

// Given reports whether holdings made elsewhere stand in place of the computed ones.
func (v *View) Given() bool { return v.held != nil }

// Ground is who holds what: as computed, unless the view was given holdings.
func (v *View) Ground() salient.Ground {
	if v.held != nil {
		return v.held
	}
	return v.Control().Ground()
}

// Holding is who holds a place of any kind on a day; ok is false for one that can't be held.
func (v *View) Holding(id salient.PlaceID, day when.Day) (h salient.Holding, ok bool) {
	if v.held != nil {
		return v.held(id, day), true
	}
	return v.Control().Holding(id, day)
}

// Box is what maps show: the case's box, else one around its places.
func (v *View) Box() geo.Box {
	if b := v.Case.Settings.Box; b != nil {
		return *b
	}
	return v.Diagram().Box()
}

// Recorded reads what --recorded takes: an entry's number, or a day, which stands for the
// last entry made by its end (UTC).
func (d *Desk) Recorded(ctx context.Context, s string) (uint64, error) {
	if seq, err := strconv.ParseUint(s, 10, 64); err == nil && seq > 0 {
		return seq, nil
	}
	day, err := when.ParseDay(s)
	if err != nil {
		return 0, fmt.Errorf("%q is neither an entry's number nor a day: %w", s, salient.ErrUsage)
	}
	var last uint64
	err = d.DB.View(ctx, func(r store.Reader) error {
		for e, err := range r.Entries(1) {
			if err != nil {
				return err
			}
			if when.DayOf(e.At.UTC()) <= day {
				last = e.Seq
			}
		}
		return nil
	})
	if err == nil && last == 0 {
		err = fmt.Errorf("nothing was recorded by %s: %w", day, salient.ErrNotFound)
	}
	return last, err
}
