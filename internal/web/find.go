package web

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// findPage is what the find palette and its page show.
type findPage struct {
	frame
	Query string
	Found []found
	Near  []link
}

// found is one answer: what it is, its name, and the name by which it was found.
type found struct {
	Kind  string
	Name  name
	Via   string
	Href  string
	score int // less is better
}

// mostFound bounds the answers of one search.
const mostFound = 12

func (s *site) find(r *request) (reply, error) {
	q := strings.TrimSpace(r.URL.Query().Get("q"))
	if len(q) > 200 {
		return reply{}, badQuery("q", q, "at most 200 bytes")
	}
	p := &findPage{Query: q}
	p.Title = "Find"
	if q != "" {
		p.Found = r.search(q)
	}
	if q != "" && len(p.Found) == 0 {
		p.Near = r.near(q, 3)
	}
	answer := reply{template: "find", data: p}
	if r.URL.Query().Get("part") == "list" {
		answer.part = "found"
	}
	return answer, nil
}

// search finds by folded names, the best first: a day, then names that begin with the
// query, then those with a word that does, then those that contain it.
func (r *request) search(q string) []found {
	folded := fold(q)
	var out []found
	if day, ok := readDayWords(q, r.view.Span); ok {
		out = append(out, found{Kind: "day", Name: name{Text: weekday(day)}, Via: "the map on that day", Href: r.href("/map", "on", day.String()), score: -1})
	}
	if folded == "" {
		return out
	}
	r.named(func(f found, names []string) {
		best := 99
		for i, n := range names {
			if s := match(fold(n), folded); s < best {
				best = s
				if f.Via = ""; i > 0 {
					f.Via = n
				}
			}
		}
		if best < 99 {
			f.score += best
			out = append(out, f)
		}
	})
	slices.SortStableFunc(out, func(a, b found) int {
		return cmp.Or(a.score-b.score, cmp.Compare(len(a.Name.Text), len(b.Name.Text)), cmp.Compare(a.Name.Text, b.Name.Text), cmp.Compare(a.Href, b.Href))
	})
	return out[:min(len(out), mostFound)]
}

func match(have, want string) int {
	switch {
	case have == want:
		return 0
	case strings.HasPrefix(have, want):
		return 2
	case strings.Contains(" "+have, " "+want):
		return 4
	case len(want) > 2 && strings.Contains(have, want):
		return 6
	}
	return 99
}

// named hands over everything that bears a name, each with its names, ours first.
func (r *request) named(each func(f found, names []string)) {
	c := r.view.All
	for i := range c.Places {
		p := &c.Places[i]
		each(found{Kind: spaced(string(p.Kind)), Name: nameOf(p.Name, p.Names), Href: r.href("/places/" + string(p.ID))}, allNames(p.Name, p.Names, string(p.ID)))
	}
	for i := range c.Actors {
		a := &c.Actors[i]
		each(found{Kind: spaced(string(a.Kind)), Name: nameOf(a.Name, a.Names), Href: r.href("/actors/" + string(a.ID)), score: 1}, allNames(a.Name, a.Names, string(a.ID)))
	}
	for i := range c.Sources {
		src := &c.Sources[i]
		each(found{Kind: "source", Name: name{Text: src.Name}, Href: r.href("/sources/" + string(src.ID)), score: 1}, []string{src.Name, string(src.ID)})
	}
	for i := range c.Documents {
		d := &c.Documents[i]
		each(found{Kind: "document", Name: name{Text: titleOf(d)}, Href: r.href("/documents/" + string(d.ID)), score: 3}, []string{titleOf(d), string(d.ID)})
	}
	for i := range c.Claims {
		cl := &c.Claims[i]
		each(found{Kind: "claim", Name: name{Text: clipped(saysOf(c, cl), 90)}, Href: r.href("/claims/" + string(cl.ID)), score: 8}, []string{saysOf(c, cl), string(cl.ID)})
	}
}

func allNames(text string, names []salient.Name, id string) []string {
	out := []string{text}
	for _, n := range names {
		out = append(out, n.Text)
	}
	return append(out, spaced(id))
}

// near lists the nearest spellings of a name.
func (r *request) near(q string, limit int) []link {
	type candidate struct {
		link
		d int
	}
	folded := fold(q)
	var all []candidate
	r.named(func(f found, names []string) {
		if f.Kind == "claim" || f.Kind == "document" {
			return
		}
		best := 4
		for _, n := range names {
			best = min(best, distance(fold(n), folded, 3))
		}
		if best <= 3 {
			all = append(all, candidate{link{f.Name.Text, f.Href}, best})
		}
	})
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Or(a.d-b.d, cmp.Compare(a.Text, b.Text)) })
	var out []link
	for _, x := range all[:min(limit, len(all))] {
		out = append(out, x.link)
	}
	return out
}

// nearest lists what may have been meant by an address that leads nowhere.
func (s *site) nearest(r *request) []link {
	if r.view == nil {
		return nil
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	q := spaced(parts[len(parts)-1])
	if sel := r.URL.Query().Get("sel"); sel != "" {
		_, q, _ = strings.Cut(sel, ":")
		q = spaced(q)
	}
	var out []link
	for _, f := range r.search(clipped(q, 60)) {
		out = append(out, link{capital(f.Kind) + ": " + f.Name.Text, f.Href})
	}
	if len(out) == 0 {
		out = r.near(clipped(q, 60), 5)
	}
	return out[:min(len(out), 6)]
}

// readDayWords reads a day as people type it: 2013-05-20, 20 May 2013, 20 may, May 20. Without
// a year it is the latest such day of the span.
func readDayWords(q string, span when.Span) (when.Day, bool) {
	s := strings.Join(strings.Fields(strings.ReplaceAll(q, ",", " ")), " ")
	for _, layout := range []string{"2006-01-02", "2 January 2006", "2 Jan 2006", "January 2 2006", "Jan 2 2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return when.DayOf(t), true
		}
	}
	for _, layout := range []string{"2 January", "2 Jan", "January 2", "Jan 2"} {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		for year := span.To.Time().Year(); year >= span.From.Time().Year(); year-- {
			if d := when.Of(year, t.Month(), t.Day()); span.Has(d) {
				return d, true
			}
		}
	}
	return 0, false
}
