package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/serve"
	"github.com/salient-osint/salient/internal/table"
)

// tablePage asks what the columns of a table mean, and shows what claims that makes.
type tablePage struct {
	frame
	Heading, DocHref, Action string
	How, Known               string
	Rows, Header             int
	NoHeader                 bool
	Sheet                    string
	Sheets                   []string
	Columns                  []mappedColumn
	Targets                  []option
	Fixed                    []fixedField
	Lists                    []datalist
	Dates, Near, Name        string
	AddPlaces, AddActors     bool
	KeepGoing                bool
	Words                    []wordGroup
	Made                     madeClaims
}

// mappedColumn is a column of the table, and what it means.
type mappedColumn struct {
	Index        int
	Name, Target string
	Sample       []string
	Why          string
}

// fixedField is what stands in no column.
type fixedField struct {
	Target, Label, Value, List string
	Choices                    []string
}

// wordGroup are words of the table that stand for ids or words of ours.
type wordGroup struct {
	Target, Label, List string
	Choices             []string
	Words               []meantWord
	More                int // not shown
}

type meantWord struct {
	Word, Means, Hint string
	Rows              int // in which nothing is known for it; 0: it was answered
}

// madeClaims is what the mapping makes.
type madeClaims struct {
	Claims, Skipped, Faulty int
	Added                   string
	First                   []madeClaim
	Problems                []groupedProblem
	MoreProblems            int
	Ready                   bool
}

type madeClaim struct{ ID, Row, When, Where, What, Who, Figure, Passage string }

// groupedProblem is one thing that is wrong in one row or several.
type groupedProblem struct {
	What string
	At   string
}

// fixedTargets are those for which the page asks what stands in no column.
var fixedTargets = []string{"kind", "what", "actor", "place", "unit", "stance", "evidence", "claimant", "says", "status"}

// blankWord stands in the form for a word that means nothing; YAML has the same sign for it.
const blankWord = "~"

// Words and problems that one page shows.
const (
	maxWords    = 40
	maxProblems = 20
)

// table shows the mapping that is known or guessed.
func (s *site) table(r *request) (reply, error) {
	q := r.URL.Query()
	header, err := readHeader(q.Get("header"))
	if err != nil {
		return reply{}, err
	}
	guess, err := s.desk.GuessTable(r.Context(), salient.DocumentID(r.PathValue("id")), q.Get("sheet"), header)
	if err != nil {
		return reply{}, err
	}
	return s.tablePage(r, guess, guess.Mapping, false)
}

// readHeader reads which row names the columns: a number, "none", or "" to look for it.
func readHeader(text string) (int, error) {
	switch text {
	case "":
		return table.Guess, nil
	case "none":
		return table.None, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 1<<20 {
		return 0, badQuery("header", text, "a row's number, or none")
	}
	return n, nil
}

// mapTable reads the form: it shows what it makes, or makes it.
func (s *site) mapTable(r *request) (reply, error) {
	if err := r.ParseForm(); err != nil {
		return reply{}, err
	}
	form := r.PostForm
	header, err := readHeader(form.Get("header"))
	if err != nil {
		return reply{}, err
	}
	id := salient.DocumentID(r.PathValue("id"))
	guess, err := s.desk.GuessTable(r.Context(), id, form.Get("sheet"), header)
	if err != nil {
		return reply{}, err
	}
	m, err := mappingOf(form, guess)
	if err != nil {
		return reply{}, err
	}
	keepGoing := form.Get("keep_going") != ""
	if form.Get("do") != "import" {
		return s.tablePage(r, guess, m, keepGoing)
	}
	diff, err := s.desk.ImportTable(r.Context(), desk.TableImport{
		Document: id, Mapping: m, Who: s.who, Why: "claims of a table, as its columns were said to mean", KeepGoing: keepGoing,
	})
	if errors.Is(err, salient.ErrInvalid) {
		a, err := s.tablePage(r, guess, m, keepGoing)
		a.status = http.StatusUnprocessableEntity
		return a, err
	}
	if err != nil {
		return reply{}, err
	}
	a := reply{to: "/documents/" + url.PathEscape(string(id)), said: "The case has these claims already."}
	if diff.Entry > 0 {
		a.said = fmt.Sprintf("Made %s of the table, as entry %s of the ledger. The next file with these columns needs no answers.", counted(diff.Tables[0].Claims, "claim"), number(diff.Entry))
	}
	return a, nil
}

// mappingOf reads the mapping that a form says.
func mappingOf(form url.Values, t desk.TableReport) (table.Mapping, error) {
	m := table.Mapping{
		Name: clipped(strings.TrimSpace(form.Get("name")), 40), Sheet: form.Get("sheet"), Header: t.Mapping.Header, Dates: form.Get("dates"),
		Fields: map[string]table.Field{},
	}
	for i, c := range t.Columns {
		target := form.Get("c." + strconv.Itoa(i))
		if target == "" {
			continue
		}
		if f := m.Fields[target]; f.Column != "" {
			return m, badQuery("the form", target, fmt.Sprintf("one column for it, not both %s and %s", f.Column, c.Name))
		}
		m.Fields[target] = table.Field{Column: c.Name}
	}
	for _, t := range table.Targets {
		if text := strings.TrimSpace(form.Get("t." + t.Name)); text != "" {
			f := m.Fields[t.Name]
			f.Text = text
			m.Fields[t.Name] = f
		}
	}
	targets, words, means := form["wt"], form["ww"], form["wm"]
	for i := range min(len(targets), len(words), len(means)) {
		f, ok := m.Fields[targets[i]]
		if to := strings.TrimSpace(means[i]); ok && to != "" {
			if f.Words == nil {
				f.Words = map[string]string{}
			}
			if to == blankWord {
				to = ""
			}
			f.Words[words[i]] = to
			m.Fields[targets[i]] = f
		}
	}
	for _, what := range []string{"places", "actors"} {
		if form.Get("add_"+what) != "" {
			m.Add = append(m.Add, what)
		}
	}
	if near := strings.TrimSpace(form.Get("near_km")); near != "" {
		km, err := strconv.ParseFloat(strings.Replace(near, ",", ".", 1), 64)
		if err != nil {
			return m, badQuery("near_km", near, "a number of kilometres")
		}
		m.Near = km
	}
	text, err := m.JSON()
	if err == nil {
		_, err = table.ParseMapping([]byte(text))
	}
	return m, err
}

// tablePage shows a mapping and what it makes.
func (s *site) tablePage(r *request, t desk.TableReport, m table.Mapping, keepGoing bool) (reply, error) {
	d, ok := r.view.All.Document(t.Document)
	if !ok {
		return reply{}, fmt.Errorf("no document %q: %w", t.Document, salient.ErrNotFound)
	}
	at := "/documents/" + url.PathEscape(string(d.ID))
	p := &tablePage{
		Heading: titleOf(d), DocHref: r.href(at), Action: at + "/table", How: t.How, Known: t.Known, Rows: t.Rows, Header: t.Header,
		NoHeader: m.Header == table.None, Sheet: t.Sheet, Sheets: t.Sheets, Dates: m.Dates, Name: m.Name, KeepGoing: keepGoing,
		AddPlaces: slices.Contains(m.Add, "places"), AddActors: slices.Contains(m.Add, "actors"),
	}
	if m.Near > 0 {
		p.Near = strconv.FormatFloat(m.Near, 'f', -1, 64)
	}
	p.Title = "Table: " + p.Heading
	for _, x := range table.Targets {
		p.Targets = append(p.Targets, option{x.Name, x.Label})
	}
	p.columns(t, m)
	p.fixed(m)
	diff, err := s.desk.ImportTable(r.Context(), desk.TableImport{Document: d.ID, Mapping: m, Who: s.who, Why: "preview", DryRun: true, KeepGoing: keepGoing})
	var problems desk.Problems
	if err != nil && !errors.As(err, &problems) {
		return reply{}, err
	}
	p.made(diff, problems)
	p.words(m, diff)
	p.Lists = r.datalists([]field{{List: "places"}, {List: "actors"}})
	a := reply{template: "table", data: p}
	if r.PostForm.Get("part") != "" {
		a.part = "table-answer"
	}
	return a, nil
}

func (p *tablePage) columns(t desk.TableReport, m table.Mapping) {
	why := map[string]string{}
	for _, x := range t.Reasons {
		if m.Fields[x.Target].Column == x.Column {
			why[x.Column] = x.Why
		}
	}
	for i, c := range t.Columns {
		x := mappedColumn{Index: i, Name: c.Name, Sample: c.Sample}
		for _, target := range table.Targets {
			if strings.EqualFold(m.Fields[target.Name].Column, c.Name) {
				x.Target = target.Name
			}
		}
		if x.Target != "" {
			x.Why = why[c.Name]
		}
		p.Columns = append(p.Columns, x)
	}
}

func (p *tablePage) fixed(m table.Mapping) {
	kind := salient.ClaimKind(m.Fields["kind"].Text)
	for _, t := range table.Targets {
		text := m.Fields[t.Name].Text
		if text == "" && !slices.Contains(fixedTargets, t.Name) {
			continue
		}
		f := fixedField{Target: t.Name, Label: t.Label, Value: text, Choices: table.Words(t.Name, kind)}
		f.List = idsFor(t)
		if f.Value != "" && f.Choices != nil && !slices.Contains(f.Choices, f.Value) {
			f.Choices = append(slices.Clone(f.Choices), f.Value)
		}
		p.Fixed = append(p.Fixed, f)
	}
	slices.SortStableFunc(p.Fixed, func(a, b fixedField) int { return fixedRank(a.Target) - fixedRank(b.Target) })
}

func fixedRank(target string) int {
	if i := slices.Index(fixedTargets, target); i >= 0 {
		return i
	}
	return len(fixedTargets)
}

// idsFor is the list of ids that a target names.
func idsFor(t table.Target) string {
	switch t.Names() {
	case "place":
		return "places"
	case "actor":
		return "actors"
	}
	return ""
}

// words lists what was said of words, and the words that nothing is known for.
func (p *tablePage) words(m table.Mapping, diff desk.Diff) {
	var unknown []table.Unknown
	if len(diff.Tables) > 0 {
		unknown = diff.Tables[0].Unknown
	}
	kind := salient.ClaimKind(m.Fields["kind"].Text)
	for _, t := range table.Targets {
		g := wordGroup{Target: t.Name, Label: t.Label, Choices: table.Words(t.Name, kind), List: idsFor(t)}
		for _, u := range unknown {
			if u.Target == t.Name {
				g.Words = append(g.Words, meantWord{Word: u.Word, Rows: u.Rows, Hint: strings.Join(u.Alike, ", ")})
			}
		}
		if len(g.Words) > maxWords {
			g.More = len(g.Words) - maxWords
			g.Words = g.Words[:maxWords]
		}
		said := m.Fields[t.Name].Words
		for _, w := range sortedKeys(said) {
			means := said[w]
			if means == "" {
				means = blankWord
			}
			g.Words = append(g.Words, meantWord{Word: w, Means: means})
			if g.Choices != nil && said[w] != table.Skip && said[w] != "" && !slices.Contains(g.Choices, said[w]) {
				g.Choices = append(slices.Clone(g.Choices), said[w])
			}
		}
		if len(g.Words) > 0 {
			p.Words = append(p.Words, g)
		}
	}
}

func sortedKeys(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// made tells what the mapping makes, and what is wrong.
func (p *tablePage) made(diff desk.Diff, problems desk.Problems) {
	p.Made.group(problems)
	p.Made.Ready = len(problems) == 0
	if len(diff.Tables) == 0 {
		return
	}
	t := diff.Tables[0]
	p.Made.Claims, p.Made.Skipped, p.Made.Faulty = t.Claims, t.Skipped, t.Faulty
	p.Made.Ready = p.Made.Ready && t.Claims > 0
	added := map[salient.Kind]int{}
	for _, ref := range diff.Added {
		added[ref.Kind]++
	}
	var words []string
	for _, k := range []salient.Kind{salient.KindPlace, salient.KindActor} {
		if added[k] > 0 {
			words = append(words, counted(added[k], string(k)))
		}
	}
	p.Made.Added = listed(words)
	for _, c := range t.First {
		p.Made.First = append(p.Made.First, madeOf(c))
	}
}

func madeOf(c map[string]string) madeClaim {
	x := madeClaim{
		ID: c["id"], Row: c["locator"], When: c["when"], Where: c["place"], What: c["kind"] + ": " + c["what"], Who: c["actor"],
		Figure: strings.TrimSpace(c["amount"] + " " + c["unit"]), Passage: c["quote"],
	}
	if c["to"] != "" {
		x.Where += " → " + c["to"]
	}
	if c["other"] != "" {
		x.Who += " / " + c["other"]
	}
	if c["value"] != "" {
		x.Figure = strings.TrimSpace(c["value"] + " " + x.Figure)
	}
	if c["says"] != "" {
		x.Passage = c["says"]
	}
	x.Passage = clipped(x.Passage, 160)
	return x
}

// group puts together what is wrong in the same words.
func (m *madeClaims) group(problems desk.Problems) {
	for i, g := range serve.Group(problems) {
		if i == maxProblems {
			m.MoreProblems = len(serve.Group(problems)) - i
			return
		}
		at := "row " + number(g.Line)
		if g.Rows > 1 {
			at = fmt.Sprintf("%s, first in row %s", counted(g.Rows, "row"), number(g.Line))
		}
		m.Problems = append(m.Problems, groupedProblem{g.What, at})
	}
}
