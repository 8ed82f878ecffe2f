package sqlite_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/salient-osint/salient/internal/store"
	"github.com/salient-osint/salient/internal/store/sqlite"
	"github.com/salient-osint/salient/internal/store/storetest"
)

func TestContract(t *testing.T) {
	parent := t.TempDir()
	storetest.Run(t, func(t *testing.T) store.DB {
		dir, err := os.MkdirTemp(parent, "case")
		if err != nil {
			t.Fatal(err)
		}
		return create(t, filepath.Join(dir, "in a folder?#%41'\""))
	})
}

func create(t testing.TB, dir string) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Create(dir, sqlite.Options{})
	if err != nil {
		t.Fatalf("Create(%q) = %v", dir, err)
	}
	return db
}
