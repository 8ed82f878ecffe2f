package cli_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/cli"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/serve"
	"github.com/salient-osint/salient/internal/siege"
	"github.com/salient-osint/salient/when"
)

const casebookDir = "../../cases/al-qusayr"

// run runs a command and returns what it prints; it must end well.
func run(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	env := cli.Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Getenv: func(key string) string {
		return map[string]string{"SALIENT_NOW": "2026-11-23", "SALIENT_WHO": "tester"}[key]
	}}
	if code := cli.Main(args, env); code != 0 {
		t.Fatalf("salient %s: exit %d: %s", strings.Join(args, " "), code, errs.String())
	}
	return out.String()
}

// alQusayr opens a copy of the case.
func alQusayr(t *testing.T) *desk.View {
	t.Helper()
	return viewOf(t, alQusayrDir(t))
}

func day(t *testing.T, s string) when.Day {
	t.Helper()
	d, err := when.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func holding(t *testing.T, v *desk.View, place, on string) salient.Holding {
	t.Helper()
	h, ok := v.Holding(salient.PlaceID(place), day(t, on))
	if !ok {
		t.Fatalf("Holding(%s, %s): the place can't be held", place, on)
	}
	return h
}

// What the reference concludes, as the case answers it: docs/al-qusayr.md explains each.
func TestAlQusayr(t *testing.T) {
	plainly(t)
	v := alQusayr(t)
	for name, check := range map[string]func(*testing.T, *desk.View){
		"answers what the reference concludes":                         theReferencesConclusions,
		"answers otherwise as known earlier":                           earlierKnowledge,
		"weighs denials and videos against the government":             denialsAndVideos,
		"computes sieges whatever is claimed of them":                  claimedSieges,
		"finds al-Qusayr besieged":                                     sieges,
		"lists the formations of the reference in the order of battle": orderOfBattle,
		"finds the phases of the battle":                               phases,
	} {
		t.Run(name, func(t *testing.T) { check(t, v) })
	}
}

func theReferencesConclusions(t *testing.T, v *desk.View) {
	for _, tt := range []struct {
		place, on string
		side      salient.State
		low, high float64
	}{
		{"homs", "2012-05-05", "government", 0.5, 1},
		{"homs-deir-baalba", "2012-12-15", "opposition", salient.HeldAt, 1},
		{"homs-deir-baalba", "2012-12-31", "government", salient.HeldAt, 1},
		{"homs-old-city", "2012-12-10", "opposition", salient.HeldAt, 1},
		{"homs-old-city", "2012-12-31", "opposition", salient.HeldAt, 1},
		{"homs-khalidiya", "2012-12-10", "opposition", salient.HeldAt, 1},
		{"homs-khalidiya", "2012-12-31", "opposition", salient.HeldAt, 1},
		{"homs-bab-amr", "2013-03-20", "government", 0, 0.9},
		{"homs-bab-amr", "2013-03-20", "opposition", 0, 0.9},
		{"dabaa-air-base", "2013-05-30", "government", salient.HeldAt, 1},
		{"al-qusayr", "2013-06-06", "government", 0.95, 1},
		{"rastan", "2013-05-15", "opposition", salient.HeldAt, 1},
		{"talbiseh", "2013-05-15", "opposition", salient.HeldAt, 1},
	} {
		if p := holding(t, v, tt.place, tt.on).P(tt.side); p < tt.low || p > tt.high {
			t.Errorf("p of %s in %s on %s = %.3f, want %.2f to %.2f", tt.side, tt.place, tt.on, p, tt.low, tt.high)
		}
	}
}

// The reference has the countryside cleared and the town cut off from April on, bombardment and
// assault from 19 May, and after the last assault of 3 June a withdrawal by agreement.
func phases(t *testing.T, v *desk.View) {
	found := map[string]string{}
	for _, p := range serve.Phases(v, "al-qusayr", v.Span) {
		for i, m := range p.Marks {
			if i < 2 {
				found[p.From.String()] += fmt.Sprintf("%s %t;", m.What, m.Around)
			}
		}
	}
	for _, tt := range []struct {
		on     string
		marks  string
		within when.Day
	}{
		{"2013-04-08", "places change hands true", 7},
		{"2013-05-19", "bombardment false", 7},
		{"2013-06-05", "withdrawals false", 7},
	} {
		want, ok := day(t, tt.on), false
		for from, marks := range found {
			apart := day(t, from) - want
			ok = ok || max(apart, -apart) <= tt.within && strings.Contains(marks, tt.marks)
		}
		if !ok {
			t.Errorf("phases %v, want one marked by %q that begins within a week of %s", found, tt.marks, tt.on)
		}
	}
}

func earlierKnowledge(t *testing.T, v *desk.View) {
	earlier := day(t, "2013-05-18")
	before := desk.NewView(v.All.KnownBy(earlier), desk.Cut{})
	now, then := holding(t, v, "al-qusayr-centre", "2013-05-20"), holding(t, before, "al-qusayr-centre", "2013-05-20")
	if now.Leading().Side == then.Leading().Side {
		t.Errorf("al-qusayr-centre on 20 May: %v both now and as known by 18 May; want another answer", now.Leading())
	}
}

// The opposition's denials and the videos weigh against the government's hold on the centre.
func denialsAndVideos(t *testing.T, v *desk.View) {
	against := func(c *salient.Claim) bool {
		centre := strings.HasPrefix(c.Place, "al-qusayr")
		return centre && c.Kind == salient.Holds && (c.Stance == salient.Denies || c.Evidence == "video")
	}
	without := desk.NewView(v.All.KeepClaims(func(c *salient.Claim) bool { return !against(c) }), desk.Cut{})
	place, on := salient.PlaceID("al-qusayr-centre"), day(t, "2013-05-20")
	e, ok := v.Control().Why(place, on)
	if !ok {
		t.Fatal("no explanation for the centre")
	}
	kinds := map[string]bool{}
	for _, w := range e.Why {
		c, _ := v.Case.Claim(w.Claim)
		kinds[string(w.Stance)] = true
		kinds[string(c.Evidence)] = true
		kinds[string(w.Interest)] = true
	}
	for _, want := range []string{"asserts", "denies", "video", "against interest", "self-serving"} {
		if !kinds[want] {
			t.Errorf("Why(%s, %s) lists no claim that is %q", place, on, want)
		}
	}
	with := holding(t, v, string(place), "2013-05-20").P("government")
	if got := holding(t, without, string(place), "2013-05-20").P("government"); got <= with {
		t.Errorf("p of the government without denials and videos = %.4f, want above %.4f", got, with)
	}
}

// Sieges are computed from who holds which ground; what sources call a siege, and what
// speakers say, has no part in it.
func claimedSieges(t *testing.T, v *desk.View) {
	quiet := desk.NewView(v.All.KeepClaims(func(c *salient.Claim) bool {
		return c.What != "besieges" && c.Kind != salient.Statement
	}), desk.Cut{})
	if diff := cmp.Diff(v.Sieges(), quiet.Sieges()); diff != "" {
		t.Errorf("sieges without besieges and statement claims (-with +without):\n%s", diff)
	}
	claimed := siege.ClaimedIn(v.Case)
	if !slices.ContainsFunc(claimed, func(c siege.Claimed) bool { return strings.HasPrefix(string(c.Place), "al-qusayr") }) {
		t.Errorf("no claimed siege of al-Qusayr among %d", len(claimed))
	}
}

func sieges(t *testing.T, v *desk.View) {
	besieged := func(place, on string) bool {
		q := serve.SiegeQuestion{Side: "opposition", On: on}
		list, err := q.Answer(v)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range list.([]siege.Siege) {
			if slices.Contains(v.Case.Above(salient.PlaceID(place)), s.Place) {
				return true
			}
		}
		return false
	}
	for place, on := range map[string]string{"al-qusayr-north": "2013-05-22", "buwaydah-al-sharqiyah": "2013-06-06"} {
		if !besieged(place, on) {
			t.Errorf("%s isn't besieged on %s", place, on)
		}
	}
	if besieged("al-qusayr-north", "2013-06-08") {
		t.Errorf("al-qusayr-north is besieged after its fall")
	}
}

func orderOfBattle(t *testing.T, v *desk.View) {
	orbat := func(on string) string {
		q := serve.OrbatQuestion{On: on}
		answer, err := q.Answer(v)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := serve.JSON(&b, answer); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	want := map[string][]string{
		"2013-05-20": {
			"farouq-brigades", "al-haqq-brigade", "mughaweer-battalion", "wadi-brigades", "qassioun-battalion", "ayman-battalion",
			"jabhat-al-nusra", "abu-omar", "hezbollah", "national-defence-force", "popular-committees",
		},
		"2013-06-02": {
			"tawhid-brigade", "nasr-salahaddin-battalion", "usra-brigade",
			"syrian-army-3rd-division", "syrian-army-4th-division", "republican-guard",
		},
	}
	for on, actors := range want {
		tree := orbat(on)
		for _, id := range actors {
			if !strings.Contains(tree, `"actor":"`+id+`"`) {
				t.Errorf("orbat on %s lacks %s", on, id)
			}
		}
	}
	if tree := orbat("2013-05-20"); !strings.Contains(tree, `"ended":`) {
		t.Errorf("orbat on 2013-05-20 shows no tie that has ended; want Abu Omar's")
	}
}

// The same casebook with its rows in another order gives the same answers, byte for byte.
func TestOrderOfRowsChangesNoAnswer(t *testing.T) {
	plainly(t)
	shuffled := t.TempDir()
	shuffle(t, casebookDir, shuffled)
	other := filepath.Join(t.TempDir(), "case")
	run(t, "init", other)
	run(t, "import", other, shuffled)
	answers := func(dir string) string {
		var b strings.Builder
		for _, q := range [][]string{
			{"control", dir, "--from", "2013-05-15", "--to", "2013-06-10", "--csv"},
			{"control", dir, "--place", "al-qusayr-centre", "--on", "2013-05-20", "--why", "--json"},
			{"siege", dir, "--json"},
			{"route", dir, "--side", "government", "--from", "hermel", "--to", "homs", "--on", "2013-06-06", "--json"},
			{"orbat", dir, "--on", "2013-06-02", "--json"},
			{"timeline", dir, "--json"},
			{"contested", dir, "--json"},
		} {
			b.WriteString(run(t, q...))
		}
		return b.String()
	}
	if a, b := answers(alQusayrDir(t)), answers(other); a != b {
		t.Errorf("answers differ after shuffling the rows, first at byte %d", firstDifference(a, b))
	}
}

func firstDifference(a, b string) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// shuffle copies a casebook with the rows of each table in another order.
func shuffle(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(to, "*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no tables in %s: %v", to, err)
	}
	rng := rand.New(rand.NewPCG(7, 11))
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		rows := records[1:]
		rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		var out bytes.Buffer
		if err := csv.NewWriter(io.Writer(&out)).WriteAll(records); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
