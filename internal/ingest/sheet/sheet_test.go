package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/table"
)

func readCSV(t testing.TB, text string) table.Book {
	t.Helper()
	b, err := Read(t.Context(), ingest.CSV, ingest.BlobOf("t.csv", []byte(text)))
	if err != nil {
		t.Fatalf("Read(%.60q): %v", text, err)
	}
	return b
}

// cells are the rows of a book's first sheet.
func cells(b table.Book) (out [][]string) {
	for _, r := range b.Sheets[0].Rows {
		out = append(out, r.Cells)
	}
	return out
}

func TestSeparatorsAndEncodingsAreGuessed(t *testing.T) {
	want := [][]string{{"día", "lugar"}, {"2013-05-20", "Qusayr, north"}, {"", "Homs"}}
	for text, how := range map[string]string{
		"día,lugar\n2013-05-20,\"Qusayr, north\"\n,Homs\n":                  "utf-8, cells parted by commas",
		"\ufeffdía;lugar\r\n2013-05-20;Qusayr, north\r\n\r\n;Homs;\r\n":     "utf-8, cells parted by semicolons",
		"día\tlugar\n2013-05-20\tQusayr, north\n\tHoms":                     "utf-8, cells parted by tabs",
		"d\xeda|lugar\n2013-05-20|Qusayr, north\n|Homs":                     "windows-1252, cells parted by upright strokes",
		"sep=;\ndía;lugar\n2013-05-20;\" Qusayr,\u00a0\n north \"\n;Homs\n": "utf-8, cells parted by semicolons",
	} {
		b := readCSV(t, text)
		if diff := cmp.Diff(want, cells(b)); diff != "" || b.How != how {
			t.Errorf("Read(%q): %s\n%s", text, b.How, diff)
		}
	}
}

func TestRowsKeepTheirNumbers(t *testing.T) {
	b := readCSV(t, "sep=,\na,b\n,\n\"x\ny\",z\n")
	if got := b.Sheets[0].Rows; got[0].Number != 2 || got[1].Number != 4 {
		t.Errorf("rows have the numbers %d and %d, want 2 and 4", got[0].Number, got[1].Number)
	}
}

// pack packs parts in order.
func pack(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = w.Write([]byte(parts[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	relsXML  = `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/one.xml"/></Relationships>`
	bookXML  = `<workbook xmlns:r="x"><workbookPr/><sheets><sheet name="One" r:id="r1"/></sheets></workbook>`
	styleXML = `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd/mm/yyyy"/><numFmt numFmtId="171" formatCode="[h]:mm"/><numFmt numFmtId="172" formatCode="&quot;day&quot; 0"/></numFmts>
<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="172"/><xf numFmtId="22"/><xf numFmtId="20"/></cellXfs></styleSheet>`
)

// workbookOf is a workbook with one sheet.
func workbookOf(t testing.TB, sheet string, more ...string) []byte {
	t.Helper()
	return pack(t, append([]string{
		"xl/workbook.xml", bookXML, "xl/_rels/workbook.xml.rels", relsXML, "xl/styles.xml", styleXML, "xl/worksheets/one.xml", sheet,
	}, more...)...)
}

func TestCellsAreWhatTheyShow(t *testing.T) {
	shared := `<sst><si><t>Qusayr</t></si><si><r><t>two </t></r><r><t>runs</t></r><rPh><t>sound</t></rPh></si></sst>`
	for cell, want := range map[string]string{
		`<c t="s"><v>0</v></c>`:                        "Qusayr",
		`<c t="s"><v>1</v></c>`:                        "two runs",
		`<c t="s"><v>7</v></c>`:                        "",
		`<c t="str"><f>A1&amp;"x"</f><v>value</v></c>`: "value",
		`<c><f>1+2</f><v>3</v></c>`:                    "3",
		`<c t="inlineStr"><is><t>in line</t></is></c>`: "in line",
		`<c><v>33.871943999999999</v></c>`:             "33.871944",
		`<c><v>1.5E3</v></c>`:                          "1500",
		`<c t="b"><v>1</v></c>`:                        "TRUE",
		`<c t="e"><v>#N/A</v></c>`:                     "",
		`<c t="d"><v>2013-05-20</v></c>`:               "2013-05-20",
		`<c s="1"><v>41414</v></c>`:                    "2013-05-20",
		`<c s="2"><v>41414</v></c>`:                    "2013-05-20",
		`<c s="5"><v>41414.25</v></c>`:                 "2013-05-20 06:00",
		`<c s="6"><v>0.25</v></c>`:                     "06:00:00",
		`<c s="3"><v>1.5</v></c>`:                      "1.5",
		`<c s="4"><v>41414</v></c>`:                    "41414",
		`<c s="1"><v>59</v></c>`:                       "1900-02-28",
		`<c s="1"><v>61</v></c>`:                       "1900-03-01",
		`<c s="1"><v>-4</v></c>`:                       "-4",
		`<c s="1"><v>2958465</v></c>`:                  "9999-12-31",
		`<c s="1"><v>2958466</v></c>`:                  "2958466",
		`<c s="99"><v>NaN</v></c>`:                     "NaN",
	} {
		file := workbookOf(t, `<worksheet><sheetData><row r="2"><c r="A2" t="str"><v>x</v></c>`+strings.Replace(cell, "<c", `<c r="C2"`, 1)+`</row></sheetData></worksheet>`, "xl/sharedStrings.xml", shared)
		b, err := Read(t.Context(), ingest.XLSX, ingest.BlobOf("t.xlsx", file))
		if err != nil {
			t.Errorf("%s: %v", cell, err)
			continue
		}
		if got := b.Sheets[0].Rows[0]; got.Cell(2) != want || got.Number != 2 {
			t.Errorf("%s reads as %q in row %d, want %q in row 2", cell, got.Cell(2), got.Number, want)
		}
	}
}

func TestDaysFrom1904(t *testing.T) {
	file := pack(t, "xl/workbook.xml", strings.Replace(bookXML, "<workbookPr/>", `<workbookPr date1904="1"/>`, 1), "xl/_rels/workbook.xml.rels", relsXML,
		"xl/styles.xml", styleXML, "xl/worksheets/one.xml", `<worksheet><row><c s="1"><v>39952</v></c></row></worksheet>`)
	b, err := Read(t.Context(), ingest.XLSX, ingest.BlobOf("t.xlsx", file))
	if err != nil || cells(b)[0][0] != "2013-05-20" {
		t.Errorf("Read = %v, %v; want 2013-05-20", b, err)
	}
}

// A workbook that another program wrote (excelize 2.11) reads as what was put into it.
// It calculates nothing: its formula has no value.
func TestAnotherProgramsWorkbook(t *testing.T) {
	raw, err := os.ReadFile("testdata/excelize.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	b, err := Read(t.Context(), ingest.XLSX, ingest.BlobOf("excelize.xlsx", raw))
	if err != nil {
		t.Fatal(err)
	}
	tab, err := table.Of(b, "", table.Guess)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"2013-05-04", "القصير", "", "2013-05-19 06:30", "33.871944"}, {"1904-02-29", "Dab’a, north of it", "", "TRUE", "0.1"}}
	var got [][]string
	for _, r := range tab.Rows {
		got = append(got, r.Cells)
	}
	if diff := cmp.Diff(want, got); diff != "" || tab.Sheet != "Événements" || tab.Header != 3 {
		t.Errorf("sheet %q, header %d: %s", tab.Sheet, tab.Header, diff)
	}
}

// Each file is refused in words, within the bounds.
func TestHostileTables(t *testing.T) {
	row := `<row r="1"><c r="A1"><v>1</v></c></row>`
	for name, x := range map[string]struct{ file, want string }{
		"quote.csv":    {"a,b\n\"x,y\n", "line"},
		"bare.csv":     {"a,b\nx\"y,z\n", "line 2, column 2"},
		"blank.csv":    {" , \n", "without rows"},
		"wide.csv":     {strings.Repeat("x,", 1100), "1101 columns"},
		"long.csv":     {"a,b\n" + strings.Repeat("x", 1<<17+1), "row 2, column 1: a cell larger"},
		"no zip.xlsx":  {"PK\x03\x04", "cut off or damaged"},
		"empty.xlsx":   {string(workbookOf(t, `<worksheet/>`)), "without rows"},
		"cut.xlsx":     {string(workbookOf(t, `<worksheet><row><c><v>1`)), "one.xml is cut off or damaged"},
		"back.xlsx":    {string(workbookOf(t, `<w>`+row+row+`</w>`)), "a row \"1\" after row 1"},
		"far.xlsx":     {string(workbookOf(t, `<w><row r="99999999"/></w>`)), "a row \"99999999\" after row 0"},
		"column.xlsx":  {string(workbookOf(t, `<w><row><c r="ZZZZ1"><v>1</v></c></row></w>`)), "row 1: a cell \"ZZZZ1\""},
		"twice.xlsx":   {string(workbookOf(t, `<w><row><c r="B1"/><c r="B1"/></row></w>`)), "each once, in order"},
		"letters.xlsx": {string(workbookOf(t, `<w><row><c r="`+strings.Repeat("Z", 50)+`1"/></row></w>`)), "expected columns"},
		"entity.xlsx":  {string(workbookOf(t, `<!DOCTYPE w [<!ENTITY a "aaaa">]><w><row><c><v>&a;</v></c></row></w>`)), "cut off or damaged"},
		"bomb.xlsx":    {string(workbookOf(t, `<w>`+strings.Repeat(" ", 4<<20)+`</w>`)), "made to fill disks"},
		"absent.xlsx":  {string(pack(t, "xl/workbook.xml", bookXML, "xl/_rels/workbook.xml.rels", relsXML)), "isn't there"},
		"nothing.xlsx": {string(pack(t, "xl/workbook.xml", "<a/>")), "without a sheet"},
	} {
		kind := ingest.CSV
		if strings.HasSuffix(name, ".xlsx") {
			kind = ingest.XLSX
		}
		_, err := Read(t.Context(), kind, ingest.BlobOf(name, []byte(x.file)))
		if !errors.Is(err, salient.ErrInvalid) || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v; want %q", name, err, x.want)
		}
	}
}

// written is a table in both formats.
func written(t testing.TB, rows [][]string) map[ingest.Kind][]byte {
	t.Helper()
	var b, sheet bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	sheet.WriteString("<worksheet>")
	for i, r := range rows {
		fmt.Fprintf(&sheet, `<row r="%d">`, i+1)
		for _, c := range r {
			sheet.WriteString(`<c t="inlineStr"><is><t>`)
			if err := xml.EscapeText(&sheet, []byte(c)); err != nil {
				t.Fatal(err)
			}
			sheet.WriteString("</t></is></c>")
		}
		sheet.WriteString("</row>")
	}
	sheet.WriteString("</worksheet>")
	return map[ingest.Kind][]byte{ingest.CSV: b.Bytes(), ingest.XLSX: workbookOf(t, sheet.String())}
}

// ground is a case whose names the tables use.
var ground = &salient.Case{
	Places: []salient.Place{{ID: "al-qusayr", Name: "al-Qusayr", Names: []salient.Name{{Language: "ar", Text: "القصير"}}}, {ID: "homs", Name: "Homs"}},
	Actors: []salient.Actor{{ID: "army", Name: "Syrian Arab Army"}, {ID: "farouq", Name: "Farouq Brigades"}},
}

// A table written from claims, its columns named and ordered anyhow, is read back to the same claims.
func TestClaimsWrittenAsATableAreReadBack(t *testing.T) {
	spellings := map[string][]string{
		"al-qusayr": {"al-Qusayr", "al-qusayr", "AL-QUSAYR", "القصير"}, "homs": {"Homs", "homs"},
		"army": {"Syrian Arab Army", "army"}, "farouq": {"Farouq Brigades", "farouq"},
	}
	rapid.Check(t, func(rt *rapid.T) {
		pick := func(label string, list ...string) string { return rapid.SampledFrom(list).Draw(rt, label) }
		columns := []string{"when", "place", "actor", "what", "amount", "unit", "quote", "id"}
		order := rapid.Permutation(columns).Draw(rt, "order")
		m := table.Mapping{Name: "Test", Header: 1, Dates: "dmy", Fields: map[string]table.Field{"kind": {Text: "happening"}}}
		var header []string
		for i, c := range order {
			header = append(header, fmt.Sprintf("%s %d", rapid.StringMatching(`[A-Za-zа-яء-ي ,;"]{0,8}`).Draw(rt, "name"), i))
			m.Fields[c] = table.Field{Column: table.Clean(header[i])}
		}
		shells := rapid.StringMatching(`[a-z]{3,8}`).Draw(rt, "their word")
		f := m.Fields["what"]
		f.Words = map[string]string{shells: "Shelling/artillery/missile attack"}
		m.Fields["what"] = f
		rows, want := [][]string{header}, []map[string]string{}
		for i := range rapid.IntRange(1, 8).Draw(rt, "rows") {
			day := rapid.IntRange(1, 28).Draw(rt, "day")
			claim := map[string]string{
				"kind": "happening", "when": fmt.Sprintf("2013-05-%02d", day), "place": pick("place", "al-qusayr", "homs"), "actor": pick("actor", "army", "farouq"),
				"what": "Shelling/artillery/missile attack", "unit": "killed", "locator": fmt.Sprintf("row=%d", i+2),
				"quote": table.Clean(rapid.StringMatching(`[a-zء-ي][ -~\n\té“]{0,20}`).Draw(rt, "quote")),
			}
			if n := rapid.IntRange(0, 3000).Draw(rt, "amount"); n > 0 {
				claim["amount"] = fmt.Sprint(n)
			}
			cell := map[string]string{
				"when":  pick("date", claim["when"], fmt.Sprintf("%d.5.2013", day), fmt.Sprintf("%d/5/2013", day), fmt.Sprintf("201305%02d", day), fmt.Sprintf("%d May 2013", day), fmt.Sprintf("May %d, 2013", day), claim["when"]+"T13:30:00Z"),
				"place": pick("spelling", spellings[claim["place"]]...), "actor": pick("spelling", spellings[claim["actor"]]...),
				"what": pick("word", shells, strings.ToUpper(shells), "shelling/artillery/missile attack"), "amount": claim["amount"], "unit": "killed", "quote": claim["quote"], "id": fmt.Sprint("E", i),
			}
			var r []string
			for _, c := range order {
				r = append(r, cell[c])
			}
			rows, want = append(rows, r), append(want, claim)
		}
		for kind, file := range written(t, rows) {
			b, err := Read(t.Context(), kind, ingest.BlobOf("t", file))
			if err != nil {
				rt.Fatalf("%s: %v", kind, err)
			}
			if text := b.Text(); ingest.Clean(text) != text {
				rt.Fatalf("the text %q isn't as Clean leaves it", text)
			}
			tab, err := table.Of(b, m.Sheet, m.Header)
			if err != nil {
				rt.Fatal(err)
			}
			if wrong := m.Against(tab); len(wrong) > 0 {
				rt.Fatal(wrong)
			}
			made := m.Apply(tab, ground, "doc")
			if len(made.Faults) > 0 || len(made.Claims) != len(want) {
				rt.Fatalf("%s: %d claims, faults %v", kind, len(made.Claims), made.Faults)
			}
			lines := strings.Split(b.Text(), "\n")
			for i, c := range made.Claims {
				if diff := cmp.Diff(want[i], c.Claim.Map()); diff != "" || c.Claim.ID != fmt.Sprint("test-e", i) {
					rt.Fatalf("%s, claim %s: %s", kind, c.Claim.ID, diff)
				}
				if lines[c.Line] != c.Text {
					rt.Fatalf("line %d of the text is %q, the row is %q", c.Line, lines[c.Line], c.Text)
				}
			}
		}
	})
}

// The same columns in another order have the same fingerprint, other ones another.
func TestFingerprint(t *testing.T) {
	of := func(header string) string {
		tab, err := table.Of(readCSV(t, header+"\n2013,1\n"), "", table.Guess)
		if err != nil {
			t.Fatal(err)
		}
		return tab.Fingerprint()
	}
	if of("Event_Date,place") != of("PLACE,event date") {
		t.Error("the order or the capitals of columns change the fingerprint")
	}
	if of("event date,place") == of("event date,town") {
		t.Error("other columns have the same fingerprint")
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("a,b\n1,2\n"))
	f.Add([]byte("sep=;\na;\"b\nc\"\n"))
	f.Add([]byte("\xff\xfea\x00;\x00b\x00\n\x00"))
	f.Fuzz(func(t *testing.T, raw []byte) { fuzz(t, ingest.CSV, raw) })
}

func FuzzSheetXML(f *testing.F) {
	f.Add([]byte(`<w><row r="2"><c r="B2" s="1" t="n"><v>41414</v></c></row></w>`))
	f.Add([]byte(`<w><row><c t="inlineStr"><is><t>x</t><rPh><t>y</t></rPh></is></c></row></w>`))
	f.Fuzz(func(t *testing.T, raw []byte) { fuzz(t, ingest.XLSX, workbookOf(t, string(raw))) })
}

func FuzzXLSX(f *testing.F) {
	f.Add(workbookOf(f, `<w><row r="2"><c r="B2" t="n"><v>4</v></c></row></w>`))
	f.Fuzz(func(t *testing.T, raw []byte) { fuzz(t, ingest.XLSX, raw) })
}

// fuzz checks what holds of every table: it is refused as invalid, or its text is in the form of a
// layer, with a line for each row, and a guess of what its columns mean can be applied.
func fuzz(t *testing.T, kind ingest.Kind, raw []byte) {
	b, err := Read(t.Context(), kind, ingest.BlobOf("t", raw))
	if err != nil {
		if !errors.Is(err, salient.ErrInvalid) {
			t.Fatalf("Read: %v, not as invalid", err)
		}
		return
	}
	text := b.Text()
	if ingest.Clean(text) != text {
		t.Fatalf("the text %q isn't as Clean leaves it: %q", text, ingest.Clean(text))
	}
	tab, err := table.Of(b, "", table.Guess)
	if err != nil {
		t.Fatalf("Of: %v", err)
	}
	lines := strings.Split(text, "\n")
	for i, r := range tab.Rows {
		if lines[tab.Line(i)] != r.Line() {
			t.Fatalf("row %d is %q, its line %q", r.Number, r.Line(), lines[tab.Line(i)])
		}
	}
	m, _ := table.Suggest(tab)
	if wrong := m.Against(tab); len(wrong) > 0 {
		t.Fatalf("the guess doesn't fit its table: %v", wrong)
	}
	made := m.Apply(tab, ground, "doc")
	if n := len(made.Claims) + made.Skipped; n > len(tab.Rows) || slices.ContainsFunc(made.Claims, func(c table.Made) bool { return c.Claim.ID == "" }) {
		t.Fatalf("%d claims of %d rows", n, len(tab.Rows))
	}
}
