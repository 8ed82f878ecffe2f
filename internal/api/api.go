// Package api is Salient's HTTP interface: GET /api/v1/{command} takes a command's flags as
// query and gives the same bytes as its --json; writes are POSTs that call the desk. Errors
// are RFC 9457 problem documents. /openapi.json describes it all.
package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/serve"
)

// maxBody bounds what a POST may send.
const maxBody = 4 << 20

// API answers for one case.
type API struct {
	desk *desk.Desk
	who  func(*http.Request) string
	log  *slog.Logger
}

// New returns the interface to a desk. who says who signs what a request writes; log takes
// the errors that clients only see the id of.
func New(d *desk.Desk, who func(*http.Request) string, log *slog.Logger) http.Handler {
	a := &API{desk: d, who: who, log: log}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", a.health)
	mux.HandleFunc("GET /openapi.json", a.describe)
	mux.HandleFunc("GET /api/v1/{command}", a.ask)
	for path, kind := range writable {
		mux.HandleFunc("POST /api/v1/"+path, func(w http.ResponseWriter, r *http.Request) { a.save(w, r, kind) })
	}
	mux.HandleFunc("GET /api/v1/{table}/{id}", a.row)
	mux.HandleFunc("POST /api/v1/decisions", a.decide)
	mux.HandleFunc("/", a.nowhere)
	return mux
}

// nowhere answers for addresses that aren't there, and for methods that an address hasn't.
func (a *API) nowhere(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/api/v1/")
	allow := ""
	if _, asks := question(name); asks || name == "/healthz" || name == "/openapi.json" {
		allow = http.MethodGet
	}
	if _, writes := writable[name]; writes || name == "decisions" {
		allow = http.MethodPost
	}
	if allow == "" {
		a.fail(w, r, fmt.Errorf("nothing at %s: %w", r.URL.Path, salient.ErrNotFound))
		return
	}
	w.Header().Set("Allow", allow)
	a.fail(w, r, fmt.Errorf("%s takes %s, not %s: %w", r.URL.Path, allow, r.Method, errMethod))
}

// errMethod is a method that an address doesn't take.
var errMethod = errors.New("wrong method")

// writable lists the tables whose rows can be posted.
var writable = map[string]salient.Kind{
	"sources": salient.KindSource, "documents": salient.KindDocument, "places": salient.KindPlace,
	"actors": salient.KindActor, "roads": salient.KindRoad, "claims": salient.KindClaim,
	"contradictions": salient.KindContradiction, "hypotheses": salient.KindHypothesis,
	"judgements": salient.KindJudgement, "settings": salient.KindSetting, "briefs": salient.KindBrief,
	"corrections": salient.KindCorrection,
}

func (a *API) health(w http.ResponseWriter, r *http.Request) {
	head, err := a.desk.Head(r.Context())
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.reply(w, r, http.StatusOK, map[string]any{"status": "ok", "entry": head.Seq})
}

// ask answers a question.
func (a *API) ask(w http.ResponseWriter, r *http.Request) {
	q, ok := question(r.PathValue("command"))
	if !ok {
		a.nowhere(w, r)
		return
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		a.fail(w, r, fmt.Errorf("%w: %w", err, salient.ErrUsage))
		return
	}
	answer, err := a.answer(r.Context(), q, query)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.reply(w, r, http.StatusOK, answer)
}

func question(name string) (serve.Question, bool) {
	for _, n := range serve.Questions() {
		if n.Name == name {
			return n.Question, true
		}
	}
	return nil, false
}

func (a *API) answer(ctx context.Context, q serve.Question, query map[string][]string) (any, error) {
	if err := serve.Set(q, query); err != nil {
		return nil, err
	}
	v, err := serve.View(ctx, a.desk, q)
	if err != nil {
		return nil, err
	}
	return q.Answer(v)
}

// rowAnswer is a row as it is now, with what a write of it has to give back.
type rowAnswer struct {
	Cells    map[string]string `json:"cells"`
	Revision uint64            `json:"revision"` // the entry that last wrote it
}

func (a *API) row(w http.ResponseWriter, r *http.Request) {
	kind, ok := writable[r.PathValue("table")]
	if !ok {
		a.fail(w, r, fmt.Errorf("no table %q: %w", r.PathValue("table"), salient.ErrNotFound))
		return
	}
	row, revision, err := a.desk.Row(r.Context(), desk.Ref{Kind: kind, ID: r.PathValue("id")})
	if err != nil {
		a.fail(w, r, err)
		return
	}
	cells := row.Map()
	cells[salient.Columns(kind)[0]] = row.ID
	a.reply(w, r, http.StatusOK, rowAnswer{cells, revision})
}

// written is what a write answers with.
type written struct {
	ID    string `json:"id"`
	Entry uint64 `json:"entry"`
	Hash  string `json:"hash"`
}

// rowPost is a row to write: its cells by column, the id among them.
type rowPost struct {
	Cells    map[string]string `json:"cells"`
	Revision uint64            `json:"revision"` // the entry that last wrote the row, 0 for a new one
	Why      string            `json:"why"`
}

func (a *API) save(w http.ResponseWriter, r *http.Request, kind salient.Kind) {
	var post rowPost
	if err := read(w, r, &post); err != nil {
		a.fail(w, r, err)
		return
	}
	idColumn := salient.Columns(kind)[0]
	row := salient.NewRow(kind, post.Cells[idColumn], post.Cells)
	entry, err := a.desk.Save(r.Context(), desk.Edit{Row: row, Revision: post.Revision, Who: a.who(r), Why: post.Why})
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.reply(w, r, http.StatusCreated, written{row.ID, entry.Seq, entry.Hash})
}

// decisionPost accepts or rejects a claim.
type decisionPost struct {
	Claim    salient.ClaimID  `json:"claim"`
	Decision salient.Decision `json:"decision"`
	Reason   string           `json:"reason"`
	Revision uint64           `json:"revision"`
}

func (a *API) decide(w http.ResponseWriter, r *http.Request) {
	var post decisionPost
	if err := read(w, r, &post); err != nil {
		a.fail(w, r, err)
		return
	}
	entry, err := a.desk.Decide(r.Context(), a.who(r), post.Claim, post.Decision, post.Reason, post.Revision)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.reply(w, r, http.StatusCreated, written{string(post.Claim), entry.Seq, entry.Hash})
}

// read decodes a bounded JSON body; unknown fields are refused, so that a typing error isn't
// silently nothing.
func read(w http.ResponseWriter, r *http.Request, into any) error {
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	dec.DisallowUnknownFields()
	err := dec.Decode(into)
	if err == nil && dec.More() {
		err = errors.New("expected one JSON document")
	}
	if err != nil {
		return fmt.Errorf("body: %w: %w", err, salient.ErrInvalid)
	}
	return nil
}

func (a *API) reply(w http.ResponseWriter, r *http.Request, status int, v any) {
	var b bytes.Buffer
	if err := serve.JSON(&b, v); err != nil {
		a.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the client has gone: nothing left to tell
}

// problem is an RFC 9457 problem document.
type problem struct {
	Type     string         `json:"type"`
	Title    string         `json:"title"`
	Status   int            `json:"status"`
	Detail   string         `json:"detail,omitempty"`
	Instance string         `json:"instance,omitempty"`
	Problems []desk.Problem `json:"problems,omitempty"`
}

// Status maps an error to an HTTP status; false for errors that aren't the client's.
func Status(err error) (int, bool) {
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		return http.StatusRequestEntityTooLarge, true
	case errors.Is(err, errMethod):
		return http.StatusMethodNotAllowed, true
	case errors.Is(err, salient.ErrNotFound):
		return http.StatusNotFound, true
	case errors.Is(err, salient.ErrConflict):
		return http.StatusConflict, true
	case errors.Is(err, salient.ErrInvalid):
		return http.StatusUnprocessableEntity, true
	case errors.Is(err, salient.ErrUsage):
		return http.StatusBadRequest, true
	}
	return http.StatusInternalServerError, false
}

func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, clients := Status(err)
	p := problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: err.Error()}
	var ps desk.Problems
	if errors.As(err, &ps) {
		p.Detail, p.Problems = fmt.Sprintf("%d things are wrong", len(ps)), ps[:min(len(ps), desk.MaxProblems)]
	}
	if !clients {
		p.Detail, p.Instance = "internal error", "urn:problem:"+requestID()
		a.log.Error("request failed", "id", p.Instance, "path", r.URL.Path, "error", err)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = serve.JSON(w, p) // the client has gone: nothing left to tell
}

func requestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
