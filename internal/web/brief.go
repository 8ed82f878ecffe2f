package web

import (
	"fmt"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
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
	briefRow
	Text     string
	Problems []string
	Errors   int
}

func (s *site) brief(r *request) (reply, error) {
	b, ok := r.view.Case.Brief(salient.BriefID(r.PathValue("id")))
	if !ok {
		return reply{}, fmt.Errorf("no brief %q: %w", r.PathValue("id"), salient.ErrNotFound)
	}
	doc, problems := brief.Parse(string(b.ID)+".md", []byte(b.Text))
	p := &briefPage{briefRow: rowOf(r, b, doc), Text: b.Text}
	p.frame.Title = p.briefRow.Title
	for _, x := range problems {
		p.Problems = append(p.Problems, fmt.Sprintf("line %d, column %d: %s", x.Line, x.Column, x.Message))
	}
	return reply{template: "brief", data: p}, nil
}
