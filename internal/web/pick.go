package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// pick looks for claims to cite.
type pick struct {
	Words, Place, Day string
	Asked             bool
	Claims            []card
	More              int
}

// mostPicked is how many claims are offered at once.
const mostPicked = 12

// readPick reads the picker's fields and answers them: claims that have all the words, on a
// place or its parts, and that may bear on a day. Those that count come first, then the newest.
func (r *request) readPick(p *pick) error {
	p.Words = clipped(strings.TrimSpace(r.PostForm.Get("q")), 200)
	p.Place, p.Day = strings.TrimSpace(r.PostForm.Get("q.place")), strings.TrimSpace(r.PostForm.Get("q.day"))
	p.Asked = p.Words+p.Place+p.Day != ""
	if !p.Asked {
		return nil
	}
	keep, err := r.pickFilter(p)
	if err != nil {
		return err
	}
	c := r.view.All
	var found []*salient.Claim
	for i := range c.Claims {
		if keep(&c.Claims[i]) {
			found = append(found, &c.Claims[i])
		}
	}
	slices.SortStableFunc(found, func(a, b *salient.Claim) int { return cmp.Or(r.rank(a)-r.rank(b), cmp.Compare(a.ID, b.ID)) })
	for _, cl := range found[:min(len(found), mostPicked)] {
		p.Claims = append(p.Claims, r.card(c, cl))
	}
	p.More = len(found) - len(p.Claims)
	return nil
}

// rank puts claims that count before others, and among them those said last first.
func (r *request) rank(cl *salient.Claim) int {
	said, _ := r.view.All.Said(cl)
	if r.view.All.Counts(cl) {
		return -int(said) - 1<<24
	}
	return -int(said)
}

func (r *request) pickFilter(p *pick) (func(*salient.Claim) bool, error) {
	c := r.view.All
	var place salient.PlaceID
	if p.Place != "" {
		if place = r.placeNamed(p.Place); place == "" {
			return func(*salient.Claim) bool { return false }, nil
		}
	}
	var day when.Day
	if p.Day != "" {
		var ok bool
		if day, ok = readDayWords(p.Day, r.view.Span); !ok {
			return nil, badQuery("q.day", p.Day, "a day, like 2013-05-20 or 20 May 2013")
		}
	}
	words := strings.Fields(fold(p.Words))
	return func(cl *salient.Claim) bool {
		if place != "" && !slices.Contains(c.Above(salient.PlaceID(cl.Place)), place) {
			return false
		}
		if p.Day != "" && !cl.When.Bounds(c.Settings.Widening()).Has(day) {
			return false
		}
		return hasAll(r.pickText(cl), words)
	}, nil
}

func hasAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// pickText is all by which a claim may be looked for, folded.
func (r *request) pickText(cl *salient.Claim) string {
	c := r.view.All
	parts := []string{cl.Says, cl.Quote, string(cl.ID), cl.What, spaced(cl.Origin)}
	if p, ok := c.Place(salient.PlaceID(cl.Place)); ok {
		parts = append(parts, allNames(p.Name, p.Names, string(p.ID))...)
	}
	if d, ok := c.Document(cl.Document); ok {
		parts = append(parts, d.Title)
		if src, ok := c.Source(d.Source); ok {
			parts = append(parts, src.Name)
		}
	}
	return fold(strings.Join(parts, " "))
}

// placeNamed finds a place by its id or by one of its names; "" if there is none.
func (r *request) placeNamed(s string) salient.PlaceID {
	c := r.view.All
	if p, ok := c.Place(salient.PlaceID(s)); ok {
		return p.ID
	}
	want := fold(s)
	for i := range c.Places {
		p := &c.Places[i]
		for _, n := range allNames(p.Name, p.Names, string(p.ID)) {
			if fold(n) == want {
				return p.ID
			}
		}
	}
	return ""
}
