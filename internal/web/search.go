package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/serve"
)

// searchPage is a search through the documents and what it found.
type searchPage struct {
	frame
	Q         serve.SearchQuestion
	Asked     bool
	Total     int
	Hits      []searchHit
	Sources   []option
	Types     []string
	Languages []string
	Saved     []savedSearch
	Query     string // of this search, to be saved
	Name      string
	Wrong     string
}

type searchHit struct {
	Title, Href, Source, SourceHref, Day, Where string
	Pieces                                      []piece
}

type savedSearch struct{ Name, Href, Mend string }

// query reads what is searched for, with the names of the case.
func (r *request) query(words string) desk.Query {
	return desk.QueryOf(r.view.All, clipped(words, 300))
}

func (s *site) search(r *request) (reply, error) {
	p, err := s.searchPage(r, r.URL.Query())
	return reply{template: "search", data: p}, err
}

func (s *site) searchPage(r *request, form url.Values) (*searchPage, error) {
	p := &searchPage{Q: searchOf(form), Sources: r.sourceOptions()}
	p.Title = "Search"
	p.Types, p.Languages = kindsOfDocuments(r.view.All)
	for _, saved := range desk.SavedSearches(r.view.All) {
		p.Saved = append(p.Saved, savedSearch{saved.Name, "/search?" + saved.Query, "/edit/setting/" + url.PathEscape("search."+strings.ReplaceAll(saved.Name, " ", "-"))})
	}
	if p.Asked = strings.TrimSpace(p.Q.Words) != ""; !p.Asked {
		return p, nil
	}
	p.Title = "Search: " + p.Q.Words
	p.Query = queryOf(&p.Q).Encode()
	if err := p.Q.Look(r.Context(), s.desk, r.view); err != nil {
		if errors.Is(err, salient.ErrUsage) {
			return p, badQuery("day", p.Q.From+" "+p.Q.To, "days, as 2013-05-20")
		}
		return p, err
	}
	found, _ := p.Q.Found()
	p.Total = found.Total
	for _, h := range found.Hits {
		p.Hits = append(p.Hits, r.searchHit(h, p.Q.Words))
	}
	return p, nil
}

// searchOf reads the fields of the form.
func searchOf(form url.Values) serve.SearchQuestion {
	get := func(name string) string { return clipped(strings.TrimSpace(form.Get(name)), 300) }
	return serve.SearchQuestion{
		Words: get("words"), From: get("from"), To: get("to"), Source: get("source"), Type: get("type"), Language: get("language"),
	}
}

// queryOf writes a search as the query of its address.
func queryOf(q *serve.SearchQuestion) url.Values {
	out := url.Values{}
	for name, value := range map[string]string{"words": q.Words, "from": q.From, "to": q.To, "source": q.Source, "type": q.Type, "language": q.Language} {
		if value != "" {
			out.Set(name, value)
		}
	}
	return out
}

func (r *request) searchHit(h desk.Hit, words string) searchHit {
	c := r.view.All
	x := searchHit{
		Title: h.Title, Href: r.href("/documents/"+string(h.Document), "find", words), Source: sourceName(c, h.Source),
		SourceHref: r.href("/sources/" + string(h.Source)), Day: "undated", Where: "in its title",
	}
	if x.Title == "" {
		x.Title = string(h.Document)
	}
	if d, ok := c.Document(h.Document); ok && dateWords(d.Published, false) != "" {
		x.Day = dateWords(d.Published, false)
	}
	switch h.Where {
	case "text":
		x.Where, x.Href = "page "+number(h.Page), x.Href+"#found-1"
	case "claim":
		x.Where, x.Href = "in our words", r.href("/claims/"+string(h.Claim))
	}
	at := make([]desk.Passage, 0, len(h.Marks))
	for _, m := range h.Marks {
		at = append(at, desk.Passage{Start: m.Start, End: m.End})
	}
	x.Pieces = pieces([]rune(h.Excerpt), at)
	return x
}

func kindsOfDocuments(c *salient.Case) (types, languages []string) {
	for i := range c.Documents {
		types = append(types, c.Documents[i].Type)
		languages = append(languages, c.Documents[i].Language)
	}
	for _, list := range []*[]string{&types, &languages} {
		slices.Sort(*list)
		*list = slices.DeleteFunc(slices.Compact(*list), func(s string) bool { return s == "" })
	}
	return types, languages
}

// saveSearch keeps a search with the case.
func (s *site) saveSearch(r *request) (reply, error) {
	if err := r.ParseForm(); err != nil {
		return reply{}, err
	}
	q := searchOf(r.PostForm)
	query := queryOf(&q).Encode()
	name := clipped(strings.TrimSpace(r.PostForm.Get("name")), 60)
	err := s.desk.SaveSearch(r.Context(), s.who, name, query)
	var problems desk.Problems
	if errors.As(err, &problems) {
		p, perr := s.searchPage(r, r.PostForm)
		if perr != nil {
			return reply{}, perr
		}
		p.Name, p.Wrong = name, problems[0].What
		return reply{template: "search", data: p, status: http.StatusUnprocessableEntity}, nil
	}
	return reply{to: "/search?" + query, said: "Kept with the case: " + name}, err
}
