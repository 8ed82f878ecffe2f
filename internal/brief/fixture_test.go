package brief_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/when"
)

var update = flag.Bool("update", false, "write the golden files anew")

// river is the case that testdata/river.md is about: an invented town.
func river() *salient.Case {
	c := &salient.Case{
		Settings: salient.Settings{Sides: []salient.ActorID{"government", "opposition"}},
		Sources: []salient.Source{
			{ID: "wire", Kind: "wire", Name: "Northern Wire", Reliability: "B"},
			{ID: "institute", Kind: "institute", Name: "Institute for the Study of Rivers", Reliability: "B"},
			{ID: "state-tv", Kind: "state-media", Name: "State Television", Reliability: "D", Leaning: "government"},
			{ID: "orchard", Kind: "activist-network", Name: "Orchard Diary", Reliability: "D", Leaning: "opposition"},
			{ID: "radio", Kind: "broadcaster", Name: "Valley Radio", Reliability: "C"},
			{ID: "ungraded", Name: "Nobody’s Notebook", Kind: "newspaper"},
			{ID: "unexplained", Name: "The Unexplained", Reliability: "C"},
			{ID: "gone", Kind: "newspaper", Name: "Gone Gazette", Status: salient.Withdrawn, WithdrawnWhy: "invented reports"},
		},
		Documents: []salient.Document{
			document("wire-19", "wire", "article-newspaper", "Dawn shelling opens assault on river town", "", "The Harbour Times", "2013-05-19"),
			document("wire-20", "wire", "article-newspaper", "Rebels deny loss of Marran’s centre", "Jane Mercer; Omar Haddad", "The Harbour Times", "2013-05-20"),
			document("wire-23", "wire", "webpage", "On the road to Marran", "Jane Mercer", "", "2013-05-23?"),
			document("wire-27", "wire", "webpage", "Market changes hands, says army", "", "repost at mirror.example.org", "2013-05-27"),
			document("wire-31", "wire", "webpage", "Column turned back at motorway", "", "", "2013-05-31"),
			document("wire-06", "wire", "article-newspaper", "Marran falls after three weeks", "Jane Mercer", "The Harbour Times", "2013-06-06"),
			document("inst-report", "institute", "report", "The Ring Around Marran: Supply and Siege in the River Campaign", "Elizabeth van Dam", "", "2013-06-05"),
			document("st-19", "state-tv", "broadcast", "Army in control of municipal building", "", "Evening News", "2013-05-19"),
			document("st-21", "state-tv", "broadcast", "Fresh troops arrive", "", "Evening News", "2013-05-21"),
			document("st-29", "state-tv", "webpage", "القاعدة الجوية بيد الجيش", "", "", "2013-05-29"),
			document("st-06", "state-tv", "webpage", "Flag over the clock tower", "", "", "2013-06-06"),
			document("blog-01", "orchard", "post", "Three columns, one road", "", "", "2013-06-01"),
			document("radio-25", "radio", "broadcast", "The leader’s speech", "", "Live from the Square", "2013-05-25"),
			document("leaflet", "ungraded", "webpage", "A leaflet", "", "", "2013-05-20"),
			document("sheet", "unexplained", "webpage", "A sheet", "", "", "2013-05-20"),
			document("sealed", "wire", "webpage", "Sealed", "", "", "2013-05-20"),
			document("late", "wire", "webpage", "What we know now", "", "", "2014-01-02"),
			document("gone-doc", "gone", "webpage", "Gone", "", "", "2013-05-20"),
			document("pulled", "wire", "webpage", "Pulled", "", "", "2013-05-20"),
		},
		Actors: []salient.Actor{
			{ID: "government", Name: "Government", Kind: "state"},
			{ID: "opposition", Name: "Opposition", Kind: "coalition"},
			{ID: "town-commanders", Name: "Commanders in Marran", Kind: "group"},
			{ID: "river-army", Name: "River Army", Kind: "force", Names: []salient.Name{{Language: "ar", Text: "جيش النهر"}}},
			{ID: "wadi-brigades", Name: "Wadi Brigades", Kind: "unit"},
			{ID: "martyrs", Name: "Orchard Martyrs’ Brigade", Kind: "unit"},
			{ID: "karim-hadid", Name: "Karim Hadid", Kind: "public-figure"},
			{ID: "night-section", Name: "Night Section", Kind: "unit", Sensitivity: salient.Restricted},
		},
		Places: []salient.Place{
			{ID: "valley", Name: "The Valley", Kind: "district"},
			{ID: "marran", Name: "Marran", Names: []salient.Name{{Language: "ar", Text: "مرّان"}, {Language: "en", Text: "Merran"}}, Kind: "town", Parent: "valley"},
			{ID: "old-market", Name: "Old Market", Kind: "quarter", Parent: "marran"},
			{ID: "dabra", Name: "al-Dabra", Kind: "village", Parent: "valley"},
			{ID: "air-base", Name: "Air base", Kind: "base"},
			{ID: "mill-hospital", Name: "Mill Hospital", Kind: "hospital", Parent: "marran", At: &geo.Point{Lon: 36.543214, Lat: 34.512345}, Sensitivity: salient.Withheld},
		},
		Judgements: []salient.Judgement{{
			ID: "j-road", Kind: "forecast", Text: "The government will very likely keep the river road open through 31 August 2013.",
			Term: "very likely", Confidence: "moderate", Deadline: when.MustParse("2013-08-31"),
			Basis: []salient.ClaimID{"inst-base", "wire-29-base"},
		}, {
			ID: "j-baseless", Kind: "assessment", Text: "The ring was closed.", Confidence: "low",
		}, {
			ID: "j-endless", Kind: "forecast", Text: "The town will likely burn.", Term: "likely", Basis: []salient.ClaimID{"inst-base"},
		}, {
			ID: "j-vague", Kind: "assessment", Text: "The ring was possibly closed.", Basis: []salient.ClaimID{"inst-base"},
		}, {
			ID: "j-stale", Kind: "assessment", Text: "The ring was closed.", Basis: []salient.ClaimID{"bad-claim"},
		}},
		Contradictions: []salient.Contradiction{
			{ID: "x-agreement", Claims: []salient.ClaimID{"wire-06-agreement", "st-06-noagreement"}, Status: "open"},
			{ID: "x-market", Claims: []salient.ClaimID{"market-army", "market-wadi"}, Status: "open"},
			{ID: "x-bank", Claims: []salient.ClaimID{"bank-army", "bank-wadi"}, Status: "resolved"},
		},
		Claims: append(riverClaims(), coded()...),
	}
	for i := range c.Documents {
		if c.Documents[i].ID == "pulled" {
			c.Documents[i].Status, c.Documents[i].WithdrawnWhy = salient.Withdrawn, "the outlet retracted it"
		}
		if c.Documents[i].ID == "sealed" {
			c.Documents[i].Sensitivity = salient.Restricted
		}
		if c.Documents[i].ID == "inst-report" {
			c.Documents[i].SHA256 = strings.Repeat("ab", 32)
			c.Documents[i].Archived = "https://archive.example.org/2013/ring"
		}
	}
	c.Sort()
	return c
}

func document(id, source, kind, title, author, container, published string) salient.Document {
	return salient.Document{
		ID: salient.DocumentID(id), Source: salient.SourceID(source), Type: kind, Title: title, Author: author, Container: container,
		Published: when.MustParse(published), Accessed: when.MustParse("2014-03-03"), URL: "https://" + source + ".example.org/" + id,
	}
}

// riverClaims are one to a line: id, document, locator, claimant, stance, what it says.
func riverClaims() []salient.Claim {
	const table = `
st-19-hall | st-19 | 00:02:10 | government | asserts | The army has taken the municipal building of Marran.
st-19-nofigure | st-19 | 00:03:00 |  | asserts | Losses are not mentioned.
st-21-troops | st-21 | 00:00:40 |  | asserts | Fresh troops from the capital have joined the battle.
st-29-base | st-29 | paragraph 1 |  | asserts | The air base is in the army’s hands.
st-05-flag | st-06 | paragraph 2 |  | asserts | The flag flies on the clock tower of Marran.
st-06-noagreement | st-06 | paragraph 5 | government | denies | There was no agreement with the armed groups.
wire-19-shelling | wire-19 | paragraph 1 | residents | asserts | Shelling began before dawn and went on for four hours.
wire-19-forty | wire-19 | paragraph 4 | the doctor of the field hospital | asserts | Forty people were dead by noon.
wire-20-denial | wire-20 | paragraph 3 | town-commanders | denies | The municipal building has not been lost.
wire-20-videos | wire-20 | paragraph 6 |  | asserts | Three videos show armed men in the western streets.
wire-20-villages | wire-20 | paragraph 9 | residents | asserts | The villages in the south-west had fallen in April.
wire-20-people | wire-20 | paragraph 11 | a relief worker | asserts | About 25,000 people are still inside.
wire-23-local | wire-23 | paragraph 2 |  | asserts | Only men of the local defence force were to be seen on the road.
wire-27-lie | wire-27 | paragraph 2 | the defenders’ spokesman | denies | The market has not been reached.
wire-29-base | wire-31 | paragraph 8 | both sides | asserts | The fighting moved to the air base.
wire-31-motorway | wire-31 | paragraph 1 | residents | asserts | A column turned back at the motorway.
wire-05-left | wire-06 | paragraph 1 | town-commanders | asserts | The fighters left in the night through the gap to the north.
wire-06-agreement | wire-06 | paragraph 7 | a mediator | asserts | An agreement let the wounded leave.
inst-villages | inst-report | p. 2 |  | asserts | The south-western villages changed hands first.
inst-ring | inst-report | p. 2 |  | asserts | From 12 April no way led out to friendly ground.
inst-guard | inst-report | p. 4 |  | asserts | A guard division was among the reinforcements.
inst-brigades | inst-report | p. 4 |  | asserts | Five brigades defended the town.
inst-market | inst-report | p. 5 |  | asserts | The market was reached within a week.
inst-base | inst-report | p. 5 |  | asserts | The base commands the last track to the motorway.
inst-lag | inst-report | p. 9 |  | asserts | Both parties announced gains days before they were real.
blog-fields | blog-01 | paragraph 2 | residents | doubts | The town is not sealed; people cross the fields at night.
blog-column | blog-01 | paragraph 4 |  | asserts | About 300 fighters reached the eastern orchards.
blog-second | blog-01 | paragraph 5 |  | asserts | The second column turned back.
blog-third | blog-01 | paragraph 6 | its commander | asserts | The third column has arrived.
blog-base | blog-01 | paragraph 8 | a fighter | asserts | We left the base on the 29th.
blog-quote | blog-01 | paragraph 4 | a fighter | asserts | The column met nobody before the mill.
radio-25-speech | radio-25 | 00:41:00 | the party’s leader | asserts | Our men are fighting in Marran.
late-claim | late | paragraph 1 |  | asserts | Written long after.
gone-claim | gone-doc | paragraph 1 |  | asserts | From a withdrawn source.
pulled-claim | pulled | paragraph 1 |  | asserts | From a withdrawn document.
new-claim | wire-20 | paragraph 1 |  | asserts | Nobody has looked at this.
bad-claim | wire-20 | paragraph 1 |  | asserts | This was turned down.`
	var out []salient.Claim
	for _, row := range strings.Split(strings.TrimSpace(table), "\n") {
		f := strings.Split(row, " | ")
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		if len(f) == 5 || len(f) > 6 {
			panic(fmt.Sprintf("%d cells in %q", len(f), row))
		}
		cl := salient.Claim{
			ID: salient.ClaimID(f[0]), Document: salient.DocumentID(f[1]), Locator: f[2], Claimant: f[3],
			Stance: salient.Stance(f[4]), Says: f[5], Status: salient.Accepted, Credibility: "3", Kind: salient.Statement,
		}
		out = append(out, particulars(cl))
	}
	return out
}

// coded are claims with coded content: id, document, claimant, origin, stance, kind, place,
// actor, what, value, amount, when, what it says.
func coded() []salient.Claim {
	const table = `
half | wire-20 |  |  | asserts | holding | marran | government | controls | ~0.5 |  | 2013-05-20 | About half of Marran is held by government forces.
over-seventy | radio-25 |  |  | asserts | holding | marran | government | controls | >0.7 |  | 2013-05-25 | Government forces hold more than 70 per cent of the town.
some-day | wire-27 |  |  | asserts | happening | marran | river-army | Armed clash |  |  | 2013-05/some | There was fighting in the streets of Marran in May.
base-29 | wire-31 |  |  | asserts | holding | air-base | government | controls |  |  | 2013-05-29 | The air base is held by the government.
forty | wire-20 |  |  | asserts | happening | marran | river-army | Shelling/artillery/missile attack |  | 40|35|60 | 2013-05-19 | Shelling killed 40.
market-one | wire-27 |  |  | asserts | holding | old-market | river-army | controls |  |  | 2013-05-25 | The River Army took the Old Market.
market-two | inst-report |  |  | asserts | holding | old-market | river-army | controls |  |  | 2013-05-25 | The River Army held the Old Market from 25 May.
market-army | wire-27 | river-army |  | asserts | holding | old-market | river-army | controls |  |  | 2013-05-26 | The River Army holds the Old Market.
market-wadi | blog-01 | wadi-brigades |  | asserts | holding | old-market | wadi-brigades | controls |  |  | 2013-05-26 | The Wadi Brigades hold the Old Market.
bank-army | inst-report |  |  | asserts | holding | marran | river-army | enters |  |  | 2013-05-20 | The River Army entered Marran.
bank-wadi | radio-25 |  |  | asserts | holding | marran | wadi-brigades | controls |  |  | 2013-05-20 | The Wadi Brigades hold Marran.
agency-one | wire-20 |  | agency | asserts | holding | marran | river-army | enters |  |  | 2013-05-20 | The River Army has entered Marran.
agency-two | radio-25 |  | agency | asserts | holding | marran | river-army | enters |  |  | 2013-05-20 | The River Army has entered Marran.
army-tie | inst-report |  |  | asserts | tie |  | river-army > government | part-of |  |  | 2013-01/2013-06 | The River Army is the government’s.
wadi-tie | inst-report |  |  | asserts | tie |  | wadi-brigades > opposition | part-of |  |  | 2013-01/2013-06 | The Wadi Brigades belong to the opposition.
torture-one | wire-20 | residents |  | asserts | happening | marran | river-army | Attack |  |  | 2013-05-19 | Soldiers of the River Army tortured prisoners.
torture-two | radio-25 | a relief group |  | asserts | happening | marran | river-army | Attack |  |  | 2013-05-19 | The River Army tortured prisoners in Marran.
torture-denied | st-21 | government |  | denies | happening | marran | river-army | Attack |  |  | 2013-05-19 | Nobody was tortured, the government says.
st-market | st-29 |  |  | asserts | holding | old-market | river-army | controls |  |  | 2013-05-28 | The River Army holds the whole Old Market.
st-market-again | st-21 | river-army |  | asserts | holding | old-market | river-army | enters |  |  | 2013-05-21 | The River Army entered the Old Market.
leaflet-claim | leaflet |  |  | asserts | statement |  |  | statement |  |  | 2013-05-20 | The town is quiet.
sheet-claim | sheet |  |  | asserts | statement |  |  | statement |  |  | 2013-05-20 | The town is quiet.
sealed-claim | sealed |  |  | asserts | statement |  |  | statement |  |  | 2013-05-20 | The town is quiet.
secret-claim | wire-20 |  |  | asserts | statement |  |  | statement |  |  | 2013-05-20 | The town is quiet.
mill-claim | wire-20 |  |  | asserts | happening | mill-hospital | river-army | Attack |  |  | 2013-05-19 | The Mill Hospital was hit; a man of the Night Section saw it.
moved-claim | wire-20 |  |  | asserts | statement |  |  | statement |  |  | 2013-05-20 | The town is quiet.
word-claim | wire-23 | karim-hadid |  | asserts | statement | marran | karim-hadid | statement |  |  | 2013-05-23 | Karim Hadid says: “we hold the hall”.`
	var out []salient.Claim
	for _, row := range strings.Split(strings.TrimSpace(table), "\n") {
		f := strings.Split(row, " | ")
		if len(f) != 13 {
			panic(fmt.Sprintf("%d cells in %q", len(f), row))
		}
		day, some := strings.CutSuffix(strings.TrimSpace(f[11]), "/some")
		actor, other, _ := strings.Cut(f[7], " > ")
		cells := map[string]string{
			"document": f[1], "claimant": f[2], "origin": f[3], "stance": f[4], "kind": f[5], "place": f[6], "actor": actor, "other": other,
			"what": f[8], "value": f[9], "amount": f[10], "when": day, "says": f[12], "status": "accepted", "credibility": "3", "locator": "paragraph 1",
		}
		if some {
			cells["span"] = "some"
		}
		for k, v := range cells {
			cells[k] = strings.TrimSpace(v)
		}
		switch f[0] {
		case "secret-claim":
			cells["sensitivity"] = "restricted"
		case "torture-denied":
			cells["about"] = "torture-one"
		}
		cl, err := salient.NewRow(salient.KindClaim, f[0], cells).Claim()
		if err != nil {
			panic(err)
		}
		out = append(out, cl)
	}
	return out
}

// earlier is the river's case when its briefs were written: one claim said something else.
func earlier() *salient.Case {
	c := river()
	for i := range c.Claims {
		if c.Claims[i].ID == "moved-claim" {
			c.Claims[i].Says = "The town is burning."
		}
	}
	return c
}

// particulars adds what only some of the claims have.
func particulars(cl salient.Claim) salient.Claim {
	switch cl.ID {
	case "wire-20-denial":
		cl.About = "st-19-hall"
	case "wire-20-videos":
		cl.Evidence = "video"
	case "blog-fields":
		cl.About, cl.Hedge, cl.Quote = "inst-ring", "mostly", "Mostly people still cross the fields at night, by twos and threes."
	case "blog-column":
		cl.When = when.MustParse("2013-05-31")
	case "wire-05-left":
		cl.When = when.MustParse("2013-06-05")
	case "new-claim":
		cl.Status = salient.Candidate
	case "bad-claim":
		cl.Status, cl.Reason = salient.Rejected, "wrong place"
	case "wire-27-lie":
		cl.About, cl.Quote = "inst-market", "It is a lie for the cameras, and nobody is there"
	case "blog-quote":
		cl.Quote = "We went in through the orchards, and there was nobody to stop us until the mill."
	case "inst-ring":
		cl.Quote = "From that day the pocket had no outlet."
	}
	return cl
}

// drawing is a small map of our own, different for each figure.
func drawing(n int) brief.Figure {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 400" font-family="system-ui,'DejaVu Sans',sans-serif"><rect width="760" height="400" fill="#F4F3EE"/>`)
	fmt.Fprintf(&b, `<clipPath id="c%d"><path d="M380 120L520 200L470 330L300 330L240 200Z"/></clipPath>`, n)
	cells := []struct{ d, fill, name string }{
		{"M0 0H380V120L240 200L0 160Z", "#35579D", "Hallan"},
		{"M380 0H760V150L520 200L380 120Z", "#35579D", "Air base"},
		{"M0 160L240 200L300 330L260 400H0Z", "#F2A52B", "Qasab"},
		{"M760 150L520 200L470 330L500 400H760Z", "#35579D", "Sidra"},
		{"M300 330H470L500 400H260Z", "#F2A52B", "Mill"},
		{"M380 120L520 200L470 330L300 330L240 200Z", "#F2A52B", "Marran"},
	}
	at := [][2]int{{150, 90}, {600, 80}, {110, 290}, {640, 290}, {380, 375}, {380, 225}}
	for i, c := range cells {
		fmt.Fprintf(&b, `<path d="%s" fill="%s" fill-opacity="%s" stroke="#F4F3EE" data-place="p%d"/>`, c.d, c.fill, []string{".72", ".54", ".36"}[(i+n)%3], i)
	}
	b.WriteString(`<path d="M0 160L240 200L300 330H470L520 200L380 120V0" fill="none" stroke="#16191D" stroke-width="2.2"/><path d="M0 60C200 90 300 60 420 90S640 130 760 90" fill="none" stroke="#fff" stroke-width="7"/><path d="M0 60C200 90 300 60 420 90S640 130 760 90" fill="none" stroke="#2B4A8B" stroke-width="3.6"/>`)
	for i, c := range cells {
		fmt.Fprintf(&b, `<text x="%d" y="%d" font-size="13" font-weight="700" text-anchor="middle" fill="#16191D">%s</text>`, at[i][0], at[i][1], c.name)
	}
	b.WriteString(`<circle cx="380" cy="232" r="48" fill="none" stroke="#16191D" stroke-width="2.4"/></svg>`)
	return brief.Figure{
		SVG: []byte(b.String()), Drawn: fmt.Sprintf("Assessed control on %d May 2013, as known by 6 June 2013. Map is schematic; invented data.", 10+10*n),
		Sources: "Sources: 38 claims. Boundaries: cells around places, not surveyed lines. Drawn for a test.",
		Alt:     "Map of Marran and five villages; the town is ringed, with 2 of 6 places held by the opposition.",
	}
}

// inputs draws every figure that a brief asks for.
func inputs(doc *brief.Doc, c *salient.Case) brief.Inputs {
	in := brief.Inputs{Case: c, Build: "3f9a01d2" + strings.Repeat("0", 54) + "c1", Program: "Salient 0.1", Figures: map[string]brief.Figure{}}
	for i, f := range doc.Figures() {
		in.Figures[f.Ref] = drawing(i + 1)
	}
	return in
}

// sample is testdata/river.md.
func sample(t testing.TB) (src []byte, doc *brief.Doc) {
	t.Helper()
	src, err := os.ReadFile("testdata/river.md")
	if err != nil {
		t.Fatal(err)
	}
	doc, problems := brief.Parse("river.md", src)
	if len(problems) != 0 {
		t.Fatalf("Parse(river.md) problems: %v", problems)
	}
	return src, doc
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s: -want +got (rerun with -update if the change is meant)\n%s", path, diff)
	}
}

func codes(ps []brief.Problem) string {
	var out []string
	for _, p := range ps {
		out = append(out, fmt.Sprintf("%d:%d %s", p.Line, p.Column, p.Code))
	}
	return cmp.Or(strings.Join(out, ", "), "none")
}
