package figure

import (
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// wayMap is the sample with two ways through it, and a siege that says how deep it is.
func wayMap() MapData {
	m := sampleMap()
	m.Roads, m.Cuts, m.Units = nil, nil, nil
	m.Paths = []Path{
		{Line: sampleLine(75, 330, 92, 285, 120, 190, 215, 158, 330, 205), Way: Uncertain, Side: 1, Minor: true, Words: "Safest way, uncertain"},
		{Line: sampleLine(480, 490, 474, 430, 480, 320, 500, 170, 420, 170, 330, 205), Way: Open, Side: 1, Words: "Fastest way, open"},
	}
	m.Stops = []Stop{{onSample(480, 490), "A", "Nabk"}, {onSample(330, 205), "B", "Homs"}}
	m.Sieges[0].Gap = &Gap{onSample(330, 345), onSample(205, 300), "9 km"}
	m.Sieges[0].Tip = "Al-Qusayr, day 43: encircled"
	return m
}

func TestWaysOnMapsLookAsTheyDid(t *testing.T) {
	m := wayMap()
	golden(t, "map-way", Map(m, MapOptions{Options: themed(Screen, 760), Box: &sampleBox}))
	golden(t, "map-way-dark", Map(m, MapOptions{Options: themed(Dark, 760), Box: &sampleBox}))
	golden(t, "map-way-print", Map(m, MapOptions{Options: themed(Print, 640), Box: &sampleBox, Heading: true}))
}

func sampleSieges() SiegeTableData {
	run := func(from, to string, test Test) SiegeRun {
		a, _ := when.ParseDay(from)
		b, _ := when.ParseDay(to)
		return SiegeRun{when.Span{From: a, To: b}, test}
	}
	return SiegeTableData{
		Title: "Two towns were besieged in May", Span: spring, On: ptr(when.Of(2013, 5, 20)), Sides: sampleSides[:2],
		Rows: []SiegeRow{
			{
				Name: "Al-Qusayr centre, Al-Qusayr north and 2 more", Side: 2, Doubt: [2]bool{true, true},
				Words: "16 May 2013? to 3 June 2013?, 19 days. 12,000 people of the places counted. 6 km from own ground at least, 9 km in the median. Aid denied (2 claims); leaving denied (4 claims).",
				Runs:  []SiegeRun{run("2013-05-16", "2013-05-18", Encircled), run("2013-05-19", "2013-05-25", Besieged), run("2013-05-26", "2013-06-03", HardToReach)},
			},
			{Name: "Jawadiyah", Side: 1, Words: "before 1 March 2013 to 15 April 2013. Nothing is said of aid or of leaving.", Runs: []SiegeRun{run("2013-01-01", "2013-04-15", Encircled)}},
		},
		Note: "Encirclement is computed; aid and leaving are what claims of access say. An aid convoy let in within the last 90 days makes a siege hard to reach.",
	}
}

func TestTablesOfSiegesLookAsTheyDid(t *testing.T) {
	golden(t, "sieges-screen", SiegeTable(sampleSieges(), themed(Screen, 760)))
	golden(t, "sieges-dark", SiegeTable(sampleSieges(), themed(Dark, 760)))
	golden(t, "sieges-print", SiegeTable(sampleSieges(), themed(Print, 640)))
	golden(t, "sieges-narrow", SiegeTable(sampleSieges(), themed(Screen, 340)))
	golden(t, "sieges-none", SiegeTable(SiegeTableData{Title: "No siege", Span: spring, Sides: sampleSides[:2]}, themed(Light, 640)))
}

func TestAGapIsInTheKeyOnlyWhereItsRingIs(t *testing.T) {
	m := wayMap()
	opt := MapOptions{Options: screen(760), Box: &sampleBox}
	has := func() bool {
		for _, item := range MapKey(m, opt) {
			if item.Words == wordsGap {
				return true
			}
		}
		return false
	}
	if !has() {
		t.Errorf("MapKey has no %q with a gap in view", wordsGap)
	}
	m.Sieges[0].Places = []salient.PlaceID{"nowhere"}
	if has() {
		t.Errorf("MapKey has %q though no ring is in view", wordsGap)
	}
}
