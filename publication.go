package salient

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/salient-osint/salient/when"
)

// PublicationID names a publication; CorrectionID a notice that corrects one.
type (
	PublicationID string
	CorrectionID  string
)

// Publication is a brief as it went out once: what was written, from which state of the case,
// and the SHA-256 under which the case keeps each file. It changes no answer.
type Publication struct {
	ID        PublicationID
	Brief     BriefID // of a file that the case doesn't hold, its name as an id
	File      string  // that file's name; "" if the case holds the brief
	Title     string
	Number    int       // the brief's first publication is 1
	Published time.Time // UTC, to the second
	Known     *when.Day // as known by; nil if the text doesn't say
	Date      *when.Day // the brief's own; nil if the text doesn't say
	Recorded  uint64    // the entry of the ledger that it was built from
	Head      string    // that entry's hash
	Text      string    // SHA-256 of the brief's text
	Forms     []PublishedForm
	Figures   []PublishedFigure // in the order of the text
	Cites     []string          // ids of the rows that the text names
}

// PublishedForm is one file of a publication.
type PublishedForm struct {
	SHA256 string
	Size   int64  // bytes
	Form   string // what stands behind the brief's name: html, docx, pdf, pack.zip
}

// PublishedFigure is what a figure printed.
type PublishedFigure struct {
	SHA256 string // of drawing, rows and words
	Ref    string // kind and parameters, as the text has them
}

// Publication reads a row of kind publication.
func (r Row) Publication() (Publication, error) {
	f := &fields{row: r}
	f.id()
	p := Publication{
		ID:      PublicationID(r.ID),
		Brief:   BriefID(f.need("brief", "the brief's id")),
		File:    f.text("file"),
		Title:   f.text("title"),
		Number:  int(f.whole("number")),
		Known:   f.day("known"),
		Date:    f.day("date"),
		Head:    f.need("head", "the hash of an entry"),
		Text:    f.need("text", "the text's SHA-256"),
		Forms:   f.forms(),
		Figures: f.figures(),
		Cites:   f.list("cites"),
	}
	p.Recorded = uint64(f.whole("recorded"))
	f.sum("head")
	f.sum("text")
	var err error
	if p.Published, err = time.Parse(time.RFC3339, f.text("published")); err != nil {
		f.fail("published", "a time like 2013-06-07T09:30:00Z")
	}
	return p, f.err()
}

// whole is a number from 1.
func (f *fields) whole(column string) int64 {
	v, err := strconv.ParseInt(f.row.Get(column), 10, 32)
	if err != nil || v < 1 {
		f.fail(column, "a whole number, 1 or more")
	}
	return v
}

// day is a day, or nil for a blank cell.
func (f *fields) day(column string) *when.Day {
	s := f.row.Get(column)
	if s == "" {
		return nil
	}
	d, err := when.ParseDay(s)
	if err != nil {
		f.fail(column, "a day, YYYY-MM-DD")
		return nil
	}
	return &d
}

// forms reads lines of SHA-256, size and form.
func (f *fields) forms() (out []PublishedForm) {
	for _, line := range lines(f.row.Get("forms")) {
		parts := strings.SplitN(line, " ", 3)
		if len(parts) == 3 && hexSum.MatchString(parts[0]) && parts[2] != "" {
			if size, err := strconv.ParseInt(parts[1], 10, 64); err == nil && size >= 0 {
				out = append(out, PublishedForm{parts[0], size, parts[2]})
				continue
			}
		}
		f.fail("forms", "lines of SHA-256, bytes and form")
		return nil
	}
	return out
}

// figures reads lines of SHA-256 and reference.
func (f *fields) figures() (out []PublishedFigure) {
	for _, line := range lines(f.row.Get("figures")) {
		sum, ref, ok := strings.Cut(line, " ")
		if !ok || !hexSum.MatchString(sum) || ref == "" {
			f.fail("figures", "lines of SHA-256 and reference")
			return nil
		}
		out = append(out, PublishedFigure{sum, ref})
	}
	return out
}

func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// Row is the row of kind publication that reads as p.
func (p Publication) Row() Row {
	var forms, figures []string
	for _, x := range p.Forms {
		forms = append(forms, x.SHA256+" "+strconv.FormatInt(x.Size, 10)+" "+x.Form)
	}
	for _, x := range p.Figures {
		figures = append(figures, x.SHA256+" "+x.Ref)
	}
	return NewRow(KindPublication, string(p.ID), map[string]string{
		"brief": string(p.Brief), "file": p.File, "title": p.Title, "number": strconv.Itoa(p.Number),
		"published": p.Published.UTC().Format(time.RFC3339), "known": dayText(p.Known), "date": dayText(p.Date),
		"recorded": strconv.FormatUint(p.Recorded, 10), "head": p.Head, "text": p.Text,
		"forms": strings.Join(forms, "\n"), "figures": strings.Join(figures, "\n"), "cites": strings.Join(p.Cites, "|"),
	})
}

func dayText(d *when.Day) string {
	if d == nil {
		return ""
	}
	return d.String()
}

// Day is the day on which it went out: the brief's own date, else that of the clock.
func (p *Publication) Day() when.Day {
	if p.Date != nil {
		return *p.Date
	}
	return when.DayOf(p.Published)
}

// SameAs reports whether two publications are of the same bytes, built from the same entry.
func (p *Publication) SameAs(q *Publication) bool {
	return p.Brief == q.Brief && p.File == q.File && p.Head == q.Head && p.Text == q.Text && slices.Equal(p.Forms, q.Forms)
}

// Correction is a notice to the readers of a publication: what was withdrawn since, and what no
// longer stands as it was written. Later publications of the brief print it.
type Correction struct {
	ID          CorrectionID
	Brief       BriefID
	Publication PublicationID // the one that it corrects
	Made        when.Day
	Kind        Kind   // of the row that was withdrawn
	Withdrawn   string // its id
	Text        string // paragraphs, and lists of lines that begin with "- "
}

// Correction reads a row of kind correction.
func (r Row) Correction() (Correction, error) {
	f := &fields{row: r}
	f.id()
	c := Correction{
		ID: CorrectionID(r.ID), Brief: BriefID(f.need("brief", "the brief's id")), Publication: PublicationID(f.need("publication", "the publication's id")),
		Kind: Kind(f.text("kind")), Withdrawn: f.text("withdrawn"), Text: f.need("text", "what readers are told"),
	}
	if day := f.day("made"); day != nil {
		c.Made = *day
	} else if f.text("made") == "" {
		f.fail("made", "a day, YYYY-MM-DD")
	}
	return c, f.err()
}

// Row is the row of kind correction that reads as c.
func (c Correction) Row() Row {
	return NewRow(KindCorrection, string(c.ID), map[string]string{
		"brief": string(c.Brief), "publication": string(c.Publication), "made": c.Made.String(),
		"kind": string(c.Kind), "withdrawn": c.Withdrawn, "text": c.Text,
	})
}

// Published lists the publications of a brief, the first of them first.
func (c *Case) Published(id BriefID) []*Publication {
	var out []*Publication
	for i := range c.Publications {
		if p := &c.Publications[i]; p.Brief == id {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b *Publication) int { return cmp.Compare(a.Number, b.Number) })
	return out
}

// LastPublished lists the newest publication of each brief, by the brief's id; of those that were
// built before an entry of the ledger if that isn't 0.
func (c *Case) LastPublished(before uint64) []*Publication {
	last := map[BriefID]*Publication{}
	for i := range c.Publications {
		p := &c.Publications[i]
		if before > 0 && p.Recorded >= before {
			continue
		}
		if q := last[p.Brief]; q == nil || p.Number > q.Number {
			last[p.Brief] = p
		}
	}
	var out []*Publication
	for _, p := range last {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b *Publication) int { return cmp.Compare(a.Brief, b.Brief) })
	return out
}

// CorrectionsOf lists the notices of a brief by their day, then by id; not those of what is
// withdrawn no longer.
func (c *Case) CorrectionsOf(id BriefID) []*Correction {
	var out []*Correction
	for i := range c.Corrections {
		if x := &c.Corrections[i]; x.Brief == id && c.stillWithdrawn(x) {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b *Correction) int { return cmp.Or(cmp.Compare(a.Made, b.Made), cmp.Compare(a.ID, b.ID)) })
	return out
}

// stillWithdrawn is false only for a row of the case that stands again.
func (c *Case) stillWithdrawn(x *Correction) bool {
	switch x.Kind {
	case KindSource:
		s, ok := c.Source(SourceID(x.Withdrawn))
		return !ok || s.Status == Withdrawn
	case KindDocument:
		d, ok := c.Document(DocumentID(x.Withdrawn))
		return !ok || d.Status == Withdrawn
	case KindClaim:
		cl, ok := c.Claim(ClaimID(x.Withdrawn))
		return !ok || cl.Status != Accepted
	}
	return true
}
