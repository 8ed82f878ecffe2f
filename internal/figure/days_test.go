package figure

import (
	"math"
	"testing"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

func ptr[T any](v T) *T { return &v }

var spring = when.Span{From: when.Of(2013, 3, 1), To: when.Of(2013, 6, 15)}

func mark(id, date string, some bool, glyph *EventType, label string) Mark {
	m, ok := TimeMarkOf(when.MustParse(date), some, when.DefaultWidening, spring)
	if !ok {
		panic(date)
	}
	return Mark{ID: id, Time: m, Glyph: glyph, Label: label, Claim: salient.ClaimID(id)}
}

func sampleTimeline() TimelineData {
	t := TimelineData{
		Title: "The battle in five phases", Span: spring, Sides: sampleSides[:2],
		On: ptr(when.Of(2013, 5, 20)), Known: ptr(when.Of(2013, 6, 8)),
		Phases: []Phase{
			{"Villages west of the river", when.Span{From: when.Of(2013, 3, 20), To: when.Of(2013, 4, 22)}},
			{"Isolation", when.Span{From: when.Of(2013, 4, 23), To: when.Of(2013, 5, 18)}},
			{"Assault", when.Span{From: when.Of(2013, 5, 19), To: when.Of(2013, 6, 5)}},
			{"Pursuit", when.Span{From: when.Of(2013, 6, 6), To: when.Of(2013, 6, 8)}},
		},
		Note: "Marks: bar, every day; I-beam, some day in it; bracket, only the month is known; fading end, about; hollow, uncertain; arrow, goes on.",
	}
	t.Lanes = []Lane{
		{Name: "Government", Side: 1, Marks: []Mark{
			mark("g1", "2013-04-~20/2013-05-18", false, nil, "Villages taken"),
			mark("g2", "2013-05-19", false, ptr(Battle), "Storms the centre"),
			mark("g3", "2013-05-19/2013-06-05", false, nil, "Assault"),
			mark("g4", "2013-05-29?", false, ptr(Battle), "Air base taken"),
			mark("g5", "2013-06-05/..", false, nil, "Holds the town"),
		}},
		{Name: "Opposition", Local: salient.Name{Language: "ar", Text: "المعارضة"}, Side: 2, Marks: []Mark{
			mark("o1", "2013-04", false, ptr(Strategic), "Calls for reinforcements"),
			mark("o2", "2013-05-23/2013-05-31", true, ptr(Strategic), "Three formations arrive"),
			mark("o3", "2013-05-12/", false, nil, "Supply road closes"),
			mark("o4", "../2013-03-20", false, nil, "Holds the west bank"),
		}},
		{Name: "Al-Qusayr", Local: salient.Name{Language: "ar", Text: "القصير"}},
		{Name: "Events in Homs"},
	}
	for i, day := range []int{2, 9, 9, 10, 16, 23, 30, 37, 44, 51, 58, 65, 66, 79, 80, 80, 81, 90, 96} {
		m := mark("q"+string(rune('a'+i)), when.Day(int(spring.From)+day).String(), false, ptr(EventType(i%6)), "")
		t.Lanes[2].Marks = append(t.Lanes[2].Marks, m)
	}
	for i := range 400 {
		day := spring.From + when.Day(math.Mod(float64(i*i)*0.37, 100))
		m := mark("h"+string(rune('0'+i)), day.String(), false, ptr(Battle), "")
		t.Lanes[3].Marks = append(t.Lanes[3].Marks, m)
	}
	return t
}

func sampleStrip() StripData {
	s := StripData{
		Place: "al-qusayr-centre", Name: "Al-Qusayr centre", Span: spring, Sides: sampleSides[:2],
		On: ptr(when.Of(2013, 5, 20)), Known: ptr(when.Of(2013, 6, 8)),
	}
	add := func(days int, gov, contested float64, inferred, unknown bool) {
		from := spring.From
		if n := len(s.Runs); n > 0 {
			from = s.Runs[n-1].Days.To + 1
		}
		s.Runs = append(s.Runs, Run{
			Days: when.Span{From: from, To: from + when.Day(days) - 1},
			P:    []float64{gov, 1 - gov - contested}, Contested: contested, Inferred: inferred, Unknown: unknown,
		})
	}
	add(12, 0, 0, false, true)
	add(20, 0.06, 0.10, true, false)
	add(25, 0.03, 0.07, false, false)
	add(10, 0.06, 0.2, false, false)
	add(12, 0.10, 0.35, false, false)
	for i := range 18 {
		f := float64(i) / 18
		add(1, 0.12+0.7*f, 0.52-0.4*f, false, false)
	}
	add(10, 0.97, 0.02, false, false)
	claim := func(id, date string, some, isFor bool, weight float64, visual, copied bool) {
		m, _ := TimeMarkOf(when.MustParse(date), some, when.DefaultWidening, spring)
		s.Claims = append(s.Claims, StripClaim{Claim: salient.ClaimID(id), Time: m, For: isFor, Weight: weight, Visual: visual, Copy: copied, Says: "said " + id})
	}
	claim("c01", "2013-03-25", false, true, 3.2, false, false)
	claim("c02", "2013-04-02/2013-04-12", true, true, 2.1, false, false)
	claim("c03", "2013-04-21", false, true, 4.4, true, false)
	claim("c04", "2013-05", false, false, 1.2, false, false)
	claim("c05", "2013-05-19", false, false, 5.1, false, false)
	claim("c06", "2013-05-19", false, false, 0.4, false, true)
	claim("c07", "2013-05-20", false, true, 6.2, false, false)
	claim("c08", "2013-05-20", false, true, 4.8, true, false)
	claim("c09", "2013-05-20", false, true, 0.3, false, true)
	claim("c10", "2013-05-23/2013-05-29", false, false, 3.3, false, false)
	claim("c11", "2013-06-05", false, false, 9.4, true, false)
	return s
}

func sampleCalendar() CalendarData {
	run := func(from, to string, w Way, by string) RouteRun {
		a, _ := when.ParseDay(from)
		b, _ := when.ParseDay(to)
		return RouteRun{when.Span{From: a, To: b}, w, by}
	}
	return CalendarData{
		Title: "The way from Hermel to Homs opened on 5 June", Span: spring, Side: 1, Sides: sampleSides[:2], On: ptr(when.Of(2013, 5, 20)),
		Rows: []RouteRow{
			{"Hermel to Homs, east bank", []RouteRun{
				run("2013-03-01", "2013-04-18", Cut, "by al-Qusayr"),
				run("2013-04-19", "2013-06-04", Uncertain, ""),
				run("2013-06-05", "2013-06-15", Open, ""),
			}},
			{"Damascus to Tartus", []RouteRun{
				run("2013-02-01", "2013-05-30", Open, ""),
				run("2013-05-31", "2013-06-02", Cut, "by Shamsin"),
				run("2013-06-03", "2013-06-09", Open, ""),
				run("2013-06-10", "2013-06-15", Plain, ""),
			}},
		},
	}
}

func sampleCalibration() CalibrationData {
	return CalibrationData{Title: "How often what was called so likely came true", Terms: []CalibrationTerm{
		{Word: "very unlikely", Low: 0.05, High: 0.2, N: 12, Rate: 1. / 12, From: 0.015, To: 0.354},
		{Word: "unlikely", Low: 0.2, High: 0.45},
		{Word: "likely", Low: 0.55, High: 0.8, N: 30, Rate: 0.6, From: 0.423, To: 0.754},
		{Word: "almost certain", Low: 0.95, High: 0.99, N: 4, Rate: 1, From: 0.51, To: 1},
	}}
}

func sampleAmounts() AmountData {
	a := AmountData{Title: "The government's ground grew", Span: spring, On: ptr(when.Of(2013, 5, 20)), Known: ptr(when.Of(2013, 6, 6)), Sides: sampleSides[:3], Unit: "km²"}
	from := spring.From
	for i, days := range []when.Day{20, 25, 30, 1000} {
		f := float64(i)
		to := min(spring.To, from+days-1)
		a.Runs = append(a.Runs, AmountRun{Days: when.Span{From: from, To: to}, Held: []float64{400 + 150*f, 500 - 140*f, 120}, Contested: 90 + 10*f, Nobody: 30, Unknown: 600 - 20*f})
		from = to + 1
	}
	return a
}

func TestTimesLookAsTheyDid(t *testing.T) {
	for _, theme := range []struct {
		name  string
		theme Theme
		width float64
	}{{"screen", Screen, 760}, {"narrow", Screen, 360}, {"print", Print, 640}, {"dark", Dark, 1100}} {
		o := themed(theme.theme, theme.width)
		golden(t, "timeline-"+theme.name, Timeline(sampleTimeline(), o))
		golden(t, "strip-"+theme.name, Strip(sampleStrip(), o))
		golden(t, "calendar-"+theme.name, RouteCalendar(sampleCalendar(), o))
		golden(t, "amounts-"+theme.name, Amounts(sampleAmounts(), o))
		golden(t, "calibration-"+theme.name, Calibration(sampleCalibration(), o))
		o.Width = 0
		golden(t, "stack-"+theme.name, Stack(Run{P: []float64{0.12, 0.36}, Contested: 0.52}, sampleSides[:2], o))
	}
}

func TestHeatLooksAsItDid(t *testing.T) {
	h := HeatData{Title: "From where and when nobody reports", Of: "days without a report"}
	for m := range 17 {
		h.Months = append(h.Months, when.Of(2012, time.Month(2+m), 1))
	}
	for _, name := range []string{"al-Qusayr District", "Homs District", "A district with a name that is too long for its column"} {
		r := HeatRow{Name: name}
		for m := range h.Months {
			r.Parts = append(r.Parts, float64((m*len(name))%11)/10)
		}
		h.Rows = append(h.Rows, r)
	}
	golden(t, "heat", Heat(h, themed(Screen, 900)))
	golden(t, "heat-narrow", Heat(h, themed(Light, 340)))
}
