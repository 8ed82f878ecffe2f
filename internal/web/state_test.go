package web

import (
	"errors"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/draw"
)

var twoSides = &salient.Case{
	Settings: salient.Settings{Sides: []salient.ActorID{"government", "opposition"}},
	Places:   []salient.Place{{ID: "homs"}},
}

func TestTheMapsAddressReadsBack(t *testing.T) {
	for _, s := range []string{"front,events,siege", "front", "none", "events,roads:government", "front,events,siege,roads:opposition"} {
		got, err := readTop(s, twoSides)
		if err != nil || topWords(got) != s {
			t.Errorf("readTop(%q) = %q, %v; want the same", s, topWords(got), err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		v := viewport{rapid.Float64Range(2, 18).Draw(t, "zoom"), geo.Point{Lon: rapid.Float64Range(-180, 180).Draw(t, "lon"), Lat: rapid.Float64Range(-84, 84).Draw(t, "lat")}}
		got, err := readViewport(v.String())
		if err != nil || math.Abs(got.Zoom-v.Zoom) > 0.006 || math.Abs(got.Middle.Lon-v.Middle.Lon) > 1e-4 {
			t.Fatalf("readViewport(%s) = %v, %v; want %v", v, got, err, v)
		}
	})
}

func TestAViewportIsThatOfItsBox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := viewport{rapid.Float64Range(6, 16).Draw(t, "zoom"), geo.Point{Lon: rapid.Float64Range(-170, 170).Draw(t, "lon"), Lat: rapid.Float64Range(-70, 70).Draw(t, "lat")}}
		got := viewportOf(v.box(800, 600), 800, 600)
		if math.Abs(got.Zoom-v.Zoom) > 1e-6 || geo.Distance(got.Middle, v.Middle) > 1 {
			t.Fatalf("viewportOf(box of %v) = %v", v, got)
		}
	})
}

func FuzzMapState(f *testing.F) {
	f.Add("layer=claimed:government&top=front,roads:opposition&sel=place:homs&view=9.4/34.51/36.58&size=800x600")
	f.Add("layer=gaps&top=none&view=NaN/1/1")
	f.Fuzz(func(t *testing.T, s string) {
		q, err := url.ParseQuery(s)
		if err != nil {
			return
		}
		var bad *queryError
		m, err := readMapState(q, twoSides)
		if err != nil && !errors.As(err, &bad) && !errors.Is(err, salient.ErrNotFound) {
			t.Fatalf("readMapState(%q) = %v, want a queryError or ErrNotFound", s, err)
		}
		if err == nil && (m.W < 120 || m.W > 4000 || m.View != nil && !(m.View.Zoom >= 2 && m.View.Zoom <= 18)) {
			t.Fatalf("readMapState(%q) = %+v, out of bounds", s, m)
		}
	})
}

func TestOnlyOurOwnAddressesAreComeBackTo(t *testing.T) {
	for to, want := range map[string]string{
		"/map?on=2013-05-20": "/map?on=2013-05-20", "//evil.example": "/", "https://evil.example": "/", "/\\evil.example": "/", "": "/", "/a\r\nSet-Cookie: x": "/",
	} {
		if got := back(to); got != want {
			t.Errorf("back(%q) = %q, want %q", to, got, want)
		}
	}
}

func TestAMessageIsSaidOnceAndItsUndoStaysOurs(t *testing.T) {
	for undo, want := range map[string]string{"/undo/claim/c1": "/undo/claim/c1", "//evil.example": ""} {
		w := httptest.NewRecorder()
		sayNext(w, "Kept as entry 2.", undo)
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		for _, c := range w.Result().Cookies() {
			r.AddCookie(c)
		}
		w = httptest.NewRecorder()
		got := takeSaid(w, r)
		if got == nil || got.Text != "Kept as entry 2." || got.Undo != want {
			t.Errorf("takeSaid after sayNext(%q) = %+v, want the text with undo %q", undo, got, want)
		}
		if c := w.Result().Cookies(); len(c) != 1 || c[0].MaxAge >= 0 {
			t.Errorf("takeSaid left the cookie: %v", c)
		}
	}
}

func TestEveryTemplateParsesAndNoneHasItsOwnScriptOrStyle(t *testing.T) {
	if _, err := parseTemplates(); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"templates", "templates/shared"} {
		entries, err := templateFiles.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.IsDir() {
				continue
			}
			b, err := templateFiles.ReadFile(folder + "/" + e.Name())
			if err != nil {
				t.Fatal(err)
			}
			for _, bad := range []string{"<style", " style=", " onclick=", "<script>"} {
				if strings.Contains(string(b), bad) {
					t.Errorf("%s has %q, which the policy forbids", e.Name(), bad)
				}
			}
		}
	}
}

func TestLayersOfTheCaseCanBeChosen(t *testing.T) {
	choices := layerChoices(twoSides, mapState{Layer: draw.Claimed("opposition")})
	var now []string
	for _, c := range choices {
		if _, err := readLayer(c.Value, twoSides); err != nil {
			t.Errorf("readLayer(%q) = %v, want the layer that the page offers", c.Value, err)
		}
		if c.Now {
			now = append(now, c.Value)
		}
	}
	if len(now) != 1 || now[0] != "claimed:opposition" {
		t.Errorf("layerChoices marks %v, want claimed:opposition", now)
	}
}
