package web

import (
	"regexp"
	"slices"
	"strings"
)

// difference is how one text became another, line by line.
type difference []diffLine

// diffLine is a line of a difference, or a run of lines left out because both texts share them.
type diffLine struct {
	Op       string // same, old, new, or gap
	Old, New int    // numbers of the line, from 1; 0 where the text doesn't have it
	Words    []diffWord
	Skipped  int // of a gap: how many lines
}

// diffWord is a piece of a line; Changed if the other text's line doesn't have it.
type diffWord struct {
	Text    string
	Changed bool
}

// kept is how many shared lines are shown on each side of a change.
const kept = 2

// differ compares two texts by lines, and lines that were mended by words.
func differ(old, now string) difference {
	a, b := linesOf(old), linesOf(now)
	var out difference
	steps := edits(a, b)
	for i := 0; i < len(steps); i++ {
		s := steps[i]
		switch {
		case s.op == '=':
			out = append(out, sharedLines(a, s, i == 0, i == len(steps)-1)...)
		case s.op == '-' && i+1 < len(steps) && steps[i+1].op == '+':
			out = append(out, mendedLines(a, b, s, steps[i+1])...)
			i++
		default:
			out = append(out, mendedLines(a, b, s, edit{a0: s.a1, a1: s.a1, b0: s.b0, b1: s.b1})...)
		}
	}
	return out
}

func linesOf(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(s, "\n"), "\n")
}

// sharedLines shows the ends of a run that both texts have, and says how much lies between.
func sharedLines(a []string, s edit, first, last bool) (out difference) {
	head, tail := min(kept, s.a1-s.a0), min(kept, s.a1-s.a0)
	if first {
		head = 0
	}
	if last {
		tail = 0
	}
	if n := s.a1 - s.a0; head+tail >= n {
		head, tail = n, 0
	}
	line := func(i int) {
		out = append(out, diffLine{"same", i + 1, i - s.a0 + s.b0 + 1, []diffWord{{Text: a[i]}}, 0})
	}
	for i := s.a0; i < s.a0+head; i++ {
		line(i)
	}
	if left := s.a1 - s.a0 - head - tail; left > 0 {
		out = append(out, diffLine{Op: "gap", Skipped: left})
	}
	for i := s.a1 - tail; i < s.a1; i++ {
		line(i)
	}
	return out
}

// mendedLines shows lines that went and lines that came; the first that went is compared with
// the first that came, and so on.
func mendedLines(a, b []string, gone, came edit) (out difference) {
	var news difference
	for i := range max(gone.a1-gone.a0, came.b1-came.b0) {
		var before, after []diffWord
		x, y := gone.a0+i, came.b0+i
		switch {
		case x < gone.a1 && y < came.b1:
			before, after = wordsApart(a[x], b[y])
		case x < gone.a1:
			before = []diffWord{{a[x], true}}
		default:
			after = []diffWord{{b[y], true}}
		}
		if x < gone.a1 {
			out = append(out, diffLine{Op: "old", Old: x + 1, Words: before})
		}
		if y < came.b1 {
			news = append(news, diffLine{Op: "new", New: y + 1, Words: after})
		}
	}
	return append(out, news...)
}

var wordOrSpace = regexp.MustCompile(`\s+|\S+`)

// wordsApart marks which words of two lines the other doesn't have. Lines that share less than
// a third are different lines, and are marked whole.
func wordsApart(old, now string) (before, after []diffWord) {
	a, b := wordOrSpace.FindAllString(old, -1), wordOrSpace.FindAllString(now, -1)
	steps := edits(a, b)
	same := 0
	for _, s := range steps {
		if s.op == '=' {
			same += s.a1 - s.a0
		}
	}
	if 3*same < max(len(a), len(b)) {
		return []diffWord{{old, true}}, []diffWord{{now, true}}
	}
	for _, s := range steps {
		if s.a1 > s.a0 {
			before = append(before, diffWord{strings.Join(a[s.a0:s.a1], ""), s.op != '='})
		}
		if s.b1 > s.b0 {
			after = append(after, diffWord{strings.Join(b[s.b0:s.b1], ""), s.op != '='})
		}
	}
	return before, after
}

// edit is a run of tokens that both texts have ('='), that went ('-') or that came ('+'):
// those from a0 to before a1 of the old text, from b0 to before b1 of the new.
type edit struct {
	op             byte
	a0, a1, b0, b1 int
}

// mostEdits bounds what edits may cost: texts further apart are told as one replaced whole.
const mostEdits = 1500

// edits finds the shortest way from a to b (E. W. Myers, An O(ND) difference algorithm and its
// variations, Algorithmica 1, 1986). What went comes before what came in its place.
func edits(a, b []string) []edit {
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var ops []byte
	ops = append(ops, slices.Repeat([]byte{'='}, head)...)
	ops = append(ops, shortest(a[head:len(a)-tail], b[head:len(b)-tail])...)
	ops = append(ops, slices.Repeat([]byte{'='}, tail)...)
	return runsOf(ops)
}

// shortest is the way as one letter for each token.
func shortest(a, b []string) []byte {
	n, m := len(a), len(b)
	reach := make([]int, 2*(n+m)+3) // furthest token of a by diagonal
	at := func(k int) *int { return &reach[k+n+m+1] }
	var trace [][]int
	for d := 0; d <= min(n+m, mostEdits); d++ {
		for k := -d; k <= d; k += 2 {
			x := *at(k - 1) + 1
			if k == -d || k != d && *at(k - 1) < *at(k + 1) {
				x = *at(k + 1)
			}
			if d == 0 {
				x = 0
			}
			for x < n && x-k < m && x-k >= 0 && a[x] == b[x-k] {
				x++
			}
			*at(k) = x
			if x >= n && x-k >= m {
				return wayBack(trace, n, m, d)
			}
		}
		trace = append(trace, slices.Clone(reach[n+m+1-d:n+m+2+d]))
	}
	return append(slices.Repeat([]byte{'-'}, n), slices.Repeat([]byte{'+'}, m)...)
}

// wayBack reads the way from its end; trace[d] holds the reach of the diagonals -d to d.
func wayBack(trace [][]int, x, y, d int) []byte {
	var out []byte
	for ; d > 0; d-- {
		k := x - y
		was := func(k int) int {
			if i := k + d - 1; i >= 0 && i < len(trace[d-1]) {
				return trace[d-1][i]
			}
			return -1
		}
		down := k == -d || k != d && was(k-1) < was(k+1)
		px, op := was(k-1), byte('-')
		start := px + 1
		if down {
			px, op = was(k+1), '+'
			start = px
		}
		for ; x > start; x, y = x-1, y-1 {
			out = append(out, '=')
		}
		out = append(out, op)
		if down {
			y--
		} else {
			x--
		}
	}
	for ; x > 0; x-- {
		out = append(out, '=')
	}
	slices.Reverse(out)
	return out
}

// runsOf gathers letters to runs. Between two shared runs, what went is put before what came.
func runsOf(ops []byte) []edit {
	var out []edit
	x, y := 0, 0
	for i := 0; i < len(ops); {
		same, gone, came := 0, 0, 0
		for ; i < len(ops) && ops[i] == '='; i++ {
			same++
		}
		for ; i < len(ops) && ops[i] != '='; i++ {
			if ops[i] == '-' {
				gone++
			} else {
				came++
			}
		}
		for _, run := range []struct {
			op   byte
			a, b int
		}{{'=', same, same}, {'-', gone, 0}, {'+', 0, came}} {
			if run.a+run.b > 0 {
				out = append(out, edit{run.op, x, x + run.a, y, y + run.b})
			}
			x, y = x+run.a, y+run.b
		}
	}
	return out
}
