package serve

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
)

// PublicationsQuestion asks what was published.
type PublicationsQuestion struct {
	Brief string `help:"Only of this brief." placeholder:"ID"`
	ID    string `name:"id" help:"Only this publication, with all that is recorded of it." placeholder:"ID"`
	Cut
}

// Publication is a brief as it went out.
type Publication struct {
	ID        salient.PublicationID `json:"id"`
	Brief     salient.BriefID       `json:"brief"`
	File      string                `json:"file"` // of a brief that the case doesn't hold
	Title     string                `json:"title"`
	Number    int                   `json:"number"`
	Published string                `json:"published"` // a time, UTC
	Date      string                `json:"date"`
	Known     string                `json:"known"`
	Recorded  uint64                `json:"recorded"` // the entry that it was built from
	Head      string                `json:"head"`     // that entry's hash
	SHA256    string                `json:"sha256"`   // of the text
	Forms     []PublishedForm       `json:"forms"`
	Figures   []PublishedFigure     `json:"figures"`
	Cites     []string              `json:"cites"`
	Corrected []Correction          `json:"corrected"`
	Withdrawn []Gone                `json:"withdrawn"`
}

// PublishedForm is one file.
type PublishedForm struct {
	Form   string `json:"form"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// PublishedFigure is what a figure printed.
type PublishedFigure struct {
	Figure string `json:"figure"`
	SHA256 string `json:"sha256"`
}

// Correction is a notice to the readers of a publication.
type Correction struct {
	ID        salient.CorrectionID `json:"id"`
	Made      string               `json:"made"`
	Kind      salient.Kind         `json:"kind"`
	Withdrawn string               `json:"withdrawn"`
	Text      string               `json:"text"`
}

// Gone is a source, document or claim that was withdrawn after a publication had cited it, of
// which no notice tells.
type Gone struct {
	Kind salient.Kind `json:"kind"`
	ID   string       `json:"id"`
	Name string       `json:"name"` // its name, its title, what it says
}

// GoneFrom lists what a publication cites, by itself or with what it is from, that is withdrawn now
// and of which no notice to the readers of its brief tells, in the order of its list. A brief that
// cites what is withdrawn already isn't published.
func GoneFrom(c *salient.Case, p *salient.Publication) []Gone {
	out := []Gone{}
	told := c.CorrectionsOf(p.Brief)
	for _, id := range p.Cites {
		x, ok := goneOf(c, id)
		isTold := slices.ContainsFunc(told, func(n *salient.Correction) bool { return n.Kind == x.Kind && n.Withdrawn == x.ID })
		if ok && !isTold && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// goneOf is why what an id names doesn't count any more: the claim itself, its document or its
// source.
func goneOf(c *salient.Case, id string) (Gone, bool) {
	doc := salient.DocumentID(id)
	if cl, ok := c.Claim(salient.ClaimID(id)); ok {
		if cl.Status == salient.Rejected {
			return Gone{salient.KindClaim, id, cl.Says}, true
		}
		doc = cl.Document
	}
	d, ok := c.Document(doc)
	if !ok {
		return Gone{}, false
	}
	if d.Status == salient.Withdrawn {
		return Gone{salient.KindDocument, string(d.ID), d.Title}, true
	}
	s, ok := c.Source(d.Source)
	if !ok || s.Status != salient.Withdrawn {
		return Gone{}, false
	}
	return Gone{salient.KindSource, string(s.ID), s.Name}, true
}

// Answer gives a list of Publication, the newest first.
func (q *PublicationsQuestion) Answer(v *desk.View) (any, error) {
	out := []Publication{}
	for i := range v.All.Publications {
		p := &v.All.Publications[i]
		if (q.Brief == "" || string(p.Brief) == q.Brief) && (q.ID == "" || string(p.ID) == q.ID) {
			out = append(out, publicationOf(v.All, p))
		}
	}
	if len(out) == 0 && q.ID != "" {
		return nil, fmt.Errorf("no publication %q: %w", q.ID, salient.ErrNotFound)
	}
	slices.SortFunc(out, func(a, b Publication) int {
		return cmp.Or(cmp.Compare(b.Published, a.Published), cmp.Compare(a.Brief, b.Brief), cmp.Compare(b.Number, a.Number))
	})
	return out, nil
}

func publicationOf(c *salient.Case, p *salient.Publication) Publication {
	out := Publication{
		ID: p.ID, Brief: p.Brief, File: p.File, Title: p.Title, Number: p.Number, Published: p.Published.Format(time.RFC3339),
		Recorded: p.Recorded, Head: p.Head, SHA256: p.Text,
		Forms: []PublishedForm{}, Figures: []PublishedFigure{}, Cites: append([]string{}, p.Cites...), Corrected: []Correction{},
		Withdrawn: GoneFrom(c, p),
	}
	if p.Date != nil {
		out.Date = p.Date.String()
	}
	if p.Known != nil {
		out.Known = p.Known.String()
	}
	for _, f := range p.Forms {
		out.Forms = append(out.Forms, PublishedForm{f.Form, f.SHA256, f.Size})
	}
	for _, f := range p.Figures {
		out.Figures = append(out.Figures, PublishedFigure{f.Ref, f.SHA256})
	}
	for _, x := range c.CorrectionsOf(p.Brief) {
		if x.Publication == p.ID {
			out.Corrected = append(out.Corrected, Correction{x.ID, x.Made.String(), x.Kind, x.Withdrawn, x.Text})
		}
	}
	return out
}

// Text prints a line a publication; of one that was asked for, everything.
func (q *PublicationsQuestion) Text(w io.Writer, answer any) {
	list, _ := answer.([]Publication)
	if len(list) == 0 {
		fmt.Fprintln(w, "Nothing was published.")
	}
	for _, p := range list {
		if q.ID != "" {
			p.whole(w)
			continue
		}
		fmt.Fprintf(w, "%s  %-24s as known by %-10s  entry %d %.12s  %s%s\n", p.Published[:10], p.ID, cmp.Or(p.Known, "–"), p.Recorded, p.Head, p.formNames(), p.correctedWords())
	}
}

func (p Publication) formNames() string {
	var out []string
	for _, f := range p.Forms {
		out = append(out, f.Form)
	}
	return strings.Join(out, " ")
}

func (p Publication) correctedWords() (words string) {
	if n := len(p.Corrected); n > 0 {
		words += "  " + counted(n, "correction")
	}
	if n := len(p.Withdrawn); n > 0 {
		words += "  " + counted(n, "row") + " withdrawn since"
	}
	return words
}

func (p Publication) whole(w io.Writer) {
	fmt.Fprintf(w, "%s “%s”, publication %d of %s\n", p.ID, p.Title, p.Number, cmp.Or(p.File, string(p.Brief)))
	fmt.Fprintf(w, "published %s, as known by %s, from entry %d with the head\n  %s\n", p.Published, cmp.Or(p.Known, "–"), p.Recorded, p.Head)
	fmt.Fprintf(w, "  %s  its text\n", p.SHA256)
	for _, f := range p.Forms {
		fmt.Fprintf(w, "  %s  %s, %d bytes\n", f.SHA256, f.Form, f.Bytes)
	}
	for _, f := range p.Figures {
		fmt.Fprintf(w, "  %s  figure %s\n", f.SHA256, f.Figure)
	}
	fmt.Fprintf(w, "It rests on %s.\n", counted(len(p.Cites), "row"))
	for _, x := range p.Withdrawn {
		fmt.Fprintf(w, "Withdrawn since, and no notice tells of it: %s %s “%s”\n", x.Kind, x.ID, x.Name)
	}
	for _, x := range p.Corrected {
		fmt.Fprintf(w, "\nCorrection %s, %s:\n%s\n", x.ID, x.Made, x.Text)
	}
}

// PublishedName is the name of a kept file: the brief's, and the form.
func PublishedName(p *salient.Publication, form string) string { return string(p.Brief) + "." + form }
