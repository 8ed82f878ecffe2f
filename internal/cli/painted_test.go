package cli_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/draw"
)

// The map that moves is painted in the browser, the one that rests is drawn by the server:
// here their pictures are compared, in both themes.
func TestPaintedMap(t *testing.T) {
	plainly(t)
	b := openTab(t, webGL...)
	s := serveDemo(t)
	v, err := s.desk.View(t.Context(), desk.Cut{})
	if err != nil {
		t.Fatal(err)
	}
	for theme, days := range map[string][]string{"light": {"2013-05-20", "2013-06-06", "2012-07-15"}, "dark": {"2013-05-20", "2012-07-15"}} {
		t.Run(theme, func(t *testing.T) {
			b.t = t
			b.see(1440, 900, theme)
			b.openMap(s.URL + "/map?on=2012-03-01")
			boxes := b.boxes()
			var last image.Image
			var lastCodes map[string][2]byte
			for _, on := range days {
				painted, drawn, codes := b.painted(on), b.drawn(on), codesOn(t, v, on)
				b.keepPicture(theme+"-"+on+"-painted", painted)
				b.keepPicture(theme+"-"+on+"-drawn", drawn)
				b.sameTints(on, boxes, painted, drawn)
				if last != nil {
					b.changesWithItsHolder(on, boxes, last, painted, lastCodes, codes)
				}
				last, lastCodes = painted, codes
			}
			if off := b.taken(); len(off) > 0 {
				t.Error(off)
			}
		})
	}
}

// Space plays through days and stays where it is stopped; n goes to the next day on which
// something changed; marks of a strip tell their claim by keys.
func TestPlayingByKeys(t *testing.T) {
	plainly(t)
	b := openTab(t, webGL...)
	s := serveDemo(t)
	b.see(1440, 900, "light")
	b.openMap(s.URL + "/map?on=2013-05-01")
	b.listens()
	b.do(chromedp.KeyEvent(" "))
	b.until("days pass", `document.querySelector("#canvas.moving") && document.getElementById("on-date").value === "Sat 4 May 2013"`)
	b.do(chromedp.KeyEvent(" "))
	b.until("the drawing of the day that was reached", `!document.querySelector("#canvas.moving") && document.querySelector("#svg desc").textContent.includes("on " + document.getElementById("on-date").value.replace(/^\w+ /, "")) && new URL(location).searchParams.get("on") > "2013-05-03"`)
	was := eval[string](b, `new URL(location).searchParams.get("on")`)
	b.do(chromedp.KeyEvent("n"))
	b.until("a later day", fmt.Sprintf(`new URL(location).searchParams.get("on") > %q && !document.querySelector("#canvas.moving")`, was))

	b.do(chromedp.Navigate(s.URL + "/places/al-qusayr-centre?on=2013-05-20"))
	b.listens()
	first := `document.querySelector(".wide-strip a:has([data-claim]):not([tabindex])")`
	eval[bool](b, `(`+first+`.focus(), true)`)
	card := `document.getElementById("strip-card").textContent`
	b.until("the first mark's card", card+` === `+first+`.getAttribute("aria-label")`)
	b.do(chromedp.KeyEvent(kb.ArrowRight))
	b.until("the next mark's card", card+` === document.activeElement.getAttribute("aria-label") && `+card+` !== `+first+`.getAttribute("aria-label")`)
	for _, c := range b.taken() {
		t.Error(c)
	}
}

// codesOn says how the cells are drawn on a day.
func codesOn(t *testing.T, v *desk.View, on string) map[string][2]byte {
	t.Helper()
	out := map[string][2]byte{}
	for _, c := range draw.Map(v, draw.Assessed, draw.Top{}, day(t, on)).Cells {
		out[string(c.Place)] = c.Control.Code()
	}
	return out
}

// openMap opens the map and waits until it can paint.
func (b *tab) openMap(address string) {
	b.t.Helper()
	b.do(chromedp.Navigate(address))
	b.until("the map paints", `document.getElementById("canvas")?.dataset.paints === "yes"`)
}

// slide moves the slider to a day, as a hand does.
func (b *tab) slide(day string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(() => { const s = document.getElementById("on-slider");
		s.value = String((Date.parse(%q) - Date.parse(document.querySelector(".axis").dataset.from)) / 864e5);
		s.dispatchEvent(new Event("input", {bubbles: true})); return true })()`, day))
}

// painted is the picture of a day while the server's drawing is kept back.
func (b *tab) painted(day string) image.Image {
	b.t.Helper()
	b.keepBack(true)
	b.slide(day)
	b.until("the painted day", fmt.Sprintf(`document.getElementById("now").textContent.startsWith("On " + new Date(%q).toLocaleDateString("en-GB", {day: "numeric", month: "long", year: "numeric", timeZone: "UTC"})) && document.querySelector("#canvas.moving") !== null`, day))
	picture := b.bare()
	b.keepBack(false)
	return picture
}

// drawn is the server's picture of a day.
func (b *tab) drawn(day string) image.Image {
	b.t.Helper()
	b.slide(day)
	b.until("the drawn day", `!document.querySelector("#canvas.moving, #wait.on")`)
	return b.bare()
}

// keepBack keeps the server's drawings from the page, or lets them through again.
func (b *tab) keepBack(on bool) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(() => { window.through ??= window.fetch; const back = %v;
		window.fetch = (a, ...more) => back && String(a).startsWith("/map/frame?") ? Promise.reject(new TypeError("kept back")) : window.through(a, ...more); return true })()`, on))
}

// bare is a picture of the map without names, events, roads and messages.
func (b *tab) bare() image.Image {
	b.t.Helper()
	hide := func(how string) {
		eval[bool](b, `(() => { for (const e of document.querySelectorAll("#svg > svg > svg > :not(.tints), #toasts, #now, .zoom")) e.style.visibility = "`+how+`"; return true })()`)
	}
	hide("hidden")
	defer hide("")
	return b.picturedNow()
}

// picturedNow is what the window shows.
func (b *tab) picturedNow() image.Image {
	b.t.Helper()
	shot, err := chromedp.Run(b, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	picture, _, err := image.Decode(bytes.NewReader(shot))
	if err != nil {
		b.t.Fatal(err)
	}
	return picture
}

// boxSide is the size of the boxes that are compared: a texture's period and more.
const boxSide = 20

// box is a part of the picture that lies within one cell.
type box struct {
	X, Y  int
	Place string
}

func (b *tab) boxes() []box {
	b.t.Helper()
	out := eval[[]box](b, fmt.Sprintf(`(() => { const size = %d, out = [], box = document.getElementById("canvas").getBoundingClientRect();
		const at = (x, y) => document.elementFromPoint(x, y)?.closest("[data-place]")?.dataset.place;
		for (const e of document.querySelectorAll("#svg > svg > svg > :not(.tints)")) e.style.pointerEvents = "none";
		for (let y = Math.ceil(box.top) + 50; y + size < box.bottom - 50; y += size) for (let x = Math.ceil(box.left); x + size < box.right; x += size) {
			const here = at(x, y);
			if (here && [[-6, -6], [size + 6, -6], [-6, size + 6], [size + 6, size + 6]].every(([i, j]) => at(x + i, y + j) === here)) out.push({X: x, Y: y, Place: here});
		}
		return out })()`, boxSide))
	if len(out) < 200 {
		b.t.Fatalf("only %d boxes lie within a cell", len(out))
	}
	return out
}

// sameTints compares the mean colours of boxes in two pictures of one day.
func (b *tab) sameTints(on string, boxes []box, painted, drawn image.Image) {
	b.t.Helper()
	kinds := map[string]bool{}
	for _, at := range boxes {
		got, want := meanOf(painted, at), meanOf(drawn, at)
		kinds[fmt.Sprintf("%.0f", want)] = true
		if apart(got, want) > 4 {
			b.t.Errorf("%s, %s at %d, %d: painted %.0f, drawn %.0f", on, at.Place, at.X, at.Y, got, want)
		}
	}
	if len(kinds) < 8 {
		b.t.Errorf("%s: only %d different tints were compared", on, len(kinds))
	}
}

// changesWithItsHolder compares the painted pictures of two days: a cell looks otherwise if,
// and only if, it is held otherwise.
func (b *tab) changesWithItsHolder(on string, boxes []box, before, after image.Image, was, is map[string][2]byte) {
	b.t.Helper()
	changed := 0
	for _, at := range boxes {
		d := apart(meanOf(before, at), meanOf(after, at))
		if same := was[at.Place] == is[at.Place]; same && d > 1 || !same && d < 4 {
			b.t.Errorf("%s, %s at %d, %d: colour differs by %.1f, held as before: %v", on, at.Place, at.X, at.Y, d, same)
		} else if !same {
			changed++
		}
	}
	if changed == 0 {
		b.t.Errorf("%s: no box was held otherwise; the test compares nothing", on)
	}
}

// apart is the largest difference of two colours in red, green or blue.
func apart(p, q [3]float64) (most float64) {
	for i := range p {
		most = max(most, math.Abs(p[i]-q[i]))
	}
	return most
}

func meanOf(p image.Image, at box) [3]float64 {
	var sum [3]float64
	for y := range boxSide {
		for x := range boxSide {
			c, _ := color.NRGBAModel.Convert(p.At(at.X+x, at.Y+y)).(color.NRGBA)
			sum[0], sum[1], sum[2] = sum[0]+float64(c.R), sum[1]+float64(c.G), sum[2]+float64(c.B)
		}
	}
	for i := range sum {
		sum[i] /= boxSide * boxSide
	}
	return sum
}

// keepPicture writes a picture for those who want to look (SALIENT_PICTURES).
func (b *tab) keepPicture(name string, p image.Image) {
	b.t.Helper()
	out := os.Getenv("SALIENT_PICTURES")
	if out == "" {
		return
	}
	f, err := os.Create(filepath.Join(out, name+".png"))
	if err == nil {
		err = errors.Join(png.Encode(f, p), f.Close())
	}
	if err != nil {
		b.t.Fatal(err)
	}
}
