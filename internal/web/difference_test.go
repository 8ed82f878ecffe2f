package web

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestEditsLeadFromOneTextToTheOther compares with the table of longest common subsequences.
func TestEditsLeadFromOneTextToTheOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		token := rapid.SampledFrom([]string{"a", "b", "c"})
		a, b := rapid.SliceOfN(token, 0, 14).Draw(t, "a"), rapid.SliceOfN(token, 0, 14).Draw(t, "b")
		x, y, same := 0, 0, 0
		for _, s := range edits(a, b) {
			if s.a0 != x || s.b0 != y {
				t.Fatalf("edits(%v, %v): a run begins at %d, %d; want %d, %d", a, b, s.a0, s.b0, x, y)
			}
			if s.op == '=' {
				if !slices.Equal(a[s.a0:s.a1], b[s.b0:s.b1]) {
					t.Fatalf("edits(%v, %v): %v isn't shared", a, b, s)
				}
				same += s.a1 - s.a0
			}
			x, y = s.a1, s.b1
		}
		if x != len(a) || y != len(b) {
			t.Fatalf("edits(%v, %v) end at %d, %d; want %d, %d", a, b, x, y, len(a), len(b))
		}
		if want := commonLength(a, b); same != want {
			t.Fatalf("edits(%v, %v) keep %d tokens, want %d", a, b, same, want)
		}
	})
}

func commonLength(a, b []string) int {
	table := make([][]int, len(a)+1)
	for i := range table {
		table[i] = make([]int, len(b)+1)
	}
	for i := range a {
		for j := range b {
			if table[i+1][j+1] = max(table[i][j+1], table[i+1][j]); a[i] == b[j] {
				table[i+1][j+1] = table[i][j] + 1
			}
		}
	}
	return table[len(a)][len(b)]
}

// TestADifferenceHoldsBothTexts puts the lines of a difference together again.
func TestADifferenceHoldsBothTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.SampledFrom([]string{"", "one two three", "one two four", "سقطت المدينة", "x", "one  two three"})
		old, now := rapid.SliceOfN(line, 0, 12).Draw(t, "old"), rapid.SliceOfN(line, 0, 12).Draw(t, "new")
		olds, news, skipped := 0, 0, 0
		for _, l := range differ(strings.Join(old, "\n"), strings.Join(now, "\n")) {
			text := ""
			for _, w := range l.Words {
				text += w.Text
			}
			if l.Old > 0 {
				olds++
				if old[l.Old-1] != text {
					t.Fatalf("line %d of the old text is %q, want %q", l.Old, text, old[l.Old-1])
				}
			}
			if l.New > 0 {
				news++
				if now[l.New-1] != text {
					t.Fatalf("line %d of the new text is %q, want %q", l.New, text, now[l.New-1])
				}
			}
			skipped += l.Skipped
		}
		if want := len(linesOf(strings.Join(old, "\n"))); olds+skipped != want {
			t.Fatalf("a difference shows %d and skips %d lines of the old text, want %d in all", olds, skipped, want)
		}
		if want := len(linesOf(strings.Join(now, "\n"))); news+skipped != want {
			t.Fatalf("a difference shows %d and skips %d lines of the new text, want %d in all", news, skipped, want)
		}
	})
}

func TestTextsFarApartAreToldAsReplaced(t *testing.T) {
	a, b := slices.Repeat([]string{"a"}, 5000), slices.Repeat([]string{"b"}, 5000)
	got := edits(a, b)
	if want := []edit{{'-', 0, 5000, 0, 0}, {'+', 5000, 5000, 0, 5000}}; !slices.Equal(got, want) {
		t.Errorf("edits of texts without a common line = %v, want %v", got, want)
	}
}
