package read

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/gazetteer"
	"github.com/salient-osint/salient/when"
)

// Each pattern file keeps what the tests beside it say.
func TestRules(t *testing.T) {
	world, err := gazetteer.World(testCache())
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(Options{Places: gazetteer.NewSet(nil, []*gazetteer.Gazetteer{world})})
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("rules/*.rules")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(f, ".rules") + ".tests"
		text, err := os.ReadFile(name)
		if err != nil {
			t.Errorf("%s has no tests beside it: %v", f, err)
			continue
		}
		for _, c := range casesOf(string(text)) {
			c.check(t, name, r)
		}
	}
}

// ruleCase is a sentence and the candidates that are to come of it.
type ruleCase struct {
	line     int
	sentence string
	want     []string
}

func casesOf(text string) []ruleCase {
	var out []ruleCase
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		switch sentence, begins := strings.CutPrefix(line, ">"); {
		case line == "", line[0] == '#':
		case begins:
			out = append(out, ruleCase{i + 1, strings.TrimSpace(sentence), nil})
		default:
			out[len(out)-1].want = append(out[len(out)-1].want, line)
		}
	}
	return out
}

func (c ruleCase) check(t *testing.T, file string, r *Reader) {
	day := when.Of(2013, 6, 6)
	left := r.Read(c.sentence, &day).Candidates
	for _, want := range c.want {
		fields := strings.Split(want, "|")
		i := slices.IndexFunc(left, func(got Candidate) bool { return says(r, &got, fields) })
		if i < 0 {
			t.Errorf("%s:%d: %q gives no %s", file, c.line, c.sentence, want)
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	for _, got := range left {
		t.Errorf("%s:%d: %q also gives %s", file, c.line, c.sentence, got.line())
	}
}

// says reports whether a candidate has the fields of a line.
func says(r *Reader, c *Candidate, fields []string) bool {
	name := func(id string) string {
		if p, ok := r.naming.places.Place(id); ok {
			return gazetteer.Fold(p.Name)
		}
		return gazetteer.Fold(id)
	}
	have := map[string]string{
		"to": name(c.To), "other": c.Other, "claimant": c.Claimant, "stance": string(c.Stance), "when": c.When,
		"value": c.Value, "quote": c.Quote, "evidence": string(c.Evidence), "hedge": c.Hedge, "amount": c.Amount,
	}
	for i, f := range fields {
		f = strings.TrimSpace(f)
		if f == "-" {
			f = ""
		}
		var ok bool
		switch key, value, _ := strings.Cut(f, "="); {
		case i == 0:
			ok = string(c.Kind) == f
		case i == 1:
			ok = c.What == f
		case i == 2:
			ok = c.Actor == f
		case i == 3:
			ok = name(c.Place) == gazetteer.Fold(f)
		case key == "to":
			ok = name(value) == have[key]
		default:
			ok = have[key] == value
		}
		if !ok {
			return false
		}
	}
	return true
}

// A pattern file's problems are told together, with their lines.
func TestRuleProblems(t *testing.T) {
	words, err := readLexicon()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]string{
		"  stray phrase\nbad: nothing here\nempty: holding controls\nodd: holding controls\n  {somebody} capture\n  colour=blue\n": {"1:1: expected the head", "2:1: ", "2:1: rule \"bad\" has", "3:1: ", "5:1: ", "6:1: "},

		"words hegde: supposedly\n  capture\n":     {`1:1: there is no list "hegde"; there are: abbreviation, about, adverb, `, "2:1: expected the head of a rule"},
		"words hedge\nwords hedge:\nwords: x\n":    {"1:1: expected a list and its words", "2:1: expected a list and its words", "3:1: expected a list and its words"},
		"words hedge: it-seems\nwords hedge: ,,\n": {`1:1: "it-seems" isn't one word`, `2:1: ",," isn't one word`},
		"words month 13: tishrei\nwords month: x\nwords role bystander: crowd\n": {
			`1:1: there is no list "month 13"; there are: `, `2:1: there is no list "month"`, `3:1: there is no list "role bystander"`,
		},
		"words number many: lots\nwords number 0: none\nwords number 10000: myriad\n":       {"1:1: expected a number from 1 to 9999", "2:1: ", "3:1: "},
		"words share 3/2: most\nwords share x: y\nwords share 1/0: y\nwords share NaN: y\n": {"1:1: expected a share", "2:1: ", "3:1: ", "4:1: "},
		"words demonym: x\nwords role army: ours | | theirs\n":                              {"1:1: expected a country", "2:1: "},
	} {
		_, err := parsePattern("own.rules", text, words)
		if !errors.Is(err, salient.ErrInvalid) {
			t.Errorf("parsePattern(%q) gives error %v, want salient.ErrInvalid", text, err)
			continue
		}
		lines := strings.Split(err.Error(), "\n")
		for _, w := range want {
			if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "own.rules:"+w) }) {
				t.Errorf("parsePattern(%q) gives\n%v\nwant a line that begins with own.rules:%s", text, err, w)
			}
		}
		if len(lines) != len(want) {
			t.Errorf("parsePattern(%q) gives %d errors, want %d:\n%v", text, len(lines), len(want), err)
		}
	}
}

// The lists that ship keep what is asked of a user's, and no kind of word is without words.
func TestLexicon(t *testing.T) {
	words, err := readLexicon()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range words {
		if err := l.check(words); err != nil {
			t.Errorf("list %s %s: %v", l.kind, l.of, err)
		}
	}
	for label := range classes {
		if len(words.set(label)) == 0 {
			t.Errorf("no list %q", label)
		}
	}
}

// What docs/reading.md shows of words can be written so.
func TestWordsOfTheManual(t *testing.T) {
	words, err := readLexicon()
	if err != nil {
		t.Fatal(err)
	}
	manual, err := os.ReadFile(filepath.Join("..", "..", "docs", "reading.md"))
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	for _, line := range strings.Split(string(manual), "\n") {
		if strings.HasPrefix(line, "words ") {
			shown = append(shown, line)
		}
	}
	p, err := parsePattern("reading.md", strings.Join(shown, "\n"), words)
	if err != nil || len(p.words) != len(shown) || len(shown) == 0 {
		t.Errorf("%d lines of words shown, %d read: %v", len(shown), len(p.words), err)
	}
}

// An analyst's own words are read as those of the lists that ship, by the Reader that was given
// them alone.
func TestOwnWords(t *testing.T) {
	world, err := gazetteer.World(testCache())
	if err != nil {
		t.Fatal(err)
	}
	places := gazetteer.NewSet(nil, []*gazetteer.Gazetteer{world})
	with := func(list ...Rules) *Reader {
		t.Helper()
		r, err := New(Options{Places: places, Rules: list})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	day := when.Of(2013, 6, 6)
	for _, tt := range []struct{ words, sentence, without, want string }{
		{"hedge: Rumouredly, ostensibly", "Rebels rumouredly captured Homs.", "", "hedge=rumouredly"},
		{"number 60: threescore", "Rebels withdrew threescore fighters from Homs.", "", "amount=60"},
		{"share 0.8: lionshare", "Rebels controlled the lionshare of Homs.", "", "value=0.8"},
		{"share over 1/2: lionshare", "Rebels controlled the lionshare of Homs.", "", "value=>0.5"},
		{"month 5: floreal", "Rebels captured Homs on 19 Floreal 2013.", "when=2013-05-07/2013-06-06", "when=2013-05-19"},
		{"yesterday: yestereve", "Rebels captured Homs yestereve.", "when=2013-05-07/2013-06-06", "when=2013-06-05"},
		{"asserts: purport", "Activists purported that rebels captured Homs.", "claimant=", "claimant=activists"},
		{"denies: say", "Activists said that rebels captured Homs.", "stance=asserts", "stance=denies"},
		{"asserts: deny", "Activists denied that rebels captured Homs.", "stance=denies", "stance=asserts"},
		{"voice: bystanders", "Bystanders said that rebels captured Homs.", "claimant=", "claimant=bystanders"},
		{"role opposition: resistance | free people", "The free people captured Homs.", "", "actor=free people"},
		{"demonym Myanmar: Burmese", "Burmese troops captured Homs.", "", "actor=Burmese troops"},
		{"video: reels", "Reels footage showed that rebels captured Homs.", "evidence=video", "evidence=video"},
		{"operation: blitz", "Rebels began a blitz to capture Homs.", "kind=holding", ""},
		{"abbreviation: Cpl.", "Rebels captured the base of Cpl. Smith near Homs on 19 May.", "", "quote=Rebels captured the base of Cpl. Smith near Homs on 19 May."},
		{"force: riders", "Rebel riders captured Homs.", "kind=holding", "kind=holding"},
	} {
		plain := with()
		own := with(Rules{"own.rules", "words " + tt.words + "\n"})
		if got := plain.Read(tt.sentence, &day).Candidates; tt.without != "" && !anyHas(got, tt.without) || tt.want != "" && tt.want != tt.without && anyHas(got, tt.want) {
			t.Errorf("%q without words gives %+v", tt.sentence, got)
		}
		switch got := own.Read(tt.sentence, &day).Candidates; {
		case tt.want == "" && len(got) > 0, tt.want != "" && !anyHas(got, tt.want):
			t.Errorf("%q with words %s gives %+v, want %q", tt.sentence, tt.words, got, tt.want)
		}
	}
}

// anyHas reports whether one of some candidates has a field, as "hedge=reportedly".
func anyHas(list []Candidate, field string) bool {
	key, value, _ := strings.Cut(field, "=")
	return slices.ContainsFunc(list, func(c Candidate) bool {
		return value == map[string]string{
			"kind": string(c.Kind), "actor": c.Actor, "claimant": c.Claimant, "stance": string(c.Stance), "when": c.When, "value": c.Value, "quote": c.Quote, "evidence": string(c.Evidence), "hedge": c.Hedge, "amount": c.Amount,
		}[key]
	})
}

// An analyst's own rule is read beside those that ship.
func TestOwnRule(t *testing.T) {
	world, err := gazetteer.World(testCache())
	if err != nil {
		t.Fatal(err)
	}
	own := Rules{"own.rules", "mined: road closes\n  actor=subject place=to|near\n  mine ~ road\n"}
	r, err := New(Options{Places: gazetteer.NewSet(nil, []*gazetteer.Gazetteer{world}), Rules: []Rules{own}})
	if err != nil {
		t.Fatal(err)
	}
	got := r.Read("Rebels mined the road to Homs.", nil).Candidates
	if len(got) != 1 || got[0].Rule != "mined" || got[0].What != "closes" {
		t.Errorf("candidates %v, want one of the rule mined", got)
	}
}
