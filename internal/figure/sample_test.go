package figure

import (
	"math"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/when"
)

// The sample: an invented day on which every kind of mark occurs, drawn in pixels and put
// on the ground so that a map of 760 × 560 shows it at its own size.

var sampleSides = []Side{
	{ID: "government", Name: "Government"},
	{ID: "opposition", Name: "Opposition"},
	{ID: "yarmouk", Name: "Yarmouk group"},
	{ID: "hezbollah", Name: "Hezbollah"},
	{ID: "islamists", Name: "Islamists"},
	{ID: "tribes", Name: "Tribes"},
}

// sampleCells: name | local name | weight | dot | control | claimed by | corners. Control
// is the state's letter, sides, p, and i for inferred.
const sampleCells = `
Rastan|الرستن|40000|250 95|H2 .97||80.9 0 308.3 0 329.2 121.5 225.3 197 224.8 196.9
Talbiseh|تلبيسة|30000|395 70|H2 .85||308.3 0 470.3 0 484.6 81 409.4 160.1 329.2 121.5
Homs|حمص|800000|330 205|C12 .5||225.3 197 329.2 121.5 409.4 160.1 413.2 178.8 330.7 275 284.6 275
Shamsin|شمسين|3000|500 170|H1 .7||413.2 178.8 409.4 160.1 484.6 81 570.8 124.2 593.3 169.2 545.8 252.4 474.1 242.9
Furqlus|فرقلس|5000|650 95|U||651.2 0 760 0 760 179.9 593.3 169.2 570.8 124.2
Buwaydah|البويضة|4000|205 300|H2 .85 i||129.7 270.3 224.8 196.9 225.3 197 284.6 275 246.2 381.8 151.6 365.5
Al-Qusayr|القصير|30000|330 345|H2 .85||265.1 410.2 246.2 381.8 284.6 275 330.7 275 406.5 341.3 416.9 404.1
Hassia|حسياء|6000|480 320|H1 .97||537.5 405 417.8 405 416.9 404.1 406.5 341.3 474.1 242.9 545.8 252.4 577.5 325
Dabaa|الضبعة|3500|400 265|H2 .7||406.5 341.3 330.7 275 413.2 178.8 474.1 242.9
Qattinah|قطينة|8000|120 190|H1 .97||0 0 80.9 0 224.8 196.9 129.7 270.3 0 228.7
Tartus|طرطوس|115000|75 330|H1 .85 i||0 442 0 228.7 129.7 270.3 151.6 365.5 84.9 426.4
Hermel|الهرمل|50000|180 445|H4 .97||241 560 228 560 84.9 426.4 151.6 365.5 246.2 381.8 265.1 410.2
Rablah|ربلة|5000|335 470|H2 .85|1|396.5 560 241 560 265.1 410.2 416.9 404.1 417.8 405
Baalbek|بعلبك|80000|110 520|H4 .85 i||228 560 0 560 0 442 84.9 426.4
Nabk|النبك|32000|480 490|H1 .85||584.5 560 396.5 560 417.8 405 537.5 405 590.1 498.6
Sadad|صدد|4000|640 250|H3 .97||760 179.9 760 325 577.5 325 545.8 252.4 593.3 169.2
Qaryatayn|القريتين|14000|640 400|C31 .4||760 325 760 405.9 590.1 498.6 537.5 405 577.5 325
Palmyra|تدمر|51000|700 510|H5 .85||760 405.9 760 560 584.5 560 590.1 498.6
Ain Hussein||900|565 40|H6 .85||470.3 0 651.2 0 570.8 124.2 484.6 81
`

// sampleBox is what the sample shows; in the view that fits it, its pixels are pixels.
var sampleBox = geo.Box{West: 36, South: 34, East: 37.5, North: 34.9}

func sampleView() view { return fit(sampleBox, 760, 560) }

func onSample(x, y float64) geo.Point {
	v := sampleView()
	const degrees = 180 / math.Pi
	return geo.Point{Lon: (v.west + x/v.scale) * degrees, Lat: math.Atan(math.Sinh(v.north-y/v.scale)) * degrees}
}

func sampleLine(numbers ...float64) geo.Line {
	var l geo.Line
	for i := 0; i+1 < len(numbers); i += 2 {
		l = append(l, onSample(numbers[i], numbers[i+1]))
	}
	return l
}

func floats(s string) []float64 {
	var out []float64
	for _, f := range strings.Fields(s) {
		v, err := strconv.ParseFloat(f, 64)
		if err != nil {
			panic(err)
		}
		out = append(out, v)
	}
	return out
}

func sampleCell(line string) Cell {
	f := strings.Split(line, "|")
	at := floats(f[3])
	ring := geo.Ring(sampleLine(floats(f[6])...))
	ring = append(ring, ring[0])
	c := Cell{
		Place:  salient.PlaceID(strings.ReplaceAll(strings.ToLower(f[0]), " ", "-")),
		Name:   f[0],
		Local:  salient.Name{Language: "ar", Text: f[1]},
		Weight: floats(f[2])[0],
		At:     onSample(at[0], at[1]),
		Area:   geo.MultiPolygon{{ring}},
	}
	c.Control = sampleControl(f[4])
	for _, r := range f[5] {
		c.ClaimedBy = append(c.ClaimedBy, SideNo(r-'0'))
	}
	return c
}

func sampleControl(s string) Control {
	parts := strings.Fields(s)
	c := Control{Inferred: strings.HasSuffix(s, " i")}
	if len(parts) > 1 {
		c.P = floats(parts[1])[0]
		c.Side = SideNo(parts[0][1] - '0')
	}
	switch s[0] {
	case 'H':
		c.State = Held
	case 'C':
		c.State, c.Second = Contested, SideNo(parts[0][2]-'0')
	}
	return c
}

func sampleMap() MapData {
	m := MapData{
		Title:     "The town was very likely cut off on every side by mid-May",
		On:        when.Of(2013, 5, 20),
		Known:     when.Of(2013, 5, 22),
		Earlier:   true,
		Sides:     sampleSides,
		RoadsFor:  1,
		Schematic: true,
		Sources:   "Sources: 38 claims of 12 documents. Cells around places, not surveyed lines. Gazetteer: GeoNames, CC BY 4.0. Ground: Natural Earth.",
	}
	for _, line := range strings.Split(strings.TrimSpace(sampleCells), "\n") {
		m.Cells = append(m.Cells, sampleCell(line))
	}
	m.Roads = []Road{
		{ID: "coast", Way: Open, Line: sampleLine(75, 330, 92, 285, 106, 240, 120, 190, 160, 165, 215, 158, 262, 168)},
		{ID: "m5", Way: Open, Line: sampleLine(480, 490, 474, 430, 480, 380, 480, 320, 490, 245, 500, 170)},
		{ID: "corridor", Way: Uncertain, Line: sampleLine(500, 170, 460, 164, 420, 170, 372, 188)},
		{ID: "hermel", Way: Cut, Line: sampleLine(180, 445, 230, 418, 280, 384, 330, 345, 345, 300, 342, 250, 330, 205)},
		{ID: "track", Line: sampleLine(500, 170, 575, 140, 650, 95)},
	}
	m.Cuts = []CutMark{{At: onSample(262, 402), Place: "al-qusayr"}, {At: onSample(353, 271), Claimed: true}}
	m.Sieges = []Siege{{Places: []salient.PlaceID{"al-qusayr"}, Day: 43}}
	m.Events = []Event{
		{At: onSample(300, 240), Type: Battle, Claim: "c1"},
		{At: onSample(362, 170), Type: Explosion, Count: 3},
		{At: onSample(436, 236), Type: Explosion},
		{At: onSample(575, 215), Type: Violence},
		{At: onSample(520, 290), Type: Strategic},
		{At: onSample(610, 370), Type: Battle},
		{At: onSample(545, 430), Type: Battle, Radius: 4700},
		{At: onSample(60, 100), Type: Protest},
		{At: onSample(690, 280), Type: Riot},
	}
	m.Units = []Unit{
		{ID: "brigade", Name: "A brigade", At: onSample(555, 350), Side: 1, Echelon: "X"},
		{ID: "battalion", Name: "A battalion", At: onSample(215, 505), Side: 4, Echelon: "II", Claimed: true},
	}
	m.Ground = sampleGround()
	return m
}

func sampleGround() *Ground {
	ring := geo.Ring(sampleLine(40, -20, 52, 45, 42, 100, 30, 170, 34, 250, 26, 310, 20, 380, 26, 470, 14, 520, 14, 590, 800, 590, 800, -20))
	return &Ground{
		Land:    geo.MultiPolygon{{append(ring, ring[0])}},
		Borders: []geo.Line{sampleLine(150, 380, 192, 396, 228, 428, 250, 470, 252, 510, 246, 545, 250, 580)},
	}
}

func placeHref(id salient.PlaceID) string { return "/places/" + string(id) + "?on=2013-05-20" }
func claimHref(id salient.ClaimID) string { return "/claims/" + string(id) }
func dayHref(d when.Day) string           { return "/map?on=" + d.String() }

func screen(width float64) Options {
	return Options{Width: width, PlaceHref: placeHref, ClaimHref: claimHref, DayHref: dayHref}
}
