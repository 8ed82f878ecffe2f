package draw

import (
	"bytes"
	"slices"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/figure"
)

func TestSpotsShowPinsAmongPlacesNear(t *testing.T) {
	at := func(lon, lat float64) *geo.Point { return &geo.Point{Lon: lon, Lat: lat} }
	c := &salient.Case{Places: []salient.Place{
		{ID: "near", Kind: "village", Name: "Nearby", At: at(36.64, 34.6)},
		{ID: "far", Kind: "village", Name: "Faraway", At: at(39, 36)},
		{ID: "area", Kind: salient.District, Name: "Some District", At: at(36.61, 34.51)},
		{ID: "same", Kind: "town", Name: "Al-Qusayr", At: at(36.58, 34.51)},
	}}
	c.Sort()
	spots := []figure.Stop{{At: geo.Point{Lon: 36.58, Lat: 34.51}, Letter: "1", Name: "al-Qusayr"}, {At: geo.Point{Lon: 36.7, Lat: 34.7}, Letter: "2", Name: "Qusayr"}}
	d, box, ok := Spots(c, "Places of that name", spots)
	if !ok || !box.Has(spots[0].At) || !box.Has(spots[1].At) {
		t.Fatalf("Spots: %v, %v; want both in view", ok, box)
	}
	var names []string
	for _, cell := range d.Cells {
		names = append(names, cell.Name)
	}
	if want := []string{"al-Qusayr", "Qusayr", "Nearby"}; !slices.Equal(names, want) {
		t.Errorf("named %v, want %v", names, want)
	}
	svg := figure.Map(d, figure.MapOptions{Options: figure.Options{Width: 480, Height: 240}, Box: &box, Bare: true, Undated: true})
	for _, want := range []string{"Places of that name", ">Nearby<", ">2<"} {
		if !bytes.Contains(svg, []byte(want)) {
			t.Errorf("the map lacks %q", want)
		}
	}
	if bytes.Contains(svg, []byte("1970")) {
		t.Error("a map without a day prints one")
	}
	if _, _, ok := Spots(c, "", nil); ok {
		t.Error("Spots of nothing is a map")
	}
}
