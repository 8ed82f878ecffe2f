package browser

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"regexp"
	"strconv"

	"github.com/chromedp/chromedp"

	"github.com/salient-osint/salient"
)

var viewBox = regexp.MustCompile(`^<svg[^>]* viewBox="0 0 ([0-9.]+) ([0-9.]+)"`)

// PNG turns a drawing into a picture that is width pixels wide and as high as the drawing's
// viewBox asks for. Lettering grows with the width.
func PNG(ctx context.Context, svg []byte, width int, o Options) ([]byte, error) {
	size := viewBox.FindSubmatch(svg)
	if size == nil {
		return nil, fmt.Errorf("a drawing without a viewBox from 0 0: %w", salient.ErrInvalid)
	}
	w, _ := strconv.ParseFloat(string(size[1]), 64)
	h, _ := strconv.ParseFloat(string(size[2]), 64)
	height := math.Ceil(float64(width) * h / w)
	if !(height >= 1 && height <= 1<<15) {
		return nil, fmt.Errorf("a picture of %d × %g pixels: %w", width, height, salient.ErrUsage)
	}
	var page bytes.Buffer
	fmt.Fprintf(&page, `<!doctype html><meta charset="utf-8"><title>Figure</title><style>html,body{margin:0;background:#fff;overflow:hidden}body>svg{display:block;width:%dpx;height:auto}</style>`, width)
	page.Write(svg)
	var png []byte
	err := Open(ctx, page.Bytes(), o, func(tab context.Context) (err error) {
		if err := chromedp.Do(tab, chromedp.EmulateViewport(int64(width), int64(height))); err != nil {
			return err
		}
		png, err = chromedp.Run(tab, chromedp.CaptureScreenshot())
		return err
	})
	return png, err
}
