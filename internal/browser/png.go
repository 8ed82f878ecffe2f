package browser

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"regexp"
	"strconv"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/salient-osint/salient"
)

var viewBox = regexp.MustCompile(`^<svg[^>]* viewBox="0 0 ([0-9.]+) ([0-9.]+)"`)

// PNG turns a drawing into a picture that is width pixels wide and as high as the drawing's
// viewBox asks for. Lettering grows with the width.
func PNG(ctx context.Context, svg []byte, width int, o Options) ([]byte, error) {
	pictures, err := PNGs(ctx, [][]byte{svg}, width, o)
	if err != nil {
		return nil, err
	}
	return pictures[0], nil
}

// PNGs does the same with several drawings, in one run of the browser. Their ids must differ.
func PNGs(ctx context.Context, svgs [][]byte, width int, o Options) ([][]byte, error) {
	var html bytes.Buffer
	fmt.Fprintf(&html, `<!doctype html><meta charset="utf-8"><title>Figure</title><style>html,body{margin:0;background:#fff;overflow:hidden}`+
		`div{overflow:hidden}div>svg{display:block;width:%dpx;height:auto}</style>`, width)
	heights := make([]int64, len(svgs))
	for i, svg := range svgs {
		h, err := heightOf(svg, width)
		if err != nil {
			return nil, err
		}
		heights[i] = h
		fmt.Fprintf(&html, `<div style="height:%dpx">%s</div>`, h, svg)
	}
	pictures := make([][]byte, len(svgs))
	err := Open(ctx, html.Bytes(), o, func(tab context.Context) (err error) {
		top := int64(0)
		for i, h := range heights {
			if pictures[i], err = shot(tab, top, int64(width), h); err != nil {
				return err
			}
			top += h
		}
		return nil
	})
	return pictures, err
}

// heightOf is how high a drawing is, in pixels, if it is width pixels wide.
func heightOf(svg []byte, width int) (int64, error) {
	size := viewBox.FindSubmatch(svg)
	if size == nil {
		return 0, fmt.Errorf("a drawing without a viewBox from 0 0: %w", salient.ErrInvalid)
	}
	w, _ := strconv.ParseFloat(string(size[1]), 64)
	h, _ := strconv.ParseFloat(string(size[2]), 64)
	height := math.Ceil(float64(width) * h / w)
	if !(height >= 1 && height <= 1<<15) {
		return 0, fmt.Errorf("a picture of %d × %g pixels: %w", width, height, salient.ErrUsage)
	}
	return int64(height), nil
}

// shot takes a picture of a stretch of the page, from top on.
func shot(tab context.Context, top, width, height int64) ([]byte, error) {
	if err := chromedp.Do(tab, chromedp.EmulateViewport(width, height)); err != nil {
		return nil, err
	}
	beyond, surface := true, true
	return chromedp.Run(tab, func(ctx context.Context, t *chromedp.Target) ([]byte, error) {
		r, err := cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{
			CaptureBeyondViewport: &beyond, FromSurface: &surface,
			Clip: &page.Viewport{Y: float64(top), Width: float64(width), Height: float64(height), Scale: 1},
		})
		if err != nil {
			return nil, err
		}
		return r.Data, nil
	})
}
