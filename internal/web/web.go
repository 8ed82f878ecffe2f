package web

import (
	"cmp"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/salient-osint/salient/internal/desk"
)

// Options says how pages are served.
type Options struct {
	Who string       // signs what is written on pages
	Log *slog.Logger // takes the errors of which readers only see an id; nil: nothing is logged
	// ReadFor is how long the inbox reads documents before it is shown without those that are
	// left; 0: a second. The one that is being read then is read to its end.
	ReadFor time.Duration
}

// site answers for one case.
type site struct {
	desk      *desk.Desk
	who       string
	readFor   time.Duration
	log       *slog.Logger
	assets    assets
	templates map[string]*template.Template
	counts    sync.Map // open contradictions by entry of the ledger
	grounds   grounds
	compared  compared
}

// New returns the pages of a desk.
func New(d *desk.Desk, o Options) (http.Handler, error) {
	a, err := readAssets()
	if err != nil {
		return nil, fmt.Errorf("read the pages' scripts and styles: %w", err)
	}
	templates, err := parseTemplates()
	if err != nil {
		return nil, err
	}
	s := &site{desk: d, who: o.Who, readFor: cmp.Or(o.ReadFor, time.Second), log: o.Log, assets: a, templates: templates}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s.secured(s.routes()), nil
}

// routes is the list of all addresses.
func (s *site) routes() http.Handler {
	mux := http.NewServeMux()
	page := func(pattern string, fn handler) { mux.Handle(pattern, s.page(fn)) }
	s.answerPages(page)
	s.documentPages(page)
	s.briefPages(page)
	s.rowPages(page)
	mux.HandleFunc("GET /static/", s.static)
	return mux
}

// answerPages show what the case answers.
func (s *site) answerPages(page func(string, handler)) {
	page("GET /{$}", s.start)
	page("GET /map", s.mapPage)
	page("GET /map/frame", s.mapFrame)
	page("GET /map/figure.svg", s.mapFile)
	page("GET /map/ground", s.mapGround)
	page("GET /map/frames", s.mapFrames)
	page("GET /places", s.places)
	page("GET /places/{id}", s.place)
	page("GET /contradictions", s.contradictions)
	page("POST /contradictions", s.explain)
	page("GET /orbat", s.orbat)
	page("GET /actors/{id}", s.actor)
	page("GET /routes", s.routesPage)
	page("GET /sieges", s.sieges)
	page("GET /whatif", s.whatif)
	page("GET /timeline", s.timeline)
	page("GET /areas", s.areas)
	page("GET /gaps", s.gaps)
	page("GET /judgements", s.judgements)
	page("GET /sources", s.sources)
	page("GET /sources/{id}", s.source)
}

// documentPages are documents, what is claimed in them, and their review.
func (s *site) documentPages(page func(string, handler)) {
	page("GET /documents", s.documents)
	page("GET /documents/{id}", s.document)
	page("POST /documents", s.bring)
	page("GET /documents/{id}/original", s.original)
	page("GET /documents/{id}/media", s.media)
	page("POST /documents/{id}/confirm", s.confirm)
	page("GET /documents/{id}/table", s.table)
	page("POST /documents/{id}/table", s.mapTable)
	page("GET /documents/{id}/review", s.review)
	page("POST /documents/{id}/review", s.ruleOn)
	page("GET /documents/{id}/review/mend", s.mendOffer)
	page("POST /documents/{id}/review/mend", s.saveMended)
	page("POST /documents/{id}/review/undo", s.undoRuling)
	page("POST /documents/{id}/review/ask", s.askModel)
	page("GET /review", s.inbox)
	page("GET /search", s.search)
	page("POST /search", s.saveSearch)
	page("GET /claims", s.claims)
	page("GET /claims/{id}", s.claim)
	page("POST /claims/{id}/decision", s.decide)
}

// briefPages are the briefs and their editor.
func (s *site) briefPages(page func(string, handler)) {
	page("GET /briefs", s.briefs)
	page("GET /briefs/{id}", s.brief)
	page("GET /briefs/{id}/published", s.published)
	page("GET /briefs/{id}/edit", s.openEditor)
	page("POST /briefs/{id}/edit", s.useEditor)
	page("GET /briefs/{id}/preview", s.previewSaved)
	page("POST /briefs/{id}/preview", s.previewTyped)
	page("GET /briefs/{id}/history", s.briefHistory)
	page("POST /briefs/{id}/restore", s.restoreBrief)
	page("GET /publications", s.publications)
	page("GET /publications/{id}", s.publication)
	page("GET /publications/{id}/{form}", s.publishedFile)
	page("GET /codes", s.codes)
}

// rowPages are the rows of the case, and what every page leads to.
func (s *site) rowPages(page func(string, handler)) {
	page("GET /case", s.caseTables)
	page("GET /case/{kind}", s.caseRows)
	page("GET /new/{kind}", s.newRow)
	page("POST /new/{kind}", s.saveNew)
	page("POST /case/lexicon", s.bringLexicons)
	page("GET /edit/{kind}/{id}", s.editRow)
	page("POST /edit/{kind}/{id}", s.saveEdit)
	page("POST /remove/{kind}/{id}", s.remove)
	page("GET /history/{kind}/{id}", s.history)
	page("POST /undo/{kind}/{id}", s.undo)
	page("GET /withdraw", s.withdraw)
	page("POST /withdraw", s.withdrawNow)
	page("GET /find", s.find)
	page("POST /theme", s.theme)
	page("/", s.nowhere)
}
