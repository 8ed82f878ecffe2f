package web

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/desk"
)

// mediaView is a photo or video as a document's page shows it.
type mediaView struct {
	Href          string // "" if browsers can't show it
	Kind          string
	Video         bool
	Width, Height int
	Areas         []mediaArea
	Times         []link
	Recorded      string // what the camera wrote, and the form of a claim that says so
	RecordedHref  string
	Position      string
	PositionHref  string
}

// mediaArea is the part of a picture that a claim cites, in per cent of its sides.
type mediaArea struct {
	Claim      string
	Number     int
	X, Y, W, H float64
}

// showMedia fills in the photo or video of a document, if it is one.
func (s *site) showMedia(r *request, d *salient.Document, claims []*salient.Claim, p *documentPage) error {
	if p.Held || d.SHA256 == "" {
		return nil
	}
	m, f, err := s.desk.Media(r.Context(), d)
	if errors.Is(err, salient.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	v := &mediaView{Kind: string(m.Kind), Video: m.Video(), Width: m.Meta.Width, Height: m.Meta.Height}
	if m.Shown() != "" {
		v.Href = "/documents/" + url.PathEscape(string(d.ID)) + "/media"
		if at, ok := seconds(r.URL.Query().Get("t")); ok && v.Video {
			v.Href += "#t=" + at
		}
	}
	v.cite(r, d, claims)
	v.suggest(r, d, m)
	p.Media = v
	return nil
}

// cite gathers the areas and times that claims cite.
func (v *mediaView) cite(r *request, d *salient.Document, claims []*salient.Claim) {
	for i, c := range claims {
		if a, ok := areaOf(c.Locator, v.Width, v.Height); ok {
			a.Claim, a.Number = string(c.ID), i+1
			v.Areas = append(v.Areas, a)
		}
		if at, ok := seconds(strings.TrimPrefix(c.Locator, "t=")); ok && strings.HasPrefix(c.Locator, "t=") {
			v.Times = append(v.Times, link{fmt.Sprintf("claim %d, at %s s", i+1, at), r.href("/documents/"+string(d.ID), "t", at)})
		}
	}
}

// suggest says what the camera wrote; a claim is made of it only by somebody who says why.
func (v *mediaView) suggest(r *request, d *salient.Document, m desk.Media) {
	fill := func(pairs ...string) string {
		q := url.Values{"document": {string(d.ID)}, "evidence": {"photo"}}
		if v.Video {
			q.Set("evidence", "video")
		}
		for i := 0; i < len(pairs); i += 2 {
			q.Set(pairs[i], pairs[i+1])
		}
		return "/new/claim?" + q.Encode()
	}
	day, _, _ := strings.Cut(m.Meta.Recorded, " ")
	if day != "" {
		v.Recorded, v.RecordedHref = m.Meta.Recorded, fill("when", day)
	}
	if m.Meta.At == nil {
		return
	}
	v.Position = fmt.Sprintf("%.4f, %.4f", m.Meta.At.Lon, m.Meta.At.Lat)
	v.PositionHref = fill()
	if place, far := nearestPlace(r.view.All, *m.Meta.At); place != nil {
		v.Position += fmt.Sprintf(", %.1f km from %s", far.Km(), place.Name)
		v.PositionHref = fill("place", string(place.ID))
	}
}

// nearestPlace is the nearest point of the case, and how far it is; nil if it has none.
func nearestPlace(c *salient.Case, at geo.Point) (best *salient.Place, far geo.Length) {
	for i := range c.Places {
		p := &c.Places[i]
		if p.At == nil {
			continue
		}
		if l := geo.Distance(at, *p.At); best == nil || l < far {
			best, far = p, l
		}
	}
	return best, far
}

var (
	timeForm = regexp.MustCompile(`^(?:npt:)?(\d{1,6}(?:\.\d{1,3})?)(?:,(\d{1,6}(?:\.\d{1,3})?))?$`)
	areaForm = regexp.MustCompile(`(?:^|[&\s])xywh=(pixel:|percent:)?([\d.]{1,8}),([\d.]{1,8}),([\d.]{1,8}),([\d.]{1,8})$`)
)

// seconds reads a time of W3C's Media Fragments, 12 or 12,20.
func seconds(s string) (string, bool) {
	m := timeForm.FindStringSubmatch(s)
	if m == nil {
		return "", false
	}
	if m[2] != "" {
		return m[1] + "," + m[2], true
	}
	return m[1], true
}

// areaOf reads an area of W3C's Media Fragments; pixels need the picture's size.
func areaOf(locator string, width, height int) (a mediaArea, ok bool) {
	m := areaForm.FindStringSubmatch(locator)
	if m == nil || m[1] != "percent:" && (width == 0 || height == 0) {
		return a, false
	}
	var v [4]float64
	for i := range v {
		n, err := strconv.ParseFloat(m[2+i], 64)
		if err != nil {
			return a, false
		}
		v[i] = n
	}
	if m[1] != "percent:" {
		for i, side := range []int{width, height, width, height} {
			v[i] = 100 * v[i] / float64(side)
		}
	}
	a.X, a.Y, a.W, a.H = v[0], v[1], v[2], v[3]
	return a, a.W > 0 && a.H > 0 && a.X+a.W <= 100.01 && a.Y+a.H <= 100.01
}

// media hands out a photo or video under the type that its bytes have, for our own pages.
func (s *site) media(r *request) (reply, error) {
	d, ok := r.view.All.Document(salient.DocumentID(r.PathValue("id")))
	if !ok {
		return reply{}, fmt.Errorf("no document %q: %w", r.PathValue("id"), salient.ErrNotFound)
	}
	m, f, err := s.desk.Media(r.Context(), d)
	if err != nil {
		return reply{}, err
	}
	if m.Shown() == "" {
		return reply{}, errors.Join(fmt.Errorf("%s can't be shown: %w", m.Kind, salient.ErrNotFound), f.Close())
	}
	return reply{kind: m.Shown(), content: f}, nil
}
