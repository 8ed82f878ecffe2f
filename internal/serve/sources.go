package serve

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/control"
	"github.com/salient-osint/salient/internal/desk"
)

// SourcesQuestion asks what was learned of each source. The answer stays in the case: no
// export or publication has it.
type SourcesQuestion struct {
	Source string `help:"Only this source." placeholder:"ID"`
	Cut
}

// Record is what was learned of a source.
type Record struct {
	Source  salient.SourceID    `json:"source"`
	Name    string              `json:"name"`
	Grade   salient.Reliability `json:"grade,omitempty"`
	Leaning salient.ActorID     `json:"leaning,omitempty"`
	Words   []string            `json:"words"`
	Tallies
	Voices  []Voice  `json:"voices"`
	Repeats []Repeat `json:"repeats"`
	Copies  []Copy   `json:"copies"`
}

// Tallies are claims by whom they serve, compared with our assessment.
type Tallies struct {
	All    Tally `json:"all"`
	Own    Tally `json:"own"`
	Admit  Tally `json:"admissions"`
	Others Tally `json:"neutral"`
}

// Tally is how many claims there are, and which part of them differs; the parts are null if
// there are none.
type Tally struct {
	N        int   `json:"n"`
	Differs  *Prob `json:"differs"`
	Low      *Prob `json:"low"`
	High     *Prob `json:"high"`
	Expected *Prob `json:"expected"`
}

// Voice is a speaker in a source.
type Voice struct {
	Speaker string          `json:"speaker"`
	Side    salient.ActorID `json:"side"`
	Visual  bool            `json:"visual"`
	Tallies
	Lags []Lag `json:"lags"`
}

// Lag is how early (below 0) or late changes are told of.
type Lag struct {
	Of     string  `json:"of"`
	Median Measure `json:"median_days"`
	N      Measure `json:"n"`
}

// Repeat is how often a source repeats itself after some days.
type Repeat struct {
	Days [2]int  `json:"days"` // between the two claims, first and last
	Part Prob    `json:"part"`
	N    Measure `json:"n"`
}

// Copy is whom a source was found to repeat.
type Copy struct {
	Of   salient.SourceID `json:"of"`
	Part Prob             `json:"part"`
	N    int              `json:"n"`
}

// Answer gives a list of Record, by id.
func (q *SourcesQuestion) Answer(v *desk.View) (any, error) {
	if _, ok := v.Case.Source(salient.SourceID(q.Source)); q.Source != "" && !ok {
		return nil, fmt.Errorf("no source %q: %w", q.Source, salient.ErrNotFound)
	}
	learned := map[salient.SourceID]control.Record{}
	for _, r := range v.Control().Records() {
		learned[r.Source] = r
	}
	out := []Record{}
	for i := range v.Case.Sources {
		if s := &v.Case.Sources[i]; q.Source == "" || q.Source == string(s.ID) {
			out = append(out, recordOf(v.Case, s, learned[s.ID]))
		}
	}
	return out, nil
}

func recordOf(c *salient.Case, s *salient.Source, r control.Record) Record {
	out := Record{
		Source: s.ID, Name: s.Name, Grade: s.Reliability, Leaning: s.Leaning, Words: RecordWords(c, r), Tallies: tallies(r.Said),
		Voices: []Voice{}, Repeats: []Repeat{}, Copies: []Copy{},
	}
	for _, v := range r.Voices {
		voice := Voice{v.Speaker, v.Side, v.Visual, tallies(v.Said), []Lag{}}
		for _, l := range v.Lags {
			voice.Lags = append(voice.Lags, Lag{l.Of, Measure(l.Median), Measure(l.N)})
		}
		out.Voices = append(out.Voices, voice)
	}
	for _, x := range r.Repeats {
		out.Repeats = append(out.Repeats, Repeat{Days: [2]int{int(x.From), int(x.To)}, Part: Prob(x.Part), N: Measure(x.N)})
	}
	for _, x := range r.Copies {
		out.Copies = append(out.Copies, Copy{x.Of, Prob(x.Part), x.N})
	}
	return out
}

func tallies(s control.Said) Tallies {
	return Tallies{tally(s.All), tally(s.Own), tally(s.Admit), tally(s.Others)}
}

func tally(t control.Tally) Tally {
	if t.N == 0 {
		return Tally{}
	}
	p := func(v float64) *Prob { x := Prob(v); return &x }
	return Tally{t.N, p(t.Differs), p(t.Low), p(t.High), p(t.Expected)}
}

// Enough is how many claims a sentence about a source rests on at least.
const Enough = 10

// RecordWords puts a record into sentences, the first about all its claims: how often they
// differ from our later assessment, never that anything was false.
func RecordWords(c *salient.Case, r control.Record) []string {
	switch {
	case r.All.N == 0:
		return append([]string{"No claim of control to compare."}, habitWords(c, r)...)
	case r.All.N < Enough:
		return append([]string{fmt.Sprintf("Too few to say (n = %d).", r.All.N)}, habitWords(c, r)...)
	}
	out := []string{"Differs from our later assessment " + tallyWords(r.All) + "; " + expectedWords(c, r) + "."}
	for _, part := range []struct {
		of string
		control.Tally
	}{{"claims that serve the speaker's side", r.Own}, {"admissions", r.Admit}, {"claims that serve neither", r.Others}} {
		if part.N >= Enough && part.N < r.All.N {
			out = append(out, fmt.Sprintf("Of %s, %s.", part.of, tallyWords(part.Tally)))
		}
	}
	out = append(out, voicesWords(c, r)...)
	return append(out, habitWords(c, r)...)
}

// tallyWords: "in 1 of 8 (n = 40, 95% interval 4% to 25%)".
func tallyWords(t control.Tally) string {
	return fmt.Sprintf("%s (n = %d, 95%% interval %s to %s)", oneIn(t.Differs), t.N, percent(t.Low), percent(t.High))
}

// oneIn prints a rate as people say it: "in 1 of 8".
func oneIn(p float64) string {
	switch {
	case p < 0.005:
		return "in fewer than 1 of 200"
	case p > 0.4:
		return fmt.Sprintf("in %d of 10", int(math.Round(p*10)))
	}
	return fmt.Sprintf("in 1 of %d", int(math.Round(1/p)))
}

// expectedWords compares a source with its grade and leaning: what they lead to expect lies
// above the interval, below it, or in it.
func expectedWords(c *salient.Case, r control.Record) string {
	often := "about as often as"
	switch t := r.All; {
	case t.High < t.Expected:
		often = "less often than"
	case t.Low > t.Expected:
		often = "more often than"
	}
	grade := "an ungraded source"
	if s, ok := c.Source(r.Source); ok && s.Reliability != "" {
		grade = "a source graded " + string(s.Reliability)
	}
	return fmt.Sprintf("%s %s with its speakers is expected to (%s)", often, grade, strings.TrimPrefix(oneIn(r.All.Expected), "in "))
}

// voicesWords tells of each voice that says much: when it tells of changes, and, where a
// source has several, how often it differs.
func voicesWords(c *salient.Case, r control.Record) []string {
	var out []string
	for _, v := range r.Voices {
		var parts []string
		if v.All.N >= Enough && len(r.Voices) > 1 {
			parts = append(parts, "differs "+tallyWords(v.All))
		}
		for _, l := range v.Lags {
			parts = append(parts, lagWords(v, l))
		}
		if len(parts) > 0 {
			out = append(out, voiceName(c, v)+" "+strings.Join(parts, "; ")+".")
		}
	}
	return out
}

// lagWords: "announces own gains 4 days early (n = 31)".
func lagWords(v control.Voice, l control.Lag) string {
	verb, what := "tells of", "changes"
	side := ""
	if v.Side != "" {
		side = spaced(string(v.Side))
		what = "other changes"
	}
	switch l.Of {
	case "gains":
		verb, what = "announces", side+" gains"
	case "losses":
		verb, what = "admits", side+" losses"
	}
	days := int(math.Round(l.Median))
	at := "on the day itself"
	if days < 0 {
		at = counted(-days, "day") + " early"
	} else if days > 0 {
		at = counted(days, "day") + " late"
	}
	return fmt.Sprintf("%s %s %s at the median (n = %.0f)", verb, what, at, l.N)
}

// voiceName names a voice at the head of a sentence.
func voiceName(c *salient.Case, v control.Voice) string {
	name := "In its own voice it"
	if v.Speaker != "" {
		name = "Quoting " + speakerName(c, v.Speaker) + " it"
	}
	if v.Visual {
		name = strings.Replace(name, " it", ", with pictures, it", 1)
	}
	return name
}

// speakerName names a claimant: an actor, a source, else the role as it was coded.
func speakerName(c *salient.Case, id string) string {
	if a, ok := c.Actor(salient.ActorID(id)); ok {
		return a.Name
	}
	if s, ok := c.Source(salient.SourceID(id)); ok {
		return s.Name
	}
	return id
}

// habitWords tells how often a source repeats itself, and others.
func habitWords(c *salient.Case, r control.Record) []string {
	var parts, out []string
	for _, x := range r.Repeats {
		if x.N >= Enough {
			parts = append(parts, fmt.Sprintf("%s after %s (n = %.0f)", percent(x.Part), gapWords(x), x.N))
		}
	}
	if len(parts) > 0 {
		out = append(out, "Repeats itself, of what it says of a place again, in "+strings.Join(parts, ", ")+".")
	}
	for _, x := range r.Copies {
		out = append(out, fmt.Sprintf("Repeats %s in %s of what it says within days after it (n = %d).", speakerName(c, string(x.Of)), percent(x.Part), x.N))
	}
	return out
}

func gapWords(x control.Repeat) string {
	if x.From == 0 {
		return "up to " + counted(int(x.To), "day")
	}
	return fmt.Sprintf("%d to %d days", x.From, x.To)
}

// CSV writes source,speaker,side,visual,of,n,differs,low,high,expected: for each source, then
// each of its voices, all claims and those by whom they serve. Rows without claims are left
// out.
func (q *SourcesQuestion) CSV(w io.Writer, v *desk.View) error {
	answer, err := q.Answer(v)
	if err != nil {
		return err
	}
	rows := [][]string{{"source", "speaker", "side", "visual", "of", "n", "differs", "low", "high", "expected"}}
	for _, r := range answer.([]Record) {
		rows = append(rows, tallyRows([]string{string(r.Source), "", "", ""}, r.Tallies)...)
		for _, x := range r.Voices {
			speaker := x.Speaker
			if speaker == "" {
				speaker = string(r.Source)
			}
			rows = append(rows, tallyRows([]string{string(r.Source), speaker, string(x.Side), strconv.FormatBool(x.Visual)}, x.Tallies)...)
		}
	}
	return csv.NewWriter(w).WriteAll(rows)
}

func tallyRows(head []string, t Tallies) [][]string {
	var out [][]string
	for _, x := range []struct {
		of string
		Tally
	}{{"all", t.All}, {"own", t.Own}, {"admissions", t.Admit}, {"neutral", t.Others}} {
		if x.N == 0 {
			continue
		}
		row := append(slices.Clone(head), x.of, strconv.Itoa(x.N))
		for _, p := range []*Prob{x.Differs, x.Low, x.High, x.Expected} {
			row = append(row, strconv.FormatFloat(float64(*p), 'f', 4, 64))
		}
		out = append(out, row)
	}
	return out
}

// spaced makes words of an id: "armed-opposition" is "armed opposition".
func spaced(id string) string { return strings.ReplaceAll(id, "-", " ") }

// SourcesText prints records for people.
func SourcesText(w io.Writer, answer any) {
	list, _ := answer.([]Record)
	for _, r := range list {
		grade := r.Grade
		if grade == "" {
			grade = "F"
		}
		fmt.Fprintf(w, "%s [%s] %s\n", r.Name, grade, r.Source)
		for _, s := range r.Words {
			fmt.Fprintf(w, "  %s\n", s)
		}
	}
	fmt.Fprintln(w, "A difference isn't a falsehood: we may be the ones who are wrong. Keep records in the case.")
}
