package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient/internal/cli"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/serve"
	"github.com/salient-osint/salient/internal/store"
)

const bridgeDir = "testdata/bridge"

// bridge makes the small case of the scripts and says where it is.
func bridge(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "bridge")
	run(t, "init", dir)
	run(t, "import", dir, bridgeDir)
	return dir
}

// server answers requests as `salient serve` does, without a listener.
type server struct {
	http.Handler
	desk *desk.Desk
	log  *bytes.Buffer
}

func serverOf(t *testing.T, d *desk.Desk) server {
	t.Helper()
	var log bytes.Buffer
	h, err := cli.Handler(t.Context(), d, "analyst", slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return server{h, d, &log}
}

func bridgeServer(t *testing.T) server { t.Helper(); return serverOf(t, openDesk(t, bridge(t))) }

// ask sends a request to this machine's own address.
func (s server) ask(method, target string, body io.Reader, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, body)
	r.Host = "127.0.0.1:7373"
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
			continue
		}
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func (s server) get(target string) *httptest.ResponseRecorder { return s.ask("GET", target, nil) }

func (s server) post(t *testing.T, path string, body any) *httptest.ResponseRecorder {
	t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return s.ask("POST", path, bytes.NewReader(b), "Content-Type", "application/json")
}

// asking is a set of queries for each question, that use each of its flags.
var asking = map[string][]string{
	"control": {
		"on=2020-03-13", "on=2020-03-13&place=midford-right", "on=2020-03-13&place=midford-right&why=true", "on=2020-03-13&place=midford&known=2020-03-12",
		"from=2020-03-11&to=2020-03-14&place=midford-right&why=true", "on=2020-03-13&recorded=1", "on=2020-03-13&recorded=2026-11-23", "on=1999-01-01&place=hilltop", "on=9999-12-31",
	},
	"route": {
		"side=south&from=southport&to=midford-right&on=2020-03-05", "side=north&from=northgate&to=hilltop&on=2020-03-05&known=2020-03-12",
		"side=south&from=southport&to=midford&from-day=2020-03-01&to-day=2020-03-31&recorded=1",
		"side=south,north&from=southport&to=northgate&on=2020-03-05&alternatives=2", "side=south&allies=true&from=southport&to=hilltop&on=2020-03-20",
	},
	"area": {
		"on=2020-03-05", "on=2020-03-05&by=sector&known=2020-03-12", "from=2020-03-01&to=2020-03-20", "from=2020-03-01&to=2020-03-20&by=town&recorded=1",
	},
	"siege": {"", "side=south", "on=2020-03-19", "claimed=true", "claimed=true&side=south&on=2020-03-19&known=2020-03-31&recorded=1", "merged=true", "merged=true&side=south&on=2020-03-19"},
	"choke": {
		"side=south&from=southport&to=hilltop&on=2020-03-06", "side=south&from=southport&to=hilltop&on=2020-03-06&within=2",
		"side=south&from=southport&to=hilltop&on=2020-03-06&place=midford-right&known=2020-03-12&recorded=1",
		"side=south,north&from=southport&to=northgate&on=2020-03-06&sets=3", "side=south&allies=true&from=southport&to=hilltop&on=2020-03-06&sets=2",
	},
	"whatif": {
		"place=midford-right&side=north&on=2020-03-05", "place=midford&side=north&on=2020-03-05&pairs=south:southport:hilltop,north%2Bsouth:southport:northgate&known=2020-03-12&recorded=1",
		"place=midford&side=south&on=2020-03-20&pairs=south:southport:hilltop&allies=true",
	},
	"orbat":     {"on=2020-03-20", "on=2020-03-20&under=first-brigade", "on=2020-03-20&known=2020-03-05&recorded=1"},
	"timeline":  {"", "from=2020-03-01&to=2020-03-12", "place=midford", "place=midford&phases=true", "place=hilltop&known=2020-03-12&recorded=1"},
	"contested": {"", "place=midford", "place=hilltop", "known=2020-03-12&recorded=1"},
	"claimed":   {"side=north&on=2020-03-13", "side=south&on=2020-03-20&place=midford", "side=north&on=2020-03-31&known=2020-03-12&recorded=1"},
	"changes": {
		"on=2020-03-20&against=2020-03-05&why=true", "on=2020-03-20&against-known=2020-03-13&place=midford&why=true",
		"on=2020-03-20&against-recorded=1&known=2020-03-13&recorded=1", "on=2020-03-05&against=2020-03-20&known=2020-03-12",
	},
	"sources":    {"", "source=courier", "source=south-post&known=2020-03-12&recorded=1"},
	"next":       {"place=midford-right&on=2020-03-13", "place=midford&on=2020-03-20", "place=hilltop&on=2020-03-05&known=2020-03-12&recorded=1"},
	"judgements": {"", "author=Desk&known=2020-04-20&recorded=1"},
	"gaps":       {"", "place=hilltop", "from=2019-01-01&to=2020-03-31", "by=town&from=2020-03-15&to=2020-04-20&known=2020-03-12&recorded=1"},
	"search": {
		"words=bank", "words=quiet+week", "words=midford*&from=2020-03-12&to=2020-03-31", "words=nothing-of-it",
		"words=bank&source=courier&type=article-newspaper&language=en&known=2020-03-12&recorded=1",
	},
	"review":       {"", "all=true", "all=true&known=2020-03-12&recorded=1"},
	"publications": {"", "brief=the-bridge&known=2020-03-12&recorded=2", "id=the-bridge-1", "brief=nothing"},
	"sourcing":     {"brief=the-bridge", "brief=the-bridge&known=2020-03-12&recorded=1"},
}

func TestAPIGivesTheBytesOfJSON(t *testing.T) {
	plainly(t)
	dir := bridge(t)
	run(t, "publish", dir, "the-bridge", "-o", t.TempDir(), "--no-pdf")
	s := serverOf(t, openDesk(t, dir))
	for _, q := range serve.Questions() {
		used := map[string]bool{}
		for _, query := range asking[q.Name] {
			values, err := url.ParseQuery(query)
			if err != nil {
				t.Fatal(err)
			}
			args := []string{q.Name, dir, "--json"}
			for _, flag := range slices.Sorted(maps.Keys(values)) {
				used[flag] = true
				if flag == "words" { // an argument of its own on the command line
					args = append(args, values.Get(flag))
					continue
				}
				args = append(args, "--"+flag+"="+values.Get(flag))
			}
			want := run(t, args...)
			w := s.get("/api/v1/" + q.Name + "?" + query)
			if got := w.Body.String(); w.Code != http.StatusOK || got != want {
				t.Errorf("GET /api/v1/%s?%s = %d, differs from salient %s:\n%s", q.Name, query, w.Code, strings.Join(args, " "), cmp.Diff(want, got))
			}
			if got := w.Header().Get("Content-Type"); !strings.HasPrefix(got, "application/json") {
				t.Errorf("GET /api/v1/%s: Content-Type %q, want application/json", q.Name, got)
			}
			if !json.Valid([]byte(want)) || strings.Count(want, "\n") != 1 {
				t.Errorf("salient %s isn't one JSON document in one line: %q", strings.Join(args, " "), want)
			}
		}
		for _, f := range serve.Flags(q.Question) {
			if !used[f.Name] {
				t.Errorf("no query of this test uses %s's flag %s", q.Name, f.Name)
			}
		}
	}
}

// The same on the case that ships, where answers are larger, and in several scripts.
func TestAPIGivesTheBytesOfJSONForAlQusayr(t *testing.T) {
	plainly(t)
	dir := alQusayrDir(t)
	s := serverOf(t, openDesk(t, dir))
	for _, target := range []string{
		"timeline?from=2013-05-01&to=2013-06-30",
		"orbat?on=2013-05-20",
	} {
		command, query, _ := strings.Cut(target, "?")
		args := []string{command, dir, "--json"}
		for pair := range strings.SplitSeq(query, "&") {
			args = append(args, "--"+pair)
		}
		if want, got := run(t, args...), s.get("/api/v1/"+target).Body.String(); got != want {
			t.Errorf("GET /api/v1/%s differs from salient %s", target, strings.Join(args, " "))
		}
	}
}

// A row as the API gives it is a row as the API takes it, with the revision that it asks for.
func TestRowsGoOutAsTheyComeIn(t *testing.T) {
	s := bridgeServer(t)
	for _, path := range []string{"/api/v1/places/hilltop", "/api/v1/claims/c08", "/api/v1/settings/sides", "/api/v1/briefs/the-bridge"} {
		var row post
		w := s.get(path)
		if err := json.Unmarshal(w.Body.Bytes(), &row); err != nil || w.Code != http.StatusOK || row.Revision != 1 || len(row.Cells) < 2 {
			t.Errorf("GET %s = %d %s (%v), want cells at revision 1", path, w.Code, w.Body, err)
			continue
		}
		if w := s.post(t, path[:strings.LastIndex(path, "/")], row); w.Code != http.StatusCreated {
			t.Errorf("POST of what GET %s gave = %d: %s", path, w.Code, w.Body)
		}
	}
	if head := s.head(t); head.Seq > 2 { // a brief's text is trimmed, the others are as they were
		t.Errorf("posting rows as they are made %d entries, want at most the brief's", head.Seq-1)
	}
}

// problemDoc is what RFC 9457 asks of a problem document, with our extension.
type problemDoc struct {
	Type, Title, Detail, Instance string
	Status                        int
	Problems                      []desk.Problem
}

// problemOf reads an answer that must be a problem document.
func problemOf(t *testing.T, what string, w *httptest.ResponseRecorder) problemDoc {
	t.Helper()
	var p problemDoc
	if got := w.Header().Get("Content-Type"); !strings.HasPrefix(got, "application/problem+json") {
		t.Errorf("%s = %d with Content-Type %q, want application/problem+json: %.100s", what, w.Code, got, w.Body)
		return p
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Errorf("%s: %v in %s", what, err, w.Body)
	}
	if p.Status != w.Code || p.Type == "" || p.Title != http.StatusText(w.Code) || p.Detail == "" {
		t.Errorf("%s = %d with problem %+v, want its status, a type, the status's title and a detail", what, w.Code, p)
	}
	return p
}

func TestWrongQuestionsGetProblemDocuments(t *testing.T) {
	s := bridgeServer(t)
	for _, tt := range []struct {
		method, target string
		status         int
		words          string
	}{
		{"GET", "control?on=2020-03-13&flace=midford", 400, "flace"},
		{"GET", "control?on=5-March", 400, "on"},
		{"GET", "control?on=2020-02-30", 400, "on"},
		{"GET", "control", 400, "on is needed"},
		{"GET", "control?on=", 400, "on is needed"},
		{"GET", "control?from=2020-03-14&to=2020-03-01&place=midford", 400, "in this order"},
		{"GET", "control?from=2020-03-01&to=2020-03-14", 400, "place"},
		{"GET", "control?on=2020-03-13&known=soon", 400, "known"},
		{"GET", "control?on=2020-03-13&recorded=x", 400, "recorded|entry"},
		{"GET", "control?on=2020-03-13&recorded=99", 404, "99"},
		{"GET", "control?on=2020-03-13&recorded=1999-01-01", 404, "1999-01-01"},
		{"GET", "control?on=2020-03-13&place=atlantis", 404, "atlantis"},
		{"GET", "control?on=2020-03-13&from=2020-03-01&to=2020-03-14&place=midford", 400, "not both"},
		{"GET", "control?on=2020-03-13&place=%zz", 400, "%zz"},
		{"GET", "control?on=2020-03-13&on=2020-03-14", 400, "on"},
		{"GET", "control?on=2020-03-13&place=midford&why=perhaps", 400, "why"},
		{"GET", "route?from=southport&to=midford&on=2020-03-13", 400, "side is needed"},
		{"GET", "route?side=east&from=southport&to=midford&on=2020-03-13", 404, "east"},
		{"GET", "route?side=south&from=southport&to=atlantis&on=2020-03-13", 404, "atlantis"},
		{"GET", "choke?side=south&from=southport&to=hilltop&on=2020-03-06&within=2x", 400, "within"},
		{"GET", "choke?side=south&from=southport&to=hilltop&on=2020-03-06&within=two", 400, "within"},
		{"GET", "choke?side=south&from=southport&to=hilltop&on=2026-11-20", 400, "embargo"},
		{"GET", "orbat?on=2020-03-13&under=nobody", 404, "nobody"},
		{"GET", "timeline?place=atlantis", 404, "atlantis"},
		{"GET", "contested?place=atlantis", 404, "atlantis"},
		{"GET", "nonsense", 404, "nonsense"},
		{"GET", "no/such/path", 404, "no/such/path"},
		{"GET", "nonsense/hilltop", 404, "nonsense"},
		{"GET", "places/atlantis", 404, "atlantis"},
		{"POST", "control", 405, "GET"},
		{"GET", "claims", 405, "POST"},
		{"DELETE", "decisions", 405, "POST"},
	} {
		what := tt.method + " /api/v1/" + tt.target
		w := s.ask(tt.method, "/api/v1/"+tt.target, nil)
		if w.Code != tt.status {
			t.Errorf("%s = %d, want %d: %s", what, w.Code, tt.status, w.Body)
		}
		p := problemOf(t, what, w)
		if !slices.ContainsFunc(strings.Split(tt.words, "|"), func(word string) bool { return strings.Contains(p.Detail, word) }) {
			t.Errorf("%s: detail %q, want %q in it", what, p.Detail, tt.words)
		}
		if tt.status == 405 && w.Header().Get("Allow") != tt.words {
			t.Errorf("%s: Allow %q, want %q", what, w.Header().Get("Allow"), tt.words)
		}
	}
}

type cells = map[string]string

// post is a row as the API takes it.
type post struct {
	Cells    cells  `json:"cells"`
	Revision uint64 `json:"revision"`
	Why      string `json:"why"`
}

func TestBadRowsGetProblemsByColumn(t *testing.T) {
	s := bridgeServer(t)
	before := s.head(t)
	for _, tt := range []struct {
		path     string
		cells    cells
		revision uint64
		want     []string // columns
	}{
		{"claims", cells{"id": "c99", "document": "courier-05", "kind": "holding", "what": "owns", "place": "hilltop", "actor": "second-brigade", "when": "5 March"}, 0, []string{"when", "what", "actor"}},
		{"claims", cells{"id": "c99", "document": "nothing", "kind": "holding", "what": "controls"}, 0, []string{"place", "actor", "document"}},
		{"places", cells{"id": "hilltop-2", "name": "Second", "kind": "village", "parent": "hilltop-2", "lon": "190", "lat": "2"}, 0, []string{"lon", "parent"}},
		{"places", cells{"id": "Hill Top", "name": "Second", "kind": "village"}, 0, []string{"id"}},
		{"places", cells{"name": "No id", "kind": "village"}, 0, []string{"id"}},
		{"places", cells{"id": "bridge", "name": "A road's id", "kind": "village"}, 0, []string{"id"}},
		{"sources", cells{"id": "s9", "name": "Ninth", "reliability": "G", "leaning": "east"}, 0, []string{"reliability", "leaning"}},
		{"settings", cells{"key": "embargo", "value": "-1"}, 0, []string{"embargo"}},
		{"settings", cells{"key": "sides", "value": "north|east"}, 1, []string{"value"}},
	} {
		w := s.post(t, "/api/v1/"+tt.path, post{Cells: tt.cells, Revision: tt.revision})
		what := fmt.Sprintf("POST /api/v1/%s %v", tt.path, tt.cells)
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s = %d, want 422: %s", what, w.Code, w.Body)
		}
		var got []string
		for _, p := range problemOf(t, what, w).Problems {
			got = append(got, p.File)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: columns of its problems (-want +got):\n%s%s", what, diff, w.Body)
		}
	}
	if after := s.head(t); after != before {
		t.Errorf("refused rows moved the ledger's head from %d to %d", before.Seq, after.Seq)
	}
}

func (s server) head(t *testing.T) store.Entry {
	t.Helper()
	e, err := s.desk.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestWritesOverStaleRevisionsConflict(t *testing.T) {
	s := bridgeServer(t)
	mend := func(name string, revision uint64) *httptest.ResponseRecorder {
		return s.post(t, "/api/v1/places", post{cells{"id": "hilltop", "name": name, "kind": "village", "parent": "land", "lon": "10.2", "lat": "50.02"}, revision, "mended"})
	}
	if w := mend("Hill", 1); w.Code != http.StatusCreated {
		t.Fatalf("POST /api/v1/places at its revision = %d: %s", w.Code, w.Body)
	} else if got, want := w.Body.String(), fmt.Sprintf(`{"id":"hilltop","entry":2,"hash":"%s"}`+"\n", s.head(t).Hash); got != want {
		t.Errorf("POST /api/v1/places answers %s, want %s", got, want)
	}
	for name, w := range map[string]*httptest.ResponseRecorder{
		"a row": mend("Top", 1), "a row said to be new": mend("Top", 0), "a row as nobody has seen it": mend("Top", 9),
		"a decision": s.decide(t, "c02", "rejected", "no", 0),
	} {
		if w.Code != http.StatusConflict {
			t.Errorf("POST of %s with a revision that isn't its last = %d, want 409: %s", name, w.Code, w.Body)
		}
		problemOf(t, name, w)
	}
	if head := s.head(t); head.Seq != 2 {
		t.Errorf("the ledger has %d entries after four conflicts, want 2", head.Seq)
	}
}

func (s server) decide(t *testing.T, claim, decision, reason string, revision uint64) *httptest.ResponseRecorder {
	t.Helper()
	return s.post(t, "/api/v1/decisions", map[string]any{"claim": claim, "decision": decision, "reason": reason, "revision": revision})
}

func TestDecisionsChangeAnswers(t *testing.T) {
	s := bridgeServer(t)
	const question = "/api/v1/control?place=hilltop&on=2020-03-05"
	before := s.get(question).Body.String()
	if !strings.Contains(before, `"side":"south","p":0.9`) {
		t.Fatalf("GET %s = %s, want the south above 0.9", question, before)
	}
	if w := s.decide(t, "c05", "rejected", "the wrong hill", 1); w.Code != http.StatusCreated {
		t.Fatalf("POST decision = %d: %s", w.Code, w.Body)
	}
	after := s.get(question).Body.String()
	if strings.Contains(after, `"side":"south","p":0.9`) {
		t.Errorf("GET %s after its one claim was rejected = %s, want another answer", question, after)
	}
	if old := s.get(question + "&recorded=1").Body.String(); old != before {
		t.Errorf("GET %s&recorded=1 = %s, want the old answer %s", question, old, before)
	}
	if w := s.decide(t, "c05", "accepted", "looked again", 2); w.Code != http.StatusCreated {
		t.Fatalf("POST decision = %d: %s", w.Code, w.Body)
	}
	if again := s.get(question).Body.String(); again != before {
		t.Errorf("GET %s after the claim was accepted again = %s, want %s", question, again, before)
	}
	for _, tt := range []struct {
		claim, decision, reason string
		status                  int
	}{
		{"c99", "rejected", "because", 404}, {"c05", "perhaps", "because", 422}, {"c05", "rejected", "", 422}, {"c05", "rejected", " ", 422}, {"c05", "", "because", 422},
	} {
		w := s.decide(t, tt.claim, tt.decision, tt.reason, 3)
		if w.Code != tt.status {
			t.Errorf("POST decision %v = %d, want %d: %s", tt, w.Code, tt.status, w.Body)
		}
		problemOf(t, fmt.Sprint(tt), w)
	}
}

func TestBodiesAreBoundedAndStrict(t *testing.T) {
	s := bridgeServer(t)
	big := `{"cells":{"id":"x","note":"` + strings.Repeat("x", 5<<20) + `"}}`
	for name, tt := range map[string]struct {
		body   string
		status int
	}{
		"an oversized body":        {big, 413},
		"an unknown field":         {`{"cells":{"id":"b","name":"X"},"revison":1}`, 422},
		"a number for a cell":      {`{"cells":{"id":1}}`, 422},
		"a negative revision":      {`{"cells":{"id":"c","name":"X"},"revision":-1}`, 422},
		"nothing":                  {``, 422},
		"half a document":          {`{"cells":`, 422},
		"two documents":            {`{"cells":{"id":"d","name":"X"}}{"cells":{}}`, 422},
		"a control character":      {`{"cells":{"id":"e","name":"X\u0000Y"}}`, 422},
		"a column that isn't one":  {`{"cells":{"id":"f","name":"X","a,b":"1"}}`, 422},
		"a column without letters": {`{"cells":{"id":"g","name":"X"," ":"1"}}`, 422},
	} {
		w := s.ask("POST", "/api/v1/actors", strings.NewReader(tt.body), "Content-Type", "application/json")
		if w.Code != tt.status {
			t.Errorf("POST of %s = %d, want %d: %.200s", name, w.Code, tt.status, w.Body)
		}
		problemOf(t, name, w)
	}
	if head := s.head(t); head.Seq != 1 {
		t.Errorf("refused bodies left %d entries, want 1", head.Seq)
	}
}

func TestForeignPagesCantReachTheServer(t *testing.T) {
	s := bridgeServer(t)
	decision := func() io.Reader {
		return strings.NewReader(`{"claim":"c05","decision":"rejected","reason":"r","revision":1}`)
	}
	for name, tt := range map[string]struct {
		w      *httptest.ResponseRecorder
		status int
	}{
		"a foreign Host":             {s.ask("GET", "/api/v1/siege", nil, "Host", "evil.example"), 421},
		"a foreign Host with a port": {s.ask("GET", "/", nil, "Host", "evil.example:7373"), 421},
		"an address as a prefix":     {s.ask("GET", "/", nil, "Host", "127.0.0.1.evil.example"), 421},
		"no Host":                    {s.ask("GET", "/", nil, "Host", ""), 421},
		"a foreign Host, posting":    {s.ask("POST", "/api/v1/decisions", decision(), "Host", "evil.example"), 421},
		"another site's POST":        {s.ask("POST", "/api/v1/decisions", decision(), "Sec-Fetch-Site", "cross-site"), 403},
		"another origin's POST":      {s.ask("POST", "/api/v1/decisions", decision(), "Origin", "https://evil.example"), 403},
		"a POST of no origin":        {s.ask("POST", "/api/v1/decisions", decision(), "Origin", "null"), 403},
		"a form of another site":     {s.ask("POST", "/remove/claim/c05", decision(), "Origin", "https://evil.example"), 403},
		"localhost":                  {s.ask("GET", "/healthz", nil, "Host", "localhost:7373"), 200},
		"IPv6":                       {s.ask("GET", "/healthz", nil, "Host", "[::1]:7373"), 200},
	} {
		if tt.w.Code != tt.status {
			t.Errorf("request with %s = %d, want %d: %.200s", name, tt.w.Code, tt.status, tt.w.Body)
		}
	}
	if head := s.head(t); head.Seq != 1 {
		t.Fatalf("foreign pages wrote: %d entries, want 1", head.Seq)
	}
	if w := s.ask("POST", "/api/v1/decisions", decision(), "Origin", "http://127.0.0.1:7373"); w.Code != http.StatusCreated {
		t.Errorf("POST of our own origin = %d, want 201: %s", w.Code, w.Body)
	}
}

func TestHealthTellsTheHead(t *testing.T) {
	s := bridgeServer(t)
	if w := s.get("/healthz"); w.Code != 200 || w.Body.String() != `{"entry":1,"status":"ok"}`+"\n" {
		t.Errorf("GET /healthz = %d %s, want ok at entry 1", w.Code, w.Body)
	}
	if err := s.desk.DB.Close(); err != nil {
		t.Fatal(err)
	}
	if w := s.get("/healthz"); w.Code != http.StatusInternalServerError {
		t.Errorf("GET /healthz over a closed case = %d, want 500", w.Code)
	}
}

// brokenDB fails as a disk does, with words that no client should see.
type brokenDB struct{ store.DB }

var errDisk = errors.New("sqlite: disk I/O error in SELECT payload FROM changes at /srv/cases/secret/case.db")

func (brokenDB) View(context.Context, func(store.Reader) error) error { return errDisk }

func (brokenDB) Update(context.Context, string, string, func(store.Writer) error) (store.Entry, error) {
	return store.Entry{}, errDisk
}

func TestErrorsOfOursShowClientsOnlyTheirID(t *testing.T) {
	s := bridgeServer(t)
	s.desk.DB = brokenDB{s.desk.DB}
	for _, path := range []string{"/healthz", "/api/v1/siege", "/api/v1/control?on=2020-03-13", "/", "/claims/c05"} {
		w := s.get(path)
		s.internal(t, "GET "+path, w)
		if strings.HasPrefix(path, "/api") {
			problemOf(t, path, w)
		}
	}
	w := s.post(t, "/api/v1/actors", post{Cells: cells{"id": "x", "name": "X"}})
	s.internal(t, "POST /api/v1/actors", w)
	p := problemOf(t, "POST", w)
	if !strings.Contains(s.log.String(), p.Instance) || !strings.Contains(s.log.String(), "disk I/O") || p.Instance == "" {
		t.Errorf("the log has %q, want the cause beside the problem's id %q", s.log, p.Instance)
	}
}

func (s server) internal(t *testing.T, what string, w *httptest.ResponseRecorder) {
	t.Helper()
	if w.Code != http.StatusInternalServerError {
		t.Errorf("%s over a broken disk = %d, want 500", what, w.Code)
	}
	for _, secret := range []string{"sqlite", "SELECT", "/srv", "secret", "goroutine", ".go:"} {
		if strings.Contains(w.Body.String(), secret) {
			t.Errorf("%s over a broken disk shows %q: %s", what, secret, w.Body)
		}
	}
}

func TestOpenAPIDescribesEveryAddress(t *testing.T) {
	s := bridgeServer(t)
	w := s.get("/openapi.json")
	var doc struct {
		OpenAPI    string
		Info       struct{ Title, Version string }
		Paths      map[string]map[string]apiOperation
		Components struct{ Schemas map[string]any }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil || !strings.HasPrefix(doc.OpenAPI, "3.1.") || doc.Info.Title == "" || doc.Info.Version == "" {
		t.Fatalf("GET /openapi.json: %v, openapi %q, info %v; want 3.1 with title and version", err, doc.OpenAPI, doc.Info)
	}
	for _, path := range []string{"/healthz", "/api/v1/control", "/api/v1/route", "/api/v1/siege", "/api/v1/choke", "/api/v1/orbat", "/api/v1/timeline", "/api/v1/contested", "/api/v1/claims", "/api/v1/decisions", "/api/v1/documents"} {
		if doc.Paths[path] == nil {
			t.Errorf("/openapi.json has no path %s", path)
		}
	}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			op.check(t, method, path)
			w := s.ask(strings.ToUpper(method), path, strings.NewReader("{}"))
			if w.Code == http.StatusMethodNotAllowed || strings.Contains(w.Body.String(), "nothing at") {
				t.Errorf("%s %s is described and answers %d", method, path, w.Code)
			}
		}
	}
	for _, ref := range refsIn(w.Body.Bytes()) {
		if name, ok := strings.CutPrefix(ref, "#/components/schemas/"); !ok || doc.Components.Schemas[name] == nil {
			t.Errorf("$ref %s leads nowhere", ref)
		}
	}
}

// apiOperation is what OpenAPI 3.1 says of one method.
type apiOperation struct {
	Summary    string
	Parameters []struct {
		Name, In, Description string
		Required              bool
		Schema                map[string]any
	}
	RequestBody *struct {
		Content map[string]struct{ Schema map[string]any }
	}
	Responses map[string]struct {
		Description *string
		Content     map[string]any
	}
}

func (op apiOperation) check(t *testing.T, method, path string) {
	t.Helper()
	what, placed := method+" "+path, 0
	if !slices.Contains([]string{"get", "post", "put", "patch", "delete", "head", "options", "trace"}, method) {
		t.Errorf("%s: %q is no method", what, method)
	}
	if len(op.Responses) == 0 || op.Summary == "" {
		t.Errorf("%s: %d responses, summary %q; want both", what, len(op.Responses), op.Summary)
	}
	for code, r := range op.Responses {
		if r.Description == nil || *r.Description == "" {
			t.Errorf("%s: response %s has no description", what, code)
		}
	}
	seen := map[string]bool{}
	for _, p := range op.Parameters {
		inPath := p.In == "path" && p.Required && strings.Contains(path, "{"+p.Name+"}")
		if !inPath && (p.In != "query" || p.Description == "") || p.Name == "" || p.Schema["type"] == nil || seen[p.Name] {
			t.Errorf("%s: parameter %+v, want a name that stands once, a schema's type, and a place in the path, or a description", what, p)
		}
		if seen[p.Name] = true; inPath {
			placed++
		}
	}
	if want := strings.Count(path, "{"); placed != want {
		t.Errorf("%s describes %d of the %d names in its path", what, placed, want)
	}
	if (method == "post") != (op.RequestBody != nil) {
		t.Errorf("%s: request body %v", what, op.RequestBody)
	}
	if op.RequestBody != nil {
		schema := op.RequestBody.Content["application/json"].Schema
		properties, _ := schema["properties"].(map[string]any)
		required, _ := schema["required"].([]any)
		if schema["type"] != "object" || len(properties) == 0 || len(required) == 0 {
			t.Errorf("%s: body's schema %v, want an object with properties and required ones", what, schema)
		}
		for _, r := range required {
			if properties[r.(string)] == nil {
				t.Errorf("%s: required property %v isn't described", what, r)
			}
		}
	}
}

func refsIn(doc []byte) (out []string) {
	dec := json.NewDecoder(bytes.NewReader(doc))
	for ref := false; ; {
		token, err := dec.Token()
		if err != nil {
			return out
		}
		s, ok := token.(string)
		if ref && ok {
			out = append(out, s)
		}
		ref = ok && s == "$ref"
	}
}
