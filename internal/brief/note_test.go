package brief_test

import (
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/when"
)

// text writes runs plainly: italics between underscores.
func text(runs []brief.Run) string {
	var b strings.Builder
	for _, r := range runs {
		if r.Style&brief.Emphasis != 0 {
			b.WriteString("_" + r.Text + "_")
			continue
		}
		b.WriteString(r.Text)
	}
	return b.String()
}

// notes are the notes of sentences that cite each of the groups in turn.
func notes(c *salient.Case, groups ...string) []string {
	var src strings.Builder
	src.WriteString(head)
	for _, g := range groups {
		src.WriteString("It fell. [" + g + "]\n\n")
	}
	doc, _ := brief.Parse("t.md", []byte(src.String()))
	var out []string
	for _, n := range brief.Notes(doc, c) {
		out = append(out, text(n.Text))
	}
	return out
}

func TestNotesFollowChicago(t *testing.T) {
	const (
		ring = "Elizabeth van Dam, _The Ring Around Marran: Supply and Siege in the River Campaign_ (Institute for the Study of Rivers, 5 June 2013), p. 4, https://institute.example.org/inst-report, archived at https://archive.example.org/2013/ring, accessed 3 March 2014 [passage not held]."
	)
	tests := []struct {
		name   string
		groups []string
		want   []string
	}{
		{"report in full, then ibid., with its page where it differs", []string{"@inst-guard", "@inst-brigades", "@inst-market"}, []string{
			ring, "Ibid., p. 4 [passage not held].", "Ibid., p. 5 [passage not held].",
		}},
		{"short form after another document", []string{"@inst-guard", "@st-19-nofigure", "@inst-market"}, []string{
			ring,
			"“Army in control of municipal building,” _Evening News_, aired 19 May 2013, on State Television, 00:03:00, https://state-tv.example.org/st-19, accessed 3 March 2014 [passage not held].",
			"Van Dam, _Ring Around Marran_, p. 5 [passage not held].",
		}},
		{"no ibid. after a note on two documents", []string{"@inst-guard", "@st-19-nofigure; @inst-market", "@inst-guard"}, []string{
			ring,
			"“Army in control of municipal building,” _Evening News_, aired 19 May 2013, on State Television, 00:03:00, https://state-tv.example.org/st-19, accessed 3 March 2014; van Dam, _Ring Around Marran_, p. 5 [passages not held].",
			"Van Dam, _Ring Around Marran_, p. 4 [passage not held].",
		}},
		{"newspaper with authors and a claimant; the second claimant in one note is ibid.", []string{"@wire-20-denial; @wire-20-people", "@wire-20-videos"}, []string{
			"Commanders in Marran, cited in Jane Mercer and Omar Haddad, “Rebels deny loss of Marran’s centre,” _The Harbour Times_, 20 May 2013, paragraph 3, https://wire.example.org/wire-20, accessed 3 March 2014; a relief worker, cited in ibid., paragraph 11 [passages not held].",
			"Ibid., paragraph 6 [passage not held].",
		}},
		{"claims of one claimant in one document are one item", []string{"@inst-guard; @inst-brigades; @inst-market"}, []string{
			strings.Replace(strings.Replace(ring, "p. 4,", "p. 4 and p. 5,", 1), "passage", "passages", 1),
		}},
		{"agency for an author where the paper is another's", []string{"@wire-19-shelling"}, []string{
			"Residents, cited in Northern Wire, “Dawn shelling opens assault on river town,” _The Harbour Times_, 19 May 2013, paragraph 1, https://wire.example.org/wire-19, accessed 3 March 2014 [passage not held].",
		}},
		{"web page of an uncertain day, then a short form with the author's family name", []string{"@wire-23-local", "@inst-ring", "@wire-23-local"}, []string{
			"Jane Mercer, “On the road to Marran,” Northern Wire, 23 May 2013?, paragraph 2, https://wire.example.org/wire-23, accessed 3 March 2014 [passage not held].",
			strings.Replace(strings.Replace(ring, " [passage not held]", "", 1), "p. 4", "p. 2", 1),
			"Mercer, “On the road”, paragraph 2 [passage not held].",
		}},
		{"a copy says where it was read", []string{"@wire-27, paragraph 2"}, []string{
			"“Market changes hands, says army,” Northern Wire, 27 May 2013, paragraph 2, repost at mirror.example.org, https://wire.example.org/wire-27, accessed 3 March 2014.",
		}},
		{"post", []string{"@blog-column"}, []string{
			"“Three columns, one road,” _Orchard Diary_, 1 June 2013, paragraph 4, https://orchard.example.org/blog-01, accessed 3 March 2014 [passage not held].",
		}},
		{"prefix and the brief's own locator", []string{"see @inst-ring, pp. 2–3"}, []string{
			"See " + strings.Replace(strings.Replace(ring, " [passage not held]", "", 1), "p. 4", "pp. 2–3", 1),
		}},
		{"some passages held", []string{"@inst-ring; @inst-guard"}, []string{
			strings.Replace(strings.Replace(ring, "passage not held", "1 of 2 passages not held", 1), "p. 4", "p. 2 and p. 4", 1),
		}},
		{"unknown id", []string{"@nothing"}, []string{"“nothing” is not in the case."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := gocmp.Diff(tt.want, notes(river(), tt.groups...)); diff != "" {
				t.Errorf("notes on %v: -want +got\n%s", tt.groups, diff)
			}
		})
	}
}

func TestShortFormsAreToldApart(t *testing.T) {
	c := river()
	for _, id := range []salient.DocumentID{"twin-a", "twin-b", "twin-c"} {
		day := map[salient.DocumentID]string{"twin-a": "2013-05-20", "twin-b": "2013-05-21", "twin-c": "2013-05-21"}[id]
		c.Documents = append(c.Documents, salient.Document{ID: id, Source: "wire", Type: "webpage", Title: "The town at noon today: a report", Published: when.MustParse(day)})
	}
	c.Sort()
	got := notes(c, "@twin-a", "@twin-b", "@twin-c", "@twin-a", "@twin-b", "@twin-c")[3:]
	want := []string{
		"Northern Wire, “Town at noon today”, 20 May 2013.",
		"Northern Wire, “Town at noon today”, 21 May 2013 (twin-b).",
		"Northern Wire, “Town at noon today”, 21 May 2013 (twin-c).",
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("short forms: -want +got\n%s", diff)
	}
}

func TestJudgementsCiteTheirBasis(t *testing.T) {
	doc, _ := brief.Parse("t.md", []byte(head+"::: judgement j-road\n:::\n"))
	got := brief.Notes(doc, river())
	if len(got) != 1 || !strings.Contains(text(got[0].Text), "Ring Around Marran") || !strings.Contains(text(got[0].Text), "; both sides, cited in") {
		t.Errorf("Notes of a judgement = %v, want one on its two claims", got)
	}
}

func TestAddressesInOtherScriptsAreReadable(t *testing.T) {
	for url, want := range map[string]string{
		"https://example.org/%D8%AD%D9%85%D8%B5": "https://example.org/حمص",
		"https://example.org/a%20b":              "https://example.org/a%20b",
		"https://example.org/a%E2%80%AEb":        "https://example.org/a%E2%80%AEb",
		"https://example.org/%ff":                "https://example.org/%ff",
	} {
		c := river()
		c.Documents[0].URL = url
		if got := notes(c, "@"+string(c.Documents[0].ID))[0]; !strings.Contains(got, want+", accessed") {
			t.Errorf("note on a document at %s = %s, want %s in it", url, got, want)
		}
	}
}

func TestMarginNamesWhoSaysItWhereAndWhen(t *testing.T) {
	doc, _ := brief.Parse("t.md", []byte(head+"It fell. [@wire-20-denial; @wire-20-people; @inst-ring; @inst-guard]\n"))
	const want = "Commanders in Marran, in The Harbour Times, 20 May 2013; a relief worker, in The Harbour Times, 20 May 2013; Institute for the Study of Rivers, 5 June 2013"
	if got := brief.Notes(doc, river())[0].Brief; got != want {
		t.Errorf("Notes(…)[0].Brief = %q, want %q", got, want)
	}
}

// styled are the notes of sentences that cite each of the groups in turn, with front matter.
func styled(c *salient.Case, front string, groups ...string) []string {
	src := "---\ntitle: T\nknown: 2013-06-06\n" + front + "\n---\n"
	for _, g := range groups {
		src += "It fell. [" + g + "]\n\n"
	}
	doc, _ := brief.Parse("t.md", []byte(src))
	var out []string
	for _, n := range brief.Notes(doc, c) {
		out = append(out, text(n.Text))
	}
	return out
}

func TestNotesFollowTheStyleAskedFor(t *testing.T) {
	groups := []string{"@wire-20-denial", "@wire-20-videos", "@inst-guard; @st-19-nofigure", "@wire-23-local", "@inst-market"}
	tests := map[string][]string{
		"apa": {
			"Commanders in Marran, cited in Mercer, J., & Haddad, O. (2013, May 20). Rebels deny loss of Marran’s centre. _The Harbour Times_, paragraph 3, retrieved March 3, 2014, from https://wire.example.org/wire-20 [passage not held].",
			"Mercer & Haddad (2013), paragraph 6 [passage not held].",
			"Van Dam, E. (2013, June 5). _The Ring Around Marran: Supply and Siege in the River Campaign_. _Institute for the Study of Rivers_, p. 4, retrieved March 3, 2014, from https://institute.example.org/inst-report, archived at https://archive.example.org/2013/ring; Evening News. (2013, May 19). _Army in control of municipal building_, 00:03:00, retrieved March 3, 2014, from https://state-tv.example.org/st-19 [passages not held].",
			"Mercer, J. (2013, May 23?). On the road to Marran. _Northern Wire_, paragraph 2, retrieved March 3, 2014, from https://wire.example.org/wire-23 [passage not held].",
			"Van Dam (2013), p. 5 [passage not held].",
		},
		"ieee": {
			"Commanders in Marran, cited in J. Mercer and O. Haddad, “Rebels deny loss of Marran’s centre,” _The Harbour Times_, May 20, 2013, paragraph 3, accessed: Mar. 3, 2014. [Online]. Available: https://wire.example.org/wire-20 [passage not held].",
			"[1], paragraph 6 [passage not held].",
			"E. van Dam, _The Ring Around Marran: Supply and Siege in the River Campaign_, Institute for the Study of Rivers, June 5, 2013, p. 4, accessed: Mar. 3, 2014. [Online]. Available: https://institute.example.org/inst-report, archived at https://archive.example.org/2013/ring; “Army in control of municipal building,” _Evening News_, May 19, 2013, 00:03:00, accessed: Mar. 3, 2014. [Online]. Available: https://state-tv.example.org/st-19 [passages not held].",
			"J. Mercer, “On the road to Marran,” _Northern Wire_, May 23, 2013?, paragraph 2, accessed: Mar. 3, 2014. [Online]. Available: https://wire.example.org/wire-23 [passage not held].",
			"[3], p. 5 [passage not held].",
		},
	}
	for name, want := range tests {
		if diff := gocmp.Diff(want, styled(river(), "style: "+name, groups...)); diff != "" {
			t.Errorf("notes in style %s: -want +got\n%s", name, diff)
		}
	}
}

func TestNotesGiveWhatProofAsksFor(t *testing.T) {
	sum := "SHA-256 " + strings.Repeat("ab", 32)
	const archived = "archived at https://archive.example.org/2013/ring"
	for front, want := range map[string][2]bool{
		"kind: X": {true, false}, "proof: archived": {true, false}, "proof: [archived, sha256]": {true, true}, "proof: sha256": {false, true}, "proof: none": {false, false},
	} {
		for _, style := range brief.Styles() {
			got := styled(river(), front+"\nstyle: "+style, "@inst-ring")[0]
			if a, s := strings.Contains(got, archived), strings.Contains(got, sum); a != want[0] || s != want[1] {
				t.Errorf("%s in %s: archived %v, SHA-256 %v, want %v\n%s", front, style, a, s, want, got)
			}
		}
	}
}

func TestJudgementsAreCitedInWords(t *testing.T) {
	got := notes(river(), "see @j-road")
	want := "See our judgement: “The government will very likely (80–95%) keep the river road open through 31 August 2013” Confidence: moderate."
	if len(got) != 1 || got[0] != want {
		t.Errorf("note on a judgement = %q, want %q", got, want)
	}
}

func TestSourcingIsDrafted(t *testing.T) {
	doc, _ := brief.Parse("t.md", []byte(head+"It fell. [@st-market; @market-one; @late-claim]\n\nIt held. [@inst-ring; @market-one; @inst-report]\n"))
	got := brief.SourcingOf(doc, river(), map[salient.SourceID][]string{"wire": {"Too few to say (n = 3)."}})
	want := []string{
		"The brief rests on 3 claims from 3 documents by 3 sources.",
		"Of the claims, 2 from sources graded B (usually reliable), 1 from sources graded D (not usually reliable).",
		"Serving the side that they come from: 1 Government.",
		"They go back to 3 voices, each behind one of them.",
		"1 of 3 passages are held; 0 rest on pictures.",
		"Against 1 of them other claims of the case stand.",
	}
	if diff := gocmp.Diff(want, got.Statement); diff != "" {
		t.Errorf("Statement: -want +got\n%s", diff)
	}
	var words []string
	for _, d := range got.Descriptors {
		words = append(words, d.Words)
	}
	wantWords := []string{
		"Institute for the Study of Rivers: institute, usually reliable (B); cited for 1 claim from 1 document, by 5 June 2013; 1 of 1 passage held.",
		"State Television: state media, not usually reliable (D); leans to Government; cited for 1 claim from 1 document, by 29 May 2013; 0 of 1 passage held.",
		"Northern Wire: wire, usually reliable (B); cited for 1 claim from 1 document, by 27 May 2013; 0 of 1 passage held.",
	}
	if diff := gocmp.Diff(wantWords, words); diff != "" {
		t.Errorf("Descriptors: -want +got\n%s", diff)
	}
	if r := got.Descriptors[2].Record; len(r) != 1 || got.Descriptors[0].Record == nil {
		t.Errorf("records = %v, want the wire's, and an empty list for the institute", r)
	}
}
