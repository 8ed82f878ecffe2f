package cli_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// counting makes each frame that paints wait until its pixels are there, and counts it.
const counting = `(() => { let painted = false, gl;
	const draw = WebGL2RenderingContext.prototype.drawElements;
	WebGL2RenderingContext.prototype.drawElements = function (...a) { painted = true; gl = this; return draw.apply(this, a) };
	window.frameTimes = []; window.paintTimes = [];
	const next = window.requestAnimationFrame;
	window.requestAnimationFrame = f => next(t => { painted = false; const begin = performance.now(); f(t);
		if (painted) { gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4)); window.frameTimes.push(performance.now()); window.paintTimes.push(performance.now() - begin) } }) })()`

// TestMovingMapBench measures how many frames a second the map paints of 5,000 places while it plays
// 10 days a second, with WebGL in software, and how soon the server has the frames of 30 days.
// It fails on no figure: make bench-map prints them.
func TestMovingMapBench(t *testing.T) {
	if os.Getenv("SALIENT_BENCH_MAP") == "" {
		t.Skip("make bench-map asks for it")
	}
	m := madeUp{wide: 100, high: 50, days: 120}
	s := m.serve(t)
	hash := s.groundHash(t)
	s.get(t, "/map/frames?from="+m.day(0)+"&to="+m.day(1)+"&ground="+hash) // control is assessed
	var times []time.Duration
	for d := range 20 {
		begin := time.Now()
		_, body, _ := s.get(t, fmt.Sprintf("/map/frames?from=%s&to=%s&ground=%s", m.day(3*d), m.day(3*d+29), hash))
		times = append(times, time.Since(begin))
		if d == 0 {
			fmt.Printf("map.frames.size %.1f KB, %.1f KB compressed\n", float64(len(body))/1e3, float64(zipped(t, body))/1e3)
		}
	}
	slices.Sort(times)
	fmt.Printf("map.frames.p50 %.0f ms\nmap.frames.p95 %.0f ms\n", times[10].Seconds()*1e3, times[18].Seconds()*1e3)
	_, body, _ := s.get(t, "/map/ground?v="+hash)
	fmt.Printf("map.ground %.0f KB, %.0f KB compressed\n", float64(len(body))/1e3, float64(zipped(t, body))/1e3)

	b := openTab(t, webGL...)
	b.see(1440, 900, "light")
	if _, err := chromedp.Call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: counting}); err != nil {
		t.Fatal(err)
	}
	b.openMap(s.URL + "/map?on=" + m.day(5))
	fmt.Printf("map.canvas %s px\n", eval[string](b, `document.querySelector(".ground").clientWidth + "x" + document.querySelector(".ground").clientHeight`))
	eval[bool](b, `(() => { const r = document.getElementById("rate"); r.value = "10"; document.getElementById("play").click(); return true })()`)
	b.until("eight seconds of play", `frameTimes.length > 1 && frameTimes.at(-1) - frameTimes[0] > 8000`)
	b.keepPicture("bench-playing", b.picturedNow())
	fmt.Printf("map.play.paint.p50 %.0f ms\n", eval[float64](b, `paintTimes.sort((a, b) => a - b)[paintTimes.length >> 1]`))
	fmt.Printf("map.play.frames %.1f 1/s\nmap.play.slowest %.0f ms\nmap.play.days %s\n",
		eval[float64](b, `(frameTimes.length - 1) / (frameTimes.at(-1) - frameTimes[0]) * 1000`),
		eval[float64](b, `Math.max(...frameTimes.slice(1).map((t, i) => t - frameTimes[i]))`),
		eval[string](b, `document.getElementById("on-date").value`))
	for _, c := range b.taken() {
		t.Error(c)
	}
}

func zipped(t *testing.T, s string) int {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err == nil {
		_, err = z.Write([]byte(s))
	}
	if err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return b.Len()
}
