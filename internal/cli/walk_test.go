package cli_test

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/ingest/text"
)

// The reference is coded on the review page with keys alone, from the first candidate to the
// last, as somebody would who agrees with each; it logs how many keys that takes, and how long
// the page takes after one. With SALIENT_PICTURES it keeps pictures.
func TestWalkingThroughTheReference(t *testing.T) {
	plainly(t)
	if os.Getenv("SALIENT_PICTURES") == "" {
		t.Skip("a walk of some minutes, for its pictures: set SALIENT_PICTURES to a folder")
	}
	words, err := os.ReadFile(filepath.Join(cmp.Or(os.Getenv("SALIENT_SHARED"), filepath.Join("..", "..", "..", "shared")), "reference", "000_22f990e6cdc287b5.txt"))
	if err != nil {
		t.Skip("needs shared/reference")
	}
	b := openTab(t)
	d, id := referenceIn(t, string(words))
	s := served(t, d.Desk, "ana")
	b.see(1440, 900, "light")
	b.do(chromedp.Navigate(s.URL + "/documents/" + string(id) + "/review"))
	left := d.review(t, id).Left
	b.candidates(left)
	var turns []time.Duration
	for all := left; left > 0; {
		if len(turns)%25 == 0 {
			b.kept(string(rune('a'+len(turns)/25)) + ".png")
		}
		key, same := "a", eval[int](b, `document.querySelectorAll("input[name=alike]").length + 1`)
		if same > 1 {
			key = "b"
		}
		start := time.Now()
		b.do(chromedp.KeyEvent(key))
		left -= same
		b.candidates(left)
		if turns = append(turns, time.Since(start)); len(turns) > all {
			t.Fatal("more keys than candidates")
		}
	}
	b.kept("z.png")
	slices.Sort(turns)
	t.Logf("%d keys; a page after a key: median %v, 95 of 100 within %v", len(turns), turns[len(turns)/2], turns[len(turns)*95/100])
}

// referenceIn is the al-Qusayr case with the reference brought in as a report of 6 June 2013.
func referenceIn(t *testing.T, words string) (desktop, salient.DocumentID) {
	t.Helper()
	d := desktop{Desk: openDesk(t, alQusayrDir(t))}
	d.Ingest = ingest.Reader{Decoders: map[ingest.Kind]ingest.Decoder{ingest.Text: text.Decoder{}}}
	id := d.take(t, file("report.txt", words)).Documents[0].ID
	row, revision := d.row(t, salient.KindDocument, id)
	if _, err := d.Save(t.Context(), desk.Edit{Who: "ana", Why: "its date", Row: row.With("published", "2013-06-06"), Revision: revision}); err != nil {
		t.Fatal(err)
	}
	return d, salient.DocumentID(id)
}
