package browser_test

import (
	"bytes"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/browser"
)

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100" width="200" height="100">` +
	`<rect width="100" height="100" fill="#2b4a8b"/><text x="110" y="60" font-family="sans-serif">Homs</text></svg>`

func TestADrawingBecomesAPictureOfTheWidthAskedFor(t *testing.T) {
	if _, err := browser.Find(); err != nil {
		t.Skip(err)
	}
	first, err := browser.PNG(t.Context(), []byte(drawing), 501, browser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	second, err := browser.PNG(t.Context(), []byte(drawing), 501, browser.Options{})
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("PNG twice gave different bytes (%v)", err)
	}
	img, err := png.Decode(bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	if b := img.Bounds(); b.Dx() != 501 || b.Dy() != 251 {
		t.Errorf("the picture is %d × %d pixels, want 501 × 251", b.Dx(), b.Dy())
	}
	if r, g, b, _ := img.At(100, 125).RGBA(); r>>8 != 0x2b || g>>8 != 0x4a || b>>8 != 0x8b {
		t.Errorf("its left half is %02x%02x%02x, want 2b4a8b", r>>8, g>>8, b>>8)
	}
	if r, g, b, _ := img.At(490, 10).RGBA(); r>>8 != 0xff || g>>8 != 0xff || b>>8 != 0xff {
		t.Errorf("its upper right is %02x%02x%02x, want paper", r>>8, g>>8, b>>8)
	}
}

func TestMissingChromiumIsSaidPlainly(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("SALIENT_CHROMIUM", "")
	_, err := browser.PNG(t.Context(), []byte(drawing), 100, browser.Options{})
	if !errors.Is(err, browser.ErrMissing) || !strings.Contains(err.Error(), "apt install chromium") {
		t.Errorf("PNG without a browser = %v, want %v and what to install", err, browser.ErrMissing)
	}
	t.Setenv("SALIENT_CHROMIUM", "/nowhere/chromium")
	if _, err := browser.Find(); !errors.Is(err, browser.ErrMissing) || !strings.Contains(err.Error(), "/nowhere/chromium") {
		t.Errorf("Find with SALIENT_CHROMIUM=/nowhere/chromium = %v, want %v and the path", err, browser.ErrMissing)
	}
}

func TestProgramThatIsNoChromiumIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "browser")
	if err := os.WriteFile(path, []byte("#!/bin/sh\necho 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := browser.PNG(t.Context(), []byte(drawing), 100, browser.Options{Chromium: path}); !errors.Is(err, salient.ErrInvalid) {
		t.Errorf("PNG with a script for a browser = %v, want %v", err, salient.ErrInvalid)
	}
}

func TestADrawingWithoutASizeIsRefused(t *testing.T) {
	if _, err := browser.PNG(t.Context(), []byte("<svg></svg>"), 100, browser.Options{}); !errors.Is(err, salient.ErrInvalid) {
		t.Errorf("PNG of a drawing without a viewBox = %v, want %v", err, salient.ErrInvalid)
	}
}
