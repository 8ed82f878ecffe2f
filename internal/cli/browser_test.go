package cli_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tab is one tab of a real Chromium.
type tab struct {
	context.Context
	t         *testing.T
	mu        sync.Mutex
	complains []string // errors on the console, exceptions, what the policy refused
}

// webGL is WebGL without a graphics card.
var webGL = []chromedp.ExecAllocatorOption{
	chromedp.Flag("use-gl", "angle"), chromedp.Flag("use-angle", "swiftshader"), chromedp.Flag("enable-unsafe-swiftshader", true),
}

// openTab opens a tab of the Chromium that all tests share, with a profile of its own; of one with
// WebGL if options ask for it. The test is skipped where there is none.
func openTab(t *testing.T, more ...chromedp.ExecAllocatorOption) *tab {
	t.Helper()
	var parent context.Context
	if len(more) == 0 {
		parent = shared.open(t)
	} else {
		parent = startChromium(t, t.Context(), more...)
	}
	ctx, cancel := chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	b := &tab{Context: ctx, t: t}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		t.Fatal(err)
	}
	return b
}

// shared is the Chromium without WebGL: pages are painted a quarter faster there. It runs while a
// test uses it.
var shared sharedChromium

type sharedChromium struct {
	mu    sync.Mutex
	users int
	ctx   context.Context
	stop  func()
}

func (s *sharedChromium) open(t *testing.T) context.Context {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users == 0 {
		var ctx context.Context
		ctx, s.stop = context.WithCancel(context.Background())
		s.ctx = startChromium(t, ctx, chromedp.Flag("disable-gpu", true))
	}
	s.users++
	t.Cleanup(s.close)
	return s.ctx
}

func (s *sharedChromium) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users--; s.users == 0 {
		chromedp.Cancel(s.ctx)
		s.stop()
	}
}

func startChromium(t *testing.T, ctx context.Context, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	path := chromiumPath(t)
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("hide-scrollbars", true), chromedp.WSURLReadTimeout(time.Minute),
	)
	alloc, _ := chromedp.NewExecAllocator(ctx, append(options, more...)...)
	browser, _ := chromedp.NewContext(alloc)
	if err := chromedp.Do(browser); err != nil {
		t.Fatal(err)
	}
	return browser
}

func chromiumPath(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	t.Skip("needs Chromium, which isn't installed here")
	return ""
}

// hear keeps what a page complains about.
func (b *tab) hear(ev any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := ev.(type) {
	case *runtime.EventExceptionThrown:
		b.complains = append(b.complains, "exception: "+e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			b.complains = append(b.complains, fmt.Sprintf("console: %v", e.Args))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			b.complains = append(b.complains, "log: "+e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

// taken returns the complaints so far and forgets them.
func (b *tab) taken() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.complains
	b.complains = nil
	return out
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

func eval[T any](b *tab, script string) T {
	b.t.Helper()
	v, err := tryEval[T](b, script)
	if err != nil {
		b.t.Fatalf("%s: %v", script, err)
	}
	return v
}

func tryEval[T any](b *tab, script string) (T, error) {
	ctx, cancel := context.WithTimeout(b, time.Minute)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
}

// until waits for a script to say true. It may fail meanwhile, as in a page that is being left or
// of which not all is there.
func (b *tab) until(what, script string) {
	b.t.Helper()
	var err error
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var yes bool
		if yes, err = tryEval[bool](b, script); yes {
			return
		}
	}
	b.t.Fatalf("waited a minute for: %s (at %s; %v)", what, eval[string](b, "location.href"), err)
}

// A page that goes while it is asked is no answer, and no failure.
func TestUntilOutlivesAPage(t *testing.T) {
	plainly(t)
	b := openTab(t)
	s := served(t, newDesk(t).Desk, "ana")
	b.do(chromedp.Navigate(s.URL + "/"))
	b.until("the next page", `location.search === "?next" || (location.search = "next", new Promise(() => {}))`)
}

// see sets the window's width and the reader's theme.
func (b *tab) see(width, height int64, theme string) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height))
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}}
	if _, err := chromedp.Call(b, emulation.SetEmulatedMedia, media); err != nil {
		b.t.Fatal(err)
	}
}

// fromRoot finds a file in the repository's root.
func fromRoot(name string) string { return filepath.Join("..", "..", name) }

// finding is what axe-core found.
type finding struct {
	ID, Impact, Help string
	Nodes            []struct{ HTML string }
}

// axeSource is axe-core's script; the test is skipped where it isn't installed.
func axeSource(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile(fromRoot("node_modules/axe-core/axe.min.js"))
	if err != nil {
		t.Skip("needs axe-core: run make islands")
	}
	return string(source)
}

// axe lists what axe-core finds serious in the page as it is, by all its rules or by some.
func (b *tab) axe(source string, rules ...string) []string {
	b.t.Helper()
	if eval[string](b, "typeof window.axe") == "undefined" {
		eval[bool](b, source+";true")
	}
	only, err := json.Marshal(rules)
	if err != nil {
		b.t.Fatal(err)
	}
	raw := eval[string](b, `axe.run(document, {resultTypes: ["violations"], runOnly: `+string(only)+` ?? undefined}).then(r => JSON.stringify(r.violations.map(v => ({ID: v.id, Impact: v.impact, Help: v.help, Nodes: v.nodes.map(n => ({HTML: n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")}))}))))`)
	var found []finding
	if err := json.Unmarshal([]byte(raw), &found); err != nil {
		b.t.Fatal(err)
	}
	var out []string
	for _, f := range found {
		if f.Impact == "serious" || f.Impact == "critical" {
			out = append(out, fmt.Sprintf("%s: %s, %d times, first %s", f.ID, f.Help, len(f.Nodes), f.Nodes[0].HTML))
		}
	}
	return out
}

// One browser and one case serve all these: what writes comes last.
func TestInBrowser(t *testing.T) {
	plainly(t)
	b := openTab(t)
	s := serveDemo(t)
	for _, tt := range []struct {
		name string
		run  func(*testing.T, site)
	}{
		{"pages are accessible and quiet", b.pagesAreAccessibleAndQuiet},
		{"the header has room for its sections", b.headerHasRoomForItsSections},
		{"sliders move the map", b.slidersMoveTheMap},
		{"the map works by keyboard alone", b.mapWorksByKeyboardAlone},
		{"a way is picked on the map", b.aWayIsPickedOnTheMap},
		{"a way is asked for by keyboard alone", b.aWayIsAskedForByKeyboardAlone},
		{"the find palette finds across scripts", b.findPaletteFindsAcrossScripts},
		{"a decision is taken back from its toast", b.decisionIsTakenBackFromItsToast},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.run(t, s) })
	}
}

func (b *tab) pagesAreAccessibleAndQuiet(t *testing.T, s site) {
	b.t = t
	source := axeSource(t)
	for _, p := range pages {
		b.pageIsAccessibleAndQuiet(t, s, p.path, source)
	}
}

func (b *tab) pageIsAccessibleAndQuiet(t *testing.T, s site, path, source string) {
	t.Helper()
	b.see(1440, 900, "light")
	b.do(chromedp.Navigate(s.URL + path))
	for _, found := range b.axe(source) {
		t.Errorf("%s: %s", path, found)
	}
	b.see(1440, 900, "dark") // other colours, and nothing else
	for _, found := range b.axe(source, "color-contrast") {
		t.Errorf("%s (dark): %s", path, found)
	}
	b.see(360, 740, "light")
	if over := eval[float64](b, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
		t.Errorf("%s scrolls sideways by %.0f px at 360 px: %s", path, over, eval[string](b, widest))
	}
	for _, c := range b.taken() {
		t.Errorf("%s: %s", path, c)
	}
}

// widest names the elements that reach beyond the window.
const widest = `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest("svg svg, .scroll-x, .bar nav, .hidden, .skip")).slice(0, 4).map(e => e.tagName + "." + e.className).join(" ")`

func (b *tab) slidersMoveTheMap(t *testing.T, s site) {
	b.t = t
	b.see(1440, 900, "light")
	b.do(chromedp.Navigate(s.URL + "/map?on=2013-05-20&sel=place:al-qusayr-centre"))
	shows := func(day string) string {
		return fmt.Sprintf(`document.querySelector("#svg desc").textContent.includes(%q)`, "on "+day)
	}
	b.until("the first day", shows("20 May 2013"))
	b.listens()
	b.do(chromedp.KeyEvent(kb.ArrowRight))
	b.until("the next day", shows("21 May 2013"))
	if got := eval[string](b, "location.search"); !strings.Contains(got, "on=2013-05-21") {
		t.Errorf("after → the address says %s, want on=2013-05-21", got)
	}
	b.do(chromedp.NavigateBack())
	b.until("the first day again", shows("20 May 2013"))

	eval[bool](b, `(() => { const s = document.getElementById("on-slider"); s.focus(); s.value = "100"; s.dispatchEvent(new Event("input", {bubbles: true})); s.dispatchEvent(new Event("change", {bubbles: true})); return true })()`)
	b.until("the slider's day", shows("11 May 2012"))
	if got := eval[string](b, `document.getElementById("on-slider").getAttribute("aria-valuetext")`); !strings.HasPrefix(got, "Friday 11 May 2012, ") {
		t.Errorf("the slider says %q, want Friday 11 May 2012 and what happened", got)
	}
	eval[bool](b, `(() => { const s = document.getElementById("known-slider"); s.focus(); s.value = "120"; s.dispatchEvent(new Event("input", {bubbles: true})); s.dispatchEvent(new Event("change", {bubbles: true})); return true })()`)
	b.until("earlier knowledge", `document.querySelector("#svg desc").textContent.includes("as known by 31 May 2012")`)
	if got := eval[string](b, "location.search"); !strings.Contains(got, "known=2012-05-31") {
		t.Errorf("after the known slider the address says %s, want known=2012-05-31", got)
	}
	b.do(chromedp.Navigate(eval[string](b, "location.href")))
	b.until("the same after a reload", `document.querySelector("#svg desc").textContent.includes("on 11 May 2012, as known by 31 May 2012")`)
	for _, c := range b.taken() {
		t.Error(c)
	}
}

func (b *tab) mapWorksByKeyboardAlone(t *testing.T, s site) {
	b.t = t
	b.see(1440, 900, "light")
	b.do(chromedp.Navigate(s.URL + "/map?on=2013-05-20"))
	b.until("the map", `!!document.querySelector("#svg desc")`)
	b.listens()
	b.do(chromedp.KeyEvent(kb.Tab))
	if got := eval[string](b, "document.activeElement.className"); got != "skip" {
		t.Errorf("the first Tab reaches .%s, want the skip link", got)
	}
	b.do(chromedp.KeyEvent("2"))
	b.until("the second layer", `new URL(location).searchParams.get("layer") === "claimed:government"`)
	b.do(chromedp.KeyEvent("1"))
	b.until("the first layer", `!new URL(location).searchParams.get("layer")`)
	b.do(chromedp.KeyEvent("d"))
	b.until("what changed", `new URL(location).searchParams.get("layer") === "changes" && document.querySelector("#panel h2").textContent === "What changed"`)
	eval[bool](b, `(() => { const s = document.getElementById("against"); s.value = "2013-04-01"; s.dispatchEvent(new Event("change", {bubbles: true})); return true })()`)
	b.until("against a day", `new URL(location).searchParams.get("against") === "2013-04-01" && document.querySelector("#svg desc").textContent.includes("against 1 April 2013")`)
	b.do(chromedp.NavigateBack())
	b.until("against the week before", `!new URL(location).searchParams.get("against") && document.querySelector("#svg desc").textContent.includes("against 13 May 2013")`)
	b.do(chromedp.KeyEvent("d"))
	b.until("what is believed", `!new URL(location).searchParams.get("layer")`)
	b.do(chromedp.KeyEvent(kb.End))
	b.until("the last day", `new URL(location).searchParams.get("on") === "2013-06-30"`)
	b.do(chromedp.KeyEvent(kb.PageUp))
	b.until("a month before", `new URL(location).searchParams.get("on") === "2013-05-30"`)
	b.do(chromedp.KeyEvent("?"))
	b.until("the help", `document.getElementById("help").open`)
	b.do(chromedp.KeyEvent(kb.Escape))
	b.until("no help", `!document.getElementById("help").open`)
	b.do(chromedp.KeyEvent("g"), chromedp.KeyEvent("t"))
	b.until("the timeline", `location.pathname === "/timeline"`)
}

// listens waits until the page's keys work: its script has run, and no field has the focus,
// as one may for a moment after a dialog has closed.
func (b *tab) listens() {
	b.until("the page's keys", `document.body.classList.contains("js") && !document.activeElement?.matches("input, textarea, select")`)
}

// Sections stand in the header without one being cut off, or in the menu.
func (b *tab) headerHasRoomForItsSections(t *testing.T, s site) {
	b.t = t
	b.do(chromedp.Navigate(s.URL + "/contradictions")) // whose count takes room, too
	for _, width := range []int64{360, 700, 1020, 1180, 1181, 1360, 1361, 1440} {
		b.see(width, 900, "light")
		over := eval[float64](b, `(() => { const ul = document.querySelector(".bar nav ul"); return ul.scrollWidth - ul.clientWidth })()`)
		menu := eval[bool](b, `getComputedStyle(document.getElementById("menu")).display !== "none"`)
		if menu != (width <= 1180) || !menu && over > 0 {
			t.Errorf("at %d px: menu %v, sections %.0f px wider than their room", width, menu, over)
		}
	}
}

func (b *tab) findPaletteFindsAcrossScripts(t *testing.T, s site) {
	b.t = t
	b.see(1440, 900, "light")
	b.do(chromedp.Navigate(s.URL + "/sources"))
	for _, typed := range []string{"القصير", "al qusair", "QUSAYR"} {
		b.listens()
		b.do(chromedp.KeyEvent("/"))
		b.until("the palette", `document.getElementById("find").open`)
		eval[bool](b, fmt.Sprintf(`(() => { const f = document.getElementById("find-field"); f.value = %q; f.dispatchEvent(new Event("input", {bubbles: true})); return true })()`, typed))
		b.until("al-Qusayr first for "+typed, `document.querySelector("#found a[aria-selected=true]")?.getAttribute("href")?.startsWith("/places/al-qusayr") === true && document.getElementById("found").textContent.includes("القصير")`)
		b.do(chromedp.KeyEvent(kb.Escape))
		b.until("no palette", `!document.getElementById("find").open`)
	}
	for _, c := range b.taken() {
		t.Error(c)
	}
}

func (b *tab) decisionIsTakenBackFromItsToast(t *testing.T, s site) {
	b.t = t
	b.see(1440, 900, "light")
	b.do(chromedp.Navigate(s.URL + "/claims/afp-2013-04-21-army-closes-in-01"))
	eval[bool](b, `(() => { document.getElementById("reason").value = "wrong place"; document.querySelector("button[value=rejected]").click(); return true })()`)
	b.until("the toast", `!!document.querySelector("#toasts [data-undo]") && document.body?.classList.contains("js") && document.body?.textContent.includes("Rejected by analyst")`)
	b.do(chromedp.KeyEvent("u"))
	b.until("the undo", `location.pathname.startsWith("/history/claim/") && document.body?.textContent.includes("undo of entry 2") === true`)
}

// TestScreenshots writes pictures of every page when scripts/screenshots.sh asks for them.
func TestScreenshots(t *testing.T) {
	server, out := os.Getenv("SALIENT_SERVER"), os.Getenv("SALIENT_PICTURES")
	if out == "" {
		t.Skip("pictures are taken by scripts/screenshots.sh")
	}
	b := openTab(t, webGL...)
	only := strings.Fields(os.Getenv("SALIENT_PAGES"))
	for _, p := range pictures {
		if len(only) > 0 && !strings.Contains(" "+strings.Join(only, " ")+" ", " "+p.name+" ") {
			continue
		}
		for _, width := range []int64{360, 1440, 1920} {
			for _, theme := range []string{"light", "dark"} {
				b.picture(server+p.path, filepath.Join(out, fmt.Sprintf("%s-%d-%s.png", p.name, width, theme)), width, theme)
			}
		}
	}
}

// pictures are the pages that are looked at.
var pictures = []struct{ name, path string }{
	{"start", "/"},
	{"map", "/map?on=2013-05-20"},
	{"map-place", "/map?on=2013-05-20&known=2013-05-22&top=front,events,siege,roads:government&sel=place:al-qusayr-centre"},
	{"map-claimed", "/map?on=2013-05-20&layer=claimed:government"},
	{"map-changes", "/map?on=2013-06-06&against=2013-05-18"},
	{"map-change", "/map?on=2013-05-20&against_known=2013-05-18&sel=place:al-qusayr-centre"},
	{"map-way", "/map?on=2013-05-20&from=hermel&to=homs&side=government&view=9.6/34.55/36.6"},
	{"map-way-cut", "/map?on=2013-05-20&from=jusiyah-crossing&to=al-qusayr&side=opposition&fromday=2013-04-01&today=2013-06-30"},
	{"map-way-pick", "/map?on=2013-05-20&from=hermel&pick=to&sel=place:al-qusayr-centre"},
	{"map-siege", "/map?on=2013-05-25&top=front,siege,roads:opposition&sel=place:al-qusayr-north"},
	{"map-gaps", "/map?on=2013-04-15&layer=gaps&sel=place:talbiseh"},
	{"judgements", "/judgements"},
	{"phases", "/timeline?place=al-qusayr"},
	{"gaps", "/gaps"},
	{"gaps-place", "/gaps?place=talbiseh"},
	{"map-homs", "/map?on=2012-12-15&known=2013-01-31&view=13/34.73/36.71&sel=place:homs"},
	{"places", "/places?on=2013-05-20"},
	{"place", "/places/al-qusayr-centre?on=2013-05-20&known=2013-05-22"},
	{"homs", "/places/homs?on=2012-05-05"},
	{"place-turns", "/places/al-qusayr-centre?on=2013-05-18"},
	{"documents", "/documents"},
	{"document", "/documents/salient-2013-method-note"},
	{"review", "/documents/salient-2013-method-note/review"},
	{"inbox", "/review?show=all"},
	{"document-unheld", "/documents/isw-2013-06-06-fall-of-al-qusayr"},
	{"search", "/search?words=qusayr"},
	{"claims", "/claims"},
	{"claim", "/claims/afp-2013-04-21-army-closes-in-01"},
	{"contradictions", "/contradictions"},
	{"orbat", "/orbat?on=2013-05-20"},
	{"actor", "/actors/hezbollah?on=2013-05-20"},
	{"routes", "/routes"},
	{"route", "/routes?on=2013-05-20&from=hermel&to=homs&side=government"},
	{"sieges", "/sieges?on=2013-05-25"},
	{"whatif", "/whatif?on=2013-05-10&place=dabaa&side=government&from=arsal&to=al-qusayr&for=opposition"},
	{"timeline", "/timeline"},
	{"areas", "/areas?on=2013-05-20"},
	{"areas-all", "/areas?on=2013-05-20&in=all&of=people&by=governorate"},
	{"sources", "/sources"},
	{"source", "/sources/sana"},
	{"briefs", "/briefs"},
	{"brief", "/briefs/the-fall-of-al-qusayr"},
	{"published", "/briefs/the-fall-of-al-qusayr/published"},
	{"case", "/case"},
	{"rows", "/case/place"},
	{"lexicons", "/case/lexicon"},
	{"new", "/new/claim"},
	{"edit", "/edit/place/homs"},
	{"history", "/history/place/homs"},
	{"withdraw", "/withdraw?id=document:rappler-2013-05-19-storm"},
	{"withdraw-seen", "/withdraw?id=document:rappler-2013-05-19-storm&why=the+agency+took+it+back&look=1"},
	{"find", "/find?q=qusair"},
	{"missing", "/places/al-qusair"},
	{"bad", "/map?on=yesterday"},
}

func (b *tab) picture(address, file string, width int64, theme string) {
	b.t.Helper()
	height := int64(900)
	switch width {
	case 360:
		height = 740
	case 1920:
		height = 1080
	}
	b.see(width, height, theme)
	b.do(chromedp.Navigate(address))
	b.until("quiet", `document.readyState === "complete" && !document.querySelector("#wait.on")`)
	time.Sleep(600 * time.Millisecond)
	b.until("quiet", `!document.querySelector("#wait.on")`)
	shot, err := chromedp.Run(b, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(file, shot, 0o600)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}
