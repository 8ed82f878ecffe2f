package cli_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
)

// A form takes names for ids where one row alone bears the name, and says which may be meant
// where none does.
func TestFormsTakeNamesForIDs(t *testing.T) {
	d := newDesk(t)
	d.bridge(t)
	place := func(id, name string) {
		d.save(t, 0, salient.NewRow(salient.KindPlace, id, map[string]string{"name": name, "kind": "village", "names": "uk:Вежа|fr:La Tour"}))
	}
	place("tower-east", "The Tower")
	for _, tt := range []struct{ typed, want, says string }{
		{"Hilltop", "hilltop", ""},
		{"midford LEFT bank", "midford-left", ""},
		{"вежа", "tower-east", ""},
		{"hilltop", "hilltop", ""},
		{"Hiltop", "", "did you mean hilltop (Hilltop)?"},
		{"Nowhere at all", "", `"Nowhere at all": no such place or road`},
		{"La Tour", "", "tower-east (The Tower), tower-west (Other Tower) bear this name: write the id of one"},
	} {
		if tt.typed == "La Tour" {
			place("tower-west", "Other Tower")
		}
		row := salient.NewRow(salient.KindClaim, "named", map[string]string{
			"document": "south-post-13", "says": "It was shelled.", "stance": "asserts", "kind": "happening", "what": "Shelling/artillery/missile attack",
			"place": tt.typed, "when": "2020-03-13", "span": "every", "status": "accepted", "decided_by": "ana", "decided_at": "2020-03-14", "reason": "stated",
		})
		_, err := d.Save(t.Context(), desk.Edit{Who: "ana", Why: "w", Row: row})
		var ps desk.Problems
		if tt.says != "" {
			if !errors.As(err, &ps) || !strings.Contains(ps.Error(), tt.says) {
				t.Errorf("%q: %v, want %q", tt.typed, err, tt.says)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%q: %v", tt.typed, err)
		}
		got, revision := d.row(t, salient.KindClaim, "named")
		if got.Get("place") != tt.want {
			t.Errorf("%q became %q, want %q", tt.typed, got.Get("place"), tt.want)
		}
		if _, err := d.Remove(t.Context(), "ana", "w", desk.Ref{Kind: salient.KindClaim, ID: "named"}, revision); err != nil {
			t.Fatal(err)
		}
	}
}
