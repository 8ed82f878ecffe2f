package web

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
)

// maxBody bounds what a form may send.
const maxBody = 4 << 20

// policy allows a page nothing but our own scripts, styles, pictures and addresses.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// secured bounds requests and sets the headers that every answer carries.
func (s *site) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		most := int64(maxBody)
		if r.Method == http.MethodPost && r.URL.Path == "/documents" {
			most += desk.MaxOriginal
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		next.ServeHTTP(w, r)
	})
}

// handler answers one request.
type handler func(*request) (reply, error)

// request is a request with what it asks of the case.
type request struct {
	*http.Request
	view  *desk.View
	state state
}

// reply is what a handler gives back: a page or a part of one to render, bytes, or an
// address to go on to.
type reply struct {
	template string // name of the page
	part     string // of the template; "": the whole page
	data     framed
	status   int // 0: 200

	to       string // go on to this address
	said     string // and say this there, with
	undo     string // the address that takes it back, "" if none
	kind     string // content type of body
	body     []byte
	content  io.ReadSeekCloser // instead of body: what is too large for memory, or asked for in parts
	forever  bool              // the body never changes
	policy   string            // other than the pages' own; "": that
	download string            // the name under which body is saved; "": it is shown
}

// framed is any page's data.
type framed interface{ base() *frame }

// page makes a handler of ours one of the standard library's: it reads the state, opens the
// view, renders, and turns errors and panics into pages.
func (s *site) page(fn handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		r := &request{Request: hr}
		defer func() {
			if p := recover(); p != nil {
				s.fail(w, r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
			}
		}()
		answer, err := s.answer(r, fn)
		if err == nil {
			err = s.write(w, r, answer)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	})
}

func (s *site) answer(r *request, fn handler) (reply, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return reply{}, badQuery("the address", r.URL.RawQuery, "an address without broken % signs")
	}
	if err := s.open(r, query); err != nil {
		return reply{}, err
	}
	return fn(r)
}

// open reads the state that the address asks for and the view it stands on.
func (s *site) open(r *request, query url.Values) error {
	cut, err := readCut(query)
	if err != nil {
		return err
	}
	if r.view, err = s.desk.Soon(r.Context(), cut); err != nil {
		return err
	}
	r.state, err = readState(query, r.view)
	return err
}

func (s *site) write(w http.ResponseWriter, r *request, a reply) error {
	switch {
	case a.to != "":
		sayNext(w, a.said, a.undo)
		http.Redirect(w, r.Request, a.to, http.StatusSeeOther)
		return nil
	case a.content != nil:
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("Cache-Control", "private, max-age=31536000, immutable")
		if a.download != "" {
			attachment(h, a.download)
		}
		http.ServeContent(w, r.Request, "", time.Time{}, a.content)
		return a.content.Close()
	case a.body != nil:
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("Cache-Control", "no-cache")
		if a.forever {
			h.Set("Cache-Control", "private, max-age=31536000, immutable")
		}
		if a.policy != "" {
			h.Set("Content-Security-Policy", a.policy)
		}
		if a.download != "" {
			attachment(h, a.download)
		}
		return send(w, r.Request, a.status, a.body)
	}
	s.fill(w, r, a.data.base())
	var b bytes.Buffer
	name := a.part
	if name == "" {
		name = "page"
	}
	if err := s.templates[a.template].ExecuteTemplate(&b, name, a.data); err != nil {
		return fmt.Errorf("render %s: %w", a.template, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	if a.policy != "" {
		w.Header().Set("Content-Security-Policy", a.policy)
	}
	return send(w, r.Request, a.status, b.Bytes())
}

// send writes a body, compressed if the browser reads that.
func send(w http.ResponseWriter, r *http.Request, status int, body []byte) error {
	const worthwhile = 2 << 10
	w.Header().Set("Vary", "Accept-Encoding, Cookie")
	zip := len(body) > worthwhile && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
	if zip {
		w.Header().Set("Content-Encoding", "gzip")
	}
	w.WriteHeader(max(status, http.StatusOK))
	if !zip {
		_, err := w.Write(body)
		return ignoreGone(err)
	}
	z, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return err
	}
	_, err = z.Write(body)
	return ignoreGone(errors.Join(err, z.Close()))
}

// ignoreGone drops the error of writing to a reader who has left: nobody is there to tell.
func ignoreGone(error) error { return nil }

// fail answers with the page for an error.
func (s *site) fail(w http.ResponseWriter, r *request, err error) {
	p := s.problem(r, err)
	if p.ID != "" {
		s.log.Error("page failed", "problem", p.ID, "path", r.URL.Path, "err", err)
	}
	s.fill(w, r, p.base())
	var b bytes.Buffer
	if err := s.templates["problem"].ExecuteTemplate(&b, "page", p); err != nil {
		s.log.Error("render problem", "err", err)
		http.Error(w, p.What, p.Status)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = send(w, r.Request, p.Status, b.Bytes()) // send reports nothing that could be told
}

// problemPage says what failed, what is unharmed and what to do.
type problemPage struct {
	frame
	Status   int
	What     string
	Unharmed string
	Do       string
	Near     []link // what may have been meant
	ID       string // of the logged error; "" if it is the reader's to mend
}

// problem finds the words for an error.
func (s *site) problem(r *request, err error) *problemPage {
	p := &problemPage{Status: http.StatusInternalServerError}
	var bad *queryError
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &bad):
		p.Status, p.What = http.StatusBadRequest, bad.Error()
		p.Do = "Mend the address, or begin again from the map."
	case errors.As(err, &big):
		p.Status, p.What = http.StatusRequestEntityTooLarge, fmt.Sprintf("What was sent is larger than %d MiB.", big.Limit>>20)
		p.Do = "Send less at once. Large originals are brought in with salient import."
	case errors.Is(err, salient.ErrNotFound):
		p.Status, p.What = http.StatusNotFound, "There is nothing here under that name."
		p.Do, p.Near = "See whether one of these was meant, or find it by name.", s.nearest(r)
	case errors.Is(err, salient.ErrConflict):
		p.Status, p.What = http.StatusConflict, "Somebody changed this row after you opened it: "+err.Error()+"."
		p.Do = "Open it again; your browser's back button still has what you typed."
	case errors.Is(err, salient.ErrUsage), errors.Is(err, salient.ErrInvalid):
		p.Status, p.What = http.StatusBadRequest, capital(err.Error())+"."
		p.Do = "Go back and mend it."
	default:
		p.What, p.ID = "The page couldn't be made: an error inside Salient.", newProblemID()
		p.Do = "Try again. If it stays, tell whoever keeps this case the problem's number; the log has the rest."
	}
	p.Title = http.StatusText(p.Status)
	p.Unharmed = "Nothing was written; the case is as it was."
	return p
}

func newProblemID() string {
	var b [6]byte
	_, _ = rand.Read(b[:]) // crypto/rand never fails
	return hex.EncodeToString(b[:])
}

// static serves scripts and styles, and the sides' colours.
func (s *site) static(w http.ResponseWriter, r *http.Request) {
	if f, ok := s.assets.files[r.URL.Path]; ok {
		f.serve(w, r)
		return
	}
	if strings.HasPrefix(r.URL.Path, "/static/sides-") {
		v, err := s.desk.View(r.Context(), desk.Cut{})
		if err == nil {
			css := figure.CSS(draw.Sides(v.Case))
			f := newFile(contentTypes[".css"], []byte(css), sidesAddress(css) == r.URL.Path)
			f.serve(w, r)
			return
		}
	}
	http.NotFound(w, r)
}

func (s *site) nowhere(r *request) (reply, error) {
	return reply{}, fmt.Errorf("no page %s: %w", r.URL.Path, salient.ErrNotFound)
}
