package web

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/control"
	"github.com/salient-osint/salient/internal/serve"
)

// sourcesPage is the table of sources.
type sourcesPage struct {
	frame
	Rows []sourceRow
}

type sourceRow struct {
	ID, Name, Href, Kind, Leaning string
	Grade                         grade
	Documents, Claims             int
	Record                        []string // sentences, the first about all its claims
	Whisker                       template.HTML
	Withdrawn                     bool
}

func (s *site) sources(r *request) (reply, error) {
	c := r.view.Case
	p := &sourcesPage{}
	p.Title = "Sources"
	p.Dates = r.dated()
	p.Dates.NoOn = true
	records := r.records()
	docs, claims := countBySource(c)
	for i := range c.Sources {
		row := r.sourceRow(c, &c.Sources[i], records)
		row.Documents, row.Claims = docs[c.Sources[i].ID], claims[c.Sources[i].ID]
		p.Rows = append(p.Rows, row)
	}
	slices.SortStableFunc(p.Rows, func(a, b sourceRow) int { return b.Claims - a.Claims })
	return reply{template: "sources", data: p}, nil
}

func countBySource(c *salient.Case) (docs, claims map[salient.SourceID]int) {
	docs, claims = map[salient.SourceID]int{}, map[salient.SourceID]int{}
	byDoc := claimsByDocument(c)
	for i := range c.Documents {
		d := &c.Documents[i]
		docs[d.Source]++
		claims[d.Source] += byDoc[d.ID]
	}
	return docs, claims
}

func (r *request) records() map[salient.SourceID]control.Record {
	out := map[salient.SourceID]control.Record{}
	for _, rec := range r.view.Control().Records() {
		out[rec.Source] = rec
	}
	return out
}

func (r *request) sourceRow(c *salient.Case, src *salient.Source, records map[salient.SourceID]control.Record) sourceRow {
	rec := records[src.ID]
	row := sourceRow{
		ID: string(src.ID), Name: src.Name, Href: r.href("/sources/" + string(src.ID)), Kind: spaced(src.Kind),
		Grade: sourceGrade(src.Reliability), Record: serve.RecordWords(c, rec), Whisker: whisker(rec.All), Withdrawn: src.Status == salient.Withdrawn,
	}
	if src.Leaning != "" {
		row.Leaning = actorName(c, src.Leaning)
	}
	return row
}

// whisker draws a rate from 0 to 1 as a dot with its interval; nothing where there are too few to say.
func whisker(t control.Tally) template.HTML {
	if t.N < serve.Enough {
		return ""
	}
	x := func(p float64) string { return trimmed(4+p*112, 1) }
	return template.HTML(fmt.Sprintf(`<svg class="whisker" viewBox="0 0 120 14" width="120" height="14" aria-hidden="true"><line class="axis" x1="4" x2="116" y1="7" y2="7"/><line x1="%s" x2="%s" y1="7" y2="7"/><circle cx="%s" cy="7" r="3.4"/></svg>`,
		x(t.Low), x(t.High), x(t.Differs)))
}

// sourcePage is one source.
type sourcePage struct {
	frame
	sourceRow
	ID          string
	SourcesHref string
	Withdrawn   string
	Documents   []documentRow
	Facts       []fact
}

func (s *site) source(r *request) (reply, error) {
	c := r.view.Case
	src, ok := c.Source(salient.SourceID(r.PathValue("id")))
	if !ok {
		return reply{}, fmt.Errorf("no source %q: %w", r.PathValue("id"), salient.ErrNotFound)
	}
	records := r.records()
	p := &sourcePage{sourceRow: r.sourceRow(c, src, records), ID: string(src.ID), SourcesHref: r.href("/sources")}
	p.Title = src.Name
	p.Dates = r.dated()
	p.Dates.NoOn = true
	if src.Status == salient.Withdrawn {
		p.Withdrawn = cmp.Or(strings.TrimSuffix(src.WithdrawnWhy, "."), "no reason noted")
	}
	claims := claimsByDocument(c)
	for i := range c.Documents {
		if c.Documents[i].Source == src.ID {
			p.Documents = append(p.Documents, r.documentRow(c, &c.Documents[i], claims[c.Documents[i].ID]))
		}
	}
	p.Facts = sourceFacts(c, src)
	return reply{template: "source", data: p}, nil
}

func sourceFacts(c *salient.Case, src *salient.Source) []fact {
	var again []string
	for _, id := range src.Republishes {
		again = append(again, sourceName(c, id))
	}
	facts := []fact{
		{"kind", spaced(src.Kind), ""},
		{"republishes", listed(again), ""},
		{"language", src.Language, ""},
		{"address", src.URL, webOnly(src.URL)},
		{"sensitivity", string(src.Sensitivity), ""},
		{"note", src.Note, ""},
	}
	return slices.DeleteFunc(facts, func(f fact) bool { return f.Text == "" })
}
