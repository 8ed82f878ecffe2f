package cli_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/gazetteer"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/ingest/text"
	"github.com/salient-osint/salient/internal/web"
	"github.com/salient-osint/salient/when"
)

// pile is the case of the bridge, which has a document with nothing to be read in it, with two
// reports more. The ids are those of the reports.
func pile(t *testing.T) (d desktop, long, short salient.DocumentID) {
	t.Helper()
	d, long = reviewing(t)
	short = salient.DocumentID(d.take(t, file("second.txt", "Rebels captured Hilltop on 6 April 2020.\n")).Documents[0].ID)
	d.publish(t, long, "2020-04-06")
	d.publish(t, short, "2020-04-07")
	return d, long, short
}

func (d desktop) publish(t *testing.T, id salient.DocumentID, day string) {
	t.Helper()
	row, revision := d.row(t, salient.KindDocument, string(id))
	d.save(t, revision, row.With("published", day))
}

func (d desktop) inbox(t *testing.T, more func() bool) *desk.Inbox {
	t.Helper()
	in, err := d.Inbox(t.Context(), mustView(t, d), more)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// listed is an inbox in words: documents in its order, each with what is left and decided.
func listed(in *desk.Inbox) string {
	var out []string
	for _, w := range in.Documents {
		if w.Read {
			out = append(out, fmt.Sprintf("%s %d/%d", w.Document.ID, w.Left, w.Decided))
		} else {
			out = append(out, string(w.Document.ID)+" unread")
		}
	}
	return strings.Join(out, ", ")
}

// The inbox says of each document what its review says, before a decision and after.
func TestTheInboxSaysWhatReviewsSay(t *testing.T) {
	d, long, short := pile(t)
	agree := func() {
		t.Helper()
		in := d.inbox(t, nil)
		total := in.Totals()
		for _, w := range in.Documents {
			r := d.review(t, w.Document.ID)
			right := 0.0
			for _, o := range r.Offers {
				right += o.Score * float64(1+len(o.Alike))
			}
			if !w.Read || w.Left != r.Left || w.Decided != r.Decided || math.Abs(w.Right-right) > 1e-9 {
				t.Errorf("inbox: %+v; its review: %d left, %d decided, %.3f right", w, r.Left, r.Decided, right)
			}
			total.Left, total.Decided, total.Right = total.Left-w.Left, total.Decided-w.Decided, total.Right-w.Right
		}
		if total.Unread+total.Left+total.Decided != 0 || math.Abs(total.Right) > 1e-9 {
			t.Errorf("the totals are off the documents' by %+v", total)
		}
	}
	agree()
	want := fmt.Sprintf("%s 2/0, %s 7/0, south-post-13 0/0", short, long)
	if got := listed(d.inbox(t, nil)); got != want {
		t.Errorf("inbox = %s, want %s: the newest first", got, want)
	}
	d.rule(t, desk.Ruling{Document: short, Offers: d.review(t, short).Offers[0].IDs(), Accept: true})
	d.rule(t, desk.Ruling{Document: long, Offers: d.review(t, long).Offers[0].IDs()})
	agree()
}

// Asked again and again, the inbox reads on where it ended, and ends with what it would have
// read at once.
func TestTheInboxIsReadBitByBit(t *testing.T) {
	d, _, _ := pile(t)
	want := listed(d.inbox(t, nil))
	d, _, _ = pile(t)
	unread := d.inbox(t, func() bool { return false }).Totals().Unread
	if unread != 2 {
		t.Fatalf("%d weren't read at first, want the two without decisions", unread)
	}
	for ; unread > 0; unread-- {
		once := true
		in := d.inbox(t, func() bool { first := once; once = false; return first })
		if got := in.Totals().Unread; got != unread-1 {
			t.Fatalf("%d weren't read, want %d: %s", got, unread-1, listed(in))
		}
	}
	if got := listed(d.inbox(t, func() bool { return false })); got != want {
		t.Errorf("inbox = %s, want %s", got, want)
	}
}

// Several who ask at once are all told the same; a ranking isn't trained twice for one state of the
// case, and is for the next.
func TestTheInboxIsAskedBySeveralAtOnce(t *testing.T) {
	d, long, _ := pile(t)
	want := listed(d.inbox(t, nil))
	d = withTexts(t, d)
	v := mustView(t, d)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if in, err := d.Inbox(t.Context(), v, nil); err != nil || listed(in) != want {
				t.Errorf("inbox = %+v, %v; want %s", in, err, want)
			}
		})
	}
	wg.Wait()
	before := d.inbox(t, nil).Ranking
	if d.inbox(t, nil).Ranking != before {
		t.Error("nothing was written, and the ranking was trained again")
	}
	d.rule(t, desk.Ruling{Document: long, Offers: d.review(t, long).Offers[0].IDs()})
	if after := d.inbox(t, nil).Ranking; len(after.Decisions) <= len(before.Decisions) {
		t.Errorf("after a decision the ranking knows %d, before it %d", len(after.Decisions), len(before.Decisions))
	}
}

// What was withdrawn, or wasn't out yet, waits for nobody.
func TestTheInboxLeavesOutWhatDoesNotCount(t *testing.T) {
	d, long, short := pile(t)
	day := when.Of(2020, 4, 6)
	v, err := d.View(t.Context(), desk.Cut{Known: &day})
	if err != nil {
		t.Fatal(err)
	}
	in, err := d.Inbox(t.Context(), v, nil)
	if got, want := listed(in), string(long)+" 7/0, south-post-13 0/0"; err != nil || got != want {
		t.Errorf("as known by 6 April %s, %v; want %s", got, err, want)
	}
	row, revision := d.row(t, salient.KindDocument, string(long))
	d.save(t, revision, row.With("status", "withdrawn").With("withdrawn_why", "invented"))
	if got, want := listed(d.inbox(t, nil)), string(short)+" 2/0, south-post-13 0/0"; got != want {
		t.Errorf("inbox = %s, want %s", got, want)
	}
}

// After goes round, and passes over what has nothing left.
func TestTheNextOfTheInbox(t *testing.T) {
	d, long, short := pile(t)
	in := d.inbox(t, nil)
	for _, tt := range []struct{ behind, want salient.DocumentID }{{short, long}, {long, short}, {"south-post-13", short}} {
		if w := in.After(tt.behind); w == nil || w.Document.ID != tt.want {
			t.Errorf("After(%s) = %+v, want %s", tt.behind, w, tt.want)
		}
	}
	for _, o := range d.review(t, short).Offers {
		d.rule(t, desk.Ruling{Document: short, Offers: o.IDs()})
	}
	if w := d.inbox(t, nil).After(long); w != nil {
		t.Errorf("After(%s) = %+v, want none: nothing is left elsewhere", long, w)
	}
}

var waits = regexp.MustCompile(`<strong>(\d+)</strong>`)

// The page lists what has something left, or all; documents that weren't read say so, and a
// case without texts says what to do.
func TestInboxPage(t *testing.T) {
	plainly(t)
	d, long, short := pile(t)
	for _, o := range d.review(t, short).Offers {
		d.rule(t, desk.Ruling{Document: short, Offers: o.IDs()})
	}
	s := served(t, d.Desk, "ana")
	_, left, _ := s.get(t, "/review")
	if !strings.Contains(left, "/documents/"+string(long)+"/review") || strings.Contains(left, string(short)) || !strings.Contains(left, "7 candidates wait") {
		t.Errorf("/review lists not the one with 7 left alone:\n%s", left)
	}
	_, all, _ := s.get(t, "/review?show=all")
	if !strings.Contains(all, "/documents/"+string(short)+"/review") || !strings.Contains(all, "2 of 2") || len(waits.FindAllString(all, -1)) != 1 {
		t.Errorf("/review?show=all:\n%s", all)
	}
	if status, body, _ := s.get(t, "/review?show=some"); status != http.StatusBadRequest || !strings.Contains(body, "expected all") {
		t.Errorf("show=some: %d", status)
	}

	slow, err := web.New(withTexts(t, d).Desk, web.Options{Who: "ana", ReadFor: -1})
	if err != nil {
		t.Fatal(err)
	}
	// Those with decisions are read for what they teach.
	_, unread, _ := site{newServer(t, slow), nil}.get(t, "/review")
	for _, want := range []string{"1 document not read yet", "Read on", "in what was read so far", "not read yet</td>"} {
		if !strings.Contains(unread, want) {
			t.Errorf("a page that had no time to read lacks %q:\n%s", want, unread)
		}
	}
	_, empty, _ := served(t, newDesk(t).Desk, "ana").get(t, "/review")
	if !strings.Contains(empty, `<a href="/documents">Bring documents in</a>`) {
		t.Errorf("an empty case:\n%s", empty)
	}
}

// withTexts is another desk on a case, which hasn't read anything.
func withTexts(t *testing.T, d desktop) desktop {
	t.Helper()
	d.Desk = desk.New(d.DB, d.Originals, d.Now)
	d.Ingest = ingest.Reader{Decoders: map[ingest.Kind]ingest.Decoder{ingest.Text: text.Decoder{}}}
	return d
}

// From the inbox through two documents to its end, with keys: behind the last candidate of one
// the next is offered.
func TestInboxByKeys(t *testing.T) {
	plainly(t)
	b := openTab(t)
	d, long, short := pile(t)
	s := served(t, d.Desk, "ana")
	b.see(1440, 900, "light")
	b.do(chromedp.Navigate(s.URL + "/documents"))
	b.listens()
	b.do(chromedp.KeyEvent("g"), chromedp.KeyEvent("r"))
	b.until("the inbox", `location.pathname === "/review" && document.querySelectorAll("tbody tr").length === 2`)
	b.looksRight("inbox")
	b.do(chromedp.Navigate(s.URL + "/documents/" + string(short) + "/review"))
	b.decideAll(t, d, short)
	b.looksRight("inbox-next")
	b.do(chromedp.KeyEvent("n"))
	b.until("the next document", fmt.Sprintf(`location.pathname === "/documents/%s/review"`, long))
	b.decideAll(t, d, long)
	b.until("the end", `document.querySelector(".empty")?.textContent.includes("Nothing is left in any other document") === true`)
	b.do(chromedp.Navigate(s.URL + "/review"))
	b.until("an empty inbox", `document.querySelector(".empty")?.textContent.includes("Every candidate of 3 documents") === true`)
	b.looksRight("inbox-empty")
	for _, c := range b.taken() {
		t.Error(c)
	}
}

// decideAll accepts what is left in the document on the page.
func (b *tab) decideAll(t *testing.T, d desktop, id salient.DocumentID) {
	t.Helper()
	b.candidates(d.review(t, id).Left)
	for n := d.review(t, id).Left; n > 0; n = d.review(t, id).Left {
		same := eval[int](b, `document.querySelectorAll("input[name=alike]").length + 1`)
		key := "a"
		if same > 1 {
			key = "b"
		}
		b.do(chromedp.KeyEvent(key))
		b.candidates(n - same)
	}
}

// BenchmarkInbox reads 500 reports of some 4,000 letters, shuffled from the pages of shared, and
// then asks again and again. It says how long the first time takes and what is kept of it.
func BenchmarkInbox(b *testing.B) {
	d := newDesk(b)
	d.bridge(b)
	d.Ingest = ingest.Reader{Decoders: map[ingest.Kind]ingest.Decoder{ingest.Text: text.Decoder{}}}
	world, err := gazetteer.World(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	d.Gazetteers = func() ([]*gazetteer.Gazetteer, error) { return []*gazetteer.Gazetteer{world}, nil }
	files, length := shuffled(b, 500)
	d.take(b, files...)
	v, err := d.View(b.Context(), desk.Cut{})
	if err != nil {
		b.Fatal(err)
	}
	ask := func() {
		if in, err := d.Inbox(b.Context(), v, nil); err != nil || in.Totals().Documents < len(files) {
			b.Fatal(err)
		}
	}
	before, start := heap(), time.Now()
	ask()
	first, kept := time.Since(start), heap()-before
	for b.Loop() {
		ask()
	}
	b.ReportMetric(first.Seconds(), "s-first")
	b.ReportMetric(float64(kept)/float64(length), "B-kept/B")
	b.ReportMetric(float64(length)/1e6, "MB-text")
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// shuffled makes reports of paragraphs drawn from the pages of shared; length is that of all.
func shuffled(b *testing.B, n int) (files []desk.File, length int) {
	b.Helper()
	shared := cmp.Or(os.Getenv("SALIENT_SHARED"), filepath.Join("..", "..", "..", "shared"))
	pages, _ := filepath.Glob(filepath.Join(shared, "data", "wikipedia-conflict-pages", "*.md"))
	var paragraphs []string
	for _, name := range pages {
		page, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		for p := range strings.SplitSeq(string(page), "\n") {
			if len(p) > 200 && len(p) < 2000 {
				paragraphs = append(paragraphs, p)
			}
		}
	}
	if len(paragraphs) == 0 {
		b.Skip("needs shared/data/wikipedia-conflict-pages")
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		var report strings.Builder
		for report.Len() < 4000 {
			report.WriteString(paragraphs[rng.IntN(len(paragraphs))] + "\n\n")
		}
		length += report.Len()
		files = append(files, file(fmt.Sprintf("report-%03d.txt", i), report.String()))
	}
	return files, length
}
