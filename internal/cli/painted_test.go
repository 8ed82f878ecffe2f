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
)

// The map that moves is painted in the browser, the one that rests is drawn by the server:
// here their pictures are compared, in both themes.
func TestPaintedMap(t *testing.T) {
	plainly(t)
	b := openTab(t)
	s := serveDemo(t)
	for _, theme := range []string{"light", "dark"} {
		t.Run(theme, func(t *testing.T) {
			b.t = t
			b.see(1440, 900, theme)
			b.openMap(s.URL + "/map?on=2013-05-20")
			for _, day := range []string{"2013-05-20", "2013-06-06", "2012-07-15"} {
				painted := b.painted(day)
				drawn := b.drawn(day)
				b.keepPicture(theme+"-"+day+"-painted", painted)
				b.keepPicture(theme+"-"+day+"-drawn", drawn)
				b.sameTints(day, painted, drawn)
			}
			if off := b.taken(); len(off) > 0 {
				t.Error(off)
			}
		})
	}
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
		eval[bool](b, `(() => { for (const e of document.querySelectorAll("#svg svg svg > :not(.tints), #toasts, #now, .zoom")) e.style.visibility = "`+how+`"; return true })()`)
	}
	hide("hidden")
	shot, err := chromedp.Run(b, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	hide("")
	picture, _, err := image.Decode(bytes.NewReader(shot))
	if err != nil {
		b.t.Fatal(err)
	}
	return picture
}

// boxSide is the size of the boxes that are compared: a texture's period and more.
const boxSide = 20

// sameTints compares the mean colours of boxes that lie each within one cell.
func (b *tab) sameTints(day string, painted, drawn image.Image) {
	b.t.Helper()
	boxes := eval[[][2]int](b, fmt.Sprintf(`(() => { const size = %d, out = [], box = document.getElementById("canvas").getBoundingClientRect();
		const at = (x, y) => document.elementFromPoint(x, y)?.closest("[data-place]")?.dataset.place;
		for (const e of document.querySelectorAll("#svg svg svg > :not(.tints)")) e.style.pointerEvents = "none";
		for (let y = Math.ceil(box.top) + 50; y + size < box.bottom - 50; y += size) for (let x = Math.ceil(box.left); x + size < box.right; x += size) {
			const here = at(x, y);
			if (here && [[-6, -6], [size + 6, -6], [-6, size + 6], [size + 6, size + 6]].every(([i, j]) => at(x + i, y + j) === here)) out.push([x, y]);
		}
		return out })()`, boxSide))
	if len(boxes) < 50 {
		b.t.Fatalf("%s: only %d boxes lie within a cell", day, len(boxes))
	}
	kinds := map[string]bool{}
	for _, box := range boxes {
		got, want := meanOf(painted, box), meanOf(drawn, box)
		kinds[fmt.Sprintf("%x", [3]int{int(want[0]) / 24, int(want[1]) / 24, int(want[2]) / 24})] = true
		for i := range got {
			if math.Abs(got[i]-want[i]) > 5 {
				b.t.Errorf("%s, box at %v: painted %.0f, drawn %.0f", day, box, got, want)
				break
			}
		}
	}
	if len(kinds) < 3 {
		b.t.Errorf("%s: only %d different tints were compared", day, len(kinds))
	}
}

func meanOf(p image.Image, at [2]int) [3]float64 {
	var sum [3]float64
	for y := range boxSide {
		for x := range boxSide {
			c, _ := color.NRGBAModel.Convert(p.At(at[0]+x, at[1]+y)).(color.NRGBA)
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
