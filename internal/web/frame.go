package web

import (
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"regexp"
	"strings"

	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/when"
)

// frame is what every page has around its own content.
type frame struct {
	Title    string // of the page, without the case's
	CaseName string
	Theme    string // "", light, dark
	Here     string // the page's address, to come back to
	Body     string // class of body
	Nav      []navItem
	Assets   pageAssets
	Dates    *dates // nil: the page isn't about a day
	Notice   *notice
	Toast    *toast
	Keys     []keyGroup
	Entry    uint64 // of the ledger, that the page stands on
	Hash     string
	Older    bool // Entry isn't the newest
	Missing  bool // scripts and styles weren't built
}

func (f *frame) base() *frame { return f }

type pageAssets struct{ App, Map, Editor, CSS, Sides string }

type navItem struct {
	Label, Href, Key string
	Count            int
	Current          bool
}

// notice is a box above a page's content.
type notice struct{ Kind, Text string }

// toast says what a deed did.
type toast struct{ Text, Undo string }

// link is an address and its words.
type link struct{ Text, Href string }

// dates are the two days that a page is about, and the form that asks for others.
type dates struct {
	On, Known     when.Day
	Earlier       bool // Known isn't the newest knowledge
	Provisional   bool // answers rest on what was learned before the newest claims
	Ahead         bool // On is later than Known
	Path          string
	Min, Max      when.Day
	NoOn          bool   // the page is about a known day only
	Keep          []pair // what the form has to keep
	KnownSet      bool
	LatestKnown   when.Day
	OlderLedger   uint64 // an older state of the ledger is shown; 0: the newest
	LatestAddress string // the same page with all knowledge
}

type pair struct{ Name, Value string }

type keyGroup struct {
	Name string
	Keys []pair
}

// dated fills in the dates of a page that is about a day.
func (r *request) dated(keep ...pair) *dates {
	v := r.view
	latest, _ := v.All.LastKnown()
	d := &dates{
		On: r.state.On, Known: v.Known, KnownSet: r.state.KnownSet, LatestKnown: latest, Path: r.URL.Path,
		Earlier: v.Known < latest, Provisional: v.Provisional, Ahead: r.state.On > v.Known, Min: v.Span.From, Max: v.Span.To, Keep: keep,
	}
	if v.Head.Seq < v.Last.Seq {
		d.OlderLedger = v.Head.Seq
	}
	d.LatestAddress = r.href(r.URL.Path, "known", "", "recorded", "")
	return d
}

// words say both dates for a title.
func (d *dates) words() string {
	return "on " + d.On.Long() + ", as known by " + d.Known.Long()
}

// fill completes a page's frame.
func (s *site) fill(w http.ResponseWriter, r *request, f *frame) {
	f.Assets = pageAssets{App: s.assets.App, Map: s.assets.Map, Editor: s.assets.Editor, CSS: s.assets.CSS}
	f.Missing = s.assets.Missing
	f.Theme = themeOf(r.Request)
	f.Here = r.URL.RequestURI()
	f.Toast = takeSaid(w, r.Request)
	if r.view == nil { // the state couldn't be read: a page that says so needs the newest view
		v, err := s.desk.View(r.Context(), desk.Cut{})
		if err != nil {
			f.CaseName, f.Assets.Sides = "Salient", sidesAddress("")
			return
		}
		r.view, r.state = v, state{On: defaultDay(v), Known: v.Known}
	}
	c := r.view.All
	f.CaseName = c.Settings.Title
	if f.CaseName == "" {
		f.CaseName = "Untitled case"
	}
	f.Assets.Sides = sidesAddress(figure.CSS(draw.Sides(c)))
	f.Entry, f.Older = r.view.Head.Seq, r.view.Head.Seq < r.view.Last.Seq
	f.Hash = clipped(r.view.Head.Hash, 12)
	f.Nav = s.nav(r)
}

// sections are the header's pages, with the key that goes there after g.
var sections = []struct{ label, path, key string }{
	{"Map", "/map", "m"},
	{"Places", "/places", "p"},
	{"Review", "/review", "r"},
	{"Contradictions", "/contradictions", "c"},
	{"Order of battle", "/orbat", "o"},
	{"Routes", "/routes", "w"},
	{"Sieges", "/sieges", "e"},
	{"Timeline", "/timeline", "t"},
	{"Judgements", "/judgements", "j"},
	{"Sources", "/sources", "s"},
	{"Documents", "/documents", "d"},
	{"Briefs", "/briefs", "b"},
	{"Case", "/case", "k"},
}

func (s *site) nav(r *request) []navItem {
	out := make([]navItem, 0, len(sections))
	for _, n := range sections {
		item := navItem{Label: n.label, Key: n.key, Href: r.href(n.path), Current: within(r.URL.Path, n.path)}
		if n.path == "/contradictions" {
			item.Count = s.countForNav(r)
		}
		out = append(out, item)
	}
	return out
}

// reviewing matches the addresses of documents' reviews.
var reviewing = regexp.MustCompile(`^/documents/[^/]+/review(/|$)`)

// within reports whether a page belongs to a section of the header.
func within(page, section string) bool {
	if reviewing.MatchString(page) {
		return section == "/review"
	}
	if page == section || strings.HasPrefix(page, section+"/") {
		return true
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(page, "/"), "/")
	switch first {
	case "claims", "search":
		return section == "/documents"
	case "codes", "publications":
		return section == "/briefs"
	case "areas", "gaps":
		return section == "/map"
	case "whatif":
		return section == "/routes"
	case "actors":
		return section == "/orbat"
	case "edit", "new", "history", "withdraw":
		return section == "/case"
	}
	return false
}

const themeCookie, saidCookie = "theme", "said"

func themeOf(r *http.Request) string {
	if c, err := r.Cookie(themeCookie); err == nil && (c.Value == "light" || c.Value == "dark") {
		return c.Value
	}
	return ""
}

// theme keeps the reader's choice of a theme and goes back.
func (s *site) theme(r *request) (reply, error) {
	if err := r.ParseForm(); err != nil {
		return reply{}, err
	}
	t := r.PostForm.Get("theme")
	if t != "light" && t != "dark" && t != "system" {
		return reply{}, badQuery("theme", t, "light, dark or system")
	}
	return reply{to: back(r.PostForm.Get("back")), said: themePrefix + t}, nil
}

// themePrefix marks a message that is a choice of theme and not to be read.
const themePrefix = "theme:"

// back is an address of ours to return to; anything else is the start.
func back(to string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n") {
		return "/"
	}
	return to
}

// sayNext keeps a message for the page that the reader is sent to.
func sayNext(w http.ResponseWriter, said, undo string) {
	c := &http.Cookie{Name: saidCookie, Path: "/", MaxAge: 60, HttpOnly: true, SameSite: http.SameSiteStrictMode}
	switch t, isTheme := strings.CutPrefix(said, themePrefix); {
	case isTheme:
		c.Name, c.Value, c.MaxAge, c.HttpOnly = themeCookie, t, 365*24*3600, false
	case said == "":
		return
	default:
		c.Value = base64.RawURLEncoding.EncodeToString([]byte(said + "\x00" + undo))
	}
	http.SetCookie(w, c)
}

func takeSaid(w http.ResponseWriter, r *http.Request) *toast {
	c, err := r.Cookie(saidCookie)
	if err != nil || c.Value == "" {
		return nil
	}
	http.SetCookie(w, &http.Cookie{Name: saidCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return nil
	}
	text, undo, _ := strings.Cut(string(b), "\x00")
	if undo != "" && back(undo) != undo {
		undo = ""
	}
	return &toast{clipped(text, 300), undo}
}

//go:embed templates
var templateFiles embed.FS

// parseTemplates reads one set for each page: the frame, the shared parts, the page.
func parseTemplates() (map[string]*template.Template, error) {
	funcs := template.FuncMap{
		"percent": percent, "number": number[int], "counted": counted, "db": decibans,
		"long": when.Day.Long, "iso": when.Day.String, "capital": capital, "spaced": spaced,
		"args": func(v ...any) []any { return v },
	}
	shared, err := template.New("").Funcs(funcs).ParseFS(templateFiles, "templates/shared/*.html")
	if err != nil {
		return nil, fmt.Errorf("shared templates: %w", err)
	}
	entries, err := templateFiles.ReadDir("templates")
	if err != nil {
		return nil, err
	}
	out := map[string]*template.Template{}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		t, err := shared.Clone()
		if err == nil {
			t, err = t.ParseFS(templateFiles, "templates/"+e.Name())
		}
		if err != nil {
			return nil, fmt.Errorf("template %s: %w", e.Name(), err)
		}
		out[strings.TrimSuffix(e.Name(), path.Ext(e.Name()))] = t
	}
	return out, nil
}

// Parts are the keys of a pair, one by one.
func (p pair) Parts() []string { return strings.Fields(p.Name) }
