package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/network"
	"github.com/salient-osint/salient/internal/store"
)

// Format reads the roads of one format of networks.
type Format struct {
	Version  string // names the reader and its version
	Suffixes []string
	Read     network.Reader
}

// MaxNetwork bounds a network's file, 8 GiB.
const MaxNetwork = 8 << 30

// Networks aren't claims. The ledger has one row for each: which original, by its SHA-256, what
// read it, and with what options. Its roads follow from these: they are packed into the cache
// when the file comes in, and made again from the original when the cache lacks them.

// packedKey names a network's roads in the cache: by all that they follow from.
func packedKey(n *salient.Network, f Format) string {
	clip := ""
	if n.Clip != nil {
		clip = fmt.Sprint(*n.Clip)
	}
	return strings.Join([]string{network.PackVersion, f.Version, n.SHA256, string(n.ID), fmt.Sprint(float64(n.Snap)), clip, n.Limits}, " ")
}

// formatOf finds the reader of a network.
func (d *Desk) formatOf(n *salient.Network) (Format, error) {
	f, ok := d.Formats[n.Format]
	if !ok {
		return f, fmt.Errorf("network %s: no reader of format %q here: %w", n.ID, n.Format, salient.ErrInvalid)
	}
	return f, nil
}

// network gives a network's roads: those that are in memory or in the cache, else made from
// the original.
func (d *Desk) network(ctx context.Context, n *salient.Network) (*network.Packed, error) {
	f, err := d.formatOf(n)
	if err != nil {
		return nil, err
	}
	key := packedKey(n, f)
	d.mu.Lock()
	p, ok := d.packed[key]
	d.mu.Unlock()
	if ok {
		return p, nil
	}
	if b, ok := d.DB.Cached(ctx, key); ok {
		if p, err := network.Unpack(b); err == nil {
			d.remember(key, p)
			return p, nil
		}
	}
	b, _, err := d.build(ctx, n, f, func() (Original, error) { return d.Originals.Open(ctx, n.SHA256) }, nil)
	if err != nil {
		return nil, fmt.Errorf("network %s: %w", n.ID, err)
	}
	d.DB.PutCache(ctx, key, b)
	if p, err = network.Unpack(b); err == nil {
		d.remember(key, p)
	}
	return p, err
}

// maxPacked is how many networks are kept in memory.
const maxPacked = 8

func (d *Desk) remember(key string, p *network.Packed) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.packed) >= maxPacked {
		d.packed = nil
	}
	if d.packed == nil {
		d.packed = map[string]*network.Packed{}
	}
	d.packed[key] = p
}

// build reads a network's file.
func (d *Desk) build(ctx context.Context, n *salient.Network, f Format, open func() (Original, error), progress func(int)) ([]byte, network.Report, error) {
	limits, err := network.ParseLimits(n.Limits)
	if err != nil {
		return nil, network.Report{}, err
	}
	raw, err := f.Read(ctx, network.File{Name: n.File, Open: open, Progress: progress}, n.Clip)
	if err != nil {
		return nil, network.Report{}, err
	}
	net, report := network.Build(raw, network.Options{Network: n.ID, Clip: n.Clip, Snap: n.Snap, Limits: limits})
	report.Format, report.Reader, report.SHA256 = n.Format, f.Version, n.SHA256
	return net.Pack(), report, nil
}

// built is a network that came in, to be put into the cache once its row is written.
type built struct {
	key  string
	pack []byte
	*network.Packed
}

// readNetworks reads the files of networks that come in, unless the cache has their roads and
// nobody wants a report.
func (d *Desk) readNetworks(ctx context.Context, in []Line, o ImportOptions) (roads map[string]built, reports []network.Report, problems Problems, err error) {
	roads = map[string]built{}
	for _, l := range in {
		if l.Row.Kind != salient.KindNetwork {
			continue
		}
		n, err := l.Row.Network()
		if err != nil {
			continue // its cells are told of elsewhere
		}
		f, err := d.formatOf(&n)
		if err != nil {
			problems = append(problems, l.problem("format", err.Error()))
			continue
		}
		if _, err := network.ParseLimits(n.Limits); err != nil {
			problems = append(problems, l.problem("limits", "limits: "+err.Error()))
			continue
		}
		key := packedKey(&n, f)
		if _, ok := d.DB.Cached(ctx, key); ok && !o.Survey {
			continue
		}
		b, report, err := d.build(ctx, &n, f, d.fileOf(ctx, l, o), o.Progress)
		switch {
		case errors.Is(err, salient.ErrInvalid):
			problems = append(problems, l.faulty(o, err))
			continue
		case errors.Is(err, salient.ErrNotFound), errors.Is(err, io.EOF):
			continue // the original isn't there: told of elsewhere
		case err != nil:
			return nil, nil, nil, fmt.Errorf("%s: %w", n.File, err)
		}
		p, err := network.Unpack(b)
		if err != nil {
			return nil, nil, nil, err
		}
		roads[string(n.ID)] = built{key, b, p}
		reports = append(reports, report)
	}
	slices.SortFunc(reports, func(a, b network.Report) int { return cmp.Compare(a.Network, b.Network) })
	return roads, reports, problems, nil
}

// faulty is a problem with a file that a line names: where in it, if that is known.
func (l Line) faulty(o ImportOptions, err error) Problem {
	name := l.Row.Get("file")
	if o.Named != nil {
		name = o.Named(name)
	}
	p := Problem{File: name, What: err.Error()}
	var f *network.Fault
	var placed *salient.Fault
	switch {
	case errors.As(err, &f) && f.Line > 0:
		p.Line, p.Column, p.What = f.Line, f.Column, f.What
	case errors.As(err, &placed):
		p.Line, p.Column, p.What = placed.Line, placed.Column, placed.What
	}
	return p
}

// fileOf opens what comes in, else the original that is held.
func (d *Desk) fileOf(ctx context.Context, l Line, o ImportOptions) func() (Original, error) {
	return func() (Original, error) {
		if o.File != nil {
			if f, err := o.File(l.Row.Get("file")); err == nil {
				return f, nil
			}
		}
		return d.Originals.Open(ctx, l.Row.Get("sha256"))
	}
}

// keepNetworks puts the roads of networks into the cache.
func (d *Desk) keepNetworks(ctx context.Context, roads map[string]built) {
	for _, b := range roads {
		d.DB.PutCache(ctx, b.key, b.pack)
		d.remember(b.key, b.Packed)
	}
}

// opener opens the networks that rows name: those that come in, else as network does.
func (d *Desk) opener(ctx context.Context, coming map[string]built) func(salient.Row) (*network.Packed, error) {
	return func(r salient.Row) (*network.Packed, error) {
		if b, ok := coming[r.ID]; ok {
			return b.Packed, nil
		}
		n, err := r.Network()
		if err != nil {
			return nil, err
		}
		return d.network(ctx, &n)
	}
}

// NetworkFile is a file of roads that is to come in.
type NetworkFile struct {
	ID      string // "": by its name
	Path    string
	Open    func() (Original, error)
	SnapM   float64
	Clip    string // west,south,east,north; "case" or "": the case's box, if it has one; "none"
	Limits  string
	Licence string
	Level   salient.Sensitivity
}

// NetworkLine is the row of a file of roads.
func (d *Desk) NetworkLine(ctx context.Context, f NetworkFile) (Line, error) {
	format, suffix, ok := d.NetworkFormat(f.Path)
	if !ok {
		return Line{}, fmt.Errorf("%s: expected a casebook's folder, or a file of roads (%s): %w", f.Path, strings.Join(d.suffixes(), " "), salient.ErrInvalid)
	}
	id := f.ID
	if id == "" {
		id = network.Slug(strings.TrimSuffix(strings.ToLower(path.Base(f.Path)), suffix))
	}
	if !salient.ValidID(id) {
		return Line{}, fmt.Errorf("%q: expected a network's id, like homs-roads; give one with --as: %w", id, salient.ErrUsage)
	}
	if _, err := network.ParseLimits(f.Limits); err != nil {
		return Line{}, err
	}
	if f.SnapM > 0 && strings.HasPrefix(format, "osm") {
		return Line{}, fmt.Errorf("--snap is for files whose points have no ids; OpenStreetMap's roads meet at their nodes: %w", salient.ErrUsage)
	}
	clip, err := d.clip(ctx, f.Clip)
	if err != nil {
		return Line{}, err
	}
	sum, err := sumOf(f.Open, MaxNetwork)
	if err != nil {
		return Line{}, fmt.Errorf("%s: %w", f.Path, err)
	}
	snap := ""
	if f.SnapM > 0 {
		snap = strconv.FormatFloat(f.SnapM, 'g', -1, 64)
	}
	return Line{File: f.Path, Row: salient.NewRow(salient.KindNetwork, id, map[string]string{
		"name": path.Base(f.Path), "format": format, "reader": d.Formats[format].Version, "file": "networks/" + id + suffix, "sha256": sum,
		"snap_m": snap, "clip": clip, "limits": f.Limits, "licence": f.Licence, "sensitivity": string(f.Level),
	})}, nil
}

// NetworkFormat tells by its name whether a file is one of roads.
func (d *Desk) NetworkFormat(name string) (format, suffix string, ok bool) {
	name = strings.ToLower(name)
	for _, format := range salient.NetworkFormats {
		for _, suffix := range d.Formats[format].Suffixes {
			if strings.HasSuffix(name, suffix) {
				return format, suffix, true
			}
		}
	}
	return "", "", false
}

func (d *Desk) suffixes() (out []string) {
	for _, format := range salient.NetworkFormats {
		out = append(out, d.Formats[format].Suffixes...)
	}
	return out
}

// clip is the box to cut a network at, as a row has it.
func (d *Desk) clip(ctx context.Context, text string) (string, error) {
	switch text {
	case "none":
		return "", nil
	case "", "case":
		var box string
		err := d.DB.View(ctx, func(r store.Reader) error {
			row, err := r.Row(salient.KindSetting, "bbox")
			box = row.Get("value")
			if errors.Is(err, salient.ErrNotFound) {
				err = nil
			}
			return err
		})
		if err == nil && box == "" && text == "case" {
			err = fmt.Errorf("--clip case: the case has no bbox: %w", salient.ErrUsage)
		}
		return box, err
	}
	if _, ok := salient.ParseBox(text); !ok {
		return "", fmt.Errorf("--clip %q: expected west,south,east,north in degrees, case or none: %w", text, salient.ErrUsage)
	}
	return text, nil
}

// Rebuild makes the tables anew from the ledger, and the roads of networks from their
// originals. It returns the number of networks.
func (d *Desk) Rebuild(ctx context.Context) (networks int, err error) {
	if err := d.DB.Rebuild(ctx); err != nil {
		return 0, err
	}
	rows, err := d.networkRows(ctx)
	if err != nil {
		return 0, err
	}
	d.dropViews()
	for _, n := range rows {
		f, err := d.formatOf(&n)
		if err != nil {
			return 0, err
		}
		b, _, err := d.build(ctx, &n, f, func() (Original, error) { return d.Originals.Open(ctx, n.SHA256) }, nil)
		if err != nil {
			return 0, fmt.Errorf("network %s: %w", n.ID, err)
		}
		d.DB.PutCache(ctx, packedKey(&n, f), b)
	}
	return len(rows), nil
}

// networkRows are the networks that the case has now.
func (d *Desk) networkRows(ctx context.Context) (out []salient.Network, err error) {
	err = d.DB.View(ctx, func(r store.Reader) error {
		return list(r.Rows(salient.KindNetwork), salient.Row.Network, &out)
	})
	return out, err
}

// openNetworks opens a case's networks, and adds the crossings on their roads to its places.
func (d *Desk) openNetworks(ctx context.Context, c *salient.Case) ([]*network.Packed, error) {
	var out []*network.Packed
	for i := range c.Networks {
		p, err := d.network(ctx, &c.Networks[i])
		if err != nil {
			return nil, err
		}
		for _, s := range p.Spots {
			if _, ok := c.Place(s.ID); !ok {
				c.Places = append(c.Places, s)
				slices.SortFunc(c.Places, func(a, b salient.Place) int { return cmp.Compare(a.ID, b.ID) })
			}
		}
		out = append(out, p)
	}
	return out, nil
}

// withRoads is the case with the roads of its networks among its own, and claims on ways on
// the roads of these.
func withRoads(c *salient.Case, networks []*network.Packed) *salient.Case {
	if len(networks) == 0 {
		return c
	}
	n := len(c.Roads)
	for _, p := range networks {
		n += len(p.Roads())
	}
	out := *c
	out.Roads = append(make([]salient.Road, 0, n), c.Roads...)
	for _, p := range networks {
		out.Roads = append(out.Roads, p.Roads()...)
	}
	slices.SortStableFunc(out.Roads, func(a, b salient.Road) int { return cmp.Compare(a.ID, b.ID) })
	out.Roads = slices.CompactFunc(out.Roads, sameRoad)
	out.Claims = nil
	for i := range c.Claims {
		out.Claims = append(out.Claims, onRoads(c, &c.Claims[i], networks)...)
	}
	return &out
}

// onRoads is a claim for each road that it is about: a way may have several.
func onRoads(c *salient.Case, cl *salient.Claim, networks []*network.Packed) []salient.Claim {
	out := []salient.Claim{*cl}
	if cl.Kind != salient.OnRoad || cl.Place == "" {
		return out
	}
	_, place := c.Place(salient.PlaceID(cl.Place))
	_, road := c.Road(salient.RoadID(cl.Place))
	if place || road {
		return out
	}
	var ids []salient.RoadID
	for _, p := range networks {
		ids = append(ids, p.Find(salient.RoadID(cl.Place))...)
	}
	slices.Sort(ids)
	for k, id := range slices.Compact(ids) {
		if k > 0 {
			out = append(out, *cl)
		}
		out[k].Place = string(id)
	}
	return out
}

// sameRoad tells roads that two networks have.
func sameRoad(a, b salient.Road) bool {
	return a.Mapped != nil && b.Mapped != nil && a.ID == b.ID && slices.Equal(a.Line, b.Line)
}

// namedInNetwork lists what in the case names a road or crossing that only a network has.
func (d *Desk) namedInNetwork(ctx context.Context, id string) (named []string, err error) {
	err = d.DB.View(ctx, func(r store.Reader) error {
		have, err := present(r)
		if err != nil {
			return err
		}
		known := newIDs(d.opener(ctx, nil))
		for _, row := range have {
			known.add(row)
		}
		known.remove(salient.KindNetwork, id)
		for _, p := range dangling(nil, have, known, []Ref{{salient.KindNetwork, id}}) {
			named = append(named, p.Error())
		}
		return known.err
	})
	slices.Sort(named)
	return named, err
}
