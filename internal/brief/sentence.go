package brief

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
	"github.com/yuin/goldmark/ast"
)

// one reads inline nodes as a single sentence; nothing, if there is no text.
func (p *reader) one(n ast.Node, as mark) []Sentence {
	runs := p.tidy(p.runs(n))
	if len(runs) == 0 {
		return nil
	}
	return []Sentence{p.sentence(runs, as)}
}

// sentences divides inline nodes into sentences. A citation and a mark belong to the
// sentence that they follow or stand in; a mark before the first word belongs to every
// sentence.
func (p *reader) sentences(n ast.Node, as mark) []Sentence {
	runs := p.tidy(p.runs(n))
	for len(runs) > 1 && known(runs[0].mark) {
		as, runs = mark(runs[0].mark), trim(runs[1:])
	}
	var text strings.Builder
	for _, r := range runs {
		text.WriteString(r.width())
	}
	var out []Sentence
	for _, end := range sentenceEnds(text.String()) {
		var head []Run
		head, runs = cut(runs, end)
		if text := trim(head); len(text) > 0 {
			out = append(out, p.sentence(text, as))
		}
	}
	return out
}

// width is the run's text as far as the division into sentences sees it.
func (r Run) width() string {
	if r.Break {
		return " "
	}
	return r.Text
}

// sentenceEnds gives the lengths of the sentences of a text, one after the other (UAX #29,
// but not behind an abbreviation, an initial or a number that begins a list). There is
// always one, and the last takes what follows it.
func sentenceEnds(text string) []int {
	var out []int
	n := 0
	for it := sentences.FromString(text); it.Next(); {
		n += len(it.Value())
		if !abbreviated.MatchString(text[max(0, it.End()-40):it.End()]) {
			out = append(out, n)
			n = 0
		}
	}
	if n > 0 || len(out) == 0 {
		out = append(out, n)
	}
	return out
}

// abbreviated matches a text that seems to end a sentence and doesn't.
var abbreviated = regexp.MustCompile(`(?:^|[\s(“"‘])(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Brig|Capt|Sgt|Adm|Sen|Rep|Gov|Rev|Hon|St|Mt|Jr|Sr|No|Nos|Art|Fig|Vol|Ch|p|pp|para|paras|cf|vs|ca|c|e\.g|i\.e|viz|approx|est|[A-Z]|(?:[A-Z]\.)+[A-Z])\.\s*$`)

// cut divides runs behind n bytes of text. Citations and marks at the border stay with
// what is before it.
func cut(runs []Run, n int) (head, tail []Run) {
	for i, r := range runs {
		w := len(r.width())
		if w > n || w == n && n > 0 && i+1 < len(runs) && runs[i+1].width() != "" {
			return cutRun(runs, i, n)
		}
		n -= w
	}
	return runs, nil
}

// cutRun divides runs n bytes into the run at i. The tail shares memory with runs.
func cutRun(runs []Run, i, n int) (head, tail []Run) {
	r := &runs[i]
	if n >= len(r.Text) {
		return runs[: i+1 : i+1], runs[i+1:]
	}
	if n == 0 {
		return runs[:i:i], runs[i:]
	}
	left := *r
	left.Text = r.Text[:n]
	r.Text, r.at = r.Text[n:], r.at+n
	return append(runs[:i:i], left), runs[i:]
}

// tidy puts citations and marks where they are read: right behind the word or the
// punctuation that they follow, without the space before them; neighbours become one.
func (p *reader) tidy(in []Run) []Run {
	var out []Run
	for i := range in {
		r := in[i]
		if len(r.Cites) == 0 && r.mark == "" {
			if r.Text != "" || r.Break {
				out = append(out, r)
			}
			continue
		}
		out = trimRight(out)
		out = p.pullPunctuation(out, in[i+1:])
		if last := len(out) - 1; last >= 0 && len(r.Cites) > 0 && len(out[last].Cites) > 0 {
			out[last].Cites = append(out[last].Cites, r.Cites...)
			continue
		}
		out = append(out, r)
	}
	return trim(out)
}

// pullPunctuation moves the punctuation that follows a citation before it.
func (p *reader) pullPunctuation(out, rest []Run) []Run {
	for i := range rest {
		next := &rest[i]
		if next.width() == "" {
			continue
		}
		n := len(next.Text) - len(strings.TrimLeft(next.Text, `.,;:!?…)”’"»]؟،؛。`))
		if n > 0 && !next.Break {
			moved := *next
			moved.Text = next.Text[:n]
			next.Text, next.at = next.Text[n:], next.at+n
			if last := len(out) - 1; last >= 0 && (len(out[last].Cites) > 0 || out[last].mark != "") {
				out = append(out[:last], moved, out[last])
			} else {
				out = append(out, moved)
			}
		}
		break
	}
	return out
}

func trimRight(runs []Run) []Run {
	for len(runs) > 0 {
		last := &runs[len(runs)-1]
		if len(last.Cites) > 0 || last.mark != "" {
			return runs
		}
		last.Text = strings.TrimRightFunc(last.Text, unicode.IsSpace)
		if last.Text != "" {
			return runs
		}
		runs = runs[:len(runs)-1]
	}
	return runs
}

func trim(runs []Run) []Run {
	for len(runs) > 0 && len(runs[0].Cites) == 0 && runs[0].mark == "" {
		first := &runs[0]
		t := strings.TrimLeftFunc(first.Text, unicode.IsSpace)
		first.at += len(first.Text) - len(t)
		first.Text = t
		if t != "" {
			break
		}
		runs = runs[1:]
	}
	return trimRight(runs)
}

// sentence makes a sentence of its runs, and takes the marks out of them.
func (p *reader) sentence(runs []Run, as mark) Sentence {
	s := Sentence{At: p.pos(runs[0].at)}
	for _, r := range runs {
		switch {
		case r.mark == "":
			s.Runs = append(s.Runs, r)
		case known(r.mark):
			as = mark(r.mark)
		default:
			p.fail(p.pos(r.at), "B042", "the mark {.%s} isn't known; there are {.analysis} and {.background}", r.mark)
		}
	}
	s.Analysis, s.Background = as == ourAnalysis, as == background
	return s
}

func known(class string) bool { return mark(class) == ourAnalysis || mark(class) == background }

// capital writes the first letter large.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
