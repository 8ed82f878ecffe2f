package web

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/control"
	"github.com/salient-osint/salient/internal/draw"
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
	Record                        string
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
		Grade: sourceGrade(src.Reliability), Record: recordWords(rec), Whisker: whisker(fullest(rec)), Withdrawn: src.Status == salient.Withdrawn,
	}
	if src.Leaning != "" {
		row.Leaning = actorName(c, src.Leaning)
	}
	return row
}

// enough is from how many claims on a record says anything.
const enough = 10

// parts are a source's tallies in words.
func parts(r control.Record) []tallyWords {
	return []tallyWords{{"of claims that serve its speaker's side", r.Own}, {"of admissions", r.Admit}, {"of neutral speakers' claims", r.Others}}
}

type tallyWords struct {
	of string
	control.Tally
}

// fullest is the tally that rests on most claims.
func fullest(r control.Record) control.Tally {
	best := control.Tally{}
	for _, t := range parts(r) {
		if t.N > best.N {
			best = t.Tally
		}
	}
	return best
}

// recordWords puts a record in words: how often it differs from our later assessment, never
// that anything was false.
func recordWords(r control.Record) string {
	n := 0
	var said []string
	for _, t := range parts(r) {
		n += t.N
		if t.N >= enough {
			said = append(said, fmt.Sprintf("%s %s (n = %d, %s to %s)", oneIn(t.Differs), t.of, t.N, percent(t.Low), percent(t.High)))
		}
	}
	switch {
	case n == 0:
		return "no claim of control to compare"
	case len(said) == 0:
		return fmt.Sprintf("too few to say (n = %d)", n)
	}
	return "differs from our later assessment " + strings.Join(said, "; ")
}

// oneIn prints a rate as people say it: "in 1 of 8".
func oneIn(p float64) string {
	if p < 0.005 {
		return "in fewer than 1 of 200"
	}
	if p > 0.5 {
		return fmt.Sprintf("in %d of 10", int(math.Round(p*10)))
	}
	return fmt.Sprintf("in 1 of %d", int(math.Round(1/p)))
}

// whisker draws a rate from 0 to 1 as a dot with its interval; nothing below enough.
func whisker(t control.Tally) template.HTML {
	if t.N < enough {
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
	Lags        string
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
		p.Withdrawn = strings.TrimSuffix(src.WithdrawnWhy, ".")
	}
	p.Lags = lagWords(c, records[src.ID].Lags)
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

// lagWords says how early or late a source tells of changes.
func lagWords(c *salient.Case, lags []control.Lag) string {
	var parts []string
	for _, l := range lags {
		days := int(math.Round(l.Median))
		when := "on the day itself"
		if days < 0 {
			when = counted(-days, "day") + " early"
		} else if days > 0 {
			when = counted(days, "day") + " late"
		}
		who := "tells of " + l.Of
		if l.Side != "" {
			who = "tells of " + draw.SideName(c, l.Side) + " " + l.Of
		}
		parts = append(parts, who+" "+when)
	}
	if len(parts) == 0 {
		return ""
	}
	return "At the median it " + listed(parts) + "."
}
