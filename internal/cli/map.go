package cli

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"path/filepath"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/area"
	"github.com/salient-osint/salient/internal/browser"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/exchange/gpkg"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/serve"
	"github.com/salient-osint/salient/when"
)

type mapCmd struct {
	Case  string `arg:"" help:"The case's folder."`
	On    string `help:"The day." required:"" placeholder:"DAY"`
	Layer string `help:"assessed, gaps, or claimed:SIDE." default:"assessed"`
	Roads string `help:"Show which roads are open to this side." placeholder:"SIDE"`
	Width int    `help:"Width of a .png in pixels, 2200 unless set." placeholder:"PX"`
	Out   string `short:"o" help:"The file to write: .svg, .png, .geojson or .gpkg." required:"" placeholder:"FILE"`
	serve.Other
	serve.Cut
	holdingsFlag
}

// Answer is never asked for: a map is a file. It makes mapCmd a serve.Question, so that its
// state of the case is read like any other's.
func (c *mapCmd) Answer(*desk.View) (any, error) { return nil, salient.ErrUsage }

// Open opens what the map is compared with, if there is something.
func (c *mapCmd) Open(ctx context.Context, d *desk.Desk) error { return c.Other.Open(ctx, d, c.Cut) }

func (c *mapCmd) Run(a *app) error {
	compares, err := c.Given()
	if err == nil && compares && (c.Layer != string(draw.Assessed) || c.Holdings != "" || !drawn(c.Out)) {
		err = fmt.Errorf("--against makes a map of its own, as .svg or .png, of what is assessed: without --layer and --holdings: %w", salient.ErrUsage)
	}
	if err != nil {
		return err
	}
	return a.view(c.Case, c, c.holdingsFlag, func(v *desk.View) error {
		day, err := when.ParseDay(c.On)
		if err != nil {
			return fmt.Errorf("--on: %w: %w", err, salient.ErrUsage)
		}
		layer, err := draw.ReadLayer(v.Case, c.Layer)
		if err != nil {
			return err
		}
		if c.Roads != "" && draw.SideNo(v.Case, salient.ActorID(c.Roads)) == 0 {
			return fmt.Errorf("--roads: no side %q: expected one of %v: %w", c.Roads, v.Case.Settings.Sides, salient.ErrNotFound)
		}
		write, ok := c.writers()[filepath.Ext(c.Out)]
		if !ok {
			return fmt.Errorf("%s: expected a file that ends in .svg, .png, .geojson or .gpkg: %w", c.Out, salient.ErrUsage)
		}
		b, err := write(a, v, layer, day)
		if err != nil {
			return err
		}
		return a.write(c.Out, b)
	})
}

// drawn reports whether a file is a picture.
func drawn(path string) bool {
	suffix := filepath.Ext(path)
	return suffix == ".svg" || suffix == ".png"
}

// writer makes a map's file.
type writer func(a *app, v *desk.View, layer draw.Layer, day when.Day) ([]byte, error)

// writers are those of the formats, by suffix.
func (c *mapCmd) writers() map[string]writer {
	return map[string]writer{".svg": c.svgFile, ".png": c.png, ".geojson": c.geojson, ".gpkg": c.gpkg}
}

func (c *mapCmd) svgFile(_ *app, v *desk.View, layer draw.Layer, day when.Day) ([]byte, error) {
	if c.Width != 0 {
		return nil, fmt.Errorf("--width goes with .png: %w", salient.ErrUsage)
	}
	return c.svg(v, layer, day)
}

// Widths of pictures in pixels.
const defaultWidth, leastWidth, mostWidth = 2200, 200, 8000

// png is the .svg's drawing as a picture.
func (c *mapCmd) png(a *app, v *desk.View, layer draw.Layer, day when.Day) ([]byte, error) {
	width := cmp.Or(c.Width, defaultWidth)
	if width < leastWidth || width > mostWidth {
		return nil, fmt.Errorf("--width is from %d to %d pixels, not %d: %w", leastWidth, mostWidth, width, salient.ErrUsage)
	}
	picture, err := c.svg(v, layer, day)
	if err != nil {
		return nil, err
	}
	return browser.PNG(a.ctx, picture, width, browser.Options{})
}

func (c *mapCmd) svg(v *desk.View, layer draw.Layer, day when.Day) ([]byte, error) {
	top := draw.Top{Front: true, Events: true, Sieges: true, Roads: salient.ActorID(c.Roads)}
	data := draw.Map(v, layer, top, day)
	if compares, _ := c.Given(); compares {
		then, was, err := c.Then(v, day)
		if err != nil {
			return nil, err
		}
		data = draw.Compare(v, draw.Then{View: then, On: was}, top, day)
	}
	data.Title = v.Case.Settings.Title
	box := v.Box()
	return figure.Map(data, figure.MapOptions{
		Options: figure.Options{Width: 1100, Theme: figure.Light, ID: "map"}, Box: &box, Heading: true,
	}), nil
}

func (c *mapCmd) geojson(_ *app, v *desk.View, layer draw.Layer, day when.Day) ([]byte, error) {
	if err := c.assessedOnly(layer); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err := c.picture(v, day).GeoJSON(&b)
	return b.Bytes(), err
}

func (c *mapCmd) gpkg(a *app, v *desk.View, layer draw.Layer, day when.Day) ([]byte, error) {
	if err := c.assessedOnly(layer); err != nil {
		return nil, err
	}
	return gpkg.Marshal(a.ctx, gpkg.Map(v.Case, c.picture(v, day), gpkg.About{On: day, Known: v.Known, Caution: serve.AreaCaution}))
}

// assessedOnly refuses what a file for other programs doesn't hold.
func (c *mapCmd) assessedOnly(layer draw.Layer) error {
	if layer == draw.Assessed && c.Roads == "" && c.Width == 0 {
		return nil
	}
	return fmt.Errorf("a %s holds the assessed layer and no roads; --layer, --roads and --width go with pictures: %w", filepath.Ext(c.Out), salient.ErrUsage)
}

func (c *mapCmd) picture(v *desk.View, day when.Day) area.Picture {
	ground := v.Ground()
	return v.Net().On(func(id salient.PlaceID) salient.Holding { return ground(id, day) })
}
