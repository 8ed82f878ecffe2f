package cli_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// clickPlace clicks the middle of a place's cell on the map's drawing.
func (b *tab) clickPlace(id string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(() => { document.querySelector('#svg [data-place=%q]').closest("a").dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true, button: 0})); return true })()`, id))
}

const saysWay = `(document.querySelector("#way-answer")?.textContent ?? "")`

func (b *tab) aWayIsPickedOnTheMap(t *testing.T, s site) {
	b.t = t
	b.see(1440, 900, "light")
	b.do(chromedp.Navigate(s.URL + "/map?on=2013-05-20&pick=from&side=opposition"))
	b.until("the map", `document.body.classList.contains("js") && !!document.querySelector("#svg [data-place]") && !document.querySelector("#wait.on")`)
	b.clickPlace("arjoun")
	b.until("the next question", `new URL(location).searchParams.get("pick") === "to" && (document.querySelector("#way-pick")?.textContent ?? "").startsWith("From Arjoun")`)
	b.clickPlace("al-qusayr-north")
	b.until("the answer", saysWay+`.startsWith("Cut for Opposition")`)
	if got := eval[string](b, "location.search"); !strings.Contains(got, "from=arjoun") || !strings.Contains(got, "to=al-qusayr-north") || strings.Contains(got, "pick=") {
		t.Errorf("after picking both ends the address says %s", got)
	}
	b.until("both ends on the map", `[...document.querySelectorAll("#svg title")].filter(e => /^[AB]: /.test(e.textContent)).length === 2`)

	b.do(chromedp.NavigateBack())
	b.until("the question again", `new URL(location).searchParams.get("pick") === "to" && !document.querySelector("#way-answer")`)
	b.do(chromedp.Navigate(s.URL + "/map?on=2013-05-20&from=arjoun&to=al-qusayr-north&side=opposition"))
	b.until("the same after a reload", saysWay+`.startsWith("Cut for Opposition")`)

	// A stretch of the strip is that day.
	first := eval[string](b, `document.querySelector("#way .figure a").getAttribute("href")`)
	day := regexp.MustCompile(`on=([0-9-]+)`).FindStringSubmatch(first)
	if day == nil {
		t.Fatalf("the strip's first stretch leads to %s, want a day", first)
	}
	eval[bool](b, `(() => { document.querySelector("#way .figure a").dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true, button: 0})); return true })()`)
	b.until("that day", fmt.Sprintf(`new URL(location).searchParams.get("on") === %q && new URL(location).searchParams.get("from") === "arjoun"`, day[1]))
	b.until("its answer", `document.querySelector("#panel")?.textContent.includes("not that a road is safe") === true`)
	for _, c := range b.taken() {
		t.Error(c)
	}
}

func (b *tab) aWayIsAskedForByKeyboardAlone(t *testing.T, s site) {
	b.t = t
	b.see(1440, 900, "light")
	b.do(chromedp.Navigate(s.URL + "/map?on=2013-05-20"))
	b.until("the map", `!!document.querySelector("#svg desc") && !document.querySelector("#wait.on")`)
	b.listens()
	b.do(chromedp.KeyEvent("w"))
	b.until("the field", `document.activeElement?.id === "way-from" && document.getElementById("way").open`)
	eval[bool](b, `(document.activeElement.select(), true)`) // the browser's driver types the key into the field that it opened
	b.do(chromedp.KeyEvent("hermel"), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent("حمص"), chromedp.KeyEvent(kb.Enter))
	b.until("the answer", saysWay+`.startsWith("Uncertain for Government")`)
	b.until("the focus on it", `document.activeElement?.id === "way-answer"`)
	if got := eval[string](b, "location.search"); !strings.Contains(got, "from=hermel") {
		t.Errorf("after asking the address says %s, want from=hermel", got)
	}
	b.do(chromedp.KeyEvent(kb.ArrowRight))
	b.until("the next day's answer", `new URL(location).searchParams.get("on") === "2013-05-21" && document.querySelector("#svg desc").textContent.includes("on 21 May 2013") && `+saysWay+` !== ""`)
	for _, c := range b.taken() {
		t.Error(c)
	}
}

// Without scripts the panel is links and a form.
func TestTheMapAnswersAboutWays(t *testing.T) {
	plainly(t)
	s := serveDemo(t)
	for _, tt := range []struct {
		path string
		has  []string
		not  []string
	}{
		{"/map?on=2013-05-20", []string{`<details class="way" id="way">`, `href="/map?on=2013-05-20&amp;pick=from"`}, []string{"way-answer"}},
		{"/map?on=2013-05-20&sel=place:arjoun", []string{"/map?on=2013-05-20&amp;sel=place:arjoun&amp;from=arjoun&amp;pick=to"}, nil},
		{"/map?on=2013-05-20&from=arjoun&pick=to", []string{"From Arjoun: choose where the way ends", "/map?on=2013-05-20&amp;from=arjoun&amp;to=rablah"}, []string{"way-answer", "sel=place:rablah"}},
		{
			"/map?on=2013-05-20&from=Hermel&to=حمص&side=government",
			[]string{"Uncertain for Government", "The fastest way: ", "Least chance on it", "What cut and reopened it", "not that a road is safe", "A: Hermel", "B: Homs", "from=homs&amp;side=government&amp;to=hermel"},
			nil,
		},
		{"/map?on=2013-05-20&from=jusiyah-crossing&to=al-qusayr&side=opposition&fromday=2013-04-01&today=2013-06-30", []string{"Cut for Opposition, by", "There is no way to lose."}, []string{"The fastest way"}},
		{"/map?on=2013-05-20&from=atlantis&to=homs", []string{"No place is called &#34;atlantis&#34;."}, []string{"way-answer"}},
		{"/map?on=2013-05-20&from=hermel&to=hermel&side=government", []string{"Open to Government", "not that a road is safe"}, nil},
	} {
		address := "/map?" + escaped(tt.path)
		status, body, _ := s.get(t, address)
		if status != http.StatusOK {
			t.Errorf("GET %s = %d, want 200", address, status)
		}
		for _, want := range tt.has {
			if !strings.Contains(body, want) {
				t.Errorf("GET %s has no %q", address, want)
			}
		}
		for _, no := range tt.not {
			if strings.Contains(body, no) {
				t.Errorf("GET %s has %q", address, no)
			}
		}
	}
}

func escaped(path string) string {
	_, query, _ := strings.Cut(path, "?")
	q, _ := url.ParseQuery(query)
	return q.Encode()
}
