package desk

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
)

// Lines that fill change no cell that the case has, whatever they hold, and lose no document.
func TestFillingNeverChangesWhatIsThere(t *testing.T) {
	word := rapid.SampledFrom([]string{"", "a", "b", "c"})
	row := func(t *rapid.T, k salient.Kind, columns ...string) salient.Row {
		cells := map[string]string{}
		for _, c := range columns {
			cells[c] = word.Draw(t, c)
		}
		return salient.NewRow(k, rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "id"), cells)
	}
	rapid.Check(t, func(t *rapid.T) {
		have := map[Ref]salient.Row{}
		for range rapid.IntRange(0, 3).Draw(t, "rows") {
			for _, r := range []salient.Row{row(t, salient.KindSource, "name"), row(t, salient.KindDocument, "source", "title", "url", "note")} {
				have[refOf(r)] = r
			}
		}
		var in []Line
		titles := map[string]bool{}
		for range rapid.IntRange(1, 4).Draw(t, "lines") {
			d := row(t, salient.KindDocument, "source", "title", "url", "note")
			titles[d.Get("title")] = d.Get("url") == "" || titles[d.Get("title")]
			in = append(in, Line{Row: row(t, salient.KindSource, "name"), Fill: true}, Line{Row: d, Fill: true})
		}
		out := filled(in, have)
		written := map[Ref]bool{}
		for _, l := range out {
			if written[refOf(l.Row)] {
				t.Errorf("filled writes %s %s twice", l.Row.Kind, l.Row.ID)
			}
			written[refOf(l.Row)] = true
			old, ok := have[refOf(l.Row)]
			for _, c := range old.Cells {
				if ok && l.Row.Get(c.Column) != c.Text {
					t.Errorf("filled changed %s of %s %s from %q to %q", c.Column, l.Row.Kind, l.Row.ID, c.Text, l.Row.Get(c.Column))
				}
			}
			if l.Row.Kind == salient.KindDocument {
				delete(titles, l.Row.Get("title"))
			}
		}
		for title, own := range titles {
			if own {
				t.Errorf("filled lost the document %q, which has no address: %v", title, in)
			}
		}
	})
}
