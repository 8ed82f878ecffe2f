package cli_test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	reading "github.com/salient-osint/salient/internal/read"
)

// Files that come in on the page are read with from then on; what is wrong with one keeps all out.
func TestLexiconsComeInOnTheirPage(t *testing.T) {
	d, _, short := pile(t)
	s := served(t, d.Desk, "ana")
	const path = "/case/lexicon"
	before := d.review(t, short).Left
	status, body, _ := s.uploadTo(t, path, map[string]string{
		"words.rules": "seizes: presence fighting\n  actor=subject place=object\n  =captured\nwrong: nothing such\n  x\n",
	}, map[string]string{"type": "patterns", "licence": "kept as typed"})
	for _, want := range []string{"words.rules:4:1: ", "is no kind of claim", "kept as typed", `<option value="patterns" selected>`} {
		if status != http.StatusUnprocessableEntity || !strings.Contains(body, want) {
			t.Errorf("a faulty file: %d, lacks %q:\n%s", status, want, body)
		}
	}
	if status, _, _ := s.uploadTo(t, path, nil, map[string]string{"type": "patterns"}); status != http.StatusUnprocessableEntity {
		t.Errorf("no file: %d, want 422", status)
	}
	if n := len(mustView(t, d).All.Lexicons); n != 0 {
		t.Fatalf("%d lexicons were kept of faulty ones", n)
	}

	status, _, head := s.uploadTo(t, path, map[string]string{"words.rules": "seizes: presence fighting\n  actor=subject place=object\n  =captured\n"}, map[string]string{"type": "patterns"})
	if status != http.StatusSeeOther || head.Get("Location") != path {
		t.Fatalf("a sound file: %d, to %q", status, head.Get("Location"))
	}
	if _, body, _ := s.get(t, path); !strings.Contains(body, "words.rules · patterns") {
		t.Errorf("the page lacks what came in:\n%s", body)
	}
	r := d.review(t, short)
	if r.Left <= before || !slices.ContainsFunc(r.Offers, func(o desk.Offer) bool { return o.Rule == "seizes" }) {
		t.Errorf("%d candidates are left with the rule, %d without: %+v", r.Left, before, r.Offers)
	}

	row, revision := d.row(t, salient.KindLexicon, "words")
	if _, err := d.Save(t.Context(), desk.Edit{Who: "ana", Why: "w", Row: row.With("sha256", strings.Repeat("0", 64)), Revision: revision}); err == nil {
		t.Error("a lexicon without its original was saved")
	}
	if _, err := d.Remove(t.Context(), "ana", "no longer", desk.Ref{Kind: salient.KindLexicon, ID: "words"}, revision); err != nil {
		t.Fatal(err)
	}
	if got := d.review(t, short).Left; got != before {
		t.Errorf("%d candidates without the lexicon, %d before it", got, before)
	}
}

// Places of a lexicon that isn't open are read, and never named to a model.
func TestAModelIsNotToldOfClosedLexicons(t *testing.T) {
	d := newDesk(t)
	d.bridge(t)
	const text = "The River Guard attacked Xyqhem on 8 April 2020."
	for level, told := range map[string]bool{"open": true, "restricted": false, "withheld": false} {
		d.lexicon(t, "names.csv", "id,name,lat,lon,kind\nxyqhem,Xyqhem,50.05,10.1,village\n", level)
		o, err := d.ReadWith(t.Context(), mustView(t, d).All)
		if err != nil {
			t.Fatal(err)
		}
		r, err := reading.New(o)
		if err != nil {
			t.Fatal(err)
		}
		q := r.Inquire(text, nil, "m")
		if tops := q.Result().Toponyms; len(tops) == 0 || tops[0].Place != "xyqhem" {
			t.Errorf("%s: read %+v", level, tops)
		}
		if got := strings.Contains(strings.ReplaceAll(q.Question(0), text, ""), "xyqhem"); got != told {
			t.Errorf("%s: the question names the place: %v, want %v", level, got, told)
		}
	}
}

// lexicon keeps a gazetteer with the case, in place of one of its name.
func (d desktop) lexicon(t *testing.T, name, text, level string) {
	t.Helper()
	open := func() (desk.Original, error) { return io.NopCloser(strings.NewReader(text)), nil }
	l, err := desk.LexiconLine(desk.LexiconFile{Path: name, Type: salient.Gazetteer, Open: open, Level: salient.Sensitivity(level)})
	if err != nil {
		t.Fatal(err)
	}
	o := desk.ImportOptions{Why: "names", File: func(string) (desk.Original, error) { return open() }}
	lines := func(yield func(desk.Line, error) bool) { yield(l, nil) }
	if _, err := d.Import(t.Context(), "ana", lines, o); err != nil {
		t.Fatal(err)
	}
}
