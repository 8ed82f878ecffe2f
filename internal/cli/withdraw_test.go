package cli_test

import (
	"context"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/withdrawal"
	"github.com/salient-osint/salient/when"
)

// alone is a case that no ledger holds, at any cut, each learned anew. Of its documents it has
// the texts that a desk keeps.
func alone(d *desk.Desk, c *salient.Case) withdrawal.State {
	known := map[when.Day]*desk.View{}
	return withdrawal.State{View: desk.NewView(c, desk.Cut{}), KnownBy: func(day when.Day) (*desk.View, error) {
		if known[day] == nil {
			known[day] = desk.NewView(c, desk.Cut{Known: &day})
		}
		return known[day], nil
	}, Text: d.TextsOf(context.Background(), c)}
}

// found is what two states differ in, without the words of check: a case without a document
// can't say that it was withdrawn.
type found struct {
	Holdings  []withdrawal.Holding
	Sieges    []withdrawal.Siege
	Sentences []string
	Figures   []withdrawal.Figure
}

func differences(e withdrawal.Effects) found {
	f := found{Holdings: e.Holdings, Sieges: e.Sieges}
	for _, b := range e.Briefs {
		for _, s := range b.Sentences {
			f.Sentences = append(f.Sentences, s.Text)
		}
		f.Figures = append(f.Figures, b.Figures...)
	}
	return f
}

// Withdrawing any one document lists exactly the holdings, sieges, sentences and figures in
// which a case without that document differs from the whole one.
func TestWithdrawingADocumentListsWhatACaseWithoutItLacks(t *testing.T) {
	plainly(t)
	d := openDesk(t, alQusayrDir(t))
	v, err := d.View(context.Background(), desk.Cut{})
	if err != nil {
		t.Fatal(err)
	}
	whole := alone(d, v.All)
	for _, id := range documentsToTry(v.All) {
		t.Run(string(id), func(t *testing.T) {
			w, err := d.Withdraw(context.Background(), desk.Withdrawing{ID: "document:" + string(id), Who: "tester", Why: "a test"})
			if err != nil {
				t.Fatal(err)
			}
			got := differences(withdrawal.Of(context.Background(), w).Effects)
			want := differences(withdrawal.Between(whole, alone(d, v.All.Without(id))))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("withdrawing differs from a case without it (-without +withdrawn):\n%s", diff)
			}
		})
	}
}

// documentsToTry are every document if SALIENT_ALL is set; else, as each takes some seconds, a
// seeded four of those that a brief's sentences cite and two of the others.
func documentsToTry(c *salient.Case) []salient.DocumentID {
	isCited := map[salient.DocumentID]bool{}
	for _, b := range c.Briefs {
		for _, id := range citedDocuments(b.Text, c) {
			isCited[id] = true
		}
	}
	var cited, others []salient.DocumentID
	for i := range c.Documents {
		if id := c.Documents[i].ID; isCited[id] {
			cited = append(cited, id)
		} else {
			others = append(others, id)
		}
	}
	if os.Getenv("SALIENT_ALL") != "" {
		return slices.Concat(cited, others)
	}
	rnd := rand.New(rand.NewPCG(6, 6))
	for _, list := range [][]salient.DocumentID{cited, others} {
		rnd.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	return slices.Concat(cited[:min(4, len(cited))], others[:min(2, len(others))])
}

func citedDocuments(text string, c *salient.Case) (out []salient.DocumentID) {
	doc, _ := brief.Parse("t.md", []byte(text))
	for b := range doc.Walk() {
		for i := range b.Sentences {
			for x := range b.Sentences[i].Cites() {
				if cl, ok := c.Claim(salient.ClaimID(x.ID)); ok {
					out = append(out, cl.Document)
				}
			}
		}
	}
	return out
}
