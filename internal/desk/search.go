package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/passage"
	"github.com/salient-osint/salient/when"
)

// Search is what is looked for in the documents of a case.
type Search struct {
	Words    string // words, "words in a row", beginnings*; a name stands for all its spellings
	From, To *when.Day
	Source   salient.SourceID
	Type     string // CSL-JSON type
	Language string
}

// Hit is a document that holds what was looked for.
type Hit struct {
	Document  salient.DocumentID `json:"document"`
	Title     string             `json:"title"`
	Source    salient.SourceID   `json:"source"`
	Published string             `json:"published"`
	Where     string             `json:"where"` // text, title or claim
	Claim     salient.ClaimID    `json:"claim,omitempty"`
	Excerpt   string             `json:"excerpt"`
	Marks     []Mark             `json:"marks"` // within the excerpt
	Start     int                `json:"start"` // of the excerpt in the text layer
	Page      int                `json:"page"`  // of the excerpt, from 1; 0 if it isn't from a text layer
}

// Mark is a stretch in code points, End behind the last.
type Mark struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Found is what a search gives.
type Found struct {
	Total int   `json:"total"`
	Hits  []Hit `json:"hits"` // the newest documents first, at most MaxHits
}

// MaxHits is how many hits are shown of one search.
const MaxHits = 200

// marksEach is how many places of each word an excerpt is chosen from.
const marksEach = 200

// indexKey is the index's key for a text; its number counts changes of passage.Words.
func indexKey(sum string) string { return "words 1 " + sum }

// textSum names the text of a document: its layer, else its original.
func textSum(d *salient.Document) string { return cmp.Or(d.Layer, d.SHA256) }

// Search looks through text layers, titles, and what claims say of texts that aren't held.
func (d *Desk) Search(ctx context.Context, v *View, s Search) (Found, error) {
	if _, ok := v.Case.Source(s.Source); s.Source != "" && !ok {
		return Found{}, fmt.Errorf("no source %q: %w", s.Source, salient.ErrNotFound)
	}
	q := QueryOf(v.Case, s.Words)
	if len(q) == 0 {
		return Found{Hits: []Hit{}}, nil
	}
	keys, err := d.matching(ctx, v.Case, q)
	if err != nil {
		return Found{}, err
	}
	claims := map[salient.DocumentID][]*salient.Claim{}
	for i := range v.Case.Claims {
		c := &v.Case.Claims[i]
		claims[c.Document] = append(claims[c.Document], c)
	}
	found := Found{Hits: []Hit{}}
	for _, doc := range newestFirst(v.Case) {
		if !s.covers(doc, v.Case.Settings.Widening()) {
			continue
		}
		hit, ok, err := d.hit(ctx, doc, claims[doc.ID], q, keys[indexKey(textSum(doc))])
		if err != nil {
			return Found{}, err
		}
		if ok {
			if found.Total++; len(found.Hits) < MaxHits {
				found.Hits = append(found.Hits, hit)
			}
		}
	}
	return found, nil
}

// matching indexes what isn't indexed yet, and asks the index.
func (d *Desk) matching(ctx context.Context, c *salient.Case, q passage.Query) (map[string]bool, error) {
	have, err := d.DB.Indexed(ctx)
	if err != nil {
		return nil, err
	}
	for i := range c.Documents {
		doc := &c.Documents[i]
		key := indexKey(textSum(doc))
		if have[key] || textSum(doc) == "" {
			continue
		}
		text, err := d.Text(ctx, doc)
		if err != nil && !errors.Is(err, salient.ErrNotFound) {
			return nil, err
		}
		have[key] = true
		d.DB.Index(ctx, key, passage.Words(text.Text))
	}
	keys, err := d.DB.Matching(ctx, q)
	out := make(map[string]bool, len(keys))
	for _, k := range keys {
		out[k] = true
	}
	return out, err
}

// Query is a search's words, read.
type Query = passage.Query

// QueryOf reads a query; a name of the case stands for all its spellings.
func QueryOf(c *salient.Case, words string) Query {
	return passage.ParseQuery(words, namesOf(c))
}

// namesOf gives all spellings of the places and actors that a phrase names.
func namesOf(c *salient.Case) func(string) []string {
	all := map[string][]string{}
	add := func(name string, names []salient.Name) {
		list := []string{name}
		for _, n := range names {
			list = append(list, n.Text)
		}
		for _, n := range list {
			key := strings.Join(passage.Words(n), " ")
			all[key] = append(all[key], list...)
		}
	}
	for i := range c.Places {
		add(c.Places[i].Name, c.Places[i].Names)
	}
	for i := range c.Actors {
		add(c.Actors[i].Name, c.Actors[i].Names)
	}
	return func(phrase string) []string { return all[phrase] }
}

func newestFirst(c *salient.Case) []*salient.Document {
	w := c.Settings.Widening()
	out := make([]*salient.Document, 0, len(c.Documents))
	for i := range c.Documents {
		out = append(out, &c.Documents[i])
	}
	slices.SortStableFunc(out, func(a, b *salient.Document) int {
		x, _ := a.Day(w)
		y, _ := b.Day(w)
		return cmp.Or(cmp.Compare(y, x), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// covers reports whether a document passes the filters. Of days the one counts by which it was
// out for certain; a document of unknown day passes no filter of days.
func (s *Search) covers(d *salient.Document, w when.Widening) bool {
	day, dated := d.Day(w)
	return (s.Source == "" || d.Source == s.Source) && (s.Type == "" || d.Type == s.Type) && (s.Language == "" || d.Language == s.Language) &&
		(s.From == nil || dated && day >= *s.From) && (s.To == nil || dated && day <= *s.To)
}

// hit looks where in a document the words stand: in its text, which matches says, its title,
// or what is claimed from it.
func (d *Desk) hit(ctx context.Context, doc *salient.Document, claims []*salient.Claim, q passage.Query, matches bool) (Hit, bool, error) {
	h := Hit{Document: doc.ID, Title: doc.Title, Source: doc.Source, Published: doc.Published.String(), Marks: []Mark{}}
	if matches {
		text, err := d.Text(ctx, doc)
		if err != nil {
			return h, false, err
		}
		h.Where = "text"
		h.excerpt(text.Text, q)
		h.Page = 1
		for i, start := range ingest.Pages(text.Text) {
			if start <= h.Start {
				h.Page = i + 1
			}
		}
		return h, true, nil
	}
	if head := strings.Join([]string{doc.Title, doc.Author, doc.Container}, " · "); q.In(head) {
		h.Where = "title"
		h.excerpt(strings.Trim(head, " ·"), q)
		return h, true, nil
	}
	for _, c := range claims {
		if said := cmp.Or(c.Says, c.Quote); q.In(said) {
			h.Where, h.Claim = "claim", c.ID
			h.excerpt(said, q)
			return h, true, nil
		}
	}
	return h, false, nil
}

func (h *Hit) excerpt(text string, q passage.Query) {
	e := passage.ExcerptOf(text, q.Places(text, marksEach))
	h.Excerpt, h.Start = e.Text, e.Start
	for _, m := range e.Marks {
		h.Marks = append(h.Marks, Mark(m))
	}
}

// SavedSearch is a search that is kept with the case, as a setting.
type SavedSearch struct{ Name, Query string }

// searchPrefix begins the keys of settings that are saved searches.
const searchPrefix = "search."

// SavedSearches lists the searches that are kept with a case, by name.
func SavedSearches(c *salient.Case) []SavedSearch {
	var out []SavedSearch
	for key, query := range c.Settings.Other {
		if name, ok := strings.CutPrefix(key, searchPrefix); ok {
			out = append(out, SavedSearch{strings.ReplaceAll(name, "-", " "), query})
		}
	}
	slices.SortFunc(out, func(a, b SavedSearch) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// SaveSearch keeps a search under a name; one that has the name is replaced.
func (d *Desk) SaveSearch(ctx context.Context, who, name, query string) error {
	if !strings.ContainsFunc(name, func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' }) {
		return Problems{{File: "name", What: fmt.Sprintf("name: %q: expected Latin letters or digits", shorten(name))}}
	}
	row := salient.NewRow(salient.KindSetting, searchPrefix+slug(name), map[string]string{"value": query})
	_, revision, err := d.Row(ctx, refOf(row))
	if err != nil && !errors.Is(err, salient.ErrNotFound) {
		return err
	}
	_, err = d.Save(ctx, Edit{Row: row, Revision: revision, Who: who, Why: "search saved"})
	return err
}
