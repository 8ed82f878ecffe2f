package cli_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
)

// publishedBridge serves the bridge's case, its brief published.
func publishedBridge(t *testing.T) site {
	t.Helper()
	dir := bridge(t)
	run(t, "publish", dir, "the-bridge", "-o", t.TempDir(), "--no-pdf")
	return served(t, openDesk(t, dir), "analyst")
}

// shows wants words on a page that answers with a status.
func (s site) shows(t *testing.T, path string, status int, words ...string) string {
	t.Helper()
	got, body, _ := s.get(t, path)
	if got != status {
		t.Errorf("GET %s = %d, want %d", path, got, status)
	}
	for _, w := range words {
		if !strings.Contains(body, w) {
			t.Errorf("GET %s lacks %q", path, w)
		}
	}
	return body
}

// newest is the number of the ledger's newest entry.
func (s site) newest(t *testing.T) uint64 {
	t.Helper()
	head, err := s.desk.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return head.Seq
}

func (s site) corrections(t *testing.T) []salient.Correction {
	t.Helper()
	v, err := s.desk.View(t.Context(), desk.Cut{})
	if err != nil {
		t.Fatal(err)
	}
	return v.All.Corrections
}

const seen = "/withdraw?id=document:courier-05&why=never+there&look=1"

// What would change is shown before it is done, and looking writes nothing; the deed is one entry
// with the corrections.
func TestADocumentIsWithdrawnOnItsPage(t *testing.T) {
	plainly(t)
	s := publishedBridge(t)
	s.shows(t, "/documents/courier-05", 200, `href="/withdraw?id=document:courier-05"`)
	s.shows(t, "/sources/courier", 200, `href="/withdraw?id=source:courier"`)
	s.shows(t, "/claims/c02", 200, `href="/withdraw?id=claim:c02"`)
	if body := s.shows(t, "/withdraw?id=document:courier-05", 200, "See what would change"); strings.Contains(body, "Places that are held otherwise") {
		t.Error("the case is compared on a mere visit")
	}
	s.shows(t, seen, 200, "5 places, 1 siege, 1 sentence and 0 figures of 1 brief.", `href="/publications/the-bridge-1/html#s1"`,
		"new:", "error B015", "Midford right bank", "The document “A quiet week” was withdrawn: never there.", `name="head" value="2"`)
	s.shows(t, "/withdraw?id=document:courier-05&look=1", 422, "Say why")
	if n := s.newest(t); n != 2 {
		t.Fatalf("looking wrote entry %d", n)
	}
	deed := url.Values{"id": {"document:courier-05"}, "why": {"never there"}, "head": {"2"}}
	status, _, header := s.post(t, "/withdraw", deed)
	if status != http.StatusSeeOther || header.Get("Location") != "/documents/courier-05" {
		t.Errorf("POST /withdraw = %d to %q, want 303 to the document", status, header.Get("Location"))
	}
	if n, c := s.newest(t), s.corrections(t); n != 3 || len(c) != 1 || !strings.Contains(c[0].Text, "was withdrawn: never there. This concerns what was published") {
		t.Errorf("POST /withdraw left entry %d and the corrections %v; want entry 3 and one", n, c)
	}
	s.shows(t, "/documents/courier-05", 200, "Withdrawn: never there", "What its withdrawal changed")
	s.shows(t, "/withdraw?id=document:courier-05&look=1", 200, "its readers have the correction", "No correction is missing.")
}

// A row that was withdrawn elsewhere is named beside the publication that rests on it, until its
// readers get their correction.
func TestMissingCorrectionsAreWrittenOnThePage(t *testing.T) {
	plainly(t)
	s := publishedBridge(t)
	rejected := url.Values{"decision": {"rejected"}, "reason": {"misread"}, "revision": {"1"}}
	if status, _, _ := s.post(t, "/claims/c06/decision", rejected); status != http.StatusSeeOther {
		t.Fatalf("POST decision = %d, want 303", status)
	}
	for _, path := range []string{"/publications", "/publications/the-bridge-1"} {
		s.shows(t, path, 200, "1 row that it rests on was withdrawn since", `href="/withdraw?id=claim:c06"`)
	}
	s.shows(t, "/claims/c06", 200, "What its withdrawal changed")
	s.shows(t, "/withdraw?id=claim:c06", 200, "entry 3", "misread", "See what it changed")
	s.shows(t, "/withdraw?id=claim:c06&look=1", 200, "Write the missing correction", "is no longer accepted: misread.")
	deed := url.Values{"id": {"claim:c06"}, "head": {"3"}}
	status, _, header := s.post(t, "/withdraw", deed)
	if status != http.StatusSeeOther || header.Get("Location") != "/withdraw?id=claim:c06" {
		t.Errorf("POST /withdraw = %d to %q, want 303 to what it changed", status, header.Get("Location"))
	}
	if c := s.corrections(t); len(c) != 1 || c[0].Withdrawn != "c06" {
		t.Errorf("corrections: %v, want one for c06", c)
	}
	if body := s.shows(t, "/publications", 200, "1 correction"); strings.Contains(body, "withdrawn since") {
		t.Error("the publication still lacks the correction")
	}
}

// Nothing is written if somebody wrote after what was looked at, whatever it was.
func TestWithdrawingAfterAnotherEntryConflicts(t *testing.T) {
	plainly(t)
	s := publishedBridge(t)
	row := salient.NewRow(salient.KindPlace, "new-village", map[string]string{"name": "New village", "kind": "village", "parent": "land"})
	if _, err := s.desk.Save(t.Context(), desk.Edit{Row: row, Who: "other", Why: "found"}); err != nil {
		t.Fatal(err)
	}
	for head, want := range map[string]int{"2": 409, "": 400, "x": 400, "99": 409} {
		status, body, _ := s.post(t, "/withdraw", url.Values{"id": {"document:courier-05"}, "why": {"kept as typed"}, "head": {head}})
		if status != want || want == 409 && (!strings.Contains(body, "nothing written") || !strings.Contains(body, "kept as typed")) {
			t.Errorf("POST /withdraw with head %q = %d, want %d, with what was typed", head, status, want)
		}
	}
	if n := s.newest(t); n != 3 || len(s.corrections(t)) != 0 {
		t.Errorf("a refused withdrawal left entry %s and %d corrections", strconv.FormatUint(n, 10), len(s.corrections(t)))
	}
}

// Whatever names, titles and reasons hold, the page prints as text.
func TestAWithdrawalsPageHasNoMarkupFromNames(t *testing.T) {
	plainly(t)
	s := publishedBridge(t)
	const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`
	for ref, column := range map[desk.Ref]string{
		{Kind: salient.KindDocument, ID: "courier-05"}:      "title",
		{Kind: salient.KindPlace, ID: "midford-right"}:      "name",
		{Kind: salient.KindPlace, ID: "hilltop"}:            "name",
		{Kind: salient.KindActor, ID: "south"}:              "name",
		{Kind: salient.KindClaim, ID: "c02"}:                "says",
		{Kind: salient.KindPublication, ID: "the-bridge-1"}: "title",
	} {
		row, revision, err := s.desk.Row(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.desk.Save(t.Context(), desk.Edit{Row: row.With(column, evil), Revision: revision, Who: evil, Why: evil}); err != nil {
			t.Fatalf("Save(%v) = %v", ref, err)
		}
	}
	for _, id := range []string{"document:courier-05", "claim:c02"} {
		body := s.shows(t, "/withdraw?look=1&id="+id+"&why="+url.QueryEscape(evil), 200, "What would change", "&lt;script&gt;alert(1)")
		if strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src=x") {
			t.Errorf("%s: a name as markup", id)
		}
		s.post(t, "/withdraw", url.Values{"id": {id}, "why": {evil}, "head": {strconv.FormatUint(s.newest(t), 10)}})
	}
	for _, path := range []string{"/publications", "/publications/the-bridge-1", "/withdraw?look=1&id=document:courier-05", "/withdraw?look=1&id=claim:c02", "/documents/courier-05", "/claims/c02"} {
		if body := s.shows(t, path, 200); strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src=x") {
			t.Errorf("%s: a name as markup", path)
		}
	}
}

func TestAWithdrawalsPagesInBrowser(t *testing.T) {
	plainly(t)
	source := axeSource(t)
	b, s := openTab(t), publishedBridge(t)
	b.pageIsAccessibleAndQuiet(t, s, seen, source)
	if _, err := s.desk.Decide(t.Context(), "analyst", "c06", salient.Rejected, "misread", 1); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/withdraw?id=claim:c06&look=1", "/publications", "/publications/the-bridge-1"} {
		b.pageIsAccessibleAndQuiet(t, s, path, source)
	}
}
