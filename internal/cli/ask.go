package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/serve"
)

// asked is what every command that asks has beside its question.
type asked struct {
	Case string `arg:"" help:"The case's folder."`
	JSON bool   `name:"json" help:"Print JSON (shapes: docs/json.md)."`
}

// ask answers a question as JSON or, by text, for people.
func (c asked) ask(a *app, q serve.Question, h holdingsFlag, text func(io.Writer, *desk.View, any)) error {
	return a.view(c.Case, q, h, func(v *desk.View) error { return c.answer(a, v, q, text) })
}

func (c asked) answer(a *app, v *desk.View, q serve.Question, text func(io.Writer, *desk.View, any)) error {
	answer, err := q.Answer(v)
	if err != nil {
		return err
	}
	return a.out(func(w io.Writer) error {
		if c.JSON {
			return serve.JSON(w, answer)
		}
		text(w, v, answer)
		return nil
	})
}

// tabled answers as ask does, or as CSV.
func (c asked) tabled(a *app, q tableQuestion, h holdingsFlag, csv bool, text func(io.Writer, *desk.View, any)) error {
	if err := c.oneForm(csv); err != nil {
		return err
	}
	if !csv {
		return c.ask(a, q, h, text)
	}
	return a.view(c.Case, q, h, func(v *desk.View) error {
		return a.out(func(w io.Writer) error { return q.CSV(w, v) })
	})
}

// tableQuestion is a question whose answer can be a table.
type tableQuestion interface {
	serve.Question
	CSV(w io.Writer, v *desk.View) error
}

// oneForm refuses two forms of output at once.
func (c asked) oneForm(csv bool) error {
	if c.JSON && csv {
		return fmt.Errorf("--json or --csv, not both: %w", salient.ErrUsage)
	}
	return nil
}

// view runs fn on the case in the state that a question asks about.
func (a *app) view(path string, q serve.Question, h holdingsFlag, fn func(*desk.View) error) error {
	return a.with(path, func(d *desk.Desk) error {
		v, err := serve.View(a.ctx, d, q)
		if err != nil {
			return err
		}
		if v, err = h.on(v); err != nil {
			return err
		}
		return fn(v)
	})
}

type controlCmd struct {
	asked
	serve.ControlQuestion
	holdingsFlag
	CSV bool `name:"csv" help:"Print place,day,side,p,status,basis: a row for every place, day and state."`
}

func (c *controlCmd) Run(a *app) error {
	return c.tabled(a, &c.ControlQuestion, c.holdingsFlag, c.CSV, serve.ControlText)
}

type areaCmd struct {
	asked
	serve.AreaQuestion
	holdingsFlag
	CSV bool `name:"csv" help:"Print day,part,holder,places,km2,people,places_without_figure,front_km."`
}

func (c *areaCmd) Run(a *app) error {
	return c.tabled(a, &c.AreaQuestion, c.holdingsFlag, c.CSV, serve.AreaText)
}

type routeCmd struct {
	asked
	serve.RouteQuestion
	holdingsFlag
}

func (c *routeCmd) Run(a *app) error {
	return c.ask(a, &c.RouteQuestion, c.holdingsFlag, serve.RouteText)
}

type siegeCmd struct {
	asked
	serve.SiegeQuestion
	holdingsFlag
	CSV bool `name:"csv" help:"Print place,side,begin,end."`
}

func (c *siegeCmd) Run(a *app) error {
	return c.tabled(a, &c.SiegeQuestion, c.holdingsFlag, c.CSV, c.Text)
}

type chokeCmd struct {
	asked
	serve.ChokeQuestion
	holdingsFlag
}

func (c *chokeCmd) Run(a *app) error {
	return c.ask(a, &c.ChokeQuestion, c.holdingsFlag, func(w io.Writer, _ *desk.View, answer any) { serve.ChokeText(w, answer) })
}

type whatifCmd struct {
	asked
	serve.WhatIfQuestion
	holdingsFlag
}

func (c *whatifCmd) Run(a *app) error {
	if file, ok := strings.CutPrefix(c.Pairs, "@"); ok {
		b, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("%w: %w", err, salient.ErrNotFound)
		}
		c.Pairs = string(b)
		c.PairsFrom(file)
	}
	return c.ask(a, &c.WhatIfQuestion, c.holdingsFlag, serve.WhatIfText)
}

type orbatCmd struct {
	asked
	serve.OrbatQuestion
}

func (c *orbatCmd) Run(a *app) error {
	return c.ask(a, &c.OrbatQuestion, holdingsFlag{}, func(w io.Writer, _ *desk.View, answer any) { serve.OrbatText(w, answer) })
}

type timelineCmd struct {
	asked
	serve.TimelineQuestion
}

func (c *timelineCmd) Run(a *app) error {
	return c.ask(a, &c.TimelineQuestion, holdingsFlag{}, serve.TimelineText)
}

type contestedCmd struct {
	asked
	serve.ContestedQuestion
}

func (c *contestedCmd) Run(a *app) error {
	return c.ask(a, &c.ContestedQuestion, holdingsFlag{}, serve.ContestedText)
}

type claimedCmd struct {
	asked
	serve.ClaimedQuestion
	CSV bool `name:"csv" help:"Print place,side,day,says,to,last,claims,denies."`
}

func (c *claimedCmd) Run(a *app) error {
	return c.tabled(a, &c.ClaimedQuestion, holdingsFlag{}, c.CSV, c.Text)
}

type changesCmd struct {
	asked
	serve.ChangesQuestion
	CSV bool `name:"csv" help:"Print place and size, then status, side, p and basis, before and after."`
}

func (c *changesCmd) Run(a *app) error {
	return c.tabled(a, &c.ChangesQuestion, holdingsFlag{}, c.CSV, func(w io.Writer, _ *desk.View, answer any) { serve.ChangesText(w, answer) })
}

type gapsCmd struct {
	asked
	serve.GapsQuestion
	CSV bool `name:"csv" help:"Print place,from,to,days,people,front,weight; with --by kind,place,month,leaves,silent."`
}

func (c *gapsCmd) Run(a *app) error {
	return c.tabled(a, &c.GapsQuestion, holdingsFlag{}, c.CSV, c.Text)
}

type sourcesCmd struct {
	asked
	serve.SourcesQuestion
	CSV bool `name:"csv" help:"Print source,speaker,side,visual,of,n,differs,low,high,expected."`
}

func (c *sourcesCmd) Run(a *app) error {
	return c.tabled(a, &c.SourcesQuestion, holdingsFlag{}, c.CSV, func(w io.Writer, _ *desk.View, answer any) { serve.SourcesText(w, answer) })
}

type judgementsCmd struct {
	asked
	serve.JudgementsQuestion
}

func (c *judgementsCmd) Run(a *app) error {
	return c.ask(a, &c.JudgementsQuestion, holdingsFlag{}, func(w io.Writer, _ *desk.View, answer any) { serve.JudgementsText(w, answer) })
}

type sourcingCmd struct {
	asked
	serve.SourcingQuestion
}

func (c *sourcingCmd) Run(a *app) error {
	return c.ask(a, &c.SourcingQuestion, holdingsFlag{}, func(w io.Writer, _ *desk.View, answer any) { serve.SourcingText(w, answer) })
}

type nextCmd struct {
	asked
	serve.NextQuestion
}

func (c *nextCmd) Run(a *app) error {
	return c.ask(a, &c.NextQuestion, holdingsFlag{}, serve.NextText)
}

type searchCmd struct {
	asked
	serve.SearchQuestion
}

func (c *searchCmd) Run(a *app) error {
	return c.ask(a, &c.SearchQuestion, holdingsFlag{}, serve.SearchText)
}

type reviewCmd struct {
	asked
	serve.ReviewQuestion
	Gazetteer []string `help:"Names of places beside those that ship, as given to serve. May be given several times." placeholder:"FILE" sep:"none"`
}

func (c *reviewCmd) Run(a *app) error {
	return a.with(c.Case, func(d *desk.Desk) error {
		d.Gazetteers = a.places(c.Gazetteer)
		v, err := serve.View(a.ctx, d, &c.ReviewQuestion)
		if err != nil {
			return err
		}
		return c.answer(a, v, &c.ReviewQuestion, serve.ReviewText)
	})
}
