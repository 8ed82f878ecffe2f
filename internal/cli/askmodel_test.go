package cli_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	reading "github.com/salient-osint/salient/internal/read"
)

// scripted is a language model that answers with what it is given, then with an error.
type scripted struct {
	mu      sync.Mutex
	answers []string
	asked   []string
}

func (*scripted) Name() string  { return "small" }
func (*scripted) Where() string { return "http://127.0.0.1/v1/chat/completions" }

func (s *scripted) Answer(_ context.Context, _, question string) (reading.Answer, error) {
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
