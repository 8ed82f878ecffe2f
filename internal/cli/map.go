package cli

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/area"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/serve"
	"github.com/salient-osint/salient/when"
)

type mapCmd struct {
	Case  string `arg:"" help:"The case's folder."`
	On    string `help:"The day." required:"" placeholder:"DAY"`
	Layer string `help:"assessed, gaps, or claimed:SIDE." default:"assessed"`
	Roads string `help:"Show which roads are open to this side." placeholder:"SIDE"`
	Out   string `short:"o" help:"The file to write: .svg or .geojson." required:"" placeholder:"FILE"`
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
	if err == nil && compares && (c.Layer != string(draw.Assessed) || c.Holdings != "" || filepath.Ext(c.Out) != ".svg") {
		err = fmt.Errorf("--against makes a map of its own, as .svg, of what is assessed: without --layer and --holdings: %w", salient.ErrUsage)
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
		switch filepath.Ext(c.Out) {
		case ".svg":
			return c.svg(a, v, layer, day)
		case ".geojson":
			if layer != draw.Assessed || c.Roads != "" {
				return fmt.Errorf("a .geojson holds the assessed layer and no roads; --layer and --roads go with .svg: %w", salient.ErrUsage)
			}
			return c.geojson(a, v, day)
		}
		return fmt.Errorf("%s: expected a file that ends in .svg or .geojson: %w", c.Out, salient.ErrUsage)
	})
}

func (c *mapCmd) svg(a *app, v *desk.View, layer draw.Layer, day when.Day) error {
	top := draw.Top{Front: true, Events: true, Sieges: true, Roads: salient.ActorID(c.Roads)}
	data := draw.Map(v, layer, top, day)
	if compares, _ := c.Given(); compares {
		then, was, err := c.Then(v, day)
		if err != nil {
			return err
		}
		data = draw.Compare(v, draw.Then{View: then, On: was}, top, day)
	}
	data.Title = v.Case.Settings.Title
	box := v.Box()
	return a.write(c.Out, figure.Map(data, figure.MapOptions{
		Options: figure.Options{Width: 1100, Theme: figure.Light, ID: "map"}, Box: &box, Heading: true,
	}))
}

func (c *mapCmd) geojson(a *app, v *desk.View, day when.Day) error {
	var b bytes.Buffer
	ground := v.Ground()
	held := func(id salient.PlaceID) salient.Holding { return ground(id, day) }
	if err := area.Of(v.Case, v.Diagram(), held).GeoJSON(&b); err != nil {
		return err
	}
	return a.write(c.Out, b.Bytes())
}
