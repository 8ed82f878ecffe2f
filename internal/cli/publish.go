package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/serve"
)

type checkCmd struct {
	Case    string `arg:"" optional:"" help:"The case's folder."`
	Brief   string `arg:"" optional:"" help:"A brief's id in the case, or a Markdown file."`
	Explain string `help:"Say what a code means, with an example and how to mend it; all explains every code." placeholder:"CODE"`
	JSON    bool   `name:"json" help:"Print what is wrong as JSON (shape: docs/json.md)."`
}

func (c *checkCmd) Run(a *app) error {
	switch {
	case c.Explain != "":
		return c.explain(a)
	case c.Case == "" || c.Brief == "":
		return fmt.Errorf("expected a case's folder and a brief: %w", salient.ErrUsage)
	}
	return a.with(c.Case, func(d *desk.Desk) error {
		p, err := a.read(d, c.Brief)
		if err != nil {
			return err
		}
		if c.JSON {
			return errors.Join(a.out(func(w io.Writer) error { return serve.JSON(w, p.Checked) }), p.refused())
		}
		err = a.complain(p)
		a.tellGone(c.Case, p)
		if err == nil {
			a.say("%s: no errors.", p.name)
		}
		return err
	})
}

func (c *checkCmd) explain(a *app) error {
	codes := []string{strings.ToUpper(c.Explain)}
	if c.Explain == "all" {
		codes = brief.Codes()
	}
	for i, code := range codes {
		words := brief.Explain(code)
		if words == "" {
			return fmt.Errorf("no code %q; there are %s: %w", c.Explain, strings.Join(brief.Codes(), ", "), salient.ErrNotFound)
		}
		if i > 0 {
			words = "\n" + words
		}
		if err := a.out(func(w io.Writer) error { _, err := fmt.Fprintln(w, words); return err }); err != nil {
			return err
		}
	}
	return nil
}

type publishCmd struct {
	Case   string `arg:"" help:"The case's folder."`
	Brief  string `arg:"" help:"A brief's id in the case, or a Markdown file."`
	Out    string `short:"o" help:"The folder to write into." required:"" placeholder:"DIR"`
	NoPDF  bool   `name:"no-pdf" help:"No PDF, and no pictures in the DOCX: both need Chromium."`
	Drafts bool   `help:"Write a brief with errors all the same, and record nothing."`

	Preview bool `help:"Write the files and record no publication in the ledger."`
}

func (c *publishCmd) Run(a *app) error {
	return a.with(c.Case, func(d *desk.Desk) error {
		p, err := a.read(d, c.Brief)
		if err != nil {
			return err
		}
		if err := a.complain(p); err != nil && !c.Drafts {
			return err
		}
		if err := p.redact(); err != nil {
			return err
		}
		if err := os.MkdirAll(c.Out, 0o755); err != nil {
			return err
		}
		incomplete := c.forms(a, d, p)
		if incomplete == nil {
			if err := c.record(a, d, p); err != nil {
				return err
			}
		}
		return errors.Join(c.deliver(a, p), incomplete)
	})
}

// forms makes every form; those made before an error are in p.made.
func (c *publishCmd) forms(a *app, d *desk.Desk, p *publication) error {
	if err := c.html(a, p); err != nil {
		return err
	}
	if err := c.pack(a, d, p); err != nil {
		return err
	}
	return c.printed(a, p)
}

// deliver writes the forms that were made.
func (c *publishCmd) deliver(a *app, p *publication) error {
	for _, f := range p.made {
		if err := a.write(c.path(p, "."+f.Form), f.Bytes); err != nil {
			return err
		}
	}
	return nil
}

// publication is a brief on its way out.
type publication struct {
	serve.Checked
	name string
	text string
	held salient.BriefID // "" for a file
	doc  *brief.Doc
	view *desk.View // all that the case holds

	written string // its text, before anything was kept back
	shown   shower

	cited       []desk.Ref             // rows of the case that it rests on
	shows       func(salient.Row) bool // whether a row may go along whole
	knownBy     draw.KnownBy
	corrections []*salient.Correction // of what was published before

	made    []desk.OutgoingFile       // the forms, in their order
	figures []salient.PublishedFigure // what the figures print
}

func (p *publication) add(form string, file []byte) {
	p.made = append(p.made, desk.OutgoingFile{Form: form, Bytes: file})
}

// redact takes out what the brief keeps back: of its text, and of the case that is drawn and
// printed from here on.
func (p *publication) redact() error {
	shown, err := p.shown(p.doc)
	p.doc, p.text, p.view = shown.Doc, shown.Text, shown.View
	p.cited, p.shows, p.knownBy = shown.Cited, shown.Shows, shown.KnownBy
	p.corrections = shown.Corrected(p.as())
	return err
}

// read finds a brief in the case, or else reads a file.
func (a *app) read(d *desk.Desk, id string) (*publication, error) {
	v, err := d.View(a.ctx, desk.Cut{})
	if err != nil {
		return nil, err
	}
	name, held := id+".md", salient.BriefID(id)
	var text []byte
	if b, ok := v.Case.Brief(salient.BriefID(id)); ok {
		text = []byte(b.Text)
	} else if text, err = os.ReadFile(id); err != nil {
		return nil, fmt.Errorf("no brief %q in the case, and no such file: %w", id, salient.ErrNotFound)
	} else {
		name, held = filepath.Base(id), ""
	}
	shown := a.shower(d, v, held, string(text))
	checked, err := serve.CheckBrief(a.ctx, d, v, held, name, text, shown.prints)
	return &publication{Checked: checked, name: name, text: string(text), written: string(text), shown: shown, held: held, doc: checked.Doc, view: v}, err
}

// shower gives a brief as its readers may see it, worked out once.
type shower func(doc *brief.Doc) (serve.Published, error)

func (a *app) shower(d *desk.Desk, v *desk.View, held salient.BriefID, text string) shower {
	var once sync.Once
	var p serve.Published
	var err error
	return func(doc *brief.Doc) (serve.Published, error) {
		once.Do(func() { p, err = serve.Publish(a.ctx, d, v, held, doc, text) })
		return p, err
	}
}

// prints draws a brief's figures, as its readers see them, to see what they print.
func (s shower) prints(doc *brief.Doc, _ string) []salient.PublishedFigure {
	p, err := s(doc)
	if err != nil {
		return nil // check says why
	}
	return draw.Printed(p.Doc, draw.Drafts(p.Doc, p.View, p.KnownBy, figure.Light))
}

// complain prints what is wrong; errors make it a salient.ErrInvalid.
func (a *app) complain(p *publication) error {
	for _, x := range p.Problems {
		a.say("%s:%d:%d: %s %s: %s", p.name, x.Line, x.Column, x.Severity, x.Code, x.Message)
	}
	return p.refused()
}

// tellGone names what the brief's newest publication cites that was withdrawn since, and the command
// that writes the notices which its readers lack.
func (a *app) tellGone(path string, p *publication) {
	of, gone := serve.GoneFromLast(p.view.All, p.held, p.name)
	for _, x := range gone {
		a.say("%s %s, on which publication %s rests, was withdrawn since; no notice tells its readers: salient withdraw %s %[1]s:%[2]s", x.Kind, x.ID, of.ID, path)
	}
}

// refused is a salient.ErrInvalid for a brief with errors.
func (p *publication) refused() error {
	if p.Errors > 0 {
		return fmt.Errorf("%s has %d errors: %w", p.name, p.Errors, salient.ErrInvalid)
	}
	return nil
}

func (c *publishCmd) inputs(p *publication, theme figure.Theme) (brief.Inputs, error) {
	figures, err := draw.Figures(p.doc, p.view, p.knownBy, theme)
	return brief.Inputs{Case: p.view.Case, Figures: figures, Build: p.view.Build.Hash[:12], Program: "Salient", Corrections: p.corrections}, err
}

func (c *publishCmd) html(a *app, p *publication) error {
	in, err := c.inputs(p, figure.Light)
	if err != nil {
		return err
	}
	page, err := brief.Render(p.doc, in)
	if err != nil {
		return err
	}
	p.figures = draw.Printed(p.doc, in.Figures)
	p.add("html", page)
	return nil
}

func (c *publishCmd) path(p *publication, suffix string) string {
	base := filepath.Base(p.name)
	return filepath.Join(c.Out, base[:len(base)-len(filepath.Ext(base))]+suffix)
}

// write puts a file in place whole: nothing half-written is ever seen.
func (a *app) write(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".salient-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(b); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Chmod(f.Name(), 0o644); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return a.out(func(w io.Writer) error { _, err := fmt.Fprintln(w, path); return err })
}
