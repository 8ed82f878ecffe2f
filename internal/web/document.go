package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/ingest"
)

// documentsPage lists the documents.
type documentsPage struct {
	frame
	Sub        string
	Rows       []documentRow
	ClaimsHref string
	ReviewHref string
	Sources    []option
	Form       pasted
	Problems   desk.Problems // with what was to be brought in
}

type documentRow struct {
	Day, Title, Href   string
	Source, SourceHref string
	Grade              grade
	Claims             int
	Held, Withdrawn    bool
}

func (s *site) documents(r *request) (reply, error) {
	c := r.view.Case
	p := &documentsPage{ClaimsHref: r.href("/claims"), ReviewHref: r.href("/review")}
	p.Title = "Documents"
	p.Dates = r.dated()
	p.Dates.NoOn = true
	claims := claimsByDocument(c)
	held := 0
	for _, doc := range desk.NewestFirst(c) {
		row := r.documentRow(c, doc, claims[doc.ID])
		if row.Held {
			held++
		}
		p.Rows = append(p.Rows, row)
	}
	p.Sources = r.sourceOptions()
	p.Sub = fmt.Sprintf("%s by %s. The original of %d is held; of the others we keep locators and our own words.",
		counted(len(c.Documents), "document"), counted(len(c.Sources), "source"), held)
	return reply{template: "documents", data: p}, nil
}

func claimsByDocument(c *salient.Case) map[salient.DocumentID]int {
	n := map[salient.DocumentID]int{}
	for i := range c.Claims {
		if c.Claims[i].Status != salient.Rejected {
			n[c.Claims[i].Document]++
		}
	}
	return n
}

func (r *request) documentRow(c *salient.Case, d *salient.Document, claims int) documentRow {
	row := documentRow{
		Day: dateWords(d.Published, false), Title: titleOf(d), Href: r.href("/documents/" + string(d.ID)),
		Source: sourceName(c, d.Source), SourceHref: r.href("/sources/" + string(d.Source)),
		Claims: claims, Held: d.SHA256 != "" && d.File != "", Withdrawn: d.Status == salient.Withdrawn,
	}
	if row.Day == "" {
		row.Day = "undated"
	}
	if src, ok := c.Source(d.Source); ok {
		row.Grade = sourceGrade(src.Reliability)
	}
	return row
}

func titleOf(d *salient.Document) string {
	if d.Title != "" {
		return d.Title
	}
	return string(d.ID)
}

// documentPage is one document: its text, or what we have instead, and its claims.
type documentPage struct {
	frame
	ID                   string
	Heading              string
	Lang                 string
	Source, SourceHref   string
	Grade                grade
	Published, Collected string
	Withdrawn            string
	Held                 bool
	Unheld               string
	Table                bool // its columns can be mapped
	Extractor            string
	Unconfirmed          string
	Revision             uint64
	Media                *mediaView
	Orphans              []*salient.Claim
	Pieces               []piece
	SHA, URL             string
	Facts                []fact
	Claims               []card
	Count                int // without those rejected
	Rejected             int
	Wait                 int    // candidates that nobody decided on, as far as they are known
	AllClaims            string // where all of them are, if only the first are shown
	Twins                []link // documents that seem to be the same
}

// maxCards is how many claims of a document its page shows beside its text; a table may have one for
// each row.
const maxCards = 500

// piece is a stretch of a document's text; a claim's passage if Claim is given, what was
// searched for if Found is; or the end of a page, before page Page.
type piece struct {
	Text, Claim, ID string
	Number          int
	Found           bool
	Page            int
}

func (s *site) document(r *request) (reply, error) {
	c := r.view.All
	d, ok := c.Document(salient.DocumentID(r.PathValue("id")))
	if !ok {
		return reply{}, fmt.Errorf("no document %q: %w", r.PathValue("id"), salient.ErrNotFound)
	}
	p := &documentPage{
		ID: string(d.ID), Heading: titleOf(d), Lang: d.Language, Source: sourceName(c, d.Source), SourceHref: r.href("/sources/" + string(d.Source)),
		Published: dateWords(d.Published, false), Collected: dateWords(d.Collected, false), SHA: d.SHA256, URL: webOnly(d.URL), Facts: documentFacts(d),
	}
	p.Title, p.Table = p.Heading, s.desk.IsTable(d)
	for _, t := range twins(c, d) {
		p.Twins = append(p.Twins, link{string(t.ID), r.href("/documents/" + string(t.ID))})
	}
	if src, ok := c.Source(d.Source); ok {
		p.Grade = sourceGrade(src.Reliability)
	}
	if d.Status == salient.Withdrawn {
		p.Withdrawn = cmp.Or(strings.TrimSuffix(d.WithdrawnWhy, "."), "no reason noted")
	}
	var claims []*salient.Claim
	for i := range c.Claims {
		if c.Claims[i].Document == d.ID {
			claims = append(claims, &c.Claims[i])
		}
	}
	if err := s.text(r, d, claims, p); err != nil {
		return reply{}, err
	}
	if err := s.showMedia(r, d, claims, p); err != nil {
		return reply{}, err
	}
	if err := s.unconfirmed(r, d, p); err != nil {
		return reply{}, err
	}
	for _, cl := range claims {
		if cl.Status == salient.Rejected {
			p.Rejected++
		}
	}
	p.Count = len(claims) - p.Rejected
	if len(claims) > maxCards {
		claims, p.AllClaims = claims[:maxCards], r.href("/claims", "document", string(d.ID))
	}
	for _, cl := range claims {
		p.Claims = append(p.Claims, r.card(c, cl))
	}
	p.Keys = []keyGroup{{"This document", []pair{{"j k", "next passage, last passage"}, {"c", "new claim"}, {"v", "review what was read in it"}, {"m", "a table's columns"}, {"o", "original file"}}}}
	return reply{template: "document", data: p}, nil
}

// twins are other documents of the source with the title and day of one: it may have come in twice,
// as a scan and as a page.
func twins(c *salient.Case, d *salient.Document) (out []*salient.Document) {
	if d.Title == "" {
		return nil
	}
	for i := range c.Documents {
		o := &c.Documents[i]
		if o.ID != d.ID && o.Source == d.Source && fold(o.Title) == fold(d.Title) && o.Published.String() == d.Published.String() {
			out = append(out, o)
		}
	}
	return out
}

// longestGlance is how many bytes of text a document's page may wait for to be read, a tenth of a
// second; of a longer one the page doesn't say what was read in it.
const longestGlance = 256 << 10

// waiting is how many candidates of a document nobody decided on; 0 if it isn't known.
func (s *site) waiting(r *request, d *salient.Document, text desk.Text, claims []*salient.Claim) (int, error) {
	if d.Status == salient.Withdrawn || s.desk.IsTable(d) || len(text.Text) > longestGlance {
		return 0, nil
	}
	return s.desk.Left(r.Context(), r.view, d, text, claims)
}

// text fills in the document's text with its passages, or says why there is none. Claims
// come out in the order of the text.
func (s *site) text(r *request, d *salient.Document, claims []*salient.Claim, p *documentPage) error {
	text, err := s.desk.Text(r.Context(), d)
	if errors.Is(err, salient.ErrNotFound) {
		p.Unheld = "Passages not held: the text isn't ours to copy, or nobody has brought it in."
		if d.SHA256 != "" && d.File != "" {
			p.Unheld = "No text layer. Claims can cite page and area."
			if _, why, ok := strings.Cut(d.Note, "no text layer: "); ok {
				p.Unheld = "No text layer: " + why + ". Claims can cite page and area."
			}
		}
		return nil
	}
	if err != nil {
		return err
	}
	p.Held, p.Extractor = true, text.Extractor
	var at []desk.Passage
	for _, cl := range claims {
		f, quoted := text.Find(cl)
		switch {
		case quoted && !f.Orphaned:
			at = append(at, f)
		case quoted:
			p.Orphans = append(p.Orphans, cl)
		}
	}
	slices.SortStableFunc(at, func(a, b desk.Passage) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	order := map[salient.ClaimID]int{}
	for i, f := range at {
		order[f.Claim] = i - len(at)
	}
	at = at[:min(len(at), maxCards)]
	slices.SortStableFunc(claims, func(a, b *salient.Claim) int { return order[a.ID] - order[b.ID] })
	if words := r.URL.Query().Get("find"); words != "" {
		for _, s := range r.query(words).Places(text.Text, 500) {
			at = append(at, desk.Passage{Start: s.Start, End: s.End})
		}
		slices.SortStableFunc(at, func(a, b desk.Passage) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	}
	p.Pieces = paged(pieces([]rune(text.Text), at))
	p.Wait, err = s.waiting(r, d, text, claims)
	return err
}

// pieces cuts a text at its passages; a passage that begins within another is left to its
// claim's own page.
func pieces(text []rune, at []desk.Passage) []piece {
	var out []piece
	done, claims, found := 0, 0, 0
	for _, f := range at {
		if f.Start < done {
			continue
		}
		if f.Start > done {
			out = append(out, piece{Text: string(text[done:f.Start])})
		}
		x := piece{Text: string(text[f.Start:f.End])}
		if f.Claim != "" {
			claims++
			x.Claim, x.ID, x.Number = string(f.Claim), "passage-"+string(f.Claim), claims
		} else {
			found++
			x.Found, x.ID = true, fmt.Sprintf("found-%d", found)
		}
		out = append(out, x)
		done = f.End
	}
	if done < len(text) {
		out = append(out, piece{Text: string(text[done:])})
	}
	return out
}

// paged cuts the text between passages where pages end.
func paged(in []piece) []piece {
	var out []piece
	page := 1
	for _, x := range in {
		if x.Claim != "" || x.Found {
			page += strings.Count(x.Text, string(ingest.PageBreak))
			out = append(out, x)
			continue
		}
		for i, part := range strings.Split(x.Text, string(ingest.PageBreak)) {
			if i > 0 {
				page++
				out = append(out, piece{Page: page})
			}
			if part != "" {
				out = append(out, piece{Text: part})
			}
		}
	}
	return out
}

func documentFacts(d *salient.Document) []fact {
	facts := []fact{
		{"type", d.Type, ""},
		{"author", d.Author, ""},
		{"container", d.Container, ""},
		{"published", d.Published.String(), ""},
		{"accessed", dateWords(d.Accessed, false), ""},
		{"language", d.Language, ""},
		{"address", d.URL, webOnly(d.URL)},
		{"archived", d.Archived, webOnly(d.Archived)},
		{"SHA-256", d.SHA256, ""},
		{"text layer", d.Extractor, ""},
		{"what was read", d.Note, ""},
		{"sensitivity", string(d.Sensitivity), ""},
	}
	return slices.DeleteFunc(facts, func(f fact) bool { return f.Text == "" })
}

// original hands out the file itself, always as a download: it is somebody else's, and may
// be anything.
func (s *site) original(r *request) (reply, error) {
	d, ok := r.view.All.Document(salient.DocumentID(r.PathValue("id")))
	if !ok || d.SHA256 == "" {
		return reply{}, fmt.Errorf("no original of %q: %w", r.PathValue("id"), salient.ErrNotFound)
	}
	f, err := s.desk.Original(r.Context(), d.SHA256)
	if err != nil {
		return reply{}, err
	}
	return reply{kind: "application/octet-stream", content: f, download: d.SHA256[:12] + suffix.FindString(d.File)}, nil
}

// suffix of a file's name, if it is a plain one.
var suffix = regexp.MustCompile(`\.[a-z0-9]{1,5}$`)

// readFrom reads where a list begins.
func readFrom(s string) (int, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 1e7 {
		return 0, badQuery("from", s, "a number, 0 or more")
	}
	return n, nil
}

// readRevision reads the entry that a form was made from.
func readRevision(s string) (uint64, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil {
		return 0, badQuery("revision", s, "the number of an entry")
	}
	return n, nil
}

// attachment names a download.
func attachment(h http.Header, name string) {
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
}
