// Package pdf prints a brief's page for paper (brief.RenderPrint) as a PDF, with the
// Chromium that is installed (internal/browser). The PDF is tagged and has bookmarks.
//
// The same page gives the same bytes with the same Chromium and fonts; the PDF names both:
// Chromium's version as its creator, the fonts in its font objects.
package pdf

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/chromedp/chromedp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/browser"
	"github.com/salient-osint/salient/when"
)

// Options say how to print. The zero value is usable.
type Options struct {
	browser.Options
	Day when.Day // stamped as day of creation and change, at midnight UTC
}

// Print makes a PDF of a page. When it returns, the browser has ended and its files are
// removed, also if ctx ends first or the limit is reached. Without a Chromium the error is a
// browser.ErrMissing.
func Print(ctx context.Context, html []byte, o Options) ([]byte, error) {
	var pdf []byte
	err := browser.Open(ctx, html, o.Options, func(tab context.Context) (err error) {
		pdf, err = chromedp.Run(tab, chromedp.PrintToPDF(
			chromedp.PDFPaper(chromedp.PaperA4),
			chromedp.PDFPreferCSSPageSize(),
			chromedp.PDFPrintBackground(),
			chromedp.PDFOutlineAndTagged(),
			chromedp.PDFStream(),
		))
		return err
	})
	if errors.Is(err, browser.ErrMissing) {
		return nil, fmt.Errorf("%w; the HTML can also be printed from any browser", err)
	}
	if err != nil {
		return nil, err
	}
	return stamp(pdf, o.Day)
}

var dates = regexp.MustCompile(`/(?:CreationDate|ModDate) \(D:(\d{14})[+-]\d\d'\d\d'\)`)

// stamp writes a day over the two times at which the browser made the PDF, which stand as
// plain text in its first object; nothing moves. A PDF without them is not one of Chromium's.
func stamp(pdf []byte, day when.Day) ([]byte, error) {
	head, _, _ := strings.Cut(string(pdf), "endobj")
	found := dates.FindAllStringIndex(head, -1)
	if len(found) != 2 {
		return nil, fmt.Errorf("the PDF has %d dates where two were expected: %w", len(found), salient.ErrDamaged)
	}
	written := day.Time().Format("20060102150405") + "+00'00'"
	for _, f := range found {
		end := f[1] - len(")")
		copy(pdf[end-len(written):end], written)
	}
	return pdf, nil
}
