package yardstick

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/war"
	"github.com/salient-osint/salient/when"
)

// made is a small war of a setting.
func made(t testing.TB, name string, seed uint64) (*salient.Case, war.Truth) {
	t.Helper()
	for _, s := range war.Settings() {
		if s.Name == name {
			s.Places = 25
			return s.Make(seed)
		}
	}
	t.Fatalf("no setting is called %s", name)
	return nil, war.Truth{}
}

var estimates = map[string]func(*salient.Case, *war.Truth) *Table{
	"last word": LastWord, "majority": Majority, "Dawid-Skene": DawidSkene,
}

func TestProbabilitiesSumToOne(t *testing.T) {
	for _, name := range []string{"two-sources", "five-sides", "sparse", "two-states"} {
		c, truth := made(t, name, 1)
		for how, of := range estimates {
			table := of(c, &truth)
			for p := range truth.Places {
				for d := range truth.Span.Len() {
					sum := 0.0
					for _, q := range table.On(p, d) {
						sum += q
					}
					if math.Abs(sum-1) > 1e-9 {
						t.Fatalf("%s: %s of place %d on day %d sums to %v", name, how, p, d, sum)
					}
				}
			}
		}
	}
}

func TestTheTruthHasNothingToMend(t *testing.T) {
	_, truth := made(t, "five-sides", 1)
	table := NewTable(&truth)
	for p, id := range truth.Places {
		for d := truth.Span.From; d <= truth.Span.To; d++ {
			table.Set(id, d, truth.States[truth.At(p, d)], 1)
		}
	}
	r := Measure(table, &truth)
	for _, f := range []Figures{r.All, r.Near} {
		if f.Accuracy != 1 || f.Brier != 0 || f.Calibration != 0 || f.N == 0 {
			t.Errorf("figures of the truth itself are %+v", f)
		}
	}
	if c := r.Changes; c.F1 != 1 || c.Ratio != 1 || c.Days != 0 || c.True == 0 {
		t.Errorf("changes of the truth itself are %+v", c)
	}
}

// TestMeasureEqualsTheScorer compares with score_control.py, which rounds.
func TestMeasureEqualsTheScorer(t *testing.T) {
	scorer := findScorer(t)
	for how, of := range estimates {
		c, truth := made(t, "five-sides", 4)
		table := of(c, &truth)
		dir := t.TempDir()
		writeFiles(t, dir, table, &truth)
		out, err := exec.Command("python3", scorer, dir, filepath.Join(dir, "holdings.csv")).CombinedOutput()
		if err != nil {
			t.Fatalf("score_control.py: %v\n%s", err, out)
		}
		var want map[string]map[string]float64
		if err := json.Unmarshal(out, &want); err != nil {
			t.Fatalf("score_control.py printed %s: %v", out, err)
		}
		r := Measure(table, &truth)
		if diff := cmp.Diff(want, scored(r)); diff != "" {
			t.Errorf("%s (-scorer +Measure):\n%s", how, diff)
		}
	}
}

func findScorer(t *testing.T) string {
	dir, err := os.Getwd()
	places := []string{filepath.Join(os.Getenv("SALIENT_SHARED"), "data", "score_control.py")}
	for ; err == nil && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		places = append(places, filepath.Join(dir, "shared", "data", "score_control.py"))
	}
	if _, err := exec.LookPath("python3"); err == nil {
		for _, at := range places {
			if _, err := os.Stat(at); err == nil {
				return at
			}
		}
	}
	t.Skip("needs python3, and shared/data/score_control.py beside the repository or under SALIENT_SHARED")
	return ""
}

// writeFiles writes what the scorer reads.
func writeFiles(t *testing.T, dir string, table *Table, truth *war.Truth) {
	t.Helper()
	var file bytes.Buffer
	if err := truth.Write(&file); err != nil {
		t.Fatal(err)
	}
	var holdings bytes.Buffer
	fmt.Fprintln(&holdings, "place,day,side,p,status,basis")
	for p, id := range table.Places {
		for d := range table.Span.Len() {
			for s, q := range table.On(p, d) {
				fmt.Fprintf(&holdings, "%s,%s,%s,%.4f,held,observed\n", id, table.Span.From+when.Day(d), table.States[s], q)
			}
		}
	}
	for name, b := range map[string][]byte{
		"case.csv":     []byte(fmt.Sprintf("key,value\nperiod,%s/%s\n", table.Span.From, table.Span.To)),
		"truth.csv.gz": file.Bytes(), "holdings.csv": holdings.Bytes(),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// scored rounds as the scorer does.
func scored(r Result) map[string]map[string]float64 {
	at := func(x, to float64) float64 { return math.Round(x*to) / to }
	figures := func(f Figures) map[string]float64 {
		return map[string]float64{"n": float64(f.N), "accuracy": at(f.Accuracy, 1e4), "brier": at(f.Brier, 1e4), "calibration_error": at(f.Calibration, 1e4)}
	}
	c := r.Changes
	return map[string]map[string]float64{
		"all": figures(r.All), "near": figures(r.Near),
		"changes": {
			"true": float64(c.True), "reported": float64(c.Reported), "ratio": at(c.Ratio, 1e3), "recall": at(c.Recall, 1e3),
			"precision": at(c.Precision, 1e3), "f1": at(c.F1, 1e3), "median_days": float64(c.Days),
		},
	}
}

// TestStatesThatAreAlikeDoNotTakeTurns: what rounding adds makes no change of hands.
func TestStatesThatAreAlikeDoNotTakeTurns(t *testing.T) {
	_, truth := made(t, "two-states", 1)
	table := NewTable(&truth)
	for p := range truth.Places {
		for d := range truth.Span.Len() {
			copy(table.On(p, d), []float64{0.5, 0.5, 0})
			table.On(p, d)[d%2] += 1e-15
		}
	}
	if got := Measure(table, &truth).Changes.Reported; got != 0 {
		t.Errorf("%d changes reported, want none", got)
	}
}

// TestVotesAreCounted compares with a count day by day that looks at all claims each time.
func TestVotesAreCounted(t *testing.T) {
	c, truth := made(t, "undeclared-copiers", 1)
	table, last := Majority(c, &truth), LastWord(c, &truth)
	k := float64(len(truth.States))
	for p, words := range listen(c, &truth) {
		carried, said := even(len(truth.States)), -1
		for d := range truth.Span.Len() {
			votes := map[int]int{} // by source
			for _, w := range words {
				if !w.not && w.day <= d && w.day > d-14 {
					votes[w.source] = w.state
				}
				if !w.not && w.day <= d {
					said = w.state
				}
			}
			if len(votes) > 0 {
				for s := range carried {
					n := 0.0
					for _, v := range votes {
						if v == s {
							n++
						}
					}
					carried[s] = (n + 1) / (float64(len(votes)) + k)
				}
			}
			if got := table.On(p, d); !slices.Equal(got, carried) {
				t.Fatalf("majority of place %d on day %d is %v, want %v", p, d, got, carried)
			}
			if got := last.On(p, d); said >= 0 && got[said] != 0.9 || said < 0 && got[0] != 1/k {
				t.Fatalf("last word of place %d on day %d is %v, want 0.9 for %d", p, d, got, said)
			}
		}
	}
}

// TestThePassEqualsAllPaths compares with the sum over every way that a place can go.
func TestThePassEqualsAllPaths(t *testing.T) {
	m := &chain{k: 3, days: 6, rate: 0.13}
	for i := range 2 {
		counts := m.prior()
		for j := range counts {
			counts[j] += float64((j*7+i*3)%5) / 3
		}
		m.tables = append(m.tables, m.normal(counts))
	}
	words := []word{{0, 0, 1, false}, {2, 1, 0, true}, {2, 0, 0, false}, {3, 1, 2, false}, {5, 0, 2, true}}
	want, changes := m.paths(words)
	got := make([][]float64, m.days)
	for d := range got {
		got[d] = make([]float64, m.k)
	}
	n := m.pass(words, func(d int) []float64 { return got[d] })
	for d := range got {
		for x := range got[d] {
			if math.Abs(got[d][x]-want[d][x]) > 1e-12 {
				t.Errorf("p of state %d on day %d is %v, want %v", x, d, got[d][x], want[d][x])
			}
		}
	}
	if math.Abs(n-changes) > 1e-12 {
		t.Errorf("expected changes are %v, want %v", n, changes)
	}
}

// paths adds up all paths of the chain.
func (m *chain) paths(words []word) (p [][]float64, changes float64) {
	p = make([][]float64, m.days)
	for d := range p {
		p[d] = make([]float64, m.k)
	}
	total := 0.0
	path := make([]int, m.days)
	for code := range int(math.Pow(float64(m.k), float64(m.days))) {
		weight, turns := 1.0, 0.0
		for d := range path {
			path[d] = code % m.k
			code /= m.k
			switch {
			case d > 0 && path[d] != path[d-1]:
				weight *= m.rate / float64(m.k-1)
				turns++
			case d > 0:
				weight *= 1 - m.rate
			}
		}
		for _, w := range words {
			weight *= m.tables[w.source][path[w.day]*2*m.k+m.symbol(w)]
		}
		total += weight
		changes += weight * turns
		for d, x := range path {
			p[d][x] += weight
		}
	}
	for d := range p {
		for x := range p[d] {
			p[d][x] /= total
		}
	}
	return p, changes / total
}

// TestTablesAreLearned: where many claims are made, what is learned of a source is near to how
// it reports, and the estimate is better than a vote.
func TestTablesAreLearned(t *testing.T) {
	for _, name := range []string{"quarter-careless", "grades-shuffled"} {
		c, truth := made(t, name, 1)
		learned, vote := Measure(DawidSkene(c, &truth), &truth), Measure(Majority(c, &truth), &truth)
		if learned.All.Brier > vote.All.Brier/2 {
			t.Errorf("%s: Brier score %.4f, a vote's %.4f; want half or less", name, learned.All.Brier, vote.All.Brier)
		}
	}
}

// TestWhatClaimsSay lists the words of claims of each sort.
func TestWhatClaimsSay(t *testing.T) {
	c, truth := made(t, "two-states", 1)
	claim := c.Claims[0]
	for _, tt := range []struct {
		what   string
		stance salient.Stance
		want   string
	}{
		{"controls", salient.Asserts, "blue"},
		{"controls", salient.Denies, "not blue"},
		{"enters", salient.Asserts, "blue"},
		{"leaves", salient.Asserts, "not blue"},
		{"leaves", salient.Denies, "blue"},
		{"contests", salient.Asserts, "contested"},
		{"contests", salient.Denies, "not contested"},
		{"besieges", salient.Asserts, "nothing"},
		{"controls", salient.Doubts, "nothing"},
	} {
		claim.What, claim.Stance, claim.Actors = tt.what, tt.stance, []salient.ActorID{"blue"}
		c.Claims = []salient.Claim{claim}
		got := "nothing"
		for _, words := range listen(c, &truth) {
			for _, w := range words {
				got = string(truth.States[w.state])
				if w.not {
					got = "not " + got
				}
			}
		}
		if got != tt.want {
			t.Errorf("%s %s says %s, want %s", tt.stance, tt.what, got, tt.want)
		}
	}
}
