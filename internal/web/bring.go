package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/ingest"
)

// pasted is a text that somebody typed or pasted, with what they say of it.
type pasted struct {
	Text, Title, URL, Published, Source string
}

// sourceOptions are the sources that a document can be said to come from.
func (r *request) sourceOptions() []option {
	var out []option
	for i := range r.view.All.Sources {
		src := &r.view.All.Sources[i]
		out = append(out, option{Value: string(src.ID), Name: src.Name})
	}
	return out
}

// bring takes documents in: files that were chosen or dropped, and a text that was pasted. All
// of it is one entry, or nothing.
func (s *site) bring(r *request) (reply, error) {
	if err := r.parseFiles(); err != nil {
		return reply{}, err
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // files that were too large for memory
	form := pasted{
		Text: r.PostForm.Get("text"), Title: clipped(r.PostForm.Get("title"), 300), URL: clipped(r.PostForm.Get("url"), 2000),
		Published: strings.TrimSpace(r.PostForm.Get("published")), Source: r.PostForm.Get("source"),
	}
	var files []desk.File
	for _, h := range r.MultipartForm.File["files"] {
		if h.Size > 0 || h.Filename != "" {
			files = append(files, uploaded(h))
		}
	}
	if strings.TrimSpace(form.Text) != "" {
		files = append(files, form.file())
	}
	if len(files) == 0 {
		return s.notBrought(r, form, desk.Problems{{File: "form", What: "nothing was sent: choose files, or paste a text"}})
	}
	o := desk.ImportOptions{Files: files, Source: salient.SourceID(form.Source), Why: "brought in on the page"}
	diff, err := s.desk.Import(r.Context(), s.who, noLines, o)
	var problems desk.Problems
	if errors.As(err, &problems) && slices.ContainsFunc(diff.Tables, func(t desk.TableReport) bool { return t.Known != "" }) {
		o.TablesLater = true // what is wrong with a table's rows is mended on its own page
		diff, err = s.desk.Import(r.Context(), s.who, noLines, o)
	}
	if errors.As(err, &problems) {
		return s.notBrought(r, form, problems)
	}
	if err != nil {
		return reply{}, err
	}
	return brought(diff), nil
}

// parseFiles reads a form with files. Those that are too large for memory lie in temporary files,
// which whoever calls it has to remove.
func (r *request) parseFiles() error {
	err := r.ParseMultipartForm(8 << 20)
	if errors.Is(err, http.ErrNotMultipart) {
		err = fmt.Errorf("expected a form with files: %w", salient.ErrUsage)
	}
	return err
}

// baseName is a file's name as somebody sent it, without the folders that some browsers put before it.
func baseName(h *multipart.FileHeader) string {
	return h.Filename[strings.LastIndexAny(h.Filename, `/\`)+1:]
}

func noLines(func(desk.Line, error) bool) {}

func uploaded(h *multipart.FileHeader) desk.File {
	name := baseName(h)
	return desk.File{Name: name, Open: func() (ingest.Blob, io.Closer, error) {
		f, err := h.Open()
		return ingest.Blob{Name: name, Size: h.Size, ReaderAt: f}, f, err
	}}
}

// file is the pasted text as a file of its own.
func (p pasted) file() desk.File {
	meta := ingest.Meta{Title: strings.TrimSpace(p.Title), URL: strings.TrimSpace(p.URL), Published: p.Published, Note: "pasted on the page"}
	if meta.Title == "" {
		line, _, _ := strings.Cut(strings.TrimSpace(p.Text), "\n")
		meta.Title = ingest.Clipped(line, 100)
	}
	if ingest.IsPost(meta.URL) {
		meta.Type = "post"
	}
	text := []byte(strings.ReplaceAll(p.Text, "\r\n", "\n"))
	return desk.File{Name: "pasted.txt", Meta: meta, Open: func() (ingest.Blob, io.Closer, error) {
		return ingest.BlobOf("pasted.txt", text), io.NopCloser(bytes.NewReader(nil)), nil
	}}
}

// notBrought shows the list of documents again, with what is wrong and what was typed.
func (s *site) notBrought(r *request, form pasted, problems desk.Problems) (reply, error) {
	a, err := s.documents(r)
	if err != nil {
		return a, err
	}
	p, ok := a.data.(*documentsPage)
	if !ok {
		return a, fmt.Errorf("the list of documents is a %T", a.data)
	}
	p.Form, p.Problems, a.status = form, problems, http.StatusUnprocessableEntity
	return a, nil
}

// brought goes on to the document, or to the list if there are several.
func brought(diff desk.Diff) reply {
	a := reply{to: "/documents", said: "The case has these bytes already."}
	if len(diff.Documents) == 1 {
		a.to = "/documents/" + url.PathEscape(diff.Documents[0].ID)
	}
	if diff.Entry > 0 {
		fresh := slices.DeleteFunc(slices.Clone(diff.Documents), func(d desk.Brought) bool { return d.Known })
		a.said = fmt.Sprintf("Brought in %s, as entry %s of the ledger.", counted(len(fresh), "document"), number(diff.Entry))
	}
	asked, claims := 0, 0
	for _, t := range diff.Tables {
		claims += t.Claims
		if t.Known == "" {
			asked++
			a.to = "/documents/" + url.PathEscape(string(t.Document)) + "/table"
		}
	}
	switch {
	case asked > 1:
		a.to, a.said = "/documents", a.said+fmt.Sprintf(" Nobody has said yet what the columns of %s mean.", counted(asked, "table"))
	case claims > 0:
		a.said += fmt.Sprintf(" Their columns are known: %s.", counted(claims, "claim"))
	}
	return a
}

// unconfirmed names what was taken from the document's file and waits for somebody's word.
func (s *site) unconfirmed(r *request, d *salient.Document, p *documentPage) error {
	if len(d.Unconfirmed) == 0 {
		return nil
	}
	words := map[string]string{"container": "publisher", "published": "day of publication", "url": "address"}
	var list []string
	for _, column := range d.Unconfirmed {
		if w := words[column]; w != "" {
			column = w
		}
		list = append(list, column)
	}
	p.Unconfirmed = listed(list)
	_, revision, err := s.desk.Row(r.Context(), ref(salient.KindDocument, string(d.ID)))
	p.Revision = revision
	return err
}

func (s *site) confirm(r *request) (reply, error) {
	if err := r.ParseForm(); err != nil {
		return reply{}, err
	}
	revision, err := readRevision(r.PostForm.Get("revision"))
	if err != nil {
		return reply{}, err
	}
	id := r.PathValue("id")
	entry, err := s.desk.Confirm(r.Context(), s.who, salient.DocumentID(id), revision)
	if err != nil {
		return reply{}, err
	}
	at := "/documents/" + url.PathEscape(id)
	return reply{to: at, said: fmt.Sprintf("Confirmed, as entry %s of the ledger.", number(entry.Seq)), undo: "/undo/document/" + url.PathEscape(id)}, nil
}
