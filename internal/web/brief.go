package web

import (
	"fmt"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/serve"
)

// briefsPage lists the briefs.
type briefsPage struct {
	frame
	Rows []briefRow
}

type briefRow struct {
	ID, Title, Href, Kind, Dated string
	Words, Claims                int
}

func (s *site) briefs(r *request) (reply, error) {
	p := &briefsPage{}
	p.Title = "Briefs"
	for i := range r.view.Case.Briefs {
		b := &r.view.Case.Briefs[i]
		doc, _ := brief.Parse(string(b.ID)+".md", []byte(b.Text))
		p.Rows = append(p.Rows, rowOf(r, b, doc))
	}
	return reply{template: "briefs", data: p}, nil
}

func rowOf(r *request, b *salient.Brief, doc *brief.Doc) briefRow {
	row := briefRow{ID: string(b.ID), Title: string(b.ID), Href: r.href("/briefs/" + string(b.ID)), Words: len(strings.Fields(b.Text))}
	if doc != nil && doc.Meta.Title != "" {
		row.Title = doc.Meta.Title
	}
	return row
}

// briefPage is one brief: its text as it stands, with its checks.
type briefPage struct {
	frame
	Row      briefRow
	Text     string
	Problems []string
	Errors   int
}

func (s *site) brief(r *request) (reply, error) {
	b, err := r.heldBrief()
	if err != nil {
		return reply{}, err
	}
	c, err := serve.CheckBrief(r.Context(), s.desk, r.view, b.ID, string(b.ID)+".md", []byte(b.Text), s.prints(r))
	if err != nil {
		return reply{}, err
	}
	p := &briefPage{Row: rowOf(r, b, c.Doc), Text: b.Text}
	p.Title = p.Row.Title
	for _, x := range c.Problems {
		p.Problems = append(p.Problems, fmt.Sprintf("%s %s in line %d: %s", x.Severity, x.Code, x.Line, x.Message))
	}
	return reply{template: "brief", data: p}, nil
}

// heldBrief is the brief that the address names.
func (r *request) heldBrief() (*salient.Brief, error) {
	b, ok := r.view.All.Brief(salient.BriefID(r.PathValue("id")))
	if !ok {
		return nil, fmt.Errorf("no brief %q: %w", r.PathValue("id"), salient.ErrNotFound)
	}
	return b, nil
}

// prints draws a brief's figures, as its readers see them, to see what they print.
func (s *site) prints(r *request) serve.Printer {
	id := salient.BriefID(r.PathValue("id"))
	return func(doc *brief.Doc, text string) []salient.PublishedFigure {
		p, err := serve.Publish(r.Context(), s.desk, r.view, id, doc, text)
		if err != nil {
			return nil // check says why
		}
		return draw.Printed(p.Doc, draw.Drafts(p.Doc, p.View, p.KnownBy, figure.Light))
	}
}

// published is the brief as salient publish writes it, one file that stands alone. Its styles
// and its script are inside it, so it is shown under a policy of its own, without an origin.
func (s *site) published(r *request) (reply, error) {
	b, err := r.heldBrief()
	if err != nil {
		return reply{}, err
	}
	doc, _ := brief.Parse(string(b.ID)+".md", []byte(b.Text))
	p, err := serve.Publish(r.Context(), s.desk, r.view, b.ID, doc, b.Text)
	if err != nil {
		return reply{}, err
	}
	figures, err := draw.Figures(p.Doc, p.View, p.KnownBy, figure.Light)
	if err != nil {
		return reply{}, err
	}
	page, err := brief.Render(p.Doc, brief.Inputs{
		Case: p.View.All, Figures: figures, Build: p.View.Build.Hash, Program: "Salient", Corrections: p.Corrected(b.ID),
	})
	return reply{kind: "text/html; charset=utf-8", body: page, policy: standalone}, err
}

const standalone = "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
