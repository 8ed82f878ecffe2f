package read

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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
		"value": c.Value, "evidence": string(c.Evidence), "hedge": c.Hedge, "amount": c.Amount,
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
	_, err := parseRules("own.rules", "  stray phrase\nbad: nothing here\nempty: holding controls\nodd: holding controls\n  {somebody} capture\n  colour=blue\n")
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"own.rules:1:1", "own.rules:2:1", "own.rules:3:1", "own.rules:5:1", "own.rules:6:1"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error lacks %s:\n%v", want, err)
		}
	}
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
