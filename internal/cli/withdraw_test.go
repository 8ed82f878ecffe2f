package cli_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/serve"
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
// seeded two of those that a brief's sentences cite and one of the others.
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
	return slices.Concat(cited[:min(2, len(cited))], others[:min(1, len(others))])
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

// withdrawableIn lists the sources, documents and claims of a case.
func withdrawableIn(c *salient.Case) (out []string) {
	for i := range c.Sources {
		out = append(out, "source:"+string(c.Sources[i].ID))
	}
	for i := range c.Documents {
		out = append(out, "document:"+string(c.Documents[i].ID))
	}
	for i := range c.Claims {
		out = append(out, "claim:"+string(c.Claims[i].ID))
	}
	return out
}

// quoting is the bridge's case with a brief that quotes what only a document's text has, published.
func quoting(t *testing.T) *desk.Desk {
	t.Helper()
	dir := bridge(t)
	d := openDesk(t, dir)
	row, revision, err := d.Row(t.Context(), desk.Ref{Kind: salient.KindBrief, ID: "the-bridge"})
	if err != nil {
		t.Fatal(err)
	}
	text := row.Get("text") + "\nAgainst [@c06], the council “said on Friday” that the bank was its own [@c08].\n"
	if _, err := d.Save(t.Context(), desk.Edit{Row: row.With("text", text), Revision: revision, Who: "t", Why: "t"}); err != nil {
		t.Fatal(err)
	}
	run(t, "publish", dir, "the-bridge", "-o", t.TempDir(), "--no-pdf")
	return d
}

// withdrawn is the report of a withdrawal that is asked for.
func withdrawn(t *testing.T, d *desk.Desk, a desk.Withdrawing) (*desk.Withdrawal, withdrawal.Report) {
	t.Helper()
	a.Who = "tester"
	w, err := d.Withdraw(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return w, withdrawal.Of(t.Context(), w)
}

// What is listed before a row is withdrawn is listed afterwards, whoever withdrew it, and with the
// same notices; and what it says of the brief is what check says then and didn't say before.
func TestWithdrawingEarlyAndLateListTheSame(t *testing.T) {
	plainly(t)
	d := quoting(t)
	v, err := d.View(t.Context(), desk.Cut{})
	if err != nil {
		t.Fatal(err)
	}
	changed := 0
	for _, id := range withdrawableIn(v.All) {
		t.Run(id, func(t *testing.T) {
			before := checkNow(t, d)
			early, want := withdrawn(t, d, desk.Withdrawing{ID: id, Why: "a test"})
			row, revision, err := d.Row(t.Context(), early.Ref)
			if err != nil {
				t.Fatal(err)
			}
			entry, err := d.Save(t.Context(), desk.Edit{Row: out(row), Revision: revision, Who: "somebody", Why: "elsewhere"})
			if err != nil {
				t.Fatal(err)
			}
			_, got := withdrawn(t, d, desk.Withdrawing{ID: id})
			want.Since = entry.Seq
			if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(withdrawal.Report{}, withdrawal.Published{})); diff != "" {
				t.Errorf("listed after it was withdrawn elsewhere (-before +after):\n%s", diff)
			}
			if diff := cmp.Diff(want.Corrections(), got.Corrections()); diff != "" {
				t.Errorf("corrections (-before +after):\n%s", diff)
			}
			wantNow, wantGone := newAndGone(before, checkNow(t, d))
			gotNow, gotGone := problemsOf(got)
			if diff := cmp.Diff([2][]brief.Problem{wantNow, wantGone}, [2][]brief.Problem{gotNow, gotGone}, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("problems that are new, and no more (-check +withdraw):\n%s", diff)
			}
			changed += len(got.Corrections())
			if _, err := d.Undo(t.Context(), "tester", early.Ref); err != nil {
				t.Fatal(err)
			}
		})
	}
	if changed == 0 {
		t.Error("nothing of what was withdrawn changed what was published: the test is empty")
	}
}

// out is a row as a form leaves it that withdraws it.
func out(row salient.Row) salient.Row {
	if row.Kind == salient.KindClaim {
		return row.With("status", "rejected").With("reason", "a test")
	}
	return row.With("status", "withdrawn").With("withdrawn_why", "a test")
}

// checkNow is what check says of the bridge's brief, but for what it says of figures.
func checkNow(t *testing.T, d *desk.Desk) []brief.Problem {
	t.Helper()
	v, err := d.View(t.Context(), desk.Cut{})
	if err != nil {
		t.Fatal(err)
	}
	b, _ := v.All.Brief("the-bridge")
	c, err := serve.CheckBrief(t.Context(), d, v, b.ID, "the-bridge.md", []byte(b.Text), nil)
	if err != nil {
		t.Fatal(err)
	}
	return c.Problems
}

// newAndGone lists what is new in a list, and what is no more.
func newAndGone(before, after []brief.Problem) (now, gone []brief.Problem) {
	lacks := func(list []brief.Problem) func(brief.Problem) bool {
		return func(p brief.Problem) bool { return slices.Contains(list, p) }
	}
	return slices.DeleteFunc(slices.Clone(after), lacks(before)), slices.DeleteFunc(slices.Clone(before), lacks(after))
}

func problemsOf(r withdrawal.Report) (now, gone []brief.Problem) {
	for _, b := range r.Briefs {
		for _, s := range b.Sentences {
			now, gone = append(now, s.Now...), append(gone, s.Gone...)
		}
	}
	return now, gone
}

// A row doesn't stand since the first entry after which it never did again, whatever was written of
// it on the way.
func TestARowIsWithdrawnSinceItLastStood(t *testing.T) {
	plainly(t)
	for decisions, want := range map[string]uint64{
		"rejected":                     2,
		"candidate":                    0, // it can be withdrawn
		"candidate,rejected":           2,
		"rejected,rejected":            2,
		"rejected,accepted,rejected":   4,
		"rejected,accepted":            0,
		"accepted,candidate,rejected":  3,
		"candidate,rejected,candidate": 0,
	} {
		d := openDesk(t, bridge(t))
		for i, x := range strings.Split(decisions, ",") {
			_, revision, err := d.Row(t.Context(), desk.Ref{Kind: salient.KindClaim, ID: "c06"})
			if err == nil {
				_, err = d.Decide(t.Context(), "tester", "c06", salient.Decision(x), fmt.Sprintf("reason %d", i), revision)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		w, err := d.Withdrawable(t.Context(), "c06")
		if err != nil || w.Since != want {
			t.Errorf("Withdrawable after %s: since %d, %v; want %d", decisions, w.Since, err, want)
		}
	}
}
