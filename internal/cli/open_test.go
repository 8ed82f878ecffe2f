package cli_test

import (
	"context"
	"path/filepath"
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
