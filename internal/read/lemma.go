package read

import "strings"

// form is what an inflected form of a word may be.
type form byte

const (
	base form = 1 << iota
	past
	participle
	ing
)

// lemmas finds the base form of a word. Only words that rules and lexicons use are known.
type lemmas struct {
	of        map[string][]inflected
	irregular map[string][3]string // past, participle, and the form in -ing where it is irregular, too
}

type inflected struct {
	base string
	form form
}

func newLemmas() (*lemmas, error) {
	b, err := lexiconFiles.ReadFile("lexicon/verbs.txt")
	if err != nil {
		return nil, err
	}
	l := &lemmas{map[string][]inflected{}, map[string][3]string{}}
	for _, line := range strings.Split(string(b), "\n") {
		line, _, _ = strings.Cut(line, "#")
		if f := append(strings.Fields(line), ""); len(f) > 3 {
			l.irregular[f[0]] = [3]string(f[1:4])
		}
	}
	return l, nil
}

// learn adds all forms of a word, as verb and as noun.
func (l *lemmas) learn(word string) {
	for _, i := range l.of[word] {
		if i.base == word {
			return
		}
	}
	put := func(s string, f form) { l.put(s, word, f) }
	put(word, base)
	stem, y := strings.TrimSuffix(word, "e"), strings.TrimSuffix(word, "y")
	consonant := len(word) > 2 && y != word && !strings.ContainsRune("aeiou", rune(word[len(word)-2]))
	switch {
	case consonant:
		put(y+"ies", base)
	case strings.HasSuffix(word, "s") || strings.HasSuffix(word, "x") || strings.HasSuffix(word, "sh") || strings.HasSuffix(word, "ch"):
		put(word+"es", base)
	default:
		put(word+"s", base)
	}
	forms, isOdd := l.irregular[word]
	switch {
	case isOdd:
		put(forms[0], past)
		put(forms[1], participle)
		if double := forms[0]; strings.HasSuffix(double, "ed") && double != stem+"ed" && double != word+"ed" {
			put(strings.TrimSuffix(double, "ed")+"ing", ing)
		}
	case consonant:
		put(y+"ied", past|participle)
	default:
		put(stem+"ed", past|participle)
	}
	put(stem+"ing", ing)
	if forms[2] != "" {
		put(forms[2], ing)
	}
	odd(word, put)
}

func (l *lemmas) put(s, word string, f form) {
	for k, i := range l.of[s] {
		if i.base == word {
			l.of[s][k].form |= f
			return
		}
	}
	l.of[s] = append(l.of[s], inflected{word, f})
}

// odd adds the forms of the three verbs that have more than others.
func odd(word string, put func(string, form)) {
	switch word {
	case "be":
		for _, s := range []string{"am", "is", "are"} {
			put(s, base)
		}
		put("were", past)
	case "have":
		put("has", base)
	case "do":
		put("does", base)
	}
}

// is reports whether a folded word is a form of a base, and which.
func (l *lemmas) is(fold, word string) (form, bool) {
	if exact, ok := strings.CutPrefix(word, "="); ok {
		return base | participle, fold == exact
	}
	if stem, ok := strings.CutSuffix(word, "*"); ok {
		return past, strings.HasPrefix(fold, stem)
	}
	for _, i := range l.of[fold] {
		if i.base == word {
			return i.form, true
		}
	}
	return 0, fold == word
}

// verbal reports whether a word can be the past tense or a participle of a known verb.
func (l *lemmas) verbal(fold string) bool {
	for _, i := range l.of[fold] {
		if i.form&(past|participle) != 0 {
			return true
		}
	}
	return false
}
