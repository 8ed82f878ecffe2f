package read

import (
	"embed"
	"errors"
	"io/fs"
	"slices"
	"strings"
)

//go:embed rules/*.rules
var ruleFiles embed.FS

// book is all rules, by the words that their phrases begin with.
type book struct {
	rules  []rule
	byWord map[string][]entry // by a form of the anchor's first word

	byStem     []stemmed
	takesPlace wordSet // words whose object is a place: "captured"
}

type entry struct{ rule, phrase int }

// stemmed is a phrase that begins with any word of a stem.
type stemmed struct {
	stem string
	entry
}

// plainWord reports whether a word is Latin: only of these are forms made.
func plainWord(s string) bool { return s != "" && s[0] < 0x80 }

// newBook reads the rules that ship and the user's, which come first. words are those that ship,
// then those that the rules' files add to them.
func newBook(own []Rules) (b *book, words lexicon, err error) {
	shipped, err := shippedRules()
	if err != nil {
		return nil, nil, err
	}
	words, err = readLexicon()
	if err != nil {
		return nil, nil, err
	}
	b = &book{byWord: map[string][]entry{}}
	known := words
	var errs []error
	for _, r := range slices.Concat(own, shipped) {
		p, err := parsePattern(r.File, r.Text, known)
		errs = append(errs, err)
		b.rules = append(b.rules, p.rules...)
		words = append(words, p.words...)
	}
	return b, words, errors.Join(errs...)
}

// shippedRules are the pattern files that ship, by name.
func shippedRules() ([]Rules, error) {
	names, err := fs.Glob(ruleFiles, "rules/*.rules")
	if err != nil {
		return nil, err
	}
	var out []Rules
	for _, name := range names {
		text, err := fs.ReadFile(ruleFiles, name)
		if err != nil {
			return nil, err
		}
		out = append(out, Rules{name, string(text)})
	}
	return out, nil
}

// index teaches the forms of all words of the rules, and notes where phrases begin.
func (b *book) index(l *lemmas) {
	b.takesPlace = wordSet{}
	for _, r := range b.rules {
		for _, p := range r.phrases {
			for _, e := range p.elements {
				for _, row := range e.words {
					for _, w := range row {
						if !strings.HasPrefix(w, "=") && !strings.HasSuffix(w, "*") && plainWord(w) {
							l.learn(w)
						}
					}
				}
			}
		}
	}
	for word, forms := range l.of {
		for _, f := range forms {
			if b.objectIsPlace(f.base) || b.objectIsPlace("="+word) {
				b.takesPlace[word] = true
			}
		}
	}
	for i, r := range b.rules {
		for k, p := range r.phrases {
			seen := map[string]bool{}
			for _, row := range p.elements[p.anchor].words {
				w := strings.TrimPrefix(row[0], "=")
				if seen[w] {
					continue
				}
				seen[w] = true
				if stem, ok := strings.CutSuffix(w, "*"); ok {
					b.byStem = append(b.byStem, stemmed{stem, entry{i, k}})
					continue
				}
				b.byWord[w] = append(b.byWord[w], entry{i, k})
			}
		}
	}
}

// objectIsPlace reports whether a rule of one word wants a place for its object.
func (b *book) objectIsPlace(word string) bool {
	for _, r := range b.rules {
		for _, p := range r.phrases {
			if len(p.elements) != 1 || !slices.ContainsFunc(p.elements[0].words, func(row []string) bool { return len(row) == 1 && row[0] == word }) {
				continue
			}
			for _, s := range p.slots {
				if s.name == "place" && (s.fillers[0] == "object" || s.fillers[0] == "direct") {
					return true
				}
			}
		}
	}
	return false
}

// matched is a phrase found in a sentence.
type matched struct {
	rule     *rule
	phrase   *phrase
	from, to int                 // units
	verb     int                 // the unit of the anchor's first word
	form     form                // of that word
	slots    map[string]*mention // that the phrase itself names
}

// match finds all phrases that begin at a unit.
func (b *book) match(g *grammar, units []unit, at int) []matched {
	u := &units[at]
	if u.m != nil {
		return nil
	}
	var out []matched
	one := func(e entry, f form) {
		r := &b.rules[e.rule]
		p := &r.phrases[e.phrase]
		m := matched{rule: r, phrase: p, from: at - p.anchor, verb: at, form: f}
		if m.from < 0 {
			return
		}
		if to, ok := m.step(g, units, m.from, p.elements); ok {
			m.to = to
			out = append(out, m)
		}
	}
	try := func(word string, f form) {
		for _, e := range b.byWord[word] {
			one(e, f)
		}
	}
	if !plainWord(u.fold) {
		for _, s := range b.byStem {
			if strings.HasPrefix(u.fold, s.stem) {
				one(s.entry, past)
			}
		}
	}
	known := false
	for _, f := range g.lemmas.of[u.fold] {
		try(f.base, f.form)
		known = known || f.base == u.fold
	}
	if !known {
		try(u.fold, participle) // a word that a rule asks for exactly
	}
	return out
}

// step matches elements from a unit on, and returns where they end.
func (m *matched) step(g *grammar, units []unit, i int, rest []element) (to int, ok bool) {
	if len(rest) == 0 {
		return i, true
	}
	e := &rest[0]
	if e.gap > 0 {
		for skip := 0; skip <= e.gap && i+skip <= len(units); skip++ {
			if skip > 0 && units[i+skip-1].hard {
				break
			}
			if to, ok := m.step(g, units, i+skip, rest[1:]); ok {
				return to, true
			}
		}
		return 0, false
	}
	for _, n := range m.one(g, units, i, e) {
		if to, ok := m.step(g, units, i+n, rest[1:]); ok {
			return to, true
		}
	}
	if e.optional {
		return m.step(g, units, i, rest[1:])
	}
	return 0, false
}

// one lists how many units an element may take at a unit.
func (m *matched) one(g *grammar, units []unit, i int, e *element) []int {
	if i >= len(units) {
		return nil
	}
	if e.slot != "" {
		want := map[string]sort{"place": aPlace, "to": aPlace, "date": aDate}[e.slot]
		if e.slot == "actor" || e.slot == "other" {
			want = aParty
		}
		if mm := units[i].m; mm != nil && mm.sort == want && e.slot != "number" {
			if m.slots == nil {
				m.slots = map[string]*mention{}
			}
			m.slots[e.slot] = mm
			return []int{1}
		}
		if e.slot == "number" && units[i].m == nil && g.numbers.count(units[i].fold) > 0 {
			return []int{1}
		}
		return nil
	}
	var out []int
	for _, row := range e.words {
		if n := len(row); i+n <= len(units) && rowAt(g, units[i:i+n], row) {
			out = append(out, n)
		}
	}
	return out
}

func rowAt(g *grammar, units []unit, row []string) bool {
	for k, w := range row {
		if units[k].m != nil || k > 0 && units[k].hard {
			return false
		}
		if _, ok := g.lemmas.is(units[k].fold, w); !ok {
			return false
		}
	}
	return true
}
