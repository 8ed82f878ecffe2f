package cli_test

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	reading "github.com/salient-osint/salient/internal/read"
)

// scripted is a language model that answers with what it is given, then with an error.
type scripted struct {
	name    string // "" is small
	amid    func() // is called amid each answer
	mu      sync.Mutex
	answers []string
	asked   []string
}

func (s *scripted) Name() string { return cmp.Or(s.name, "small") }
func (*scripted) Where() string {
	return "https://language-models.some-provider.example.org/v1beta/compatible/chat/completions"
}

func (s *scripted) Answer(_ context.Context, _, question string) (reading.Answer, error) {
	if s.amid != nil {
		s.amid()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.answers) == 0 {
		return reading.Answer{}, errors.New("the model is broken")
	}
	a := s.answers[0]
	s.answers, s.asked = s.answers[1:], append(s.asked, question)
	return reading.Answer{Text: a}, nil
}

// besieged is what no rule offers of the report.
const besieged = `{"candidates":[{"kind":"holding","what":"besieges","place":"hilltop","actor":"south","when":"2020-04-04","quote":"Activists said that rebels shelled Hilltop"}]}`

func TestAModelsCandidateIsReviewedAndLabelled(t *testing.T) {
	d, id := reviewing(t)
	before := d.review(t, id)
	model := &scripted{answers: []string{besieged}}
	d.Model = model
	if err := d.Ask(t.Context(), mustView(t, d), id); err != nil {
		t.Fatal(err)
	}
	r := d.review(t, id)
	o := offered(t, r, "besieges", "hilltop")
	if r.Left != before.Left+1 || !o.ByModel() || r.Model.Kept != 1 {
		t.Fatalf("%d are left, want one more than %d; %s", r.Left, before.Left, r.Model.Line())
	}
	d.rule(t, desk.Ruling{Document: id, Offers: o.IDs(), Accept: true})
	row := mustRow(t, d, salient.KindClaim, string(o.ID))
	if want := "offered by " + reading.ModelLabel("small"); row.Get("note") != want || row.Get("status") != "accepted" {
		t.Errorf("the claim is %s, its note %q; want %q", row.Get("status"), row.Get("note"), want)
	}
	if n := len(d.review(t, id).Ranking.Decisions); n != 1 {
		t.Errorf("%d decisions teach, want 1", n)
	}
	if err := d.Ask(t.Context(), mustView(t, d), id); err != nil || len(model.asked) != 1 {
		t.Errorf("asked %d times, %v; want once, as all is answered", len(model.asked), err)
	}
}

// Answers stay when the model can't be asked any more, and are kept up to where it failed.
func TestAnswersAreKept(t *testing.T) {
	d, _ := reviewing(t)
	long := strings.Repeat("It rained in the valley, and nothing was heard of anybody there. ", 20)
	id := salient.DocumentID(d.take(t, file("long.txt", report+"\n"+long+"\n\n"+long+"\n")).Documents[0].ID)
	d.Model = &scripted{answers: []string{besieged}}
	if err := d.Ask(t.Context(), mustView(t, d), id); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Fatalf("Ask = %v, want the model's error", err)
	}
	d.Model = nil
	r := d.review(t, id)
	offered(t, r, "besieges", "hilltop")
	if r.Model.Asked != 1 || r.Model.Passages < 2 {
		t.Errorf("%s; want the first of several passages", r.Model.Line())
	}
	rest := &scripted{answers: []string{"{}", "{}", "{}", "{}"}}
	d.Model = rest
	if err := d.Ask(t.Context(), mustView(t, d), id); err != nil || len(rest.asked) != r.Model.Passages-1 {
		t.Errorf("asked %d times, %v; want %d, for the passages that were left", len(rest.asked), err, r.Model.Passages-1)
	}
}

// A document is asked about once at a time, and can be read meanwhile.
func TestTwoDontAskAtOnce(t *testing.T) {
	d, id := reviewing(t)
	v := mustView(t, d)
	d.Model = &scripted{answers: []string{besieged}, amid: func() {
		if err := d.Ask(t.Context(), v, id); !errors.Is(err, salient.ErrConflict) {
			t.Errorf("Ask amid another = %v, want a conflict", err)
		}
		d.review(t, id)
	}}
	if err := d.Ask(t.Context(), v, id); err != nil {
		t.Fatal(err)
	}
}

// The page asks at the press of a button, says where the text goes before, and marks what comes of it.
func TestAReviewAsksAModelByAButton(t *testing.T) {
	plainly(t)
	b := openTab(t)
	d, id := reviewing(t)
	s := served(t, d.Desk, "ana")
	path := "/documents/" + string(id) + "/review"
	if _, body, _ := s.get(t, path); strings.Contains(body, "/review/ask") {
		t.Error("without a model there is a button")
	}
	if code, _, _ := s.post(t, path+"/ask", nil); code != 404 {
		t.Errorf("asked without a model: status %d, want 404", code)
	}
	before := d.review(t, id).Left
	model := &scripted{name: "some-provider/a-language-model-with-a-long-name-70b-instruct-2026-11", answers: []string{besieged}}
	d.Model = model
	b.see(360, 900, "light")
	b.do(chromedp.Navigate(s.URL + path))
	b.listens()
	if got := eval[string](b, `document.querySelector("form[action$='/review/ask']").textContent`); !strings.Contains(got, "Ask a language model about 1 passage") || !strings.Contains(got, model.Where()) {
		t.Errorf("the button says %q", got)
	}
	b.looksRight("review-ask")
	eval[bool](b, `(() => { document.querySelector("form[action$='/review/ask'] button").click(); return true })()`)
	b.candidates(before + 1)
	o := offered(t, d.review(t, id), "besieges", "hilltop")
	b.do(chromedp.Navigate(s.URL + path + "?at=" + string(o.ID[len(o.ID)-8:])))
	b.listens()
	if got := eval[string](b, `document.querySelector(".offer").textContent`); !strings.Contains(got, "read by a language model") || !strings.Contains(got, "by "+reading.ModelLabel(model.Name())) {
		t.Errorf("the candidate isn't marked: %s", got)
	}
	b.looksRight("review-model")
	row, seq := d.row(t, salient.KindDocument, string(id))
	d.save(t, seq, row.With("sensitivity", "restricted"))
	if _, body, _ := s.get(t, path); strings.Contains(body, "/review/ask") || !strings.Contains(body, "it is never sent to a language model") {
		t.Error("a restricted document has the button, or doesn't say why it has none")
	}
	if code, _, _ := s.post(t, path+"/ask", nil); code < 400 || len(model.asked) != 1 {
		t.Errorf("asked about a restricted document: status %d, %d questions; want a refusal", code, len(model.asked))
	}
	for _, c := range b.taken() {
		t.Error(c)
	}
}

func TestWhatIsntOpenIsNeverSent(t *testing.T) {
	for _, level := range []string{"restricted", "withheld"} {
		for _, kind := range []salient.Kind{salient.KindDocument, salient.KindSource} {
			d, id := reviewing(t)
			row, seq := d.row(t, salient.KindDocument, string(id))
			d.save(t, seq, row.With("source", "courier"))
			name := map[salient.Kind]string{salient.KindDocument: string(id), salient.KindSource: "courier"}[kind]
			row, seq = d.row(t, kind, name)
			d.save(t, seq, row.With("sensitivity", level))
			model := &scripted{answers: []string{besieged}}
			d.Model = model
			if err := d.Ask(t.Context(), mustView(t, d), id); !errors.Is(err, salient.ErrInvalid) || len(model.asked) > 0 {
				t.Errorf("with a %s %s: Ask = %v after %d questions, want a refusal", level, kind, err, len(model.asked))
			}
		}
	}
}
