package web

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestAmid(t *testing.T) {
	const text = "Far off. The army came\nfrom 3.5 km away. Rebels left Hilltop. Nobody stayed.\n\nA new part"
	for _, tt := range []struct{ quote, before, after string }{
		{"Rebels left Hilltop.", "The army came from 3.5 km away.", "Nobody stayed."},
		{"Far off.", "", "The army came from 3.5 km away."},
		{"Nobody stayed.", "Rebels left Hilltop.", "A new part"},
		{"A new part", "Nobody stayed.", ""},
	} {
		start := utf8.RuneCountInString(text[:strings.Index(text, tt.quote)])
		p := amid(text, start, start+utf8.RuneCountInString(tt.quote))
		if !p.Held || p.Quote != tt.quote || p.Before != tt.before || p.After != tt.after {
			t.Errorf("amid(%q) = %q, %q, %q; want %q, %q", tt.quote, p.Before, p.Quote, p.After, tt.before, tt.after)
		}
	}
	if p := amid(text, 5, 4000); p.Held {
		t.Errorf("a passage behind the end is held: %+v", p)
	}
}

// Whatever the text, a passage is cut out as it is, and what stands around it is of the text.
func FuzzAmid(f *testing.F) {
	f.Add("One. Two. Three.", 5, 9)
	f.Add(strings.Repeat("long ", 200), 400, 500)
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		p := amid(text, start, end)
		all := []rune(text)
		if p.Held != (start >= 0 && start < end && end <= len(all)) {
			t.Fatalf("held is %v for %d to %d of %d", p.Held, start, end, len(all))
		}
		if p.Held && (!strings.HasSuffix(oneLine(all[:start]), p.Before) || !strings.HasPrefix(oneLine(all[end:]), p.After)) {
			t.Fatalf("%q and %q don't stand around %q", p.Before, p.After, p.Quote)
		}
	})
}
