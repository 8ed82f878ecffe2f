package sqlite_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

const benchRows = 60_000

// benchClaim is a claim as control-bench has them.
func benchClaim(i, round int) salient.Row {
	return salient.NewRow(salient.KindClaim, fmt.Sprintf("c%07d", i), map[string]string{
		"document": fmt.Sprintf("r%d-2022-03-%02d", i%40, 1+i%28), "claimant": fmt.Sprintf("r%d", i%40), "stance": "asserts",
		"credibility": "6", "evidence": "none", "kind": "holding", "place": fmt.Sprintf("place-%d", i%958), "actor": "russia",
		"what": "controls", "when": fmt.Sprintf("2022-03-%02d", 1+i%28), "span": "every", "status": "accepted",
		"decided_by": "bench", "decided_at": "2023-12-31", "note": fmt.Sprint("round ", round),
	})
}

func importRound(b *testing.B, db store.DB, round int) {
	b.Helper()
	_, err := db.Update(b.Context(), "bench", "import", func(w store.Writer) error {
		for i := range benchRows {
			if err := w.Put(benchClaim(i, round)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func BenchmarkImport60000(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		db := create(b, filepath.Join(b.TempDir(), "case"))
		b.StartTimer()
		importRound(b, db, 1)
		b.StopTimer()
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// BenchmarkLargeCase measures what one does with a case of 60,000 claims, imported twice
// with a changed cell.
func BenchmarkLargeCase(b *testing.B) {
	db := create(b, filepath.Join(b.TempDir(), "case"))
	importRound(b, db, 1)
	importRound(b, db, 2)
	drain := func(b *testing.B, fn func(store.Reader) error) {
		b.Helper()
		for b.Loop() {
			if err := db.View(b.Context(), fn); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("reimport without change", func(b *testing.B) {
		for b.Loop() {
			importRound(b, db, 2)
		}
	})
	b.Run("Rows", func(b *testing.B) {
		drain(b, func(r store.Reader) error {
			for _, err := range r.Rows(salient.KindClaim) {
				if err != nil {
					return err
				}
			}
			return nil
		})
	})
	b.Run("RowsAt before every row changed", func(b *testing.B) {
		drain(b, func(r store.Reader) error {
			for _, err := range r.RowsAt(salient.KindClaim, 1) {
				if err != nil {
					return err
				}
			}
			return nil
		})
	})
	b.Run("Row", func(b *testing.B) {
		drain(b, func(r store.Reader) error {
			_, err := r.Row(salient.KindClaim, "c0030000")
			return err
		})
	})
	b.Run("History", func(b *testing.B) {
		drain(b, func(r store.Reader) error {
			for _, err := range r.History(salient.KindClaim, "c0030000") {
				if err != nil {
					return err
				}
			}
			return nil
		})
	})
	b.Run("small update", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			_, err := db.Update(b.Context(), "bench", "edit", func(w store.Writer) error { return w.Put(benchClaim(7, 100+i)) })
			if err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Verify", func(b *testing.B) {
		for b.Loop() {
			if r, err := db.Verify(b.Context(), ""); err != nil || len(r.Problems) > 0 {
				b.Fatal(r, err)
			}
		}
	})
	b.Run("Rebuild", func(b *testing.B) {
		for b.Loop() {
			if err := db.Rebuild(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Forget", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if _, err := db.Forget(b.Context(), "bench", "a test", salient.KindClaim, fmt.Sprintf("c%07d", i)); err != nil {
				b.Fatal(err)
			}
		}
	})
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
}
