package cli_test

import (
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/ingest/text"
)

// report is read with the casebook of the scripts, which has Hilltop; it has no Oxbridge.
const report = `On 3 April 2020 the army captured Hilltop. Activists said that rebels shelled Hilltop on 4 April.

The army captured Hilltop on 3 April 2020.

Rebels captured the village of Oxbridge on 5 April 2020.
`

// reviewing is the case of the bridge with the report brought in.
func reviewing(t *testing.T) (desktop, salient.DocumentID) {
	t.Helper()
	d := newDesk(t)
	d.bridge(t)
	d.Ingest = ingest.Reader{Decoders: map[ingest.Kind]ingest.Decoder{ingest.Text: text.Decoder{}}}
	return d, salient.DocumentID(d.take(t, file("report.txt", report)).Documents[0].ID)
}

func (d desktop) review(t *testing.T, id salient.DocumentID) *desk.Review {
	t.Helper()
	r, err := d.Review(t.Context(), mustView(t, d), id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// offered finds the offer of a place and a word for what is said.
func offered(t *testing.T, r *desk.Review, what, place string) desk.Offer {
	t.Helper()
	var all []string
	for _, o := range r.Offers {
		if o.What == what && o.Place == place {
			return o
		}
		all = append(all, o.What+" "+o.Place)
	}
	t.Fatalf("no offer of %s at %s among %s", what, place, strings.Join(all, ", "))
	return desk.Offer{}
}

func (d desktop) rule(t *testing.T, r desk.Ruling) uint64 {
	t.Helper()
	r.Who, r.Reason = "ana", "read"
	entry, err := d.Rule(t.Context(), mustView(t, d), r)
	if err != nil {
		t.Fatal(err)
	}
	return entry.Seq
}

func TestAcceptingWritesClaimsWithPassages(t *testing.T) {
	d, id := reviewing(t)
	r := d.review(t, id)
	o := offered(t, r, "controls", "hilltop")
	if len(o.Alike) != 1 {
		t.Fatalf("%d candidates say the same as %q, want 1", len(o.Alike), o.Quote)
	}
	seq := d.rule(t, desk.Ruling{Document: id, Offers: o.IDs(), Accept: true})
	for _, claim := range o.IDs() {
		row := mustRow(t, d, salient.KindClaim, string(claim))
		got := fmt.Sprint(row.Get("status"), row.Get("decided_by"), row.Get("decided_at"), row.Get("reason"), row.Get("layer_sha256"))
		if want := "accepted" + "ana" + "2024-01-02" + "read" + r.Text.SHA256; strings.ReplaceAll(got, " ", "") != want {
			t.Errorf("claim %s = %s, want %s", claim, got, want)
		}
	}
	if report, err := d.Verify(t.Context(), ""); err != nil || len(report.Problems) > 0 || report.Passages < 2 || report.Orphaned > 0 {
		t.Errorf("Verify = %+v, %v; want two passages and no problem", report, err)
	}
	after := d.review(t, id)
	if after.Left != r.Left-2 || after.Decided != r.Decided+2 {
		t.Errorf("left %d, decided %d; want %d and %d", after.Left, after.Decided, r.Left-2, r.Decided+2)
	}
	if _, err := d.UndoEntry(t.Context(), "ana", seq); err != nil {
		t.Fatal(err)
	}
	if again := d.review(t, id); again.Left != r.Left {
		t.Errorf("after the undo %d are left, want %d", again.Left, r.Left)
	}
}

// What is rejected isn't offered again, makes no place of a mistake, and teaches.
func TestRejectingIsKeptAndTeaches(t *testing.T) {
	d, id := reviewing(t)
	r, places := d.review(t, id), len(mustView(t, d).All.Places)
	o := offered(t, r, "controls", "Oxbridge")
	d.rule(t, desk.Ruling{Document: id, Offers: o.IDs()})
	if row := mustRow(t, d, salient.KindClaim, string(o.ID)); row.Get("status") != "rejected" || row.Get("kind") != "statement" {
		t.Errorf("claim = %s %s, want a rejected statement", row.Get("status"), row.Get("kind"))
	}
	after := d.review(t, id)
	if after.Left != r.Left-1 {
		t.Errorf("%d are left, want %d", after.Left, r.Left-1)
	}
	if n := len(after.Ranking.Decisions); n != 1 || after.Ranking.Decisions[0].Accepted {
		t.Errorf("decisions = %+v, want one rejection", after.Ranking.Decisions)
	}
	if n := len(mustView(t, d).All.Places); n != places {
		t.Error("a rejected candidate added a place")
	}
}

// A place that the case lacks comes in with the claim, and goes with it.
func TestAcceptingAddsWhatTheCaseLacks(t *testing.T) {
	d, id := reviewing(t)
	before := d.written(t)
	r := d.review(t, id)
	o := offered(t, r, "controls", "Oxbridge")
	seq := d.rule(t, desk.Ruling{Document: id, Offers: o.IDs(), Accept: true})
	if row := mustRow(t, d, salient.KindClaim, string(o.ID)); row.Get("place") != "oxbridge" {
		t.Errorf("the claim's place is %q, want oxbridge", row.Get("place"))
	}
	if row := mustRow(t, d, salient.KindPlace, "oxbridge"); row.Get("name") != "Oxbridge" {
		t.Errorf("the place is named %q, want Oxbridge", row.Get("name"))
	}
	if after := d.review(t, id); after.Left != r.Left-1 {
		t.Errorf("%d are left, want %d: the ids of others moved with the new place", after.Left, r.Left-1)
	}
	if _, err := d.UndoEntry(t.Context(), "ana", seq); err != nil {
		t.Fatal(err)
	}
	if after := d.written(t); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Error("the undo left something behind")
	}
}

// Of two who decide on one candidate the second is told, and writes nothing.
func TestTwoDecideOnOneCandidate(t *testing.T) {
	d, id := reviewing(t)
	o := offered(t, d.review(t, id), "controls", "hilltop")
	seen := mustView(t, d)
	d.rule(t, desk.Ruling{Document: id, Offers: []salient.ClaimID{o.ID}, Accept: true})
	head := d.seq(t)
	_, err := d.Rule(t.Context(), seen, desk.Ruling{Who: "ben", Reason: "no", Document: id, Offers: o.IDs()})
	if !errors.Is(err, salient.ErrConflict) || d.seq(t) != head {
		t.Errorf("Rule = %v, entry %d; want a conflict and entry %d", err, d.seq(t), head)
	}
}

// A report is reviewed with keys alone; what was accepted verifies, whatever was done is there
// after a reload, and the page is accessible at both widths.
func TestReviewByKeys(t *testing.T) {
	plainly(t)
	b := openTab(t)
	d, id := reviewing(t)
	s := served(t, d.Desk, "ana")
	left := func() int { return d.review(t, id).Left }
	first := left()
	b.see(1440, 900, "light")
	b.do(chromedp.Navigate(s.URL + "/documents/" + string(id)))
	b.listens()
	b.do(chromedp.KeyEvent("v"))
	b.candidates(first)
	b.looksRight("review")

	claim := b.offered()
	b.do(chromedp.KeyEvent("a"))
	b.candidates(first - 1)
	if row := mustRow(t, d, salient.KindClaim, claim); row.Get("status") != "accepted" || row.Get("decided_by") != "ana" {
		t.Errorf("a made %s %s by %s, want accepted by ana", claim, row.Get("status"), row.Get("decided_by"))
	}
	b.do(chromedp.KeyEvent("u"))
	b.candidates(first)

	claim = b.offered()
	b.do(chromedp.KeyEvent("r"))
	b.until("the reasons", `!!document.querySelector(".offer details[open]")`)
	b.do(chromedp.KeyEvent("4"))
	b.candidates(first - 1)
	if row := mustRow(t, d, salient.KindClaim, claim); row.Get("status") != "rejected" || row.Get("reason") != "not said" {
		t.Errorf("r 4 made %s %s: %s, want rejected: not said", claim, row.Get("status"), row.Get("reason"))
	}

	claim = b.offered()
	b.do(chromedp.KeyEvent("s"))
	b.until("a skipped one", fmt.Sprintf(`new URL(location).searchParams.get("skip") !== null && document.querySelector("input[name=c]")?.value !== %q`, claim))
	b.do(chromedp.Navigate(s.URL + "/documents/" + string(id) + "/review"))
	b.candidates(first - 1)
	if got := b.offered(); got != claim {
		t.Errorf("after a reload %s is offered, want %s, which was only skipped", got, claim)
	}

	b.do(chromedp.KeyEvent("e"))
	b.until("the claim's form", `location.pathname.endsWith("/review/mend") && !!document.getElementById("f-hedge")`)
	eval[bool](b, `(() => { document.getElementById("f-hedge").value = "by our reading"; document.querySelector("form.form button.main").click(); return true })()`)
	b.candidates(first - 2)
	if row := mustRow(t, d, salient.KindClaim, claim); row.Get("status") != "accepted" || row.Get("hedge") != "by our reading" {
		t.Errorf("mended: %s with hedge %q, want accepted by our reading", row.Get("status"), row.Get("hedge"))
	}

	b.decideAll(t, d, id)
	b.looksRight("review-done")
	if n := len(d.review(t, id).Ranking.Decisions); n != first {
		t.Errorf("%d decisions teach, want %d", n, first)
	}
	if p := d.review(t, id).Ranking.Precision(0); p.Accepted != first-1 {
		t.Errorf("Precision = %+v; want all but one of %d accepted", p, first)
	}
	if report, err := d.Verify(t.Context(), ""); err != nil || len(report.Problems) > 0 || report.Passages < first || report.Orphaned > 0 {
		t.Errorf("Verify = %+v, %v; want %d passages and no problem", report, err, first)
	}
	for _, c := range b.taken() {
		t.Error(c)
	}
}

// candidates waits until the page says how many are left.
func (b *tab) candidates(n int) {
	b.t.Helper()
	word := "candidates"
	if n == 1 {
		word = "candidate"
	}
	b.until(fmt.Sprintf("%d left", n), fmt.Sprintf(`location.pathname.endsWith("/review") && document.querySelector(".progress strong")?.textContent === "%d %s left"`, n, word))
	b.listens()
}

// offered is the claim that the candidate on the page becomes.
func (b *tab) offered() string {
	return eval[string](b, `document.querySelector("input[name=c]").value`)
}

// looksRight checks a page as it is with axe-core in both themes, and that it doesn't scroll
// sideways on a telephone. With SALIENT_PICTURES it keeps pictures.
func (b *tab) looksRight(name string) {
	b.t.Helper()
	source, err := os.ReadFile(fromRoot("node_modules/axe-core/axe.min.js"))
	if err != nil {
		b.t.Log("without axe-core: run make islands")
		return
	}
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{360, 1440} {
			b.see(width, 900, theme)
			for _, found := range b.axe(string(source)) {
				b.t.Errorf("%s (%s, %d px): %s", name, theme, width, found)
			}
			if over := eval[float64](b, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
				b.t.Errorf("%s scrolls sideways by %.0f px at %d px: %s", name, over, width, eval[string](b, widest))
			}
			b.kept(fmt.Sprintf("%s-%d-%s.png", name, width, theme))
		}
	}
}

func (b *tab) kept(name string) {
	b.t.Helper()
	dir := os.Getenv("SALIENT_PICTURES")
	if dir == "" {
		return
	}
	shot, err := chromedp.Run(b, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name), shot, 0o600)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// mending opens the form of a candidate at Hilltop.
func mending(t *testing.T) (d desktop, s site, id salient.DocumentID, o desk.Offer) {
	t.Helper()
	d, id = reviewing(t)
	o = offered(t, d.review(t, id), "Shelling/artillery/missile attack", "hilltop")
	return d, served(t, d.Desk, "ana"), id, o
}

// inOrder fails if the words aren't on the page one behind the other.
func inOrder(t *testing.T, page string, words ...string) {
	t.Helper()
	rest := page
	for _, w := range words {
		_, behind, ok := strings.Cut(rest, w)
		if !ok {
			t.Fatalf("%q isn't there, or stands before what is to stand before it:\n%s", w, page)
		}
		rest = behind
	}
}

// What is said stands first, under the passage with the sentences around it; the rest is folded
// away, until something is wrong in it.
func TestTheFormThatMendsACandidate(t *testing.T) {
	plainly(t)
	d, s, id, o := mending(t)
	address := "/documents/" + string(id) + "/review/mend?c=" + string(o.ID)
	_, page, _ := s.get(t, address)
	inOrder(t, page, "<h1>Mend what was read</h1>", "Saving accepts it", "On 3 April 2020 the army captured Hilltop.</span>", "<mark data-current>Activists said",
		`id="f-kind"`, `id="f-what"`, `id="f-actor"`, `id="f-other"`, `id="f-place"`, `id="f-to"`, `id="f-when"`, `id="f-span"`, `id="f-stance"`, `id="f-claimant"`,
		`id="f-value"`, `id="f-amount"`, `id="f-unit"`, `<details class="others"><summary>All other columns`, `id="f-hedge"`,
		">The passage<", `id="f-start"`, "offset in the text, in code points", `id="f-layer_sha256"`, "</details>", "Accept as mended", "Leave it")
	for _, no := range []string{"Make it", "New claim", `id="f-status"`, `id="f-decided_by"`} {
		if strings.Contains(page, no) {
			t.Errorf("the form has %q", no)
		}
	}
	row, _, err := d.Draft(t.Context(), mustView(t, d), id, o.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{}
	for _, c := range row.Cells {
		form.Set("c."+c.Column, c.Text)
	}
	form.Set("c.credibility", "9")
	status, page, _ := s.post(t, address, form)
	if status != http.StatusUnprocessableEntity || !strings.Contains(page, `<details class="others" open>`) {
		t.Errorf("a fault in a folded field: %d, not unfolded:\n%s", status, page)
	}
	inOrder(t, page, "Activists said", `href="#f-credibility"`)
	form.Del("c.credibility")
	if status, page, _ := s.post(t, address, form); status != http.StatusSeeOther {
		t.Fatalf("mended: %d\n%s", status, page)
	}
	if got := mustRow(t, d, salient.KindClaim, string(o.ID)); got.Get("status") != "accepted" || got.Get("decided_by") != "ana" {
		t.Errorf("mended: %s by %s", got.Get("status"), got.Get("decided_by"))
	}
}

// The same groups stand open in the forms of any claim.
func TestTheGroupsOfAClaimsForm(t *testing.T) {
	plainly(t)
	d, _ := reviewing(t)
	_, page, _ := served(t, d.Desk, "ana").get(t, "/new/claim")
	inOrder(t, page, `id="f-id"`, ">What is said<", `id="f-kind"`, ">How it is said<", `id="f-says"`, ">The passage<", `id="f-document"`, `id="f-start"`,
		">The decision<", `id="f-status"`, `id="f-decided_by"`, `id="f-decided_at"`, `id="f-reason"`, `id="f-note"`, "Make it")
	if strings.Contains(page, `class="others"`) {
		t.Error("a new claim's form folds fields away")
	}
	for _, column := range salient.Columns(salient.KindClaim) {
		if n := strings.Count(page, `id="f-`+column+`"`); n != 1 {
			t.Errorf("column %s has %d fields, want 1", column, n)
		}
	}
}

// farDown is the review of a report whose passages stand thousands of pixels down.
func farDown(t *testing.T) (b *tab, d desktop, id salient.DocumentID, address string) {
	t.Helper()
	b = openTab(t)
	d = newDesk(t)
	d.bridge(t)
	d.Ingest = ingest.Reader{Decoders: map[ingest.Kind]ingest.Decoder{ingest.Text: text.Decoder{}}}
	filler := strings.Repeat("Nothing else was said that day of the valley, as far as anybody remembers it.\n\n", 120)
	id = salient.DocumentID(d.take(t, file("long.txt", filler+report+filler)).Documents[0].ID)
	return b, d, id, served(t, d.Desk, "ana").URL + "/documents/" + string(id) + "/review"
}

// inWindow is a script that says whether an element can be seen whole, below the header.
func inWindow(selector string) string {
	return fmt.Sprintf(`(() => { const r = document.querySelector(%q).getBoundingClientRect(); return r.top >= 48 && r.bottom <= innerHeight && r.height > 0 })()`, selector)
}

func (b *tab) isSeen(what, selector string) {
	b.t.Helper()
	if !eval[bool](b, inWindow(selector)) {
		b.t.Errorf("%s isn't in sight: %s", what, eval[string](b, fmt.Sprintf(`JSON.stringify(document.querySelector(%q).getBoundingClientRect()) + " of " + innerHeight + " at " + scrollY`, selector)))
	}
}

// On a telephone a message covers no button, and can be closed; the reasons come into sight; the
// card says what stands around the passage, and leads to it and back.
func TestReviewOnATelephone(t *testing.T) {
	plainly(t)
	b, d, id, address := farDown(t)
	b.see(390, 844, "light")
	b.do(chromedp.Navigate(address))
	left := d.review(t, id).Left
	b.candidates(left)
	b.kept("telephone-card.png")
	b.do(chromedp.KeyEvent("a"))
	b.candidates(left - 1)
	b.kept("telephone-message.png")
	if !eval[bool](b, `(() => { const toast = document.querySelector(".toast").getBoundingClientRect(); return toast.top >= 48 && toast.bottom < 200 })()`) {
		t.Error("the message isn't at the top, below the header")
	}
	b.do(chromedp.KeyEvent("u"))
	b.candidates(left)
	eval[bool](b, `(document.querySelector(".toast .close").click(), true)`)
	b.until("no message", `!document.querySelector(".toast")`)

	b.do(chromedp.KeyEvent("r"))
	b.until("the reasons in sight", inWindow(".offer details"))
	b.kept("telephone-reasons.png")
	if eval[bool](b, inWindow("#now")) {
		t.Error("the passage can be seen beside the card: the page is too short for this test")
	}
	eval[bool](b, `(document.querySelector("a[href='#now']").click(), true)`)
	b.until("the passage in the text", inWindow("#now"))
	eval[bool](b, `(document.querySelector(".text .back").click(), true)`)
	b.until("the card", inWindow("#offer"))
	for _, c := range b.taken() {
		t.Error(c)
	}
}

// A wide page opens at its top, with its text's column scrolled to the passage.
func TestReviewOpensAtItsTop(t *testing.T) {
	plainly(t)
	b, d, id, address := farDown(t)
	b.see(1440, 900, "light")
	b.do(chromedp.Navigate(address))
	b.candidates(d.review(t, id).Left)
	if at := eval[float64](b, "scrollY"); at != 0 {
		t.Errorf("the window is scrolled by %.0f px", at)
	}
	b.isSeen("the passage", "#now")
	b.isSeen("the button that accepts", "button[value=accept]")
	b.kept("wide.png")
}

// Each reason for which a candidate is rejected has its key, is a button without script, and is
// kept with the claim and in the ledger.
func TestReasonsOfRejections(t *testing.T) {
	plainly(t)
	d, id := reviewing(t)
	s, address := served(t, d.Desk, "ana"), "/documents/"+string(id)+"/review"
	_, page, _ := s.get(t, address)
	for i, reason := range []string{"wrong place", "wrong party", "wrong date", "not said", "said already", "otherwise wrong"} {
		if button := fmt.Sprintf(`<button name="reject" value="%s" data-key="%d">`, reason, i+1); !strings.Contains(page, button) {
			t.Errorf("no %s", button)
		}
	}
	o := offered(t, d.review(t, id), "controls", "hilltop")
	if status, body, _ := s.post(t, address, url.Values{"c": {string(o.ID)}, "reject": {"wrong date"}}); status != http.StatusSeeOther {
		t.Fatalf("rejected: %d\n%s", status, body)
	}
	if row := mustRow(t, d, salient.KindClaim, string(o.ID)); row.Get("status") != "rejected" || row.Get("reason") != "wrong date" {
		t.Errorf("the claim is %s: %s, want rejected: wrong date", row.Get("status"), row.Get("reason"))
	}
	if _, page, _ := s.get(t, address); !strings.Contains(page, ", wrong date</button>") {
		t.Error("the button that undoes it doesn't say why it was rejected")
	}
	if _, page, _ := s.get(t, "/claims/"+string(o.ID)); !strings.Contains(page, "wrong date") {
		t.Error("the claim's page doesn't say why it was rejected")
	}
}

// Whoever goes through the form of a candidate with Tab sees each field above the bar of buttons,
// in both widths.
func TestTheFormThatMendsByKeys(t *testing.T) {
	plainly(t)
	d, s, id, o := mending(t)
	b, left := openTab(t), d.review(t, id).Left
	for _, width := range []int64{390, 1440} {
		b.see(width, 844, "light")
		b.do(chromedp.Navigate(s.URL + "/documents/" + string(id) + "/review/mend?c=" + string(o.ID)))
		eval[bool](b, `(document.querySelector(".others").open = true, document.getElementById("f-kind").focus(), true)`)
		fields := 0
		for ; eval[bool](b, `document.activeElement.closest(".form .end") === null`); fields++ {
			if hidden := eval[string](b, `(() => {
				const e = document.activeElement, r = e.getBoundingClientRect();
				return r.top >= 48 && r.bottom <= document.querySelector(".form .end").getBoundingClientRect().top ? "" : e.id;
			})()`); hidden != "" {
				t.Errorf("at %d px the bars hide %s", width, hidden)
			}
			if b.do(chromedp.KeyEvent(kb.Tab)); fields > 60 {
				t.Fatal("Tab leads nowhere")
			}
		}
		if fields < 28 {
			t.Errorf("Tab went through %d fields, want all", fields)
		}
	}
	b.looksRight("mend")
	eval[bool](b, `(document.querySelector("form.form button.main").click(), true)`)
	b.candidates(left - 1)
	if row := mustRow(t, d, salient.KindClaim, string(o.ID)); row.Get("status") != "accepted" {
		t.Errorf("the button made it %s, want accepted", row.Get("status"))
	}
	for _, c := range b.taken() {
		t.Error(c)
	}
}

// worded is a report with a movement, a happening, and its denial.
const worded = "Rebels captured Hilltop on 6 April 2020, not Midford. The army denied that rebels had captured Hilltop.\n\n" +
	"The army sent reinforcements from Midford to Hilltop on 7 April 2020.\n"

// The card says in a sentence what is offered, a denial by whom, and so do the form that mends it
// and the claim's page; what it says follows the place that is chosen.
func TestReviewWordsWhatIsOffered(t *testing.T) {
	plainly(t)
	d := newDesk(t)
	d.bridge(t)
	d.Ingest = ingest.Reader{Decoders: map[ingest.Kind]ingest.Decoder{ingest.Text: text.Decoder{}}}
	id := salient.DocumentID(d.take(t, file("words.txt", worded)).Documents[0].ID)
	s, address := served(t, d.Desk, "ana"), "/documents/"+string(id)+"/review"
	want := map[string]string{
		"movement asserts":  "The army reinforces Hilltop from Midford",
		"happening asserts": "Non-state actor overtakes territory at Hilltop: rebels",
		"happening denies":  "Denied by the army: Non-state actor overtakes territory at Hilltop: rebels",
		"holding asserts":   "Rebels control Hilltop",
		"holding denies":    "Denied by the army: rebels control Hilltop",
	}
	var moved, happened desk.Offer
	for _, o := range d.review(t, id).Offers {
		key := string(o.Kind) + " " + string(o.Stance)
		says := want[key]
		delete(want, key)
		_, page, _ := s.get(t, address+"?at="+shortID(o))
		inOrder(t, page, `<span id="says" dir="auto">`+says+`</span>`)
		_, page, _ = s.get(t, address+"/mend?c="+string(o.ID))
		inOrder(t, page, says+"</p>", "<blockquote")
		switch key {
		case "movement asserts":
			moved = o
		case "happening asserts":
			happened = o
		}
	}
	if len(want) > 0 {
		t.Fatalf("not offered: %v", want)
	}
	d.rule(t, desk.Ruling{Document: id, Offers: moved.IDs(), Accept: true})
	_, page, _ := s.get(t, "/claims/"+string(moved.ID))
	inOrder(t, page, "asserts: the army reinforces Hilltop from Midford — 7 April 2020")

	b := openTab(t)
	b.see(1440, 900, "light")
	b.do(chromedp.Navigate(s.URL + address + "?at=" + shortID(happened)))
	b.listens()
	b.do(chromedp.KeyEvent("2"))
	b.until("the other place", fmt.Sprintf(`document.getElementById("says").textContent === %q`, "Non-state actor overtakes territory at "+happened.Places[1].Name+": rebels"))
}

// shortID names an offer in the page's address.
func shortID(o desk.Offer) string { return string(o.ID)[len(o.ID)-8:] }

// cards is a review as a browser without script sees it.
type cards struct {
	t *testing.T
	site
	page string
}

var (
	hrefs     = regexp.MustCompile(`<a [^>]*href="([^"]*)"[^>]*>([^<]*)`)
	candidate = regexp.MustCompile(`name="c" value="([^"]*)"`)
)

func (c *cards) open(address string) {
	c.t.Helper()
	status, page, _ := c.get(c.t, html.UnescapeString(address))
	if status != http.StatusOK {
		c.t.Fatalf("%s: %d\n%s", address, status, page)
	}
	c.page = page
}

// follow opens the link with these words.
func (c *cards) follow(words string) {
	c.t.Helper()
	for _, m := range hrefs.FindAllStringSubmatch(c.page, -1) {
		if strings.TrimSpace(m[2]) == words {
			c.open(m[1])
			return
		}
	}
	c.t.Fatalf("no link %q:\n%s", words, c.page)
}

// now is the candidate on the card, "" if there is none.
func (c *cards) now() string {
	if m := candidate.FindStringSubmatch(c.page); m != nil {
		return m[1]
	}
	return ""
}

// The line above the card says in which order cards come; the other order is a link that every
// link and form keeps. In the text's order Next goes through the text, and a decision goes on
// behind what was decided.
func TestTheOrderOfCards(t *testing.T) {
	plainly(t)
	d, long, short := pile(t)
	c := &cards{t: t, site: served(t, d.Desk, "ana")}
	address := "/documents/" + string(long) + "/review"
	c.open(address)
	inOrder(t, c.page, "<strong>7 candidates left</strong>, in 5 cards: this is card 1", `aria-current="true">the least certain first</a>`, "in the text’s order</a>")
	if o := d.review(t, long).Offers[0]; c.now() != string(o.ID) {
		t.Errorf("%s comes first, want the least certain, %s", c.now(), o.ID)
	}
	c.follow("in the text’s order")
	inOrder(t, c.page, `aria-current="true">in the text’s order</a>`, `name="order" value="text"`)
	offers := d.review(t, long).Offers
	slices.SortStableFunc(offers, func(a, b desk.Offer) int { return a.Start - b.Start })
	for i, o := range offers {
		if c.now() != string(o.ID) {
			t.Errorf("card %d is %s, want %s: %s", i+1, c.now(), o.ID, o.Quote)
		}
		for _, m := range hrefs.FindAllStringSubmatch(c.page, -1) {
			if strings.Contains(m[1], "/review?") && !strings.Contains(m[1], "order=text") && m[2] != "the least certain first" {
				t.Errorf("%q at %s loses the order", m[2], m[1])
			}
		}
		c.follow("Next")
	}
	inOrder(t, c.page, "That was the last card; 5 cards are left before it.", "Next in the inbox", "order=text")
	if !strings.Contains(c.page, "/documents/"+string(short)+"/review?order=text") {
		t.Error("the next document isn't offered in the same order")
	}
	c.follow("Back to the first")

	_, _, header := c.post(t, address, url.Values{"c": {string(offers[1].ID)}, "decision": {"accept"}, "order": {"text"}, "next": {shortID(offers[2])}})
	c.open(header.Get("Location"))
	if c.now() != string(offers[2].ID) {
		t.Errorf("behind the second comes %s, want the third, %s", c.now(), offers[2].ID)
	}
	if status, page, _ := c.get(t, address+"?order=size"); status != http.StatusBadRequest || !strings.Contains(page, "expected text") {
		t.Errorf("order=size: %d", status)
	}
}

// Behind the last card nothing comes round again; what was skipped is shown again from the first on.
func TestSkippedCardsAreShownAgain(t *testing.T) {
	plainly(t)
	d, id := reviewing(t)
	c := &cards{t: t, site: served(t, d.Desk, "ana")}
	c.open("/documents/" + string(id) + "/review")
	c.follow("Next")
	skipped := c.now()
	c.follow("Skip")
	if c.now() == skipped {
		t.Error("a skipped card is shown")
	}
	inOrder(t, c.page, "in 5 cards: this is card 2 of the 4 shown", "1 skipped")
	c.follow("Skip")
	c.follow("show them again")
	if c.now() != skipped {
		t.Errorf("%s is shown again, want %s, which was skipped first", c.now(), skipped)
	}
	inOrder(t, c.page, "in 5 cards: this is card 2", "<kbd>1–9</kbd>")
}
