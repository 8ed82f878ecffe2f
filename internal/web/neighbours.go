package web

import (
	"strings"
	"unicode"
)

// amid is a passage of a text with the sentence before it and the one behind it. Where these
// end is guessed from full stops and paragraphs: they are shown, and nothing is computed of them.
// start and end count code points; a passage that the text doesn't have is the zero passage.
func amid(text string, start, end int) passage {
	all := []rune(text)
	if start < 0 || end > len(all) || start >= end {
		return passage{}
	}
	return passage{
		Held: true, Quote: oneLine(all[start:end]),
		Before: oneLine(all[sentenceFrom(all, start):start]), After: oneLine(all[end:sentenceTo(all, end)]),
	}
}

// oneLine is a stretch of text without the breaks of its lines.
func oneLine(text []rune) string {
	return strings.Join(strings.FieldsFunc(string(text), func(r rune) bool { return unicode.IsSpace(r) || r == '\f' }), " ")
}

// sentenceFrom is where the sentence before a place in a text begins, at most around letters off.
func sentenceFrom(text []rune, at int) int {
	least := max(0, at-around)
	i := at
	for i > least && !isLetter(text[i-1]) { // its full stop, and what parts it from the passage
		i--
	}
	for i > least && !endsSentence(text, i-1) {
		i--
	}
	if i == least && least > 0 { // too long: whole words of it
		for i < at && !unicode.IsSpace(text[i]) {
			i++
		}
	}
	return i
}

// sentenceTo is where the sentence behind a place in a text ends, at most around letters off.
func sentenceTo(text []rune, at int) int {
	most := min(len(text), at+around)
	i := at
	for i < most && !isLetter(text[i]) {
		i++
	}
	for i < most && !endsSentence(text, i) {
		i++
	}
	if i < most {
		return i + 1
	}
	for i < len(text) && i > at && !unicode.IsSpace(text[i-1]) {
		i--
	}
	return i
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// endsSentence reports whether a sentence ends at a letter: a full stop before a space, or the
// end of a paragraph.
func endsSentence(text []rune, i int) bool {
	switch text[i] {
	case '\n', '\f':
		return i+1 < len(text) && (text[i] == '\f' || text[i+1] == '\n') || i > 0 && text[i-1] == '\n'
	case '.', '!', '?', '؟', '۔', '…':
		return i+1 == len(text) || unicode.IsSpace(text[i+1])
	}
	return false
}
