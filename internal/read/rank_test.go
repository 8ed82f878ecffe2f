package read

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/salient-osint/salient/internal/orbat"
)

// seedDecisions reads the decisions that the seed model was trained on.
func seedDecisions(t *testing.T) []Decided {
	t.Helper()
	f, err := os.Open("testdata/seed.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []Decided
	for _, r := range rows[1:] {
		out = append(out, Decided{strings.Split(r[1], "|"), r[0] == "true"})
	}
	return out
}

// The seed model is the one that its training data give. With SALIENT_SEED=1 both are made
// anew: the data from the case's decisions on the reference, the model from the data.
func TestSeed(t *testing.T) {
	if os.Getenv("SALIENT_SEED") != "" {
		makeSeedData(t)
	}
	m := Train(seedDecisions(t), nil)
	b, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	b = append(b, '\n')
	if os.Getenv("SALIENT_SEED") != "" {
		if err := os.WriteFile("seed.json", b, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(b) != string(seedJSON) {
		t.Errorf("seed.json isn't what testdata/seed.csv gives; go test ./internal/read -run TestSeed with SALIENT_SEED=1 makes it anew")
	}
}

func makeSeedData(t *testing.T) {
	t.Helper()
	c := readCase(t)
	list := readReference(t, c).Candidates
	f, err := os.Create("testdata/seed.csv")
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(f)
	w.Write([]string{"accepted", "features"})
	for _, d := range Decisions(list, codedOf(c), orbat.New(c).Side, true) {
		w.Write([]string{strconv.FormatBool(d.Accepted), strings.Join(d.Features, "|")})
	}
	w.Flush()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// Scores are calibrated: among candidates of one range of scores, about as many were accepted
// as the scores say, each scored by a model that doesn't know its decision.
func TestPrecisionAtThreshold(t *testing.T) {
	list := seedDecisions(t)
	last := 0.0
	for _, threshold := range []float64{0, 0.5, 0.7, 0.85} {
		p := PrecisionAt(list, nil, threshold)
		rate := float64(p.Accepted) / float64(p.Offered)
		t.Logf("from %.2f on: %d of %d accepted (%.2f)", threshold, p.Accepted, p.Offered, rate)
		if rate+0.03 < last || rate < threshold-0.1 {
			t.Errorf("from %.2f on %.2f are right; want no fewer than below it (%.2f), nor than the score says", threshold, rate, last)
		}
		last = rate
	}
}

// The order of decisions changes nothing but the last digit.
func TestTrainOrder(t *testing.T) {
	list := seedDecisions(t)
	want := Train(list, nil)
	rng := rand.New(rand.NewPCG(1, 1))
	for range 5 {
		rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		got := Train(list, nil)
		for k, v := range want.Weights {
			if d := got.Weights[k] - v; d > 2e-4 || d < -2e-4 {
				t.Errorf("weight of %q is %v after shuffling, want %v", k, got.Weights[k], v)
			}
		}
	}
}

// With no decisions a case's model is the seed.
func TestTrainPrior(t *testing.T) {
	prior, err := Seed()
	if err != nil {
		t.Fatal(err)
	}
	if got := Train(nil, prior); !reflect.DeepEqual(got, prior) {
		t.Errorf("Train(nil, seed) = %v, want the seed", got)
	}
}

// A rule whose candidates a person rejects again and again sinks; the others stay.
func TestTrainLearns(t *testing.T) {
	prior := &Model{Bias: 1, Weights: map[string]float64{"rule a": 0, "rule b": 0}}
	var list []Decided
	for range 10 {
		list = append(list, Decided{[]string{"rule a"}, false}, Decided{[]string{"rule b"}, true})
	}
	m := Train(list, prior)
	if a, b := m.Score([]string{"rule a"}), m.Score([]string{"rule b"}); a > 0.3 || b < 0.7 {
		t.Errorf("scores %.2f of the rejected rule and %.2f of the accepted one; want below 0.3 and above 0.7", a, b)
	}
}

// The queue shows each saying once, the most uncertain first.
func TestQueue(t *testing.T) {
	a, b, c := Candidate{Place: "x", Score: 0.9}, Candidate{Place: "y", Score: 0.55}, Candidate{Place: "x", Score: 0.4}
	got := Queue([]Candidate{a, b, c})
	if want := "[[1] [0 2]]"; fmt.Sprint(got) != want {
		t.Errorf("Queue = %v, want %s: y alone, then x twice", got, want)
	}
}
