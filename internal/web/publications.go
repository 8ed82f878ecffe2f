package web

import (
	"cmp"
	"fmt"
	"io"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/serve"
)

// publicationsPage lists what was published.
type publicationsPage struct {
	frame
	Brief string
	Rows  []publicationRow
}

// publicationRow is a publication in words.
type publicationRow struct {
	serve.Publication
	Href, Day, Of, BriefHref string
	Build                    string
	Files                    []publishedLink
}

type publishedLink struct{ Form, Href, SHA256, Size string }

func (s *site) publications(r *request) (reply, error) {
	p := &publicationsPage{Brief: r.URL.Query().Get("brief")}
	p.Title = "Publications"
	rows, err := r.publicationRows(serve.PublicationsQuestion{Brief: p.Brief})
	p.Rows = rows
	return reply{template: "publications", data: p}, err
}

func (r *request) publicationRows(q serve.PublicationsQuestion) ([]publicationRow, error) {
	answer, err := q.Answer(r.view)
	list, _ := answer.([]serve.Publication)
	out := make([]publicationRow, 0, len(list))
	for _, p := range list {
		out = append(out, r.publicationRow(p))
	}
	return out, err
}

func (r *request) publicationRow(p serve.Publication) publicationRow {
	row := publicationRow{Publication: p, Href: r.href("/publications/" + string(p.ID)), Of: cmp.Or(p.File, string(p.Brief)), Build: p.Head[:min(12, len(p.Head))]}
	if x, ok := r.view.All.Publication(p.ID); ok {
		row.Day = x.Day().Long()
	}
	if _, ok := r.view.All.Brief(p.Brief); ok && p.File == "" {
		row.BriefHref = r.href("/briefs/" + string(p.Brief))
	}
	row.Files = append(row.Files, publishedLink{"md", row.Href + "/md", p.SHA256, ""})
	for _, f := range p.Forms {
		row.Files = append(row.Files, publishedLink{f.Form, row.Href + "/" + f.Form, f.SHA256, number(f.Bytes)})
	}
	return row
}

// publicationPage is one publication, with all that is recorded of it.
type publicationPage struct {
	frame
	Row publicationRow
}

func (s *site) publication(r *request) (reply, error) {
	rows, err := r.publicationRows(serve.PublicationsQuestion{ID: r.PathValue("id")})
	if err != nil {
		return reply{}, err
	}
	p := &publicationPage{Row: rows[0]}
	p.Title = p.Row.Publication.Title
	return reply{template: "publication", data: p}, nil
}

// publishedFile gives a kept file out as it was published: the page to be read under a policy of
// its own, everything else to be saved.
func (s *site) publishedFile(r *request) (reply, error) {
	p, ok := r.view.All.Publication(salient.PublicationID(r.PathValue("id")))
	if !ok {
		return reply{}, fmt.Errorf("no publication %q: %w", r.PathValue("id"), salient.ErrNotFound)
	}
	form := r.PathValue("form")
	f, err := s.desk.PublishedFile(r.Context(), p, form)
	if err != nil {
		return reply{}, err
	}
	if form != "html" {
		return reply{kind: "application/octet-stream", content: f, download: serve.PublishedName(p, form)}, nil
	}
	defer f.Close()
	page, err := io.ReadAll(f)
	return reply{kind: "text/html; charset=utf-8", body: page, policy: standalone}, err
}
