package redact_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/redact"
	"github.com/salient-osint/salient/when"
)

// secrets are what a case may not show: one draw for each test.
type secrets struct {
	source, person, place, document, road string // ids
	names                                 []string
	quote, says, title, url, hash, note   string
	at                                    geo.Point
}

// draw makes up secrets. Their ids sort as they do in any other draw.
func draw(t *rapid.T) secrets {
	n := 0
	word := func(what string) string {
		n++ // no two words of a draw are equal
		return rapid.StringMatching(`[bdfgklmnprst][aeiou][bdfgklmnprst][aeiou][bdfgklmnprst]zz`).Draw(t, what) + string(rune('a'+n/8)) + string(rune('a'+n%8))
	}
	name := func(what string) string {
		return strings.ToUpper(word(what)[:1]) + word(what + " of a name")[1:] + " " + strings.ToUpper(word(what)[:1]) + word(what + " of another")[1:]
	}
	s := secrets{source: "x" + word("source"), person: "m-" + word("person"), place: "m-" + word("place"), document: "m-" + word("document"), road: "m-" + word("road")}
	for _, what := range []string{"source", "person", "alias", "place", "place too"} {
		s.names = append(s.names, name(what))
	}
	s.quote, s.says, s.title = name("quote")+" was "+word("where"), name("says")+" spoke", name("title")+" "+word("paper")
	s.url, s.hash, s.note = "https://"+word("host")+".example.org/"+word("path"), rapid.StringMatching(`[0-9a-f]{64}`).Draw(t, "hash"), name("note")+" "+word("place")
	s.at = geo.Point{Lon: rapid.Float64Range(36.2, 36.8).Draw(t, "lon"), Lat: rapid.Float64Range(34.2, 34.8).Draw(t, "lat")}
	return s
}

// strings are all that must not be shown.
func (s secrets) strings() []string {
	out := append([]string{s.source, s.person, s.place, s.document, s.road, s.quote, s.says, s.title, s.url, s.hash, s.note}, s.names...)
	for _, v := range []float64{s.at.Lon, s.at.Lat} {
		for digits := 3; digits <= 6; digits++ {
			out = append(out, fmt.Sprintf("%.*f", digits, v))
		}
	}
	return out
}

// town is a case with a source, a person and a hospital that are sensitive, and rows that tell of
// them in every way that a cell allows.
func (s secrets) town(level salient.Sensitivity) *salient.Case {
	at := s.at
	beside := func(id, document, place string, cl salient.Claim) salient.Claim {
		cl.ID, cl.Document, cl.Place, cl.Status = salient.ClaimID(id), salient.DocumentID(document), place, salient.Accepted
		if cl.Kind == "" {
			cl.Kind, cl.What = salient.Happening, "Attack"
		}
		cl.When = when.MustParse("2013-05-19")
		return cl
	}
	c := &salient.Case{
		Settings: salient.Settings{Sides: []salient.ActorID{"north", "south"}, Title: "The fight for " + s.names[3], Other: map[string]string{}},
		Sources: []salient.Source{
			{ID: "wire", Name: "Northern Wire", Kind: "wire", Reliability: "B", Note: "prints what " + s.names[0] + " says", Republishes: []salient.SourceID{salient.SourceID(s.source)}},
			{ID: salient.SourceID(s.source), Name: s.names[0], Kind: "activist-network", Reliability: "C", URL: s.url, Note: s.note, Sensitivity: level},
		},
		Documents: []salient.Document{
			{ID: "wire-1", Source: "wire", Type: "webpage", Title: "A day in " + s.names[3], Author: s.names[1], Container: s.names[0], Published: when.MustParse("2013-05-20"), URL: s.url + "/again", Archived: "https://archive.example.org/" + s.source, Note: s.hash},
			{ID: salient.DocumentID(s.document), Source: salient.SourceID(s.source), Type: "post", Title: s.title, Author: s.names[1], Published: when.MustParse("2013-05-20"), URL: s.url, Archived: s.url + "/archived", SHA256: s.hash, Layer: s.hash, File: "files/" + s.place + ".pdf", Note: s.note},
		},
		Actors: []salient.Actor{
			{ID: "north", Name: "North", Kind: "state"},
			{ID: "south", Name: "South", Kind: "coalition", Note: "asked " + s.names[1]},
			{ID: salient.ActorID(s.person), Name: s.names[1], Names: []salient.Name{{Language: "en", Text: s.names[2]}}, Kind: "public-figure", Sensitivity: level, Note: s.note},
		},
		Places: []salient.Place{
			{ID: "valley", Name: "The Valley", Kind: "district"},
			{ID: "marran", Name: "Marran", Kind: "town", Parent: "valley", At: &geo.Point{Lon: 36.5, Lat: 34.5}, Note: "its hospital is " + s.names[3]},
			{ID: "ward", Name: "Ward", Kind: "quarter", Parent: salient.PlaceID(s.place), At: &geo.Point{Lon: 36.51, Lat: 34.5}},
			{ID: salient.PlaceID(s.place), Name: s.names[3], Names: []salient.Name{{Language: "en", Text: s.names[4]}}, Kind: "hospital", Parent: "marran", At: &at, Sensitivity: level, Note: s.note},
		},
		Roads: []salient.Road{
			{ID: salient.RoadID(s.road), Name: "To " + s.names[3], From: "marran", To: salient.PlaceID(s.place), Line: geo.Line{{Lon: 36.5, Lat: 34.5}, {Lon: 36.505, Lat: 34.505}, at}, Note: s.note},
		},
		Claims: []salient.Claim{
			beside("a-hit", "wire-1", s.place, salient.Claim{Says: s.says, Quote: s.quote, Locator: s.note, Claimant: "a nurse at " + s.names[3]}),
			beside("b-held", "wire-1", s.place, salient.Claim{Kind: salient.Holds, What: "controls", Actors: []salient.ActorID{"north"}, Says: s.says}),
			beside("c-said", s.document, "marran", salient.Claim{Says: s.says, Quote: s.quote, Claimant: s.note}),
			beside("d-by", "wire-1", "marran", salient.Claim{Says: s.says, Claimant: s.person, Origin: s.document}),
			beside("e-named", "wire-1", "marran", salient.Claim{Says: "Shells fell near " + s.names[4] + fmt.Sprintf(" at %.5f, %.4f.", at.Lon, at.Lat), Claimant: s.names[2], Origin: "activist-" + s.source, About: "a-hit"}),
			beside(s.place+"-strike", "wire-1", "marran", salient.Claim{Says: "Another strike.", Note: "see " + s.url}),
			beside("g-actor", "wire-1", "marran", salient.Claim{Kind: salient.Tie, What: "part-of", Actors: []salient.ActorID{salient.ActorID(s.person)}, Others: []salient.ActorID{"north"}, Says: s.says}),
			beside("h-sealed", "wire-1", "marran", salient.Claim{Says: s.says, Quote: s.quote, Sensitivity: level}),
			beside("i-open", "wire-1", "marran", salient.Claim{Says: "It rained."}),
		},
		Judgements:     []salient.Judgement{{ID: "j", Text: s.names[3] + " will likely close.", Basis: []salient.ClaimID{"a-hit", "h-sealed"}, Question: s.place + " held by north"}},
		Contradictions: []salient.Contradiction{{ID: "x", Claims: []salient.ClaimID{"a-hit", "i-open", "h-sealed"}, Explanation: "asked " + s.names[1]}},
		Hypotheses:     []salient.Hypothesis{{ID: "y", Question: "Who runs " + s.names[3] + "?", ClaimsFor: []salient.ClaimID{salient.ClaimID(s.place + "-strike")}}},
		Briefs:         []salient.Brief{{ID: "z", Text: s.says}},
	}
	c.Sort()
	return c
}

var open = redact.Standard(salient.Open, when.MaxDay, 30)

func text(t interface{ Fatal(...any) }, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// leaked lists the secrets that a text tells.
func leaked(s secrets, text string) []string {
	var out []string
	for _, secret := range s.strings() {
		if strings.Contains(strings.ToLower(text), strings.ToLower(secret)) {
			out = append(out, secret)
		}
	}
	return out
}

func TestThePublishedCaseTellsNothingThatIsKeptBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		for _, level := range []salient.Sensitivity{salient.Restricted, salient.Withheld} {
			if found := leaked(s, text(t, redact.Of(s.town(level), open).Case())); len(found) > 0 {
				t.Fatalf("the published case tells %q of rows that are %s", found, level)
			}
			if found := leaked(s, text(t, redact.Of(s.town(level), redact.Standard(level, when.MaxDay, 30)).Case())); len(found) == 0 {
				t.Fatalf("the case published as %s tells nothing of rows that are %s", level, level)
			}
		}
	})
}

// Two cases that differ in nothing but what is kept back give the same published case.
func TestThePublishedCaseDependsOnNothingThatIsKeptBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t), draw(t)
		if diff := gocmp.Diff(redact.Of(a.town(salient.Withheld), open).Case(), redact.Of(b.town(salient.Withheld), open).Case(), gocmp.Comparer(func(x, y when.Date) bool { return x.String() == y.String() })); diff != "" {
			t.Fatalf("published cases differ (-a +b):\n%s", diff)
		}
	})
}

func TestClaimsOfYoungDaysAreKeptBack(t *testing.T) {
	day := when.MustParse("2013-06-20").Bounds(when.Widening{}).From
	c := &salient.Case{
		Sources:   []salient.Source{{ID: "wire", Name: "Northern Wire"}},
		Documents: []salient.Document{{ID: "d", Source: "wire", Title: "One", Published: when.MustParse("2013-06-19")}},
		Claims: []salient.Claim{
			{ID: "clash", Document: "d", Kind: salient.Happening, Place: "p", When: when.MustParse("2013-06-18")},
			{ID: "lately", Document: "d", Kind: salient.Presence, Place: "p", When: when.MustParse("2013-06-01/..")},
			{ID: "long-ago", Document: "d", Kind: salient.Presence, Place: "p", When: when.MustParse("2013-05-21")},
			{ID: "not-yet", Document: "d", Kind: salient.Movement, Place: "p", When: when.MustParse("2013-05-22")},
			{ID: "undated", Document: "d", Kind: salient.Statement},
		},
	}
	standard := redact.Standard(salient.Open, day, 30)
	for _, tt := range []struct {
		name string
		rule redact.Rule
		want string
	}{
		{"the embargo is of where units are", standard, "clash long-ago undated"},
		{"a delay is of everything", standard.Delayed(day, 10), "long-ago not-yet"},
		{"none", standard.Delayed(day, 0), "clash lately long-ago not-yet undated"},
		{"editors see all", redact.Standard(salient.Withheld, day, 30), "clash lately long-ago not-yet undated"},
	} {
		var got []string
		for _, cl := range redact.Of(c, tt.rule).Case().Claims {
			got = append(got, string(cl.ID))
		}
		if got := strings.Join(got, " "); got != tt.want {
			t.Errorf("%s: claims published are %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestTextNamesRowsByTheirPublishedIDs(t *testing.T) {
	c := &salient.Case{
		Sources: []salient.Source{{ID: "roof", Name: "Rooftop Network", Sensitivity: salient.Withheld}, {ID: "wire", Name: "Northern Wire"}},
		Documents: []salient.Document{
			{ID: "roof-14", Source: "roof", Title: "Seen from above", URL: "https://www.roof.example.org/14", SHA256: strings.Repeat("0a1b", 16)},
			{ID: "wire-1", Source: "wire", Title: "One"},
		},
		Places: []salient.Place{{ID: "mill", Name: "Mill Hospital", Sensitivity: salient.Withheld, At: &geo.Point{Lon: 36.54321, Lat: -34.5}}, {ID: "windmill", Name: "Windmill"}},
		Claims: []salient.Claim{{ID: "roof-14-01", Document: "roof-14", Quote: "we saw it fall"}, {ID: "wire-1-01", Document: "wire-1"}},
	}
	r := redact.Of(c, open)
	for _, tt := range [][2]string{
		{"So it was. [@roof-14-01; see @wire-1-01, p. 2]", "So it was. [@withheld-claim-1; see @wire-1-01, p. 2]"},
		{"[@roof-14]", "[@withheld-document-1]"},
		{"![T](figure:control-strip?place=mill&from=2013-05-01)", "![T](figure:control-strip?place=withheld-place-1&from=2013-05-01)"},
		{"The Mill Hospital, the mill  hospital, MILL-HOSPITAL and the Windmill", "The a withheld place, the a withheld place, a withheld place and the Windmill"},
		{"A mill and a roof", "A mill and a roof"},
		{"See https://roof.example.org/14, 0a1b0a1b0a1b, 0a1b0a1b0a", "See https://withheld, withheld, 0a1b0a1b0a"},
		{"At 36.543 or 36.5432 but not 36.549, 36.54", "At withheld or withheld but not 36.549, 36.54"},
		{"“We saw it fall”, they said, as in roof-14-01.", "“withheld words”, they said, as in withheld."},
	} {
		if got := r.Text(tt[0]); got != tt[1] {
			t.Errorf("Text(%q) = %q, want %q", tt[0], got, tt[1])
		}
	}
}

func TestRowsThatTellOfWhatIsKeptBackDoNotGoAlong(t *testing.T) {
	c := &salient.Case{
		Actors: []salient.Actor{{ID: "nurse", Name: "Rana Qasim", Kind: "public-figure", Sensitivity: salient.Restricted}},
	}
	r := redact.Of(c, open)
	row := func(cells map[string]string) salient.Row { return salient.NewRow(salient.KindClaim, "c1", cells) }
	for _, tt := range []struct {
		name  string
		cells map[string]string
		want  bool
	}{
		{"nothing of it", map[string]string{"says": "It rained.", "note": "a nurse said so"}, true},
		{"its own level", map[string]string{"says": "It rained.", "sensitivity": "restricted"}, false},
		{"an id", map[string]string{"actor": "other|nurse"}, false},
		{"a name", map[string]string{"note": "Rana Qasim said so"}, false},
		{"a part of a voice", map[string]string{"origin": "activist-nurse-3"}, false},
		{"an unknown column", map[string]string{"coder": "rana_qasim"}, false},
	} {
		if got := r.Shows(row(tt.cells)); got != tt.want {
			t.Errorf("Shows a row with %s = %v, want %v", tt.name, got, tt.want)
		}
	}
}

// Of a quotation that is kept back, a part of eight words is replaced, and no more of the text;
// a shorter one isn't, nor one that a claim says that is shown.
func TestPartsOfQuotationsAreReplaced(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := make([]string, rapid.IntRange(8, 30).Draw(t, "words"))
		for i := range words {
			words[i] = fmt.Sprintf("w%d", i)
		}
		from := rapid.IntRange(0, len(words)-1).Draw(t, "from")
		to := rapid.IntRange(from+1, len(words)).Draw(t, "to")
		part := strings.Join(words[from:to], rapid.SampledFrom([]string{" ", ", ", " – "}).Draw(t, "between"))
		said := rapid.Bool().Draw(t, "said by another, too")
		c := &salient.Case{
			Sources:   []salient.Source{{ID: "roof", Sensitivity: salient.Withheld}, {ID: "wire"}},
			Documents: []salient.Document{{ID: "a", Source: "roof"}, {ID: "b", Source: "wire"}},
			Claims:    []salient.Claim{{ID: "a-01", Document: "a", Quote: strings.Join(words, " ")}, {ID: "b-01", Document: "b"}},
		}
		if said {
			c.Claims[1].Says = strings.Join(words, " ")
		}
		text, want := "They said: "+part+". So it was.", "They said: withheld words. So it was."
		if whole := to-from == len(words); to-from < 8 || said && !whole {
			want = text
		}
		if got := redact.Of(c, open).Text(text); got != want {
			t.Fatalf("Text(%q) = %q, want %q", text, got, want)
		}
	})
}
