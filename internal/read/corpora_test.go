package read

import (
	"bufio"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/gazetteer"
	"github.com/salient-osint/salient/when"
)

// unzipped opens a file of test data, or skips.
func unzipped(t *testing.T, name ...string) io.Reader {
	t.Helper()
	f, err := os.Open(filepath.Join(append([]string{shared(t), "data"}, name...)...))
	if err != nil {
		t.Skip("needs shared/data/" + filepath.Join(name...))
	}
	t.Cleanup(func() { f.Close() })
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// tagged is a sentence of re3d: its words joined by spaces, and what spans of it are.
type tagged struct {
	text  string
	spans map[string][]stretch // by type
}

func re3d(t *testing.T, file string) []tagged {
	t.Helper()
	var out []tagged
	cur := tagged{spans: map[string][]stretch{}}
	s := bufio.NewScanner(unzipped(t, "re3d-ner", file))
	for s.Scan() {
		word, tag, ok := strings.Cut(s.Text(), "\t")
		if !ok {
			if cur.text != "" {
				out = append(out, cur)
			}
			cur = tagged{spans: map[string][]stretch{}}
			continue
		}
		if cur.text != "" {
			cur.text += " "
		}
		from := len(cur.text)
		cur.text += word
		switch kind, name, _ := strings.Cut(tag, "-"); kind {
		case "B":
			cur.spans[name] = append(cur.spans[name], stretch{from, len(cur.text)})
		case "I":
			if n := len(cur.spans[name]); n > 0 {
				cur.spans[name][n-1].to = len(cur.text)
			}
		}
	}
	if cur.text != "" {
		out = append(out, cur)
	}
	return out
}

// found counts spans that overlap.
type found struct{ right, offered, wanted, hit int }

func (f *found) add(got, want []stretch) {
	meets := func(a stretch, list []stretch) bool {
		for _, b := range list {
			if a.from < b.to && b.from < a.to {
				return true
			}
		}
		return false
	}
	f.offered, f.wanted = f.offered+len(got), f.wanted+len(want)
	for _, g := range got {
		if meets(g, want) {
			f.right++
		}
	}
	for _, w := range want {
		if meets(w, got) {
			f.hit++
		}
	}
}

func (f found) rates() (precision, recall, f1 float64) {
	precision, recall = float64(f.right)/float64(max(1, f.offered)), float64(f.hit)/float64(max(1, f.wanted))
	return precision, recall, 2 * precision * recall / max(1e-9, precision+recall)
}

// Organisations and locations of re3d, by overlap of spans. The figures are for
// docs/reading.md; its own rules on what is an organisation differ from ours (it counts every
// "forces", and people's groups by description).
func TestRe3d(t *testing.T) {
	r, err := New(Options{Places: worldSet(t)})
	if err != nil {
		t.Fatal(err)
	}
	var places, parties found
	for _, s := range re3d(t, "test.conll.gz") {
		got := r.Read(s.text, nil)
		places.add(spansOf(s.text, toponymSpans(got)), s.spans["Location"])
		parties.add(spansOf(s.text, actorSpans(got)), s.spans["Organisation"])
	}
	p, c, f := places.rates()
	t.Logf("locations: precision %.3f, recall %.3f, F1 %.3f of %d", p, c, f, places.wanted)
	p, c, f = parties.rates()
	t.Logf("organisations: precision %.3f, recall %.3f, F1 %.3f of %d", p, c, f, parties.wanted)
}

func toponymSpans(r Result) (out []Span) {
	for _, x := range r.Toponyms {
		out = append(out, x.Span)
	}
	return out
}

func actorSpans(r Result) (out []Span) {
	for _, x := range r.Actors {
		out = append(out, x.Span)
	}
	return out
}

// spansOf turns code points into bytes.
func spansOf(text string, list []Span) []stretch {
	at := []int{}
	for i := range text {
		at = append(at, i)
	}
	at = append(at, len(text))
	var out []stretch
	for _, s := range list {
		out = append(out, stretch{at[s.Start], at[s.End]})
	}
	return out
}

type petrarchSentence struct {
	Events []struct {
		Source string `xml:"sourcecode,attr"`
		Target string `xml:"targetcode,attr"`
		Code   string `xml:"eventcode,attr"`
	} `xml:"EventCoding"`
	Text string `xml:"Text"`
}

// petrarchSentences reads the sentences that have a coded event with both actors.
func petrarchSentences(t *testing.T) []petrarchSentence {
	t.Helper()
	var out []petrarchSentence
	d := xml.NewDecoder(unzipped(t, "petrarch2-event-coding", "PETR.UnitTest.records.xml.gz"))
	d.Strict = false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "Sentence" {
			continue
		}
		var s petrarchSentence
		if err := d.DecodeElement(&s, &start); err != nil {
			t.Fatal(err)
		}
		if len(s.Events) > 0 && s.Events[0].Source != "" && s.Events[0].Target != "" {
			out = append(out, s)
		}
	}
}

var petrarchActor = regexp.MustCompile(`^\+?([A-Z][A-Z_. '-]+?)_?\s*\[([A-Z]{3})`)

// petrarchActors makes actors of the validation dictionary: names, and three letters of a code.
func petrarchActors(t *testing.T) []salient.Actor {
	t.Helper()
	byCode := map[string]*salient.Actor{}
	var order []string
	s := bufio.NewScanner(unzipped(t, "petrarch2-event-coding", "PETR.Validate.actors.txt.gz"))
	for s.Scan() {
		m := petrarchActor.FindStringSubmatch(s.Text())
		if m == nil {
			continue
		}
		name := strings.TrimSpace(strings.ReplaceAll(m[1], "_", " "))
		a := byCode[m[2]]
		if a == nil {
			a = &salient.Actor{ID: salient.ActorID(m[2]), Name: name}
			byCode[m[2]] = a
			order = append(order, m[2])
		}
		for _, n := range []string{name, name + "n", name + "ian"} {
			a.Names = append(a.Names, salient.Name{Language: "en", Text: n})
		}
	}
	var out []salient.Actor
	for _, code := range order {
		out = append(out, *byCode[code])
	}
	return out
}

// classOf is whether an action helps or harms: CAMEO's roots 1 to 9 against 10 to 20.
func classOf(code string) string {
	if len(code) >= 2 && code[:2] >= "10" {
		return "conflict"
	}
	return "cooperation"
}

func classOfCandidate(c *Candidate) string {
	switch {
	case c.Kind == salient.Happening && c.What != "Agreement", c.Kind == salient.Holds, c.Kind == salient.OnRoad, c.Stance == salient.Denies:
		return "conflict"
	case c.Kind == salient.Tie && c.What == "opposes":
		return "conflict"
	}
	return "cooperation"
}

// Sentences of PETRARCH's own tests: how many get the right pair of actors, and the right
// class of action. They are on diplomacy, for which there are hardly any rules: the figures
// and the reasons are for docs/reading.md.
func TestPetrarch(t *testing.T) {
	r, err := New(Options{Places: gazetteer.NewSet(nil, nil), Actors: petrarchActors(t)})
	if err != nil {
		t.Fatal(err)
	}
	var sentences, named, offered, pair, class int
	for _, s := range petrarchSentences(t) {
		sentences++
		day := when.Of(1995, 1, 1)
		got := r.Read(strings.Join(strings.Fields(s.Text), " "), &day)
		both := map[string]bool{}
		for _, a := range got.Actors {
			both[a.Actor] = true
		}
		e := s.Events[0]
		source, target := three(e.Source), three(e.Target)
		if both[source] && both[target] {
			named++
		}
		if len(got.Candidates) > 0 {
			offered++
		}
		pairOK, classOK := false, false
		for i := range got.Candidates {
			c := &got.Candidates[i]
			ok := c.Actor == source && c.Other == target
			pairOK = pairOK || ok
			classOK = classOK || ok && classOfCandidate(c) == classOf(e.Code)
		}
		if pairOK {
			pair++
		}
		if classOK {
			class++
		}
	}
	t.Logf("%d coded sentences: both actors named in %d, a candidate in %d, the right pair in %d, with the right class in %d", sentences, named, offered, pair, class)
}

func three(code string) string {
	if len(code) > 3 {
		return code[:3]
	}
	return code
}
