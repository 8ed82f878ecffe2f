package cli_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/original/dir"
	"github.com/salient-osint/salient/internal/store/sqlite"
)

// openDesk opens a case until the test ends.
func openDesk(t *testing.T, path string) *desk.Desk {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }
	db, err := sqlite.Open(path, sqlite.Options{Clock: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	originals, err := dir.Open(filepath.Join(path, "originals"), dir.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return desk.New(db, originals, now)
}

func viewOf(t *testing.T, path string) *desk.View {
	t.Helper()
	v, err := openDesk(t, path).View(context.Background(), desk.Cut{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// made is the al-Qusayr case, made once for all tests, with what was learned in its cache.
var made struct {
	sync.Once
	dir string
}

// alQusayrDir gives a test its own copy of the al-Qusayr case.
func alQusayrDir(t *testing.T) string {
	t.Helper()
	made.Do(func() {
		dir, err := os.MkdirTemp("", "salient-test-")
		if err != nil {
			t.Fatal(err)
		}
		run(t, "init", filepath.Join(dir, "case"))
		run(t, "import", filepath.Join(dir, "case"), casebookDir)
		made.dir = dir
	})
	if made.dir == "" {
		t.Fatal("the al-Qusayr case couldn't be made; an earlier test says why")
	}
	dir := filepath.Join(t.TempDir(), "case")
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(made.dir, "case"))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// cleaner removes the shared case when all tests have run.
type cleaner struct{ *testing.M }

func (c cleaner) Run() int {
	code := c.M.Run()
	if made.dir != "" {
		_ = os.RemoveAll(made.dir) // a temporary folder: the system removes it too
	}
	return code
}
