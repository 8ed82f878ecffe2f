package pdf_test

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/salient-osint/salient/internal/brief/pdf"
	"github.com/salient-osint/salient/internal/browser"
	"github.com/salient-osint/salient/when"
)

// page is a golden file of internal/brief: a sample brief for paper.
func page(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("../testdata/river.print.html")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// need skips a test where a program is missing.
func need(t *testing.T, program, pkg string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("%s is not installed; on Debian: apt install %s", program, pkg)
	}
}

func needChromium(t *testing.T) {
	t.Helper()
	if _, err := browser.Find(); err != nil {
		t.Skip(err)
	}
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).Output()
	if err != nil {
		t.Fatalf("%s %v: %v", name, args, err)
	}
	return string(out)
}

func TestSampleIsPrintedOnThreePages(t *testing.T) {
	needChromium(t)
	need(t, "pdftotext", "poppler-utils")
	need(t, "pdftoppm", "poppler-utils")
	o := pdf.Options{Options: browser.Options{Program: "Salient 0.1"}, Day: when.Of(2013, 6, 7)}
	first, err := pdf.Print(t.Context(), page(t), o)
	if err != nil {
		t.Fatal(err)
	}
	second, err := pdf.Print(t.Context(), page(t), o)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Error("Print twice gave different bytes")
	}
	path := filepath.Join(t.TempDir(), "river.pdf")
	if err := os.WriteFile(path, first, 0o600); err != nil {
		t.Fatal(err)
	}
	properties(t, path)
	words(t, path)
	pictures(t, path)
}

func properties(t *testing.T, path string) {
	t.Helper()
	info := run(t, "pdfinfo", path)
	for _, want := range []string{
		`(?m)^Title: +The road through Marran`, `(?m)^Creator: +Salient 0\.1; .* [0-9]+\.[0-9.]+$`, `(?m)^CreationDate: +Fri Jun  7 00:00:00 2013 UTC`,
		`(?m)^ModDate: +Fri Jun  7`, `(?m)^Tagged: +yes`, `(?m)^Pages: +3$`, `(?m)^JavaScript: +no`, `A4`,
	} {
		if !regexp.MustCompile(want).MatchString(info) {
			t.Errorf("pdfinfo lacks %q:\n%s", want, info)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b, []byte("/Outlines")) {
		t.Error("PDF has no bookmarks")
	}
	if bytes.Contains(b, []byte("file:")) {
		t.Error("PDF names the file that it was printed from")
	}
}

// words checks that columns are read one after the other and that every note is there.
func words(t *testing.T, path string) {
	t.Helper()
	text := strings.Join(strings.Fields(run(t, "pdftotext", path, "-")), " ")
	for _, want := range []string{
		"as known by 6 June 2013", "Commanders in the town denied it the next day,", "Figure 2. Both sides' claims",
		"Our judgement. The government will very likely (80–95%) keep", "The Ring Around Marran: Supply and Siege in the River Campaign",
		"[passage not held]", "build 3f9a…c1", "3/3",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("pdftotext lacks %q", want)
		}
	}
}

// pictures checks that each page is drawn upon, and the first with the figure's colours.
func pictures(t *testing.T, path string) {
	t.Helper()
	to := filepath.Join(filepath.Dir(path), "page")
	run(t, "pdftoppm", "-r", "40", "-png", path, to)
	pages, err := filepath.Glob(to + "*.png")
	if err != nil || len(pages) != 3 {
		t.Fatalf("pdftoppm made %d pages (%v), want 3", len(pages), err)
	}
	for i, p := range pages {
		dark, orange := ink(t, p)
		if dark < 0.01 || dark > 0.5 || i == 0 && orange < 0.05 {
			t.Errorf("page %d is %.1f%% dark and %.1f%% orange, want text, and the figure on page 1", i+1, 100*dark, 100*orange)
		}
	}
}

// ink gives the parts of a picture that are dark and that have the colour of the figure.
func ink(t *testing.T, path string) (dark, orange float64) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	box := img.Bounds()
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			r, g, b, _ := img.At(x, y).RGBA()
			if r < 0xA000 && g < 0xA000 && b < 0xA000 {
				dark++
			}
			if r > g+0x1000 && g > b+0x2000 {
				orange++
			}
		}
	}
	all := float64(box.Dx() * box.Dy())
	return dark / all, orange / all
}

func TestNeitherBrowserNorFilesStayWhenPrintIsCancelled(t *testing.T) {
	needChromium(t)
	short, err := os.MkdirTemp("", "t") // t.TempDir is too long for the browser's socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(short) })
	t.Setenv("TMPDIR", short)
	ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
	defer cancel()
	if _, err := pdf.Print(ctx, page(t), pdf.Options{}); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Print with 0.7 s = %v, want a PDF or %v", err, context.DeadlineExceeded)
	}
	left, err := os.ReadDir(short)
	if err != nil || len(left) != 0 {
		t.Errorf("files left after Print: %v (%v), want none", left, err)
	}
	processes, err := filepath.Glob("/proc/[0-9]*/cmdline") // elsewhere than on Linux there are none
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range processes {
		if b, err := os.ReadFile(p); err == nil && bytes.Contains(b, []byte(short)) {
			t.Errorf("process left after Print: %q", b)
		}
	}
}

func TestGoroutinesEndWithPrint(t *testing.T) {
	needChromium(t)
	before := runtime.NumGoroutine()
	if _, err := pdf.Print(t.Context(), []byte("<!doctype html><title>T</title><p>T"), pdf.Options{}); err != nil {
		t.Fatal(err)
	}
	after := runtime.NumGoroutine()
	for deadline := time.Now().Add(time.Minute); after > before && time.Now().Before(deadline); { // one may still be on its last line
		time.Sleep(time.Millisecond)
		after = runtime.NumGoroutine()
	}
	if after > before {
		b := make([]byte, 1<<16)
		t.Errorf("goroutines: %d before Print, %d after\n%s", before, after, b[:runtime.Stack(b, true)])
	}
}
