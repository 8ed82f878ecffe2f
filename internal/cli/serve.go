package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"sync"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/cases"
	"github.com/salient-osint/salient/internal/api"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/exchange/casebook"
	"github.com/salient-osint/salient/internal/store/sqlite"
	"github.com/salient-osint/salient/internal/web"
)

type serveCmd struct {
	Case      string   `arg:"" help:"The case's folder."`
	Addr      string   `help:"Where to listen; loopback only." default:"127.0.0.1:7373" placeholder:"HOST:PORT"`
	Gazetteer []string `help:"Names of places that documents are read with, beside the case's and those that ship. May be given several times." placeholder:"FILE" sep:"none"`
	Model     bool     `help:"Let reviews ask a language model, at the press of a button; the text of the document leaves this machine unless the model runs here. Settings as for read --model."`
}

func (c *serveCmd) Run(a *app) error {
	return a.with(c.Case, func(d *desk.Desk) error {
		d.Gazetteers = a.places(c.Gazetteer)
		if c.Model {
			model, err := a.model()
			if err != nil {
				return err
			}
			d.Model = model
			a.say("Reviews may ask the language model %s: the text of a document then goes to %s.", model.Name(), model.Where())
		}
		return a.serve(d, c.Addr)
	})
}

type demoCmd struct {
	Dir  string `help:"Where the case is, or will be made." default:"salient-demo" placeholder:"DIR"`
	Addr string `help:"Where to listen; loopback only." default:"127.0.0.1:7373" placeholder:"HOST:PORT"`
}

func (c *demoCmd) Run(a *app) error {
	if _, err := os.Stat(c.Dir); errors.Is(err, os.ErrNotExist) {
		if err := a.makeDemo(c.Dir); err != nil {
			return err
		}
	}
	return a.with(c.Dir, func(d *desk.Desk) error { return a.serve(d, c.Addr) })
}

// makeDemo makes the case beside its place and moves it there when it is whole, so that a
// broken-off demo leaves nothing.
func (a *app) makeDemo(dir string) error {
	now, err := clock(a.Env)
	if err != nil {
		return err
	}
	half := dir + ".making"
	if err := os.RemoveAll(half); err != nil {
		return err
	}
	db, err := sqlite.Create(half, sqlite.Options{Clock: now})
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	fsys := cases.AlQusayr()
	err = a.with(half, func(d *desk.Desk) error {
		diff, err := d.Import(a.ctx, a.who, casebook.NewReader(fsys).Lines(), desk.ImportOptions{
			Why:  "the al-Qusayr casebook that ships with Salient",
			File: func(name string) (desk.Original, error) { return openIn(fsys, name) },
		})
		if err != nil {
			return err
		}
		a.say("Made the al-Qusayr case in %s: %d rows.", dir, len(diff.Added))
		return a.warm(d)
	})
	if err != nil {
		return err
	}
	return os.Rename(half, dir)
}

// serve answers pages and API until the command is interrupted.
func (a *app) serve(d *desk.Desk, addr string) error {
	if err := loopback(addr); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(a.Stderr, nil))
	pages, err := web.New(d, web.Options{Who: a.who, Log: log})
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(a.ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("listen on %s (another address: --addr HOST:PORT): %w", addr, err)
	}
	server := &http.Server{
		Handler:           a.routes(d, pages, log),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	fmt.Fprintf(a.Stdout, "http://%s/\n", listener.Addr())
	a.say("Serving on this machine only. Ctrl-C stops it.")
	var warming sync.WaitGroup
	warming.Go(func() {
		if err := a.warm(d); err != nil {
			log.Warn("warming up", "error", err)
		}
	})
	defer warming.Wait()
	return a.until(server, listener)
}

// warm works out what the first page asks for and keeps it in the cache: the records of
// sources, the contradictions, the sieges, and what roads are to each side. Over a country's roads
// the last two take long, and wait until somebody asks.
func (a *app) warm(d *desk.Desk) error {
	v, err := d.View(a.ctx, desk.Cut{})
	if err != nil {
		return err
	}
	v.Contradictions()
	if len(v.Case.Networks) > 0 {
		return nil
	}
	v.Sieges()
	for _, side := range v.Case.Settings.Sides {
		v.Lines(side)
	}
	return nil
}

// until serves until the context ends, then lets open requests finish.
func (a *app) until(server *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }() // ended by Shutdown below
	select {
	case err := <-failed:
		return err
	case <-a.ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(a.ctx), 5*time.Second)
	defer cancel()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) { // a slow answer isn't waited for any longer
		err = server.Close()
	}
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		return served
	}
	return err
}

func (a *app) routes(d *desk.Desk, pages http.Handler, log *slog.Logger) http.Handler {
	rest := api.New(d, func(*http.Request) string { return a.who }, log)
	mux := http.NewServeMux()
	mux.Handle("/api/", rest)
	mux.Handle("/healthz", rest)
	mux.Handle("/openapi.json", rest)
	mux.Handle("/", pages)
	return guard(mux)
}

// guard refuses what a page of another site could make a browser send: a foreign Host (DNS
// rebinding) and cross-origin writes.
func guard(next http.Handler) http.Handler {
	csrf := http.NewCrossOriginProtection()
	return csrf.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if loopback(r.Host) != nil {
			http.Error(w, "This server answers on this machine's own addresses only.", http.StatusMisdirectedRequest)
			return
		}
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	}))
}

// loopback checks that an address or Host header names this machine itself.
func loopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	if host == "localhost" {
		return nil
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("%q isn't this machine's own address; expected 127.0.0.1:PORT or localhost:PORT: %w", addr, salient.ErrUsage)
}
