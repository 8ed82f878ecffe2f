package cli_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
)

const (
	demoBrief  = "the-fall-of-al-qusayr"
	editorPath = "/briefs/" + demoBrief + "/edit"
	knownClaim = "reuters-2013-04-18-air-base-clash-06"
)

var briefRef = desk.Ref{Kind: salient.KindBrief, ID: demoBrief}

// briefNow is the demo's brief as the ledger has it.
func (s site) briefNow(t *testing.T) (text, revision string) {
	t.Helper()
	row, seq, err := s.desk.Row(t.Context(), briefRef)
	if err != nil {
		t.Fatal(err)
	}
	return row.Get("text"), fmt.Sprint(seq)
}

func TestEditorWithoutScripts(t *testing.T) {
	plainly(t)
	s := serveDemo(t)
	t.Run("the page holds the text and its form", s.editorHoldsTheText)
	t.Run("check names the line and writes nothing", s.editorChecks)
	t.Run("claims are found by words, place and day", s.editorFindsClaims)
	t.Run("a figure is written and previewed", s.editorWritesFigures)
	t.Run("saving, conflict, history, restoring", s.editorSaves)
}

func (s site) editorHoldsTheText(t *testing.T) {
	text, revision := s.briefNow(t)
	_, body, header := s.get(t, editorPath)
	for _, want := range []string{`name="revision" value="` + revision + `"`, `dir="auto"`, `value="check"`, `value="save"`, "## Why the town mattered", "0 errors"} {
		if !strings.Contains(body, want) {
			t.Errorf("GET %s has no %q", editorPath, want)
		}
	}
	if !strings.Contains(text, "## Why the town mattered") {
		t.Error("the demo's brief isn't the one that this test knows")
	}
	if csp := header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-src 'self'") || !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("GET %s: policy %q, want frames of our own and nothing else more", editorPath, csp)
	}
	_, body, header = s.get(t, "/briefs/"+demoBrief+"/preview")
	if csp := header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'self'") || strings.Contains(csp, "allow-scripts") || !strings.Contains(body, "The fall of al-Qusayr") {
		t.Errorf("the preview's policy is %q; want one without scripts, framed by us", csp)
	}
	if status, _, _ := s.get(t, "/briefs/no-such/edit"); status != http.StatusNotFound {
		t.Errorf("GET the editor of no brief = %d, want 404", status)
	}
}

func (s site) editorChecks(t *testing.T) {
	text, revision := s.briefNow(t)
	line := strings.Count(text, "\n") + 2
	form := url.Values{"text": {strings.ReplaceAll(text+"\nThe town fell.\n", "\n", "\r\n")}, "revision": {revision}, "do": {"check"}}
	status, body, _ := s.post(t, editorPath, form)
	if want := fmt.Sprintf(`data-line="%d" data-column="1"`, line); status != http.StatusOK || !strings.Contains(body, want) || !strings.Contains(body, "#B012") {
		t.Errorf("check = %d, has %s: %v; want B012 there", status, want, strings.Contains(body, want))
	}
	form.Set("part", "checked")
	if _, part, _ := s.post(t, editorPath, form); strings.Contains(part, "<html") || !strings.Contains(part, "#B012") {
		t.Errorf("the part checked is %.200q; want the problems alone", part)
	}
	if _, now := s.briefNow(t); now != revision {
		t.Errorf("check wrote entry %s", now)
	}
	if _, codes, _ := s.get(t, "/codes"); !strings.Contains(codes, `id="B012"`) {
		t.Error("GET /codes doesn't explain B012")
	}
	form.Set("do", "publish")
	if status, _, _ := s.post(t, editorPath, form); status != http.StatusBadRequest {
		t.Errorf("a button that doesn't exist = %d, want 400", status)
	}
}

func (s site) editorFindsClaims(t *testing.T) {
	text, revision := s.briefNow(t)
	ask := func(q url.Values) (int, string) {
		q.Set("text", text)
		q.Set("revision", revision)
		q.Set("do", "pick")
		q.Set("part", "picked")
		status, body, _ := s.post(t, editorPath, q)
		return status, body
	}
	if _, body := ask(url.Values{"q": {"AIR base clash 06 reuters"}}); !strings.Contains(body, "[@"+knownClaim+"]") {
		t.Errorf("words don't find %s", knownClaim)
	}
	all := s.claims(t)
	_, body := ask(url.Values{"q.place": {"مركز القصير"}, "q.day": {"19 May 2013"}})
	ids := regexp.MustCompile(`data-insert="\[@([^\]]+)\]"`).FindAllStringSubmatch(body, -1)
	if len(ids) == 0 {
		t.Error("place and day find nothing")
	}
	for _, m := range ids {
		if cl := all[m[1]]; cl.Place != "al-qusayr-centre" {
			t.Errorf("asked for claims on the centre, got %s on %q", m[1], cl.Place)
		}
	}
	if status, _ := ask(url.Values{"q.day": {"mid-May"}}); status != http.StatusBadRequest {
		t.Errorf("a day that can't be read = %d, want 400", status)
	}
}

func (s site) claims(t *testing.T) map[string]salient.Claim {
	t.Helper()
	v, err := s.desk.View(t.Context(), desk.Cut{})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]salient.Claim{}
	for _, cl := range v.All.Claims {
		out[string(cl.ID)] = cl
	}
	return out
}

func (s site) editorWritesFigures(t *testing.T) {
	text, revision := s.briefNow(t)
	form := url.Values{
		"text": {text}, "revision": {revision}, "do": {"figure"}, "part": {"drawn"},
		"f.kind": {"control-strip"}, "f.title": {"Who held it"}, "f.control-strip.place": {"al-qusayr-centre"}, "f.map.on": {"2013-05-20"},
	}
	const want = "![Who held it](figure:control-strip?place=al-qusayr-centre)"
	if _, body, _ := s.post(t, editorPath, form); !strings.Contains(body, want) {
		t.Errorf("the figure is written as %q, want %s in it", body, want)
	}
	form.Set("only", "figure")
	if status, body, _ := s.post(t, "/briefs/"+demoBrief+"/preview", form); status != http.StatusOK || !strings.Contains(body, "<svg") || strings.Contains(body, "Why the town mattered") {
		t.Errorf("preview of the figure = %d, drawn: %v; want the figure alone", status, strings.Contains(body, "<svg"))
	}
	form.Set("f.control-strip.place", "nowhere")
	if _, body, _ := s.post(t, editorPath, form); !strings.Contains(body, "expected the id of a place") {
		t.Error("a wrong place isn't named")
	}
	if status, body, _ := s.post(t, "/briefs/"+demoBrief+"/preview", form); status != http.StatusOK || !strings.Contains(body, "Not drawn yet") {
		t.Errorf("preview of a figure that can't be drawn = %d; want one that says so", status)
	}
}

func (s site) editorSaves(t *testing.T) {
	text, first := s.briefNow(t)
	ours := url.Values{"text": {text + "\nOurs. {.analysis}\n"}, "revision": {first}, "do": {"save"}, "why": {"a closing word"}}
	if status, _, header := s.post(t, editorPath, ours); status != http.StatusSeeOther || header.Get("Location") != editorPath {
		t.Fatalf("save = %d to %q, want 303 to the editor", status, header.Get("Location"))
	}
	got, second := s.briefNow(t)
	if got != ours.Get("text") || second == first {
		t.Fatal("the text saved isn't the one sent")
	}
	if status, _, _ := s.post(t, editorPath, ours); status != http.StatusSeeOther {
		t.Errorf("saving the same text again = %d, want 303", status)
	}
	if _, again := s.briefNow(t); again != second {
		t.Errorf("saving the same text wrote entry %s", again)
	}
	theirs := url.Values{"text": {text + "\nTheirs. {.analysis}\n"}, "revision": {first}, "do": {"save"}}
	status, body, _ := s.post(t, editorPath, theirs)
	if status != http.StatusConflict || !strings.Contains(body, "Theirs. {.analysis}\n</textarea>") || !strings.Contains(body, "<del>Ours.</del>") || !strings.Contains(body, `name="revision" value="`+second+`"`) {
		t.Errorf("saving over somebody = %d; want 409 with both texts and the new revision", status)
	}
	if now, _ := s.briefNow(t); now != got {
		t.Error("a conflict wrote something")
	}
	history := "/briefs/" + demoBrief + "/history"
	if _, body, _ := s.get(t, history); !strings.Contains(body, "<ins>Ours. {.analysis}</ins>") || !strings.Contains(body, "a closing word") {
		t.Error("the history doesn't show the line that came, and why")
	}
	if _, body, _ := s.get(t, history+"?old="+second+"&new="+first); !strings.Contains(body, "<del>Ours. {.analysis}</del>") {
		t.Error("compared backwards, the line doesn't go")
	}
	if status, _, _ := s.get(t, history+"?old=999"); status != http.StatusBadRequest {
		t.Errorf("an entry that didn't write the brief = %d, want 400", status)
	}
	if status, _, _ := s.post(t, "/briefs/"+demoBrief+"/restore", url.Values{"revision": {first}, "entry": {first}}); status != http.StatusConflict {
		t.Errorf("restoring over a text that wasn't seen = %d, want 409", status)
	}
	if status, _, _ := s.post(t, "/briefs/"+demoBrief+"/restore", url.Values{"revision": {second}, "entry": {first}}); status != http.StatusSeeOther {
		t.Fatalf("restore = %d, want 303", status)
	}
	if now, third := s.briefNow(t); now != text || third == second {
		t.Error("restoring didn't bring the first text back as a new entry")
	}
	s.wordsOfRevisions(t, "restored from entry "+first, "a closing word")
}

// wordsOfRevisions checks the newest reasons in the ledger for the brief.
func (s site) wordsOfRevisions(t *testing.T, want ...string) {
	t.Helper()
	revs, err := s.desk.Revisions(t.Context(), briefRef)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, rev := range slices.Backward(revs) {
		got = append(got, rev.Entry.Why)
	}
	if !slices.Equal(got[:min(len(want), len(got))], want) {
		t.Errorf("the ledger says %q, want %q first", got, want)
	}
}

func TestEditorInBrowser(t *testing.T) {
	plainly(t)
	b := openTab(t)
	s := serveDemo(t)
	b.editorIsAccessible(t, s)
	b.see(1440, 900, "light")
	b.do(chromedp.Navigate(s.URL + editorPath))
	b.until("the editor", `!!document.querySelector("#editor.scripted")`)
	text, first := s.briefNow(t)
	line := strings.Count(text, "\n") + 2

	b.typeAtEnd("\nGovernment forces called the countryside a main channel.")
	problem := fmt.Sprintf(`#checked a.go[data-line="%d"]`, line)
	b.until("the problem at its line", fmt.Sprintf(`[...document.querySelectorAll(%q)].some(a => a.closest("li").textContent.includes("B012"))`, problem))
	eval[bool](b, fmt.Sprintf(`(() => { document.querySelector(%q).click(); return true })()`, problem))
	if got := eval[float64](b, `document.getElementById("brief-text").selectionStart`); int(got) != len([]rune(text))+1 {
		t.Errorf("a click on the problem puts the caret at %.0f, want %d", got, len([]rune(text))+1)
	}

	b.typeAtEnd(" [[")
	b.until("the picker", `document.activeElement.name === "q"`)
	b.do(chromedp.KeyEvent("air base clash 06 reuters"))
	b.until("the claim", fmt.Sprintf(`!!document.querySelector('[data-insert="[@%s]"]')`, knownClaim))
	eval[bool](b, fmt.Sprintf(`(() => { document.querySelector('[data-insert="[@%s]"]').click(); return true })()`, knownClaim))
	b.until("no more B012", fmt.Sprintf(`document.getElementById("brief-text").value.endsWith("channel. [@%s]") && ![...document.querySelectorAll(%q)].some(a => a.closest("li").textContent.includes("B012"))`, knownClaim, problem))
	b.until("the preview of it", `document.querySelector("#stage iframe:not(.coming)")?.contentDocument?.body?.textContent.includes("called the countryside a main channel.") === true`)

	b.reloadOffersNothingLost(s, first)
	b.until("the difference", `[...document.querySelectorAll(".difference ins")].some(i => i.textContent.includes("called the countryside a main channel."))`)
	for _, c := range b.taken() {
		t.Error(c)
	}
}

// typeAtEnd types into the editor's field as a person does.
func (b *tab) typeAtEnd(text string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(() => { const f = document.getElementById("brief-text"); f.focus(); f.setSelectionRange(f.value.length, f.value.length); document.execCommand("insertText", false, %q); return true })()`, text))
}

// reloadOffersNothingLost saves by key, types on, leaves, and comes back to all that was typed.
// It ends on the history, where the first saved text is compared with the one before.
func (b *tab) reloadOffersNothingLost(s site, first string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent("s", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	b.until("saved", fmt.Sprintf(`document.querySelector("[name=revision]").value !== %q && document.getElementById("saved").textContent.startsWith("Saved at")`, first))
	_, second := s.briefNow(b.t)
	b.typeAtEnd("\n\nA last word. {.analysis}\n")
	b.do(chromedp.Navigate(s.URL + "/briefs"))
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if text, now := s.briefNow(b.t); now != second && strings.HasSuffix(text, "A last word. {.analysis}\n") {
			break
		}
		if time.Now().After(deadline) {
			b.t.Fatal("leaving didn't save")
		}
	}
	text, third := s.briefNow(b.t)
	eval[bool](b, fmt.Sprintf(`(() => { localStorage.setItem("draft The fall of al-Qusayr %s", JSON.stringify({text: %q, revision: %q, at: "2026-11-25T05:00:00Z"})); return true })()`, demoBrief, text+"Typed before the power went. {.analysis}\n", third))
	b.do(chromedp.Navigate(s.URL + editorPath))
	b.until("the draft offered", `document.getElementById("draft")?.hidden === false`)
	eval[bool](b, `(() => { document.querySelector("#draft [data-take]").click(); return true })()`)
	if !eval[bool](b, `document.getElementById("brief-text").value.includes("Typed before the power went.")`) {
		b.t.Error("the draft isn't taken up")
	}
	b.do(chromedp.KeyEvent(kb.F8))
	b.do(chromedp.KeyEvent("s", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	b.until("saved", `document.getElementById("saved").textContent.startsWith("Saved at") && !Object.keys(localStorage).some(k => k.startsWith("draft "))`)
	b.do(chromedp.Navigate(s.URL + "/briefs/" + demoBrief + "/history?old=" + first + "&new=" + second))
}

func (b *tab) editorIsAccessible(t *testing.T, s site) {
	b.t = t
	source := axeSource(t)
	for _, path := range []string{editorPath, "/briefs/" + demoBrief + "/history", "/codes"} {
		b.do(chromedp.Navigate(s.URL + path))
		for _, theme := range []string{"light", "dark"} {
			b.see(1440, 900, theme)
			eval[bool](b, `(() => { document.querySelectorAll("details.tool").forEach(d => d.open = true); return true })()`)
			for _, found := range b.axe(source) {
				t.Errorf("%s (%s): %s", path, theme, found)
			}
		}
		b.see(360, 740, "light")
		if over := eval[float64](b, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
			t.Errorf("%s scrolls sideways by %.0f px at 360 px: %s", path, over, eval[string](b, widest))
		}
	}
}
