// Package warc reads web archives: WARC files (ISO 28500) and WACZ packages of them. Every
// page that was captured is a document: the body of its response, with the address it came
// from and the day of the capture. A WACZ lists its pages; of a WARC, what is a text or a PDF
// counts, and scripts, styles and pictures don't.
package warc

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/textproto"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient/internal/ingest"
)

// Reader unpacks WARC files.
type Reader struct{}

// Unpack yields the pages of a WARC file.
func (Reader) Unpack(ctx context.Context, b ingest.Blob, budget *ingest.Budget, yield func(ingest.Part) error) error {
	return unpack(ctx, b.Name, b.Reader(), budget, nil, yield)
}

// Package unpacks WACZ packages.
type Package struct{}

// Unpack yields the pages that a WACZ lists; all of its archives' if it lists none.
func (Package) Unpack(ctx context.Context, b ingest.Blob, budget *ingest.Budget, yield func(ingest.Part) error) error {
	z, err := zip.NewReader(b, b.Size)
	if err != nil {
		return ingest.Bad("the WACZ is cut off or damaged: %v", err)
	}
	listed, err := pages(b.Name, z, budget)
	if err != nil {
		return err
	}
	for _, f := range z.File {
		if !strings.HasPrefix(f.Name, "archive/") || f.FileInfo().IsDir() {
			continue
		}
		member, err := open(b.Name, f, budget)
		if err != nil {
			return err
		}
		r, err := plain(member, budget)
		if err != nil {
			return err
		}
		if err := unpack(ctx, b.Name, r.Reader(), budget, listed, yield); err != nil {
			return err
		}
	}
	return nil
}

func open(archive string, f *zip.File, budget *ingest.Budget) (ingest.Blob, error) {
	if f.Flags&1 != 0 {
		return ingest.Blob{}, ingest.Bad("%s is encrypted", f.Name)
	}
	r, err := f.Open()
	if err != nil {
		return ingest.Blob{}, ingest.Bad("%s is damaged: %v", f.Name, err)
	}
	defer r.Close()
	return budget.Unpack(archive+"/"+path.Base(f.Name), r, int64(min(f.CompressedSize64, 1<<40)))
}

// plain undoes gzip, whose members are records.
func plain(b ingest.Blob, budget *ingest.Budget) (ingest.Blob, error) {
	head := make([]byte, 2)
	if n, _ := b.ReadAt(head, 0); n < 2 || head[0] != 0x1f || head[1] != 0x8b {
		return b, nil
	}
	z, err := gzip.NewReader(bufio.NewReader(b.Reader()))
	if err != nil {
		return b, ingest.Bad("%s is damaged: %v", b.Name, err)
	}
	defer func() { _ = z.Close() }() // it was only read
	return budget.Unpack(b.Name, z, b.Size)
}

// listed is a page of a WACZ.
type listed struct {
	URL   string `json:"url"`
	Title string `json:"title"`
	Stamp string `json:"ts"`
}

// pages reads pages/pages.jsonl; nil if there is none.
func pages(archive string, z *zip.Reader, budget *ingest.Budget) (map[string]listed, error) {
	at := slices.IndexFunc(z.File, func(f *zip.File) bool { return f.Name == "pages/pages.jsonl" })
	if at < 0 {
		return nil, nil
	}
	b, err := open(archive, z.File[at], budget)
	if err != nil {
		return nil, err
	}
	out := map[string]listed{}
	dec := json.NewDecoder(b.Reader())
	for {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, ingest.Bad("pages/pages.jsonl is damaged: %v", err)
		}
		if p.URL != "" { // the first line is about the list itself
			out[p.URL] = p
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, nil
}

// unpack goes through the records of a WARC file.
func unpack(ctx context.Context, archive string, in io.Reader, budget *ingest.Budget, only map[string]listed, yield func(ingest.Part) error) error {
	r := bufio.NewReaderSize(in, 64<<10)
	for n := 1; ; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		rec, err := next(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return ingest.Bad("record %d: %v", n, err)
		}
		part, ok, err := rec.page(archive, budget, only)
		if err != nil {
			return err
		}
		if ok {
			if err := yield(part); err != nil {
				return err
			}
		}
		if _, err := io.Copy(io.Discard, rec.block); err != nil || rec.block.N > 0 {
			return ingest.Bad("record %d is cut off", n)
		}
	}
}

// record is a WARC record: its header and its block, which is read before the next.
type record struct {
	header textproto.MIMEHeader
	block  *io.LimitedReader
}

// maxHeader bounds a record's header.
const maxHeader = 64 << 10

// next reads to the next record; io.EOF behind the last.
func next(r *bufio.Reader) (record, error) {
	var line string
	for line == "" {
		l, err := readLine(r)
		if err != nil {
			return record{}, err
		}
		line = l
	}
	if !strings.HasPrefix(line, "WARC/") {
		return record{}, fmt.Errorf("expected WARC/1.0, not %.40q", line)
	}
	h := textproto.MIMEHeader{}
	for size := 0; ; {
		l, err := readLine(r)
		if err != nil {
			return record{}, errors.New("cut off within its header")
		}
		if l == "" {
			break
		}
		if size += len(l); size > maxHeader {
			return record{}, errors.New("its header is larger than 64 KiB")
		}
		key, value, _ := strings.Cut(l, ":")
		h.Add(textproto.TrimString(key), textproto.TrimString(value))
	}
	length, err := strconv.ParseInt(h.Get("Content-Length"), 10, 62)
	if err != nil || length < 0 {
		return record{}, fmt.Errorf("expected its length in bytes, not %.40q", h.Get("Content-Length"))
	}
	return record{h, &io.LimitedReader{R: r, N: length}}, nil
}

func readLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return "", errors.New("a line longer than 64 KiB")
	}
	if err != nil && len(line) == 0 {
		return "", err
	}
	return strings.TrimRight(string(line), "\r\n"), nil
}

// readable are the media types that are documents, and the suffix by which each is named.
var readable = map[string]string{
	"text/html": ".html", "application/xhtml+xml": ".html", "application/pdf": ".pdf", "text/plain": ".txt",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}

// page is the document that a record holds; ok is false if it is none.
func (rec record) page(archive string, budget *ingest.Budget, only map[string]listed) (p ingest.Part, ok bool, err error) {
	kind := rec.header.Get("Warc-Type")
	address := strings.Trim(rec.header.Get("Warc-Target-Uri"), "<>")
	list, wanted := only[address]
	if kind != "response" && kind != "resource" || !strings.HasPrefix(address, "http") || only != nil && !wanted {
		return p, false, nil
	}
	block, err := budget.Unpack(address, rec.block, 0)
	if err != nil {
		return p, false, err
	}
	body, media := block, rec.header.Get("Content-Type")
	if kind == "response" {
		if body, media, err = response(address, block, budget); err != nil {
			return p, false, err
		}
	}
	media = mediaType(media)
	suffix := readable[media]
	if suffix == "" || body.Size == 0 {
		return p, false, nil
	}
	body.Name = archive + "/" + nameOf(address, suffix)
	captured := ingest.Day(rec.header.Get("Warc-Date"))
	return ingest.Part{Blob: body, Meta: ingest.Meta{
		URL: ingest.Clipped(address, 2000), Title: ingest.Clipped(list.Title, 300), Captured: captured,
		Note: fmt.Sprintf("captured %s in %s, record %s", rec.header.Get("Warc-Date"), archive, ingest.Clipped(rec.header.Get("Warc-Record-Id"), 80)),
	}}, true, nil
}

// mediaType is a media type without its parameters, "" if it can't be read.
func mediaType(s string) string {
	media, _, err := mime.ParseMediaType(s)
	if err != nil {
		return ""
	}
	return media
}

// response takes the body out of an HTTP response. Of one that isn't a page (another status
// than 200, another media type, a message that isn't HTTP) it gives nothing.
func response(address string, block ingest.Blob, budget *ingest.Budget) (body ingest.Blob, media string, err error) {
	raw, err := block.All(budget.Member)
	if err != nil {
		return body, "", err
	}
	resp, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), nil)
	if err != nil {
		return body, "", nil
	}
	defer resp.Body.Close()
	media = resp.Header.Get("Content-Type")
	if resp.StatusCode != http.StatusOK || readable[mediaType(media)] == "" {
		return body, "", nil
	}
	var r io.Reader = resp.Body
	switch how := resp.Header.Get("Content-Encoding"); how {
	case "", "identity":
	case "gzip", "x-gzip":
		r, err = gzip.NewReader(r)
	case "deflate":
		r, err = zlib.NewReader(r)
	default:
		err = fmt.Errorf("compressed by %.20q, which isn't read", how)
	}
	if err != nil {
		return body, "", ingest.Bad("%s: %v", address, err)
	}
	body, err = budget.Unpack(address, r, block.Size)
	return body, media, err
}

// nameOf is a file's name for an address.
func nameOf(address, suffix string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "page" + suffix
	}
	name := path.Base(u.Path)
	if name == "." || name == "/" {
		name = u.Hostname()
	}
	name = ingest.Clipped(strings.TrimSuffix(name, path.Ext(name)), 100)
	return name + suffix
}
