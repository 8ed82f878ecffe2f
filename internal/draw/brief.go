package draw

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/fuse"
	"github.com/salient-osint/salient/internal/redact"
	"github.com/salient-osint/salient/when"
)

// Widths of a brief's figures in pixels, and the height that leaves no half-empty page.
const (
	screenWidth = 860
	paperWidth  = 680
	paperHeight = 360
)

// KnownBy gives the case as known by a day.
type KnownBy func(day when.Day) (*desk.View, error)

// Figures draws the figures of a brief, by their reference. newest is the case with all
// that it holds; theme is figure.Print for paper.
func Figures(doc *brief.Doc, newest *desk.View, knownBy KnownBy, theme figure.Theme) (map[string]brief.Figure, error) {
	out := map[string]brief.Figure{}
	for _, f := range doc.Figures() {
		drawn, err := drawOne(doc, &f, newest, knownBy, theme, len(out)+1)
		if err != nil {
			return nil, fmt.Errorf("figure %s: %w", f.Ref, err)
		}
		out[f.Ref] = drawn
	}
	return out, nil
}

// Drafts is Figures for a text that is still being written: a figure that can't be drawn yet
// becomes a table that says why.
func Drafts(doc *brief.Doc, newest *desk.View, knownBy KnownBy, theme figure.Theme) map[string]brief.Figure {
	out := map[string]brief.Figure{}
	for _, f := range doc.Figures() {
		drawn, err := drawOne(doc, &f, newest, knownBy, theme, len(out)+1)
		if err != nil {
			why := brief.TableRow{Cells: []string{err.Error()}}
			drawn = brief.Figure{Table: &brief.Table{Head: []string{"Not drawn yet"}, Rows: []brief.TableRow{why}}}
		}
		out[f.Ref] = drawn
	}
	return out
}

// Printed lists what each figure of a brief prints, once, in the order of the text: the SHA-256 of
// its drawing, rows and words, wherever in the brief it stands. figures are those of Figures.
func Printed(doc *brief.Doc, figures map[string]brief.Figure) []salient.PublishedFigure {
	var out []salient.PublishedFigure
	for _, f := range doc.Figures() {
		if slices.ContainsFunc(out, func(x salient.PublishedFigure) bool { return x.Ref == f.Ref }) {
			continue
		}
		d := figures[f.Ref]
		what, err := json.Marshal([]any{string(numberInBrief.ReplaceAll(d.SVG, []byte("fig"))), d.Table, d.Drawn, d.Alt})
		if err != nil {
			panic(err) // texts always encode
		}
		sum := sha256.Sum256(what)
		out = append(out, salient.PublishedFigure{SHA256: hex.EncodeToString(sum[:]), Ref: f.Ref})
	}
	return out
}

// numberInBrief begins every id within a drawing.
var numberInBrief = regexp.MustCompile(`fig[0-9]+`)

// drawOne draws one figure, as known by its day; n numbers it within the brief.
func drawOne(doc *brief.Doc, f *brief.FigureRef, newest *desk.View, knownBy KnownBy, theme figure.Theme, n int) (brief.Figure, error) {
	v := newest
	if s := f.Params["known"]; s != "" {
		day, err := when.ParseDay(s)
		if err == nil {
			v, err = knownBy(day)
		}
		if err != nil {
			return brief.Figure{}, err
		}
	}
	d := drafter{v: styled(v, doc.Meta.Sides), f: f, theme: theme, id: fmt.Sprintf("fig%d", n), rule: doc.Rule(newest.All)}
	return d.draw()
}

// drafter draws one figure.
type drafter struct {
	v     *desk.View
	f     *brief.FigureRef
	theme figure.Theme
	id    string
	rule  redact.Rule
}

func (d *drafter) draw() (brief.Figure, error) {
	switch d.f.Kind {
	case "map":
		return d.drawMap()
	case "timeline":
		return d.timeline()
	case "control-strip":
		return d.strip()
	case "route":
		return d.route()
	case "calendar":
		return d.calendar()
	case "siege-table":
		return d.siegeTable()
	case "orbat":
		return d.orbat()
	case "table":
		return d.table()
	}
	return brief.Figure{}, fmt.Errorf("there is no such kind of figure: %w", salient.ErrUsage)
}

func (d *drafter) options() figure.Options {
	o := figure.Options{Width: screenWidth, Theme: d.theme, ID: d.id}
	if d.theme == figure.Print {
		o.Width = paperWidth
	}
	return o
}

func (d *drafter) drawMap() (brief.Figure, error) {
	on, err := when.ParseDay(d.f.Params["on"])
	if err != nil {
		return brief.Figure{}, err
	}
	layer := Assessed
	if s := d.f.Params["layer"]; s != "" {
		if layer, err = ReadLayer(d.v.Case, s); err != nil {
			return brief.Figure{}, err
		}
	}
	box := d.v.Box()
	if b, ok := brief.ParseBox(d.f.Params["bbox"]); ok {
		box = b
	}
	data := coarse(Map(d.v, layer, readTop(d.f.Params["top"]), on), d.rule)
	data.Earlier, data.Sources = false, ""
	box = coarseBox(box, d.rule)
	opt := figure.MapOptions{Options: d.options(), Box: &box}
	if d.theme == figure.Print {
		opt.Height = paperHeight
	}
	return brief.Figure{
		SVG:     figure.Map(data, opt),
		Drawn:   fmt.Sprintf("%s on %s, as known by %s. Roads are schematic.", subject(data), on.Long(), d.v.Known.Long()),
		Sources: d.sources() + d.rounded(),
		Alt:     d.mapWords(data, box),
	}, nil
}

func readTop(s string) Top {
	var t Top
	for _, part := range strings.Split(s, ",") {
		side, roads := strings.CutPrefix(strings.TrimSpace(part), "roads:")
		switch {
		case roads:
			t.Roads = salient.ActorID(side)
		case part == "front":
			t.Front = true
		case part == "siege":
			t.Sieges = true
		case part == "events":
			t.Events = true
		}
	}
	return t
}

func subject(m figure.MapData) string {
	if m.Claimant > 0 {
		return "What " + m.Sides[m.Claimant-1].Name + " claims to hold"
	}
	return "Assessed control"
}

// mapWords says in words what a map in view shows, for those who don't see it.
func (d *drafter) mapWords(m figure.MapData, box geo.Box) string {
	held := map[string][]string{}
	for _, c := range m.Cells {
		if !box.Has(c.At) || len(c.Area) == 0 || c.State == figure.Rear {
			continue
		}
		held[stateWords(m, c)] = append(held[stateWords(m, c)], c.Name)
	}
	var parts []string
	for words, names := range held {
		slices.Sort(names)
		parts = append(parts, fmt.Sprintf("%s: %s.", words, strings.Join(names, ", ")))
	}
	slices.Sort(parts)
	return "Map. " + strings.Join(parts, " ")
}

func stateWords(m figure.MapData, c figure.Cell) string {
	switch c.State {
	case figure.Held:
		return m.Sides[c.Side-1].Name
	case figure.Contested:
		return "Contested"
	}
	return "No evidence"
}

// sources is the last line of a map.
func (d *drafter) sources() string {
	line := "Cells around places, not surveyed lines. Coast and borders: Natural Earth. Places: the case's gazetteers, see its notes."
	if l := d.v.Case.Settings.Licence; l != "" {
		line += " " + l + "."
	}
	return line
}

// rounded says to which grid a map rounds where things are; "" if it doesn't.
func (d *drafter) rounded() string {
	if d.rule.Grid <= 0 {
		return ""
	}
	return fmt.Sprintf(" Positions are rounded to %v°.", d.rule.Grid)
}

// span reads from and to; the case's period where they are blank.
func (d *drafter) span() when.Span { return d.days("from", "to") }

func (d *drafter) days(first, last string) when.Span {
	s := d.v.Span
	if from, err := when.ParseDay(d.f.Params[first]); err == nil {
		s.From = from
	}
	if to, err := when.ParseDay(d.f.Params[last]); err == nil {
		s.To = to
	}
	return s
}

func (d *drafter) timeline() (brief.Figure, error) {
	span := d.span()
	kind, at := d.f.Params["type"], salient.PlaceID(d.f.Params["place"])
	keep := func(e fuse.Event) bool {
		return (kind == "" || e.Type == kind) && (at == "" || slices.Contains(d.v.Case.Above(e.Place), at))
	}
	data := Timeline(d.v, span, keep)
	n, words := 0, []string{}
	for _, l := range data.Lanes {
		n += len(l.Marks)
		words = append(words, fmt.Sprintf("%s %d", l.Name, len(l.Marks)))
	}
	return brief.Figure{
		SVG:     figure.Timeline(data, d.options()),
		Drawn:   fmt.Sprintf("%d events from %s to %s, as known by %s, by type (ACLED).", n, span.From.Long(), span.To.Long(), d.v.Known.Long()),
		Sources: "Events: happening claims of the case, fused by place, type and day.",
		Alt:     "Timeline. " + strings.Join(words, "; ") + ".",
	}, nil
}

func (d *drafter) strip() (brief.Figure, error) {
	id := salient.PlaceID(d.f.Params["place"])
	p, ok := d.v.Case.Place(id)
	if !ok {
		return brief.Figure{}, fmt.Errorf("no place %q: %w", id, salient.ErrNotFound)
	}
	span := d.span()
	data := figure.StripData{Place: id, Name: p.Name, Span: span, Sides: Sides(d.v.Case), Runs: Runs(d.v, id, span)}
	return brief.Figure{
		SVG:     figure.Strip(data, d.options()),
		Drawn:   fmt.Sprintf("Who held %s from %s to %s, as known by %s.", p.Name, span.From.Long(), span.To.Long(), d.v.Known.Long()),
		Sources: d.sources(),
		Alt:     fmt.Sprintf("Strip of probabilities by side for %s, in %d stretches of days.", p.Name, len(data.Runs)),
	}, nil
}
