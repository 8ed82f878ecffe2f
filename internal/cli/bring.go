package cli

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/exchange/casebook"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/ingest/docx"
	"github.com/salient-osint/salient/internal/ingest/html"
	"github.com/salient-osint/salient/internal/ingest/mail"
	"github.com/salient-osint/salient/internal/ingest/media"
	"github.com/salient-osint/salient/internal/ingest/pack"
	"github.com/salient-osint/salient/internal/ingest/pdf"
	"github.com/salient-osint/salient/internal/ingest/sheet"
	"github.com/salient-osint/salient/internal/ingest/text"
	"github.com/salient-osint/salient/internal/ingest/warc"
	"github.com/salient-osint/salient/internal/serve"
)

// documentReader reads every kind of document that Salient knows.
func documentReader() ingest.Reader {
	r := ingest.Reader{
		Decoders: map[ingest.Kind]ingest.Decoder{
			ingest.Text: text.Decoder{}, ingest.Markdown: text.Decoder{Markdown: true},
			ingest.HTML: html.Decoder{}, ingest.DOCX: docx.Decoder{}, ingest.PDF: pdf.Installed(plainPDF()),
			ingest.Mail: mail.Decoder{HTML: html.Text}, ingest.CSV: sheet.Decoder{Kind: ingest.CSV}, ingest.XLSX: sheet.Decoder{Kind: ingest.XLSX},
		},
		Unpackers: map[ingest.Kind]ingest.Unpacker{
			ingest.Zip: pack.Zip{}, ingest.Tar: pack.Tar{}, ingest.Gzip: pack.Gzip{},
			ingest.WARC: warc.Reader{}, ingest.WACZ: warc.Package{},
		},
	}
	for _, k := range []ingest.Kind{ingest.JPEG, ingest.PNG, ingest.GIF, ingest.WebP, ingest.TIFF, ingest.HEIC} {
		r.Decoders[k] = media.Photo{Kind: k}
	}
	for _, k := range []ingest.Kind{ingest.MP4, ingest.WebM, ingest.AVI} {
		r.Decoders[k] = media.Video{Kind: k}
	}
	return r
}

// plainPDF is how this program runs itself as pdf-text; nil if it goes by another name, as
// the programs of tests do.
func plainPDF() func(context.Context) *exec.Cmd {
	if !strings.HasPrefix(filepath.Base(os.Args[0]), "salient") {
		return nil
	}
	self, err := exec.LookPath(os.Args[0])
	if err != nil {
		return nil
	}
	return func(ctx context.Context) *exec.Cmd { return exec.CommandContext(ctx, self, "pdf-text") }
}

// pdfTextCmd is what reads a PDF where pdftotext isn't installed, as a program of its own
// that can be stopped. People have no use for it.
type pdfTextCmd struct{}

func (pdfTextCmd) Run(a *app) error {
	b, err := io.ReadAll(io.LimitReader(a.Stdin, desk.MaxOriginal))
	if err != nil {
		return err
	}
	return a.out(func(w io.Writer) error { return pdf.Plain(bytes.NewReader(b), int64(len(b)), w) })
}

// given is what an import's paths lead to.
type given struct {
	casebooks folders
	documents []desk.File

	roads, gazetteers, patterns []string // paths of files
}

// sortOut tells by each path what it holds; this is the one place that does.
func sortOut(paths []string) (g given, err error) {
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return g, fmt.Errorf("%w: %w", err, salient.ErrNotFound)
		}
		switch {
		case !info.IsDir() && isReferences(path):
			g.casebooks = append(g.casebooks, openReferences(path))
		case !info.IsDir() && isRoads(path):
			g.roads = append(g.roads, path)
		case !info.IsDir() && strings.HasSuffix(strings.ToLower(path), ".rules"):
			g.patterns = append(g.patterns, path)
		case !info.IsDir():
			g.documents = append(g.documents, fileAt(path))
		case casebook.Is(os.DirFS(path)):
			g.casebooks = append(g.casebooks, openFolder(path))
		default:
			found, err := filesIn(path)
			if err != nil {
				return g, err
			}
			if len(found) == 0 { // its reader says what was expected
				g.casebooks = append(g.casebooks, openFolder(path))
			}
			g.documents = append(g.documents, found...)
		}
	}
	return g, nil
}

func fileAt(path string) desk.File {
	return desk.File{Name: filepath.ToSlash(path), Open: func() (ingest.Blob, io.Closer, error) {
		f, err := os.Open(path)
		if err != nil {
			return ingest.Blob{}, nil, err
		}
		info, err := f.Stat()
		if err == nil && !info.Mode().IsRegular() {
			err = ingest.Bad("not a file that can be kept")
		}
		if err != nil {
			f.Close()
			return ingest.Blob{}, nil, err
		}
		return ingest.Blob{Name: filepath.ToSlash(path), Size: info.Size(), ReaderAt: f}, f, nil
	}}
}

// filesIn lists the files under a folder by name, hidden ones left out; links aren't followed.
func filesIn(root string) (out []desk.File, err error) {
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path != root && strings.HasPrefix(d.Name(), ".") && d.IsDir():
			return fs.SkipDir
		case d.Type().IsRegular() && !strings.HasPrefix(d.Name(), "."):
			f := fileAt(path)
			f.Found = true
			out = append(out, f)
		}
		return nil
	})
	return out, err
}

// listed reads the paths in a list, one a line; blank lines and those that begin with # are
// passed over. Relative ones are under the list's folder.
func listed(file string) ([]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, salient.ErrNotFound)
	}
	defer f.Close()
	var out []string
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case filepath.IsAbs(line):
			out = append(out, line)
		default:
			out = append(out, filepath.Join(filepath.Dir(file), line))
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w: %w", file, err, salient.ErrInvalid)
	}
	return out, nil
}

type extractCmd struct {
	Case     string   `arg:"" help:"The case's folder."`
	Document []string `arg:"" optional:"" help:"Documents by id; none: all whose originals are held."`
	DryRun   bool     `help:"Show what would change and write nothing."`
	Why      string   `help:"The reason, kept in the ledger." default:"text layers made anew"`
	JSON     bool     `name:"json" help:"Print what changed as JSON."`
}

func (c *extractCmd) Run(a *app) error {
	var ids []salient.DocumentID
	for _, id := range c.Document {
		ids = append(ids, salient.DocumentID(id))
	}
	return a.with(c.Case, func(d *desk.Desk) error {
		list, entry, err := d.Extract(a.ctx, a.who, c.Why, ids, c.DryRun)
		if err != nil {
			return err
		}
		return a.out(func(w io.Writer) error {
			if c.JSON {
				return serve.JSON(w, list)
			}
			return serve.ExtractedText(w, list, entry.Seq, c.DryRun)
		})
	})
}
