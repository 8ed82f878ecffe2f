// Package pdf reads PDFs with pdftotext (poppler-utils) where it is installed, else with a
// reader of our own process, the library ledongthuc/pdf, which keeps less of the layout. The
// layer says which. Both run as programs of their own with bounds on memory and time, since a
// PDF can be made to use up either.
package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/salient-osint/salient/internal/ingest"
)

// Decoder reads PDFs.
type Decoder struct {
	// PDFToText and PDFInfo are programs; "" if they aren't installed.
	PDFToText, PDFInfo string
	// Plain makes the command that runs Plain on its standard input.
	Plain func(ctx context.Context) *exec.Cmd
}

// Installed finds the programs of poppler-utils on this machine.
func Installed(plain func(ctx context.Context) *exec.Cmd) Decoder {
	find := func(name string) string {
		path, err := exec.LookPath(name)
		if err != nil {
			return ""
		}
		return path
	}
	return Decoder{find("pdftotext"), find("pdfinfo"), plain}
}

// Decode gives the text page by page, and title, author and day from the file's own notes.
// A PDF of pictures alone has no text layer.
func (d Decoder) Decode(ctx context.Context, b ingest.Blob) (ingest.Document, error) {
	if !whole(b) {
		return ingest.Document{}, ingest.Bad("the PDF is cut off: its end is missing")
	}
	run := d.withPlain
	if d.PDFToText != "" && d.PDFInfo != "" {
		run = d.withPoppler
	}
	doc, pages, text, err := run(ctx, b)
	if err != nil {
		return ingest.Document{}, err
	}
	doc.Meta.Type = "document"
	doc.Layer.Text = ingest.Logical(text)
	if !ingest.HasText(text) {
		doc.Layer, doc.NoText = nil, counted(pages)+" without text: scanned, or drawn as pictures"
	}
	return doc, nil
}

func counted(pages int) string {
	if pages == 1 {
		return "1 page"
	}
	return fmt.Sprintf("%d pages", pages)
}

// whole reports whether a PDF's end is there.
func whole(b ingest.Blob) bool {
	tail := make([]byte, min(b.Size, 8192))
	_, err := b.ReadAt(tail, b.Size-int64(len(tail)))
	return (err == nil || errors.Is(err, io.EOF)) && bytes.Contains(tail, []byte("%%EOF"))
}

// maxText bounds what a program may print, a little above the largest layer.
const maxText = 20 << 20

func (d Decoder) withPoppler(ctx context.Context, b ingest.Blob) (ingest.Document, int, string, error) {
	var doc ingest.Document
	out, err := output(bounded(ctx, d.PDFInfo, "-isodates", "-enc", "UTF-8", "-"), b)
	if err != nil {
		return doc, 0, "", err
	}
	notes := map[string]string{}
	for line := range strings.Lines(string(out)) {
		key, value, _ := strings.Cut(line, ":")
		notes[key] = strings.TrimSpace(value)
	}
	pages, _ := strconv.Atoi(notes["Pages"]) // blank: 0
	if pages == 0 {
		return doc, 0, "", ingest.Bad("the PDF has no pages that can be read: damaged")
	}
	doc.Meta = ingest.Meta{
		Title: ingest.Clipped(notes["Title"], 300), Author: ingest.Clipped(notes["Author"], 300), Published: made(notes["CreationDate"]),
	}
	text, err := output(bounded(ctx, d.PDFToText, "-enc", "UTF-8", "-eol", "unix", "-", "-"), b)
	if err != nil {
		return doc, 0, "", err
	}
	doc.Layer = &ingest.Layer{Extractor: "pdftotext " + version(ctx, d.PDFToText)}
	return doc, pages, string(text), nil
}

// made is the day on which a PDF was made, which need not be that of its publication.
func made(s string) string {
	if day := ingest.Day(s); day != "" {
		return day + "?"
	}
	return ""
}

var (
	versions    sync.Map // of installed programs, by path: they don't change while we run
	versionForm = regexp.MustCompile(`version (\S+)`)
)

func version(ctx context.Context, program string) string {
	if v, ok := versions.Load(program); ok {
		return v.(string)
	}
	out, _ := exec.CommandContext(ctx, program, "-v").CombinedOutput() // some versions exit with 99 here
	v := "of unknown version"
	if m := versionForm.FindSubmatch(out); m != nil {
		v = string(m[1])
	}
	versions.Store(program, v)
	return v
}

// bounded runs a program with at most 4 GiB of memory and 60 s of processor time, where there
// is a shell that can say so.
func bounded(ctx context.Context, program string, args ...string) *exec.Cmd {
	shell, err := exec.LookPath("sh")
	if err != nil {
		return exec.CommandContext(ctx, program, args...)
	}
	const limits = `ulimit -v 4194304; ulimit -t 60; exec "$0" "$@"`
	return exec.CommandContext(ctx, shell, append([]string{"-c", limits, program}, args...)...)
}

// output runs a command on a file and returns what it prints.
func output(cmd *exec.Cmd, b ingest.Blob) ([]byte, error) {
	var out, said limited
	out.most, said.most = maxText, 64<<10
	cmd.Stdin, cmd.Stdout, cmd.Stderr = b.Reader(), &out, &said
	err := cmd.Run()
	switch {
	case out.over:
		return nil, ingest.Bad("its text is larger than %d MiB: split it", maxText>>20)
	case err == nil:
		return out.Bytes(), nil
	case strings.Contains(strings.ToLower(said.String()), "password"), strings.Contains(said.String(), "encrypt"):
		return nil, ingest.Bad("the PDF is encrypted: save a copy without a password")
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return nil, err
	}
	return nil, ingest.Bad("the PDF is damaged: %s", firstLine(said.String()))
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	if line == "" {
		return "it can't be read"
	}
	return ingest.Clipped(line, 160)
}

// limited keeps what is written up to a size, then ends the program that writes.
type limited struct {
	bytes.Buffer
	most int
	over bool
}

func (l *limited) Write(p []byte) (int, error) {
	if l.Len()+len(p) > l.most {
		l.over = true
		return 0, io.ErrShortWrite
	}
	return l.Buffer.Write(p)
}
