// Package browser runs the Chromium that is installed, for what only a browser does: printing
// a page and turning a drawing into a picture.
//
// It runs without a network, without scripts and with an empty profile that is removed
// afterwards. What it makes of one page is the same each time with the same Chromium and fonts.
package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/salient-osint/salient"
)

// ErrMissing is the kind of error where no Chromium is found.
var ErrMissing = errors.New("no Chromium")

// Options say which browser is used and how long. The zero value is usable.
type Options struct {
	Chromium string        // its path; "": Find
	Program  string        // who asks, for the browser's name of itself; "" is Salient
	Limit    time.Duration // for everything together; 0 is a minute
}

// names are the programs that Find looks for, in this order.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// Find returns the path of the Chromium to use: what the environment variable
// SALIENT_CHROMIUM names, else the first that is installed. If there is none, the error is an
// ErrMissing and says what to install.
func Find() (string, error) {
	if path := os.Getenv("SALIENT_CHROMIUM"); path != "" {
		found, err := exec.LookPath(path)
		if err != nil {
			return "", fmt.Errorf("%w: SALIENT_CHROMIUM names %s, which can't be run", ErrMissing, path)
		}
		return found, nil
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%w to draw with: install it (Debian: apt install chromium), or name one in SALIENT_CHROMIUM", ErrMissing)
}

// Open shows a page to use, on a tab that the function is given. When Open returns, the
// browser has ended and its files are removed, also if ctx ends first or the limit is reached.
func Open(ctx context.Context, html []byte, o Options, use func(tab context.Context) error) (err error) {
	if o.Limit == 0 {
		o.Limit = time.Minute
	}
	ctx, cancel := context.WithTimeout(ctx, o.Limit)
	defer cancel()
	if o.Chromium == "" {
		if o.Chromium, err = Find(); err != nil {
			return err
		}
	}
	version, err := versionOf(ctx, o.Chromium)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "salient-browser-")
	if err != nil {
		return fmt.Errorf("make a folder for the browser: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	if err := show(ctx, html, dir, o, version, use); err != nil {
		return fmt.Errorf("draw with %s: %w", version, errors.Join(err, context.Cause(ctx)))
	}
	return nil
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

// show runs the browser on the page; its socket is in dir. The browser's profile is a new
// one, which chromedp makes, and removes after it has ended every process that uses it.
func show(ctx context.Context, html []byte, dir string, o Options, version string, use func(context.Context) error) error {
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
	if err := chromedp.Do(tab, noScripts, chromedp.Navigate("about:blank"), filled(html)); err != nil {
		return err
	}
	if err := use(tab); err != nil {
		return err
	}
	return chromedp.Cancel(tab)
}

// filled puts a page into the tab, whole. A browser that reads a page from an address may
// measure what it has read so far before it reads on, and then places some letters half a
// pixel elsewhere.
func filled(html []byte) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		tree, err := chromedp.Call(ctx, page.GetFrameTree, cdp.Empty{})
		if err != nil {
			return err
		}
		_, err = chromedp.Call(ctx, page.SetDocumentContent, page.SetDocumentContentParams{FrameID: tree.FrameTree.Frame.ID, HTML: string(html)})
		return err
	})
}
