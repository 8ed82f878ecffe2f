package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/store"
	"github.com/salient-osint/salient/when"
)

// File is a file to be brought in: a document, or an archive of documents.
type File struct {
	Name  string
	Found bool // in a folder: it is passed over if it is no document and isn't named like one
	Open  func() (ingest.Blob, io.Closer, error)
	// Meta is what its bringer says of it, which counts as confirmed; of an archive it says
	// nothing.
	Meta ingest.Meta
}

// Brought is a document that a file held.
type Brought struct {
	ID          string   `json:"id"`
	File        string   `json:"file"`
	Title       string   `json:"title"`
	Source      string   `json:"source"`
	Published   string   `json:"published"`
	SHA256      string   `json:"sha256"`
	Extractor   string   `json:"extractor"`   // "" without a text layer
	NoText      string   `json:"no_text"`     // why there is no text layer
	Unconfirmed []string `json:"unconfirmed"` // columns taken from the file, to be confirmed
	Known       bool     `json:"known"`       // the case has these bytes already
}

// unidentified is the source of documents that name none.
const unidentified = "unidentified"

// taken is what files held, as lines for an import; originals and layers that it kept are
// to be destroyed if the import fails.
type taken struct {
	desk    *Desk
	o       ImportOptions
	said    ingest.Meta // of the file that is being read
	today   when.Day
	sources map[string]string // id by host, and by name in lower case
	have    map[string]salient.Row
	ids     map[Ref]bool
	tabling tabling

	lines    []Line
	kept     []string
	brought  []Brought
	tables   []TableReport
	problems Problems
	warnings []Problem
}

// takeIn reads the files that an import brings. Everything wrong with them is in its problems;
// an error is one of the machine or the context.
func (d *Desk) takeIn(ctx context.Context, who string, o ImportOptions) (*taken, error) {
	t := &taken{desk: d, o: o, today: when.DayOf(d.Now().UTC())}
	t.tabling = tabling{who: who, why: o.Why, today: t.today.String(), keepGoing: o.KeepGoing, given: o.Mapping, later: o.TablesLater}
	if len(o.Files) == 0 {
		return t, nil
	}
	if err := d.DB.View(ctx, t.acquaint); err != nil {
		return t, err
	}
	reader := d.Ingest
	reader.Skip = func(s ingest.Skipped) {
		t.warnings = append(t.warnings, Problem{File: s.Name, What: "left out: " + s.Why})
	}
	for i, f := range o.Files {
		if err := t.file(ctx, reader, f); err != nil {
			return t, err
		}
		if o.Progress != nil {
			o.Progress(i + 1)
		}
	}
	return t, nil
}

// acquaint reads which sources and documents there are.
func (t *taken) acquaint(r store.Reader) error {
	t.sources, t.have, t.ids = map[string]string{}, map[string]salient.Row{}, map[Ref]bool{}
	for _, k := range []salient.Kind{salient.KindSource, salient.KindDocument} {
		for row, err := range r.Rows(k) {
			if err != nil {
				return err
			}
			t.learn(row)
		}
	}
	return nil
}

// learn remembers a row.
func (t *taken) learn(row salient.Row) {
	t.ids[refOf(row)] = true
	if row.Kind == salient.KindDocument {
		t.have[row.Get("sha256")] = row
	} else {
		t.sources[hostOf(row.Get("url"))] = row.ID
		t.sources[strings.ToLower(row.Get("name"))] = row.ID
	}
}

// file takes one file in, or notes what is wrong with it and leaves nothing of it.
func (t *taken) file(ctx context.Context, reader ingest.Reader, f File) error {
	lines, kept, brought := len(t.lines), len(t.kept), len(t.brought)
	err := t.read(ctx, reader, f)
	if err == nil {
		return nil
	}
	if !errors.Is(err, salient.ErrInvalid) {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	undo := t.kept[kept:]
	t.kept, t.brought = t.kept[:kept], t.brought[:brought]
	if len(t.lines) > lines {
		if err := t.desk.DB.View(ctx, t.acquaint); err != nil {
			return err
		}
		t.lines = t.lines[:lines]
		for _, l := range t.lines {
			t.learn(l.Row)
		}
	}
	p := Problem{File: f.Name, What: plainWords(err, f.Name)}
	if t.o.KeepGoing {
		p.What = "left out: " + p.What
		t.warnings = append(t.warnings, p)
	} else {
		t.problems = append(t.problems, p)
	}
	return t.desk.destroy(context.WithoutCancel(ctx), undo)
}

// plainWords is an error without what its place says already.
func plainWords(err error, name string) string {
	return strings.TrimPrefix(strings.TrimSuffix(err.Error(), ": "+salient.ErrInvalid.Error()), name+": ")
}

func (t *taken) read(ctx context.Context, reader ingest.Reader, f File) error {
	b, closer, err := f.Open()
	if err != nil {
		return err
	}
	t.said = f.Meta
	err = t.bounded(ctx, reader, b, f.Found)
	return errors.Join(err, closer.Close())
}

func (t *taken) bounded(ctx context.Context, reader ingest.Reader, b ingest.Blob, found bool) error {
	if b.Size > MaxOriginal {
		return ingest.Bad("larger than %d MiB, the most that one original may have", MaxOriginal>>20)
	}
	if why := ingest.Passed(b); found && why != "" {
		t.warnings = append(t.warnings, Problem{File: b.Name, What: "left out: " + why})
		return nil
	}
	return reader.Read(ctx, b, func(it ingest.Item) error { return t.item(ctx, it) })
}

// item takes one document in: its original and its text layer are kept before anything
// names them.
func (t *taken) item(ctx context.Context, it ingest.Item) error {
	sum, err := t.keep(ctx, it.Blob.Reader())
	if err != nil {
		return err
	}
	layer := ""
	if it.Layer != nil {
		if layer, err = t.keep(ctx, strings.NewReader(it.Layer.Text)); err != nil {
			return err
		}
	}
	old, known := t.have[sum]
	var row salient.Row
	if known {
		row = old
		if old.Get("layer_sha256") == "" && it.Layer != nil { // its original comes later than its row
			row = old.With("layer_sha256", layer).With("extractor", it.Layer.Extractor)
		}
		if row.Get("file") == "" {
			row = row.With("file", "files/"+row.ID+suffixOf(it))
		}
	} else {
		row = t.newRow(it, sum, layer)
	}
	t.learn(row)
	t.note(it, row, known)
	if i := slices.IndexFunc(t.lines, func(l Line) bool { return refOf(l.Row) == refOf(row) }); i >= 0 {
		return nil // the same bytes under another name
	}
	t.lines = append(t.lines, Line{Row: row, File: it.Blob.Name, Loose: true})
	return t.table(ctx, it, row)
}

// table makes claims of a document that is a table, if it is known what its columns mean.
func (t *taken) table(ctx context.Context, it ingest.Item, row salient.Row) error {
	if t.desk.Tables == nil || it.Kind != ingest.CSV && it.Kind != ingest.XLSX {
		return nil
	}
	if err := t.desk.DB.View(ctx, t.tabling.acquaint); err != nil {
		return err
	}
	book, err := t.desk.Tables(ctx, it.Kind, it.Blob)
	if err != nil {
		return err
	}
	made, err := t.tabling.make(it.Blob.Name, book, row.ID, row.Get("layer_sha256"))
	if err != nil {
		return err
	}
	t.lines = append(t.lines, made.lines...)
	t.problems, t.warnings = append(t.problems, made.problems...), append(t.warnings, made.warnings...)
	t.tables = append(t.tables, made.report)
	return nil
}

// keep keeps bytes under their SHA-256; of a dry run only the name is worked out.
func (t *taken) keep(ctx context.Context, r io.ReadSeeker) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return "", err
	}
	sum := hex.EncodeToString(h.Sum(nil))
	held, err := t.desk.Originals.Has(ctx, sum)
	if t.o.DryRun || held || err != nil {
		return sum, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	put, _, err := t.desk.Originals.Put(ctx, r)
	if err != nil {
		return "", err
	}
	t.kept = append(t.kept, put)
	if put != sum {
		return "", ingest.Bad("it changed while it was read")
	}
	return sum, nil
}

func (t *taken) note(it ingest.Item, row salient.Row, known bool) {
	b := Brought{
		ID: row.ID, File: it.Blob.Name, Title: row.Get("title"), Source: row.Get("source"), Published: row.Get("published"),
		SHA256: row.Get("sha256"), Extractor: row.Get("extractor"), NoText: it.NoText, Unconfirmed: []string{}, Known: known,
	}
	if u := row.Get("unconfirmed"); u != "" && !known {
		b.Unconfirmed = strings.Split(u, "|")
	}
	t.brought = append(t.brought, b)
}

// newRow makes a document's row of what its file says. What nobody has confirmed is listed in
// the row itself.
func (t *taken) newRow(it ingest.Item, sum, layer string) salient.Row {
	m := t.said.Over(it.Meta)
	cells := map[string]string{
		"type": m.Type, "title": m.Title, "author": m.Author, "container": m.Publisher, "published": m.Published,
		"language": m.Language, "url": m.URL, "archived": m.Archived,
	}
	if t.o.Source != "" {
		cells["source"] = string(t.o.Source)
	}
	for column, text := range cells {
		cells[column] = norm.NFC.String(strings.TrimSpace(text))
	}
	unconfirmed := []string{"source"}
	given := map[string]string{"title": t.said.Title, "published": t.said.Published, "url": t.said.URL}
	for _, column := range []string{"title", "author", "container", "published", "language", "url"} {
		if cells[column] != "" && given[column] == "" {
			unconfirmed = append(unconfirmed, column)
		}
	}
	if cells["source"] != "" {
		unconfirmed = unconfirmed[1:]
	} else {
		cells["source"] = t.source(it.Blob.Name, m)
	}
	if cells["title"] == "" {
		cells["title"] = norm.NFC.String(ingest.Clipped(path.Base(it.Blob.Name), 200))
		unconfirmed = append(unconfirmed, "title")
	}
	slices.Sort(unconfirmed)
	cells["collected"], cells["accessed"] = cmp.Or(m.Captured, t.today.String()), m.Captured
	cells["sha256"], cells["status"], cells["sensitivity"] = sum, string(salient.Active), string(salient.Open)
	cells["note"] = m.Note
	if it.Layer == nil {
		cells["note"] = strings.TrimPrefix(m.Note+"; no text layer: "+it.NoText, "; ")
	} else {
		cells["layer_sha256"], cells["extractor"] = layer, it.Layer.Extractor
	}
	if m.At != nil { // the original itself says where its author stood
		cells["sensitivity"] = string(salient.Restricted)
	}
	cells["unconfirmed"] = strings.Join(unconfirmed, "|")
	id := t.free(salient.KindDocument, slug(cells["title"])+"-"+sum[:8])
	cells["file"] = "files/" + id + suffixOf(it)
	return salient.NewRow(salient.KindDocument, id, cells)
}

// source finds the source that a document comes from, by its address or its outlet's name,
// or makes one that nobody has judged yet.
func (t *taken) source(file string, m ingest.Meta) string {
	host := hostOf(m.URL)
	if ingest.IsPost(m.URL) { // a network isn't who posts there
		host = ""
	}
	for _, key := range []string{host, strings.ToLower(m.Publisher)} {
		if id, ok := t.sources[key]; ok && key != "" {
			return id
		}
	}
	name, address := cmp.Or(m.Publisher, host), ""
	id := slug(name)
	if name == "" {
		name, id = "Unidentified source", unidentified
	}
	if host != "" {
		address = "https://" + host + "/"
	}
	row := salient.NewRow(salient.KindSource, id, map[string]string{
		"name": norm.NFC.String(name), "reliability": "F", "url": address, "sensitivity": string(salient.Open), "status": string(salient.Active),
		"note": "made when its first document was brought in; not judged yet",
	})
	if !t.ids[refOf(row)] {
		t.lines = append(t.lines, Line{Row: row, File: file, Loose: true})
	}
	t.learn(row)
	return id
}

// free is an id that no row of the kind has.
func (t *taken) free(k salient.Kind, id string) string {
	for n := 2; t.ids[Ref{k, id}]; n++ {
		id = fmt.Sprintf("%s-%d", id, n)
	}
	return id
}

// suffixOf is a file's suffix, by what it is where its name doesn't say.
func suffixOf(it ingest.Item) string {
	s := strings.ToLower(path.Ext(it.Blob.Name))
	if len(s) < 2 || len(s) > 6 || strings.ContainsFunc(s[1:], func(r rune) bool { return r > 'z' || !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		return map[ingest.Kind]string{ingest.HTML: ".html", ingest.PDF: ".pdf", ingest.Mail: ".eml", ingest.DOCX: ".docx", ingest.Text: ".txt"}[it.Kind]
	}
	return s
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// slug is the beginning of a name in letters that an id may have.
func slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(norm.NFKD.String(s)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’':
		case !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 40 {
			break
		}
	}
	if out := strings.Trim(b.String(), "-"); out != "" {
		return out
	}
	return "document"
}
