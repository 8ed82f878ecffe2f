package cli_test

import (
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The page that readers get, opened as a file without a server: axe-core finds nothing serious
// in it, it asks nobody for anything, it fits on a telephone, and a tap on a sentence, or its
// key, shows what bears it out.
func TestThePublishedPageStandsByItself(t *testing.T) {
	plainly(t)
	source := axeSource(t)
	out := t.TempDir()
	run(t, "publish", alQusayrDir(t), demoBrief, "-o", out, "--no-pdf")
	b := openTab(t)
	b.do(chromedp.Navigate("file://" + filepath.Join(out, demoBrief+".html")))
	for _, theme := range []string{"light", "dark"} {
		b.see(1440, 900, theme)
		for _, found := range b.axe(source) {
			t.Errorf("%s: %s", theme, found)
		}
	}
	if n := eval[int](b, `performance.getEntriesByType("resource").length`); n != 0 {
		t.Errorf("the page asks for %d things", n)
	}
	b.see(360, 740, "light")
	if over := eval[float64](b, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
		t.Errorf("scrolls sideways by %.0f px at 360 px: %s", over, eval[string](b, widest))
	}
	b.claimsShow(t)
	for _, c := range b.taken() {
		t.Error(c)
	}
}

// claimsShow taps a sentence and takes that back with Escape; then it goes there by Tab.
func (b *tab) claimsShow(t *testing.T) {
	t.Helper()
	const seen = `getComputedStyle(document.querySelector("#s1 > .card")).visibility === "visible"`
	if eval[bool](b, seen) {
		t.Error("the first sentence's claims show before anybody asks for them")
	}
	for _, ask := range []string{`document.getElementById("s1").click()`, `document.getElementById("r1").focus()`} {
		eval[bool](b, ask+"; true")
		b.until("the claims after "+ask, seen)
		if eval[bool](b, `(() => { const r = document.querySelector("#s1 > .card").getBoundingClientRect(); return r.left < 0 || r.right > innerWidth })()`) {
			t.Errorf("after %s the claims stand partly outside of the window", ask)
		}
		b.do(chromedp.KeyEvent(kb.Escape))
		b.until("nothing after Escape", "!("+seen+")")
	}
}
