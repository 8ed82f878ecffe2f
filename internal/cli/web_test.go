package cli_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/salient-osint/salient/cases"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/exchange/casebook"
	"github.com/salient-osint/salient/internal/original/dir"
	"github.com/salient-osint/salient/internal/store/sqlite"
	"github.com/salient-osint/salient/internal/web"
)

// site serves the pages of the al-Qusayr case, made anew in a folder of the test.
type site struct {
	*httptest.Server
	desk *desk.Desk
}

func serveDemo(t *testing.T) site {
	t.Helper()
	at := t.TempDir()
	now := func() time.Time { return time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC) }
	path := filepath.Join(at, "case")
	db, err := sqlite.Create(path, sqlite.Options{Clock: now})
	if err != nil {
		t.Fatal(err)
	}
	originals, err := dir.Open(filepath.Join(path, "originals"), dir.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := desk.New(db, originals, now)
	t.Cleanup(func() { _ = d.Close() })
	fsys := cases.AlQusayr()
	_, err = d.Import(t.Context(), "analyst", casebook.NewReader(fsys).Lines(), desk.ImportOptions{
		Why: "the al-Qusayr casebook", File: func(name string) (desk.Original, error) { return fsys.Open(name) },
	})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := web.New(d, web.Options{Who: "analyst"})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(pages)
	t.Cleanup(s.Close)
	return site{s, d}
}
