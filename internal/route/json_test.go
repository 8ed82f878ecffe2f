package route_test

import (
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/route"
)

var update = flag.Bool("update", false, "write golden files anew")

func TestAnswersAsJSON(t *testing.T) {
	c := strip(claim("opening", "c", "opens", "blue", "2013-05-10"), claim("closing", "gate", "closes", "", "2013-05-12"))
	red := but(all("blue"), map[salient.PlaceID]salient.State{"c": "red", "e": salient.Contested})
	var answers []route.Answer
	for _, on := range []string{"2013-05-09", "2013-05-10", "2013-05-12"} {
		for _, to := range []salient.PlaceID{"d", "e"} {
			a, err := mapOf(c).Best(red, route.Query{Side: "blue", From: "a", To: to, Day: day(on)})
			if err != nil {
				t.Fatalf("Best(a, %s) on %s: %v", to, on, err)
			}
			answers = append(answers, a)
		}
	}
	got, err := json.MarshalIndent(answers, "", " ")
	if err != nil {
		t.Fatalf("MarshalIndent: %v", err)
	}
	const golden = "testdata/answers.golden"
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}
