package refs_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/exchange/refs"
)

type reader func(string, io.Reader) iter.Seq2[desk.Line, error]

// outline writes the rows one to a line, then the problems.
func outline(t testing.TB, read reader, src string) string {
	t.Helper()
	var b strings.Builder
	for l, err := range read("refs", strings.NewReader(src)) {
		var p desk.Problem
		if errors.As(err, &p) {
			fmt.Fprintf(&b, "%d:%d %s\n", p.Line, p.Column, p.What)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%d %s %s", l.Line, l.Row.Kind, l.Row.ID)
		for _, c := range l.Row.Cells {
			fmt.Fprintf(&b, " | %s: %s", c.Column, c.Text)
		}
		b.WriteString("\n")
	}
	return b.String()
}

const wantHarbour = `source the-harbour-times | name: The Harbour Times | language: en
%sdocument %s | source: the-harbour-times | type: article-newspaper | title: Rebels deny loss of Marran’s centre | author: Jane Mercer; Omar van Dam | published: 2013-05-20 | accessed: 2014-03-03 | language: en | url: https://wire.example.org/wire-20
`

// One reference, as Zotero exports it in each format, makes the same rows.
func TestOneReferenceInThreeFormatsMakesTheSameRows(t *testing.T) {
	csl := `[
  {"id":"http://zotero.org/users/1/items/ABCD","type":"article-newspaper","container-title":"The Harbour Times","title":"Rebels deny loss of Marran’s centre",
   "URL":"https://wire.example.org/wire-20","author":[{"family":"Mercer","given":"Jane"},{"family":"Dam","given":"Omar","non-dropping-particle":"van"}],
   "issued":{"date-parts":[["2013",5,20]]},"accessed":{"date-parts":[[2014,3,3]]},"language":"en"}
]`
	bib := `
@newspaper{mercer_rebels_2013,
	title = {Rebels deny loss of {Marran}\textquoteright s centre},
	journaltitle = "The Harbour Times",
	author = {Mercer, Jane and van Dam, Omar},
	date = {2013-05-20}, urldate = {2014-03-03},
	url = {https://wire.example.org/wire-20},
	langid = {en},
}`
	ris := "TY  - NEWS\r\nTI  - Rebels deny loss of Marran’s\r\n centre\r\nAU  - Mercer, Jane\r\nAU  - van Dam, Omar\r\nT2  - The Harbour Times\r\nDA  - 2013/05/20/\r\nY2  - 2014/03/03/\r\nLA  - en\r\nUR  - https://wire.example.org/wire-20\r\nER  - \r\n"
	id := "the-harbour-times-2013-05-20-rebels-deny-loss"
	for name, tt := range map[string]struct {
		read           reader
		src, line, key string
	}{
		"CSL-JSON": {refs.CSL, csl, "2 ", id},
		"BibTeX":   {refs.BibTeX, bib, "2 ", "mercer-rebels-2013"},
		"RIS":      {refs.RIS, ris, "1 ", id},
	} {
		want := tt.line + fmt.Sprintf(wantHarbour, tt.line, tt.key)
		if diff := cmp.Diff(want, outline(t, tt.read, tt.src)); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

func TestReferencesAreRead(t *testing.T) {
	tests := map[string]struct {
		read      reader
		src, want string
	}{
		"a report is its publisher's": {
			refs.CSL, `[{"id":"ring","type":"report","title":"The Ring","publisher":"Institute of Rivers","container-title":"Papers","issued":{"date-parts":[[2013,6]]}}]`,
			"1 source institute-of-rivers | name: Institute of Rivers\n1 document ring | source: institute-of-rivers | type: report | title: The Ring | container: Papers | published: 2013-06\n",
		},
		"an interval, about": {
			refs.CSL, `[{"id":1,"type":"post","title":"T","URL":"https://www.orchard.example.org/a","issued":{"date-parts":[[2013,6,1],[2013,6,3]],"circa":true}}]`,
			"1 source orchard-example-org | name: orchard.example.org\n1 document orchard-example-org-2013-06-01-2013-06-03-t | source: orchard-example-org | type: post | title: T | published: 2013-06-01/2013-06-03~ | url: https://www.orchard.example.org/a\n",
		},
		"two items make one source, and ids of their own": {
			refs.CSL, `[{"id":"a","title":"T","publisher":"P"},{"id":"a","title":"U","publisher":"P"}]`,
			"1 source p | name: P\n1 document a | source: p | title: T\n1 document a-2 | source: p | title: U\n",
		},
		"a name in another script": {
			refs.CSL, `[{"id":"a","title":"القاعدة","publisher":"الأخبار"}]`,
			"1 source x62d6fd3d98fc | name: الأخبار\n1 document a | source: x62d6fd3d98fc | title: القاعدة\n",
		},
		"TeX's accents, macros and joined texts": {
			refs.BibTeX, "@string{ht = \"The {Harbour}\"}\n@comment{not this}\n@article(k1, title = {\\'{E}tude d{\\\"u} {\\c c}a --- \\o}, journal = ht # { Times}, year = 2013, month = may, author = {{Army \\& Sons} and Jos\\'e D{\\'\\i}az})",
			"3 source the-harbour-times | name: The Harbour Times\n3 document k1 | source: the-harbour-times | type: article-journal | title: Étude dü ça — ø | author: Army & Sons; José Díaz | published: 2013-05\n",
		},
		"RIS without days": {
			refs.RIS, "TY  - ELEC\nT1  - A page\nPY  - 2013///\nUR  - https://page.example.org/x\nER  -\n",
			"1 source page-example-org | name: page.example.org\n1 document page-example-org-2013-a-page | source: page-example-org | type: webpage | title: A page | published: 2013 | url: https://page.example.org/x\n",
		},
		"nothing": {refs.CSL, "[]", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, outline(t, tt.read, tt.src)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestFaultsAreToldWithLineAndColumn(t *testing.T) {
	tests := map[string]struct {
		read      reader
		src, want string
	}{
		"no list":                    {refs.CSL, `{"id":1}`, "1:1 expected a list"},
		"broken JSON":                {refs.CSL, "[\n {\"id\":\"a\",\n  \"title\":}\n]", "3:11 invalid character"},
		"broken second item":         {refs.CSL, "[{\"id\":\"a\",\"title\":\"T\",\"publisher\":\"P\"},\n {\"id\" 1}]", "2:8 invalid character"},
		"JSON ends":                  {refs.CSL, `[{"id":"a"`, "1:10 unexpected end"},
		"a title that is a list":     {refs.CSL, "[{\"id\":\"a\",\n\"title\":[1]}]", "2:9 title: expected string"},
		"no title, and the day":      {refs.CSL, "[\n{\"id\":\"a\",\"publisher\":\"P\",\n\"issued\":{\"raw\":\"whenever\"}}]", "2:1 the title is missing\n3:10 issued: \"whenever\""},
		"no publisher":               {refs.CSL, `[{"id":"a","title":"T"}]`, "1:2 nothing says who published"},
		"behind the list":            {refs.CSL, "[]\n x", "2:2 invalid character"},
		"not UTF-8":                  {refs.CSL, "[\n \xff]", "2:2 expected UTF-8"},
		"entry without a key":        {refs.BibTeX, "\n@article{, title = {T}}", "2:10 expected a key"},
		"entry that isn't closed":    {refs.BibTeX, "\n @article{a, title = {T}", "2:2 the entry isn't closed"},
		"braces that aren't closed":  {refs.BibTeX, "@article{a,\n title = {T", "2:10 the text in braces"},
		"quotation that isn't ended": {refs.BibTeX, "@article{a,\n title = \"T", "2:10 the text in quotation marks"},
		"no value":                   {refs.BibTeX, "@article{a, title = , }", "1:21 expected a value"},
		"no comma":                   {refs.BibTeX, "@article{a, title = {T} year = 2013}", "1:25 expected a comma"},
		"no equals":                  {refs.BibTeX, "@article{a,\n title {T}}", "2:2 expected a field"},
		"tag before the first":       {refs.RIS, "TI  - T\n", "1:1 TI stands before TY"},
		"no tag":                     {refs.RIS, "hello\n", "1:1 expected a tag"},
		"no end":                     {refs.RIS, "TY  - NEWS\nTI  - T\n", "3:1 the file ends"},
		"two begins":                 {refs.RIS, "TY  - NEWS\nTY  - NEWS\n", "2:1 a reference begins"},
		"RIS day":                    {refs.RIS, "TY  - NEWS\nTI  - T\nPB  - P\nDA  - soon\nER  - \n", "4:7 issued: \"soon\""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := strings.Split(strings.TrimSpace(outline(t, tt.read, tt.src)), "\n")
			want := strings.Split(tt.want, "\n")
			if len(got) != len(want) {
				t.Fatalf("problems = %q, want %q", got, want)
			}
			for i := range want {
				if !strings.HasPrefix(got[i], want[i]) {
					t.Errorf("problem %q, want %q", got[i], want[i])
				}
			}
		})
	}
}

// fuzz checks that whatever the bytes, rows are rows that a case can hold, or there are problems
// within the text.
func fuzz(f *testing.F, read reader, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		rows := strings.Count(src, "\n") + 1
		for l, err := range read("fuzz", strings.NewReader(src)) {
			var p desk.Problem
			switch {
			case errors.As(err, &p):
				if p.Line < 1 || p.Line > rows || p.Column < 1 {
					t.Errorf("problem %v lies outside the text", p)
				}
			case err != nil:
				t.Errorf("error %v isn't a problem of the input", err)
			case !salient.ValidID(l.Row.ID):
				t.Errorf("row has the id %q", l.Row.ID)
			default:
				check(t, l.Row)
			}
		}
	})
}

func check(t *testing.T, r salient.Row) {
	var err error
	if r.Kind == salient.KindDocument {
		_, err = r.Document()
	} else {
		_, err = r.Source()
	}
	if err != nil {
		t.Errorf("row %v: %v", r, err)
	}
	for _, c := range r.Cells {
		if !utf8.ValidString(c.Text) || strings.ContainsAny(c.Text, "\n\r\t\x00") {
			t.Errorf("cell %s of %s = %q", c.Column, r.ID, c.Text)
		}
	}
}

// A long file takes time in proportion to its length, all in one line or not.
func TestManyReferencesAreReadInOneLine(t *testing.T) {
	item := `{"id":"same","type":"report","title":"Überall","publisher":"P","issued":{"date-parts":[[2013,6]]}}`
	src := "[" + strings.Repeat(item+",", 20_000) + item + "]"
	n, last := 0, desk.Line{}
	for l, err := range refs.CSL("long", strings.NewReader(src)) {
		if err != nil {
			t.Fatal(err)
		}
		n, last = n+1, l
	}
	if n != 20_002 || last.Row.ID != "same-20001" || last.At["title"] != 2+20_000*(len([]rune(item))+1)+len(`{"id":"same","type":"report","title":`) {
		t.Errorf("read %d rows, the last %s with its title at %d", n, last.Row.ID, last.At["title"])
	}
}

func FuzzCSL(f *testing.F) {
	fuzz(f, refs.CSL, `[{"id":"a","type":"report","title":"T","publisher":"P","issued":{"date-parts":[[2013,6]]},"author":[{"family":"M"}]}]`, `[{"id":1,"issued":{"raw":"2013"}}`, `[]`, `[{"title":1}]`)
}

func FuzzBibTeX(f *testing.F) {
	fuzz(f, refs.BibTeX, "@article{a, title = {T {x}}, journal = \"J\" # jan, year = 2013}", "@string{a = {b}} @misc(k, title = a, howpublished = {\\url{https://x.org}})", "@comment{", "@a{b,c={\\'e}}")
}

func FuzzRIS(f *testing.F) {
	fuzz(f, refs.RIS, "TY  - NEWS\nTI  - T\nT2  - P\nDA  - 2013/05/20/\nER  - \n", "TY  - X\n more\nER  -\n", "\n\nTY  -\n")
}
