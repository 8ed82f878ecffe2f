package web

import (
	"strings"
	"testing"

	"github.com/salient-osint/salient"
)

func TestSayings(t *testing.T) {
	for _, tt := range []struct {
		want string
		says saying
	}{
		{"the army controls Hilltop (about 90% of it)", saying{Kind: salient.Holds, What: "controls", Actor: "the army", Place: "Hilltop", Level: "about 90%"}},
		{"nobody controls Hilltop (north)", saying{Kind: salient.Holds, What: "none", Place: "Hilltop", Part: "north"}},
		{"Government regains territory at Hilltop: the army (against rebels)", saying{Kind: salient.Happening, What: "Government regains territory", Actor: "the army", Other: "rebels", Place: "Hilltop"}},
		{"Attack at Hilltop: against civilians (12 killed)", saying{Kind: salient.Happening, What: "Attack", Other: "civilians", Place: "Hilltop", Amount: "12 killed"}},
		{"Hezbollah fights at Hilltop", saying{Kind: salient.Presence, What: "fighting", Actor: "Hezbollah", Place: "Hilltop"}},
		{"opposition reinforces al-Qusayr from Aleppo", saying{Kind: salient.Movement, What: "reinforces", Actor: "opposition", Place: "Aleppo", To: "al-Qusayr"}},
		{"opposition reinforces from Aleppo", saying{Kind: salient.Movement, What: "reinforces", Actor: "opposition", Place: "Aleppo"}},
		{"opposition reinforces Farouq at al-Qusayr from Aleppo", saying{Kind: salient.Movement, What: "reinforces", Actor: "opposition", Other: "Farouq", Place: "Aleppo", To: "al-Qusayr"}},
		{"the army withdraws from Dabaa to Homs", saying{Kind: salient.Movement, What: "withdraws", Actor: "the army", Place: "Dabaa", To: "Homs"}},
		{"Hezbollah is stopped on the way to Homs", saying{Kind: salient.Movement, What: "is-stopped", Actor: "Hezbollah", To: "Homs"}},
		{"Russia transfers arms to the army", saying{Kind: salient.Movement, What: "transfers-arms", Actor: "Russia", Other: "the army"}},
		{"Farouq is part of opposition", saying{Kind: salient.Tie, What: "part-of", Actor: "Farouq", Other: "opposition"}},
		{"the army closes the way from Abil to Homs", saying{Kind: salient.OnRoad, What: "closes", Actor: "the army", Place: "Abil", To: "Homs"}},
		{"the army denies aid to civilians at Homs", saying{Kind: salient.Access, What: "aid-denied", Actor: "the army", Other: "civilians", Place: "Homs"}},
		{"somebody lets people leave on the way from Homs to Hama (300 civilians)", saying{Kind: salient.Access, What: "leaving-let", Place: "Homs", To: "Hama", Amount: "300 civilians"}},
		{"the army opens the way at Homs", saying{Kind: salient.OnRoad, What: "opens", Actor: "the army", Place: "Homs"}},
		{"the army opens M5", saying{Kind: salient.OnRoad, What: "opens", Actor: "the army", Place: "M5", Road: true}},
		{"Ammunition of opposition at Homs: critical", saying{Kind: salient.Condition, What: "ammunition", Actor: "opposition", Place: "Homs", Level: "critical"}},
		{"somebody contests Homs", saying{Kind: salient.Holds, What: "contests", Place: "Homs"}},
		{"rebels control Hilltop", saying{Kind: salient.Holds, What: "controls", Actor: "rebels", Place: "Hilltop"}},
		{"Syrian Armed Forces are deployed at Homs", saying{Kind: salient.Presence, What: "deployed", Actor: "Syrian Armed Forces", Place: "Homs"}},
		{"Alpha and Beta transfer arms to Gamma", saying{Kind: salient.Movement, What: "transfers-arms", Actor: "Alpha and Beta", Several: true, Other: "Gamma"}},
		{"Nasrallah: promises help", saying{Kind: salient.Statement, What: "promises help", Actor: "Nasrallah"}},
	} {
		if got := tt.says.words(); got != tt.want {
			t.Errorf("%+v = %q, want %q", tt.says, got, tt.want)
		}
	}
}

// A denial isn't worded as what it denies, whatever it says; all that is named is in the words, and
// nothing stands double.
func TestSayingsOfEveryKind(t *testing.T) {
	for kind, whats := range salient.Whats {
		for _, what := range whats {
			s := saying{Kind: kind, What: what, Actor: "Alpha", Other: "Beta", Place: "Gamma", To: "Delta", Level: "low"}
			says := s.stated(salient.Asserts, "Omega")
			if denied := s.stated(salient.Denies, "Omega"); denied == says || !strings.HasPrefix(denied, "Denied by Omega: ") {
				t.Errorf("%s %s is denied as %q", kind, what, denied)
			}
			if strings.Contains(says, "  ") || strings.Contains(says, " ,") || strings.TrimSpace(says) != says {
				t.Errorf("%s %s = %q", kind, what, says)
			}
			if kind == salient.Movement && strings.Count(says, "from Gamma") != 1 {
				t.Errorf("%s %s = %q doesn't say from where", kind, what, says)
			}
		}
	}
}
