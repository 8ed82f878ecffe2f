package cli_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/ingest/sheet"
	"github.com/salient-osint/salient/internal/table"
)

// weeklyTable is a table of the bridge's war; one of its parties the case doesn't know, and its text
// looks like markup.
const weeklyTable = `event_date,sub_event_type,actor1,location,fatalities,notes
2020-03-05,Armed clash,North,Hilltop,3,Shots on the hill.
2020-03-06,Armed clash,Hill folk,Hilltop,,<b>Stones</b> & sticks.
`

const weeklyNext = `event_date,sub_event_type,actor1,location,fatalities,notes
2020-03-12,Armed clash,Hill folk,Northfield,1,Another week.
`

// bridgeSite serves the case of the bridge.
func bridgeSite(t *testing.T) site {
	t.Helper()
	d := openDesk(t, bridge(t))
	d.Ingest = ingest.Reader{Decoders: map[ingest.Kind]ingest.Decoder{ingest.CSV: sheet.Decoder{Kind: ingest.CSV}}}
	d.Tables = sheet.Read
	return served(t, d, "analyst")
}

var (
	selected   = regexp.MustCompile(`(?s)<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>`)
	chosen     = regexp.MustCompile(`<option(?: value="([^"]*)")? selected>([^<]*)`)
	inputs     = regexp.MustCompile(`<input ([^>]*)>`)
	fieldName  = regexp.MustCompile(`name="([^"]*)"`)
	fieldValue = regexp.MustCompile(`value="([^"]*)"`)
)

// filledIn is what a browser without scripts would send of the page's form.
func filledIn(body string) url.Values {
	out := url.Values{}
	form := body[strings.Index(body, "data-mapping"):]
	for _, x := range selected.FindAllStringSubmatch(form, -1) {
		value := ""
		if o := chosen.FindStringSubmatch(x[2]); o != nil {
			if value = o[1]; value == "" {
				value = o[2]
			}
		}
		out.Add(x[1], html.UnescapeString(value))
	}
	for _, x := range inputs.FindAllStringSubmatch(form, -1) {
		name, value := fieldName.FindStringSubmatch(x[1]), fieldValue.FindStringSubmatch(x[1])
		if name == nil || value == nil || strings.Contains(x[1], "checkbox") && !strings.Contains(x[1], "checked") {
			continue
		}
		out.Add(name[1], html.UnescapeString(value[1]))
	}
	return out
}

// Without scripts: a table is dropped, its page asks, an answer is given, its claims are made; the
// next file with these columns needs no answer.
func TestATablesColumnsAreAskedForOnce(t *testing.T) {
	s := bridgeSite(t)
	code, _, head := s.upload(t, map[string]string{"weeklyTable.csv": weeklyTable}, map[string]string{"source": "courier"})
	at := head.Get("Location")
	if code != http.StatusSeeOther || !strings.HasSuffix(at, "/table") {
		t.Fatalf("POST /documents with a table = %d to %q; want its page of columns", code, at)
	}
	_, body, _ := s.get(t, at)
	for _, want := range []string{
		`Nobody has said yet`, `&lt;b&gt;Stones&lt;/b&gt; &amp; sticks.`, `<strong>1 claim</strong>`, `1 row with something wrong`,
		`actor1: &#34;Hill folk&#34;: expected a party of the case`, `name="ww" value="Hill folk"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(body, "<b>Stones") || strings.Contains(body, `value="import"`) {
		t.Error("the page has a table's own markup, or offers to import what is wrong")
	}
	form := filledIn(body)
	form.Set("do", "import")
	before := mustSeq(t, s.desk)
	if code, body, _ := s.post(t, at, form); code != http.StatusUnprocessableEntity || !strings.Contains(body, "Hill folk") {
		t.Errorf("POST of an import with something wrong = %d; want 422 with the reasons", code)
	}
	form["wm"][slices.Index(form["ww"], "Hill folk")] = "river-guard"
	form.Set("do", "preview")
	if code, body, _ := s.post(t, at, form); code != http.StatusOK || !strings.Contains(body, "Import 2 claims") || !strings.Contains(body, `value="river-guard"`) {
		t.Errorf("POST of an answer = %d; want it shown with Import 2 claims", code)
	}
	if now := mustSeq(t, s.desk); now != before {
		t.Errorf("looking wrote entry %d", now)
	}
	form.Set("do", "import")
	code, _, head = s.post(t, at, form)
	if code != http.StatusSeeOther || mustSeq(t, s.desk) != before+1 {
		t.Fatalf("POST of an import = %d to %q; want one entry", code, head.Get("Location"))
	}
	claims := map[string]salient.ActorID{}
	for _, c := range mustCase(t, s.desk).Claims {
		if c.Locator == "row=2" || c.Locator == "row=3" {
			claims[c.Quote] = c.Actors[0]
		}
	}
	if want := fmt.Sprint(map[string]salient.ActorID{"Shots on the hill.": "north", "<b>Stones</b> & sticks.": "river-guard"}); fmt.Sprint(claims) != want {
		t.Errorf("claims = %v, want %v", claims, want)
	}
	if report, err := s.desk.Verify(t.Context(), ""); err != nil || len(report.Problems) > 0 || report.Orphaned > 0 {
		t.Errorf("Verify = %+v, %v", report, err)
	}
	_, body, _ = s.get(t, at)
	if !strings.Contains(body, "The case knows these columns") || !strings.Contains(body, `value="river-guard"`) {
		t.Error("the page doesn't show what was said of the columns")
	}
	_, _, head = s.upload(t, map[string]string{"next.csv": weeklyNext}, map[string]string{"source": "courier"})
	if to := head.Get("Location"); strings.HasSuffix(to, "/table") {
		t.Errorf("the next file with these columns goes to %q; want no question", to)
	}
	if c := mustCase(t, s.desk); !slices.ContainsFunc(c.Claims, func(c salient.Claim) bool { return c.Quote == "Another week." && c.Place == "northfield" }) {
		t.Error("the next file made no claim")
	}
	// One with a new word is brought in, and its page asks for that word alone.
	_, _, head = s.upload(t, map[string]string{"more.csv": strings.ReplaceAll(weeklyNext, "Hill folk", "Strangers")}, map[string]string{"source": "courier"})
	if _, body, _ = s.get(t, head.Get("Location")); !strings.Contains(body, `name="ww" value="Strangers"`) || !strings.Contains(body, "The case knows these columns") {
		t.Errorf("a file with a new word goes to %q; want the question for it", head.Get("Location"))
	}
}

// A table of many rows has a page all the same, which shows the first of its claims and where the
// others are.
func TestADocumentOfManyClaimsHasAPage(t *testing.T) {
	s := bridgeSite(t)
	rows := "date,place,notes\n" + strings.Repeat("2020-03-05,Hilltop,Again.\n", 600)
	m := table.Mapping{Fields: map[string]table.Field{
		"when": {Column: "date"}, "kind": {Text: "happening"}, "what": {Text: "Attack"}, "place": {Column: "place"}, "quote": {Column: "notes"},
	}}
	diff, err := s.desk.Import(t.Context(), "ana", lines(), desk.ImportOptions{Files: []desk.File{file("many.csv", rows)}, Mapping: &m, Why: "many"})
	if err != nil {
		t.Fatal(err)
	}
	id := diff.Documents[0].ID
	_, body, _ := s.get(t, "/documents/"+id)
	if n := strings.Count(body, `id="claim-`); n != 500 || !strings.Contains(body, "All 600 claims") || strings.Count(body, "<mark") != 500 {
		t.Errorf("the page shows %d claims and %d passages; want 500 of each, and where all 600 are", n, strings.Count(body, "<mark"))
	}
	if _, body, _ = s.get(t, "/claims?document="+id); !strings.Contains(body, "600 claims of 613; these are 1 to 50") {
		t.Error("the list of a document's claims lacks its count")
	}
}

func mustCase(t *testing.T, d *desk.Desk) *salient.Case {
	t.Helper()
	v, err := d.View(t.Context(), desk.Cut{})
	if err != nil {
		t.Fatal(err)
	}
	return v.All
}

func mustSeq(t *testing.T, d *desk.Desk) uint64 {
	t.Helper()
	head, err := d.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return head.Seq
}

// Bad forms get a plain answer, and write nothing.
func TestBadMappingsGetAPlainSentence(t *testing.T) {
	s := bridgeSite(t)
	_, _, head := s.upload(t, map[string]string{"next.csv": weeklyNext}, nil)
	at := head.Get("Location")
	before := mustSeq(t, s.desk)
	for form, want := range map[string]string{
		"c.0=when&c.1=when":           "not both event_date and sub_event_type",
		"header=x":                    "a row&#39;s number, or none",
		"header=77":                   "Row 77",
		"sheet=No":                    "No sheet",
		"c.0=nonsense":                "nonsense",
		"c.0=when&dates=ydm":          "expected dmy or mdy",
		"near_km=far":                 "a number of kilometres",
		"near_km=1000":                "expected 0 to 100",
		"c.0=when&t.says={no column}": "",
	} {
		code, body, _ := s.post(t, at, mustQuery(t, form))
		if code >= 500 || want != "" && (code < 400 || !strings.Contains(body, want)) {
			t.Errorf("POST %s = %d; want 4xx with %q", form, code, want)
		}
	}
	if code, _, _ := s.get(t, "/documents/courier-05/table"); code != http.StatusNotFound {
		t.Errorf("the columns of a document that is no table = %d, want 404", code)
	}
	if now := mustSeq(t, s.desk); now != before {
		t.Errorf("bad forms wrote entry %d", now)
	}
}

func mustQuery(t *testing.T, s string) url.Values {
	t.Helper()
	q, err := url.ParseQuery(s)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// With scripts, each answer is shown at once as what it makes; the page fits a telephone, and
// axe-core has nothing to say.
func TestATablesColumnsAreMappedInABrowser(t *testing.T) {
	plainly(t)
	b := openTab(t)
	s := bridgeSite(t)
	_, _, head := s.upload(t, map[string]string{"weeklyTable.csv": weeklyTable}, nil)
	at := head.Get("Location")
	source := axeSource(t)
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{360, 1440} {
			b.see(width, 900, theme)
			b.do(chromedp.Navigate(s.URL + at))
			b.listens()
			for _, found := range b.axe(source) {
				t.Errorf("%d px, %s: %s", width, theme, found)
			}
			if wide := eval[int64](b, `document.documentElement.scrollWidth`); wide > width {
				t.Errorf("at %d px the page is %d px wide", width, wide)
			}
		}
	}
	change := func(selector, value string) {
		t.Helper()
		eval[bool](b, fmt.Sprintf(`(() => { const x = document.querySelector(%q); x.value = %q; x.dispatchEvent(new Event("change", {bubbles: true})); return true })()`, selector, value))
	}
	change(`input[name="wm"]`, "river-guard")
	b.until("both claims", `document.querySelector("#made").textContent.includes("Import 2 claims")`)
	change(`select[name="c.3"]`, "")
	b.until("what is wrong without a place", `document.querySelector("#made").textContent.includes("the id of a place") && !document.querySelector('[value="import"]')`)
	change(`select[name="c.3"]`, "place")
	b.until("both claims again", `document.querySelector("#made").textContent.includes("Import 2 claims")`)
	eval[bool](b, `(() => { document.querySelector('[value="import"]').click(); return true })()`)
	b.until("the document with its claims", `!location.pathname.endsWith("/table") && document.body?.textContent.includes("Made 2 claims of the table") === true`)
	for _, c := range b.taken() {
		t.Error(c)
	}
}

// A claim that was decided on keeps its decision while its row says the same, whatever file it comes
// in, and is a candidate again, with a warning, once its row says otherwise.
func TestDecisionsStandWhileRowsSayTheSame(t *testing.T) {
	s := bridgeSite(t)
	m := table.Mapping{Name: "Weekly", Fields: map[string]table.Field{
		"id": {Column: "id"}, "when": {Column: "date"}, "kind": {Text: "happening"}, "what": {Text: "Attack"}, "place": {Column: "place"}, "amount": {Column: "dead"},
	}}
	bring := func(text string) desk.Diff {
		t.Helper()
		diff, err := s.desk.Import(t.Context(), "ana", lines(), desk.ImportOptions{Files: []desk.File{file("w.csv", text)}, Mapping: &m, Why: "weekly"})
		if err != nil {
			t.Fatal(err)
		}
		return diff
	}
	bring("id,date,place,dead\n1,2020-03-05,Hilltop,3\n2,2020-03-06,Hilltop,1\n")
	for _, id := range []salient.ClaimID{"weekly-1", "weekly-2"} {
		_, revision, err := s.desk.Row(t.Context(), desk.Ref{Kind: salient.KindClaim, ID: string(id)})
		if err == nil {
			_, err = s.desk.Decide(t.Context(), "ana", id, salient.Accepted, "seen on film", revision)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	diff := bring("id,date,place,dead\n1,5.3.2020,hilltop,3.0\n2,6.3.2020,Hilltop,2\n3,7.3.2020,Hilltop,2\n")
	if len(diff.Changed) != 1 || diff.Changed[0].ID != "weekly-2" || len(diff.Warnings) == 0 || !strings.Contains(fmt.Sprint(diff.Warnings), "weekly-2 was accepted") {
		t.Errorf("changed %v, warnings %v; want weekly-2 alone, with a warning", diff.Changed, diff.Warnings)
	}
	got := map[salient.ClaimID]salient.Decision{}
	for _, c := range mustCase(t, s.desk).Claims {
		if strings.HasPrefix(string(c.ID), "weekly") {
			got[c.ID] = c.Status
		}
	}
	if want := fmt.Sprint(map[salient.ClaimID]salient.Decision{"weekly-1": "accepted", "weekly-2": "candidate", "weekly-3": "candidate"}); fmt.Sprint(got) != want {
		t.Errorf("decisions = %v, want %v", got, want)
	}
}
