package desk

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// Evidence has each row that is asked for whole, or leaves it out, and tells nothing of rows
// that aren't open: not their ids, names, notes or quotes.
func TestEvidenceTellsNothingOfWhatIsNotOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSmall(t)
		var refs []Ref
		for ref := range s.rows {
			refs = append(refs, ref)
		}
		slices.SortFunc(refs, compareRefs)
		rows, left := openWhole(newIDs(nil), s.rows, append(refs, refs[0], Ref{salient.KindClaim, "never"}), func(salient.Row) bool { return true })
		if len(rows)+len(left) != len(refs) {
			t.Fatalf("openWhole of %d rows gives %d and leaves %d out", len(refs), len(rows), len(left))
		}
		text := textOf(map[salient.Kind][]salient.Row{salient.KindClaim: rows})
		for _, row := range rows {
			if !row.Equal(s.rows[refOf(row)]) || guarded(row, salient.Open) {
				t.Fatalf("openWhole gives %s for %s", row.Canonical(), s.rows[refOf(row)].Canonical())
			}
		}
		for ref, row := range s.rows {
			if !guarded(row, salient.Open) {
				continue
			}
			for _, secret := range secrets(row) {
				if store.Names(text, secret) || secret != row.ID && strings.Contains(text, secret) {
					t.Fatalf("openWhole leaves %v out, and tells of it (%q):\n%s", ref, secret, text)
				}
			}
		}
	})
}
