// Package pdf prints a brief's page for paper (brief.RenderPrint) as a PDF, with the
// Chromium that is installed. The PDF is tagged and has bookmarks.
//
// The same page gives the same bytes with the same Chromium and fonts; the PDF names both:
// Chromium's version as its creator, the fonts in its font objects. The browser runs
// without a network, without scripts and with an empty profile that is removed afterwards.
package pdf

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Options say how to print. The zero value is usable.
type Options struct {
	Chromium string        // path of the browser; "": Find
	Program  string        // who made the PDF; "" is Salient
	Day      when.Day      // stamped as day of creation and change, at midnight UTC
	Limit    time.Duration // for everything together; 0 is a minute
}

// Names are the programs that Find looks for, in this order.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// Find returns the path of the Chromium to print with: what the environment variable
// SALIENT_CHROMIUM names, else the first that is installed. If there is none, the error is a
// salient.ErrNotFound and says what to install.
func Find() (string, error) {
	if path := os.Getenv("SALIENT_CHROMIUM"); path != "" {
		found, err := exec.LookPath(path)
		if err != nil {
			return "", fmt.Errorf("SALIENT_CHROMIUM names %s, which can't be run: %w", path, salient.ErrNotFound)
		}
		return found, nil
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("no Chromium to make a PDF with: install it (Debian: apt install chromium), or name one in SALIENT_CHROMIUM; the HTML can also be printed from any browser: %w", salient.ErrNotFound)
}

// Print makes a PDF of a page. When it returns, the browser has ended and its files are
// removed, also if ctx ends first or the limit is reached.
func Print(ctx context.Context, html []byte, o Options) (pdf []byte, err error) {
	if o.Limit == 0 {
		o.Limit = time.Minute
	}
	ctx, cancel := context.WithTimeout(ctx, o.Limit)
	defer cancel()
	if o.Chromium == "" {
		if o.Chromium, err = Find(); err != nil {
			return nil, err
		}
	}
	version, err := versionOf(ctx, o.Chromium)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "salient-pdf-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the browser: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	pdf, err = printed(ctx, html, dir, o, version)
	if err != nil {
		return nil, fmt.Errorf("print with %s: %w", version, errors.Join(err, context.Cause(ctx)))
	}
	return stamp(pdf, o.Day)
}

// versionOf asks a browser for its name and version: "Chromium 156.0.8078.79".
func versionOf(ctx context.Context, path string) (string, error) {
	out, err := exec.CommandContext(ctx, path, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("ask %s for its version: %w", path, errors.Join(err, context.Cause(ctx)))
	}
	version := regexp.MustCompile(`^[A-Za-z ]+[0-9.]+`).FindString(string(out))
	if version == "" {
		return "", fmt.Errorf("%s is no Chromium: it calls itself %.60q: %w", path, out, salient.ErrInvalid)
	}
	return version, nil
}

// printed runs the browser on the page, which it puts into dir. The browser's profile is a
// new one, which chromedp makes, and removes after it has ended every process that uses it.
func printed(ctx context.Context, html []byte, dir string, o Options, version string) ([]byte, error) {
	page := filepath.Join(dir, "page.html")
	if err := os.WriteFile(page, html, 0o600); err != nil {
		return nil, err
	}
	program := o.Program
	if program == "" {
		program = "Salient"
	}
	ctx, stop := chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(o.Chromium),
		chromedp.NoSandbox, // the page is our own, without scripts; containers have no sandbox
		chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"),
		chromedp.UserAgent(program+"; "+version),
		chromedp.Env("TMPDIR="+dir), // its socket, which it leaves behind when it is stopped
	)...)
	defer stop()
	tab, closeTab := chromedp.NewContext(ctx)
	defer closeTab()

	noScripts := chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	})
	address := (&url.URL{Scheme: "file", Path: page}).String()
	if err := chromedp.Do(tab, noScripts, chromedp.Navigate(address)); err != nil {
		return nil, err
	}
	pdf, err := chromedp.Run(tab, chromedp.PrintToPDF(
		chromedp.PDFPaper(chromedp.PaperA4),
		chromedp.PDFPreferCSSPageSize(),
		chromedp.PDFPrintBackground(),
		chromedp.PDFOutlineAndTagged(),
		chromedp.PDFStream(),
	))
	if err != nil {
		return nil, err
	}
	return pdf, chromedp.Cancel(tab)
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
