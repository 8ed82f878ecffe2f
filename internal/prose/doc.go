// Package prose reads what a sentence names: places, actors and sources of a case in all their
// spellings, days, numbers, shares, and the words of lists that analysts keep. It decides
// nothing: what follows from a name or a number is internal/brief's business.
//
// Offsets are bytes of the text that was read. Words are compared folded: in small letters,
// without accents, vowel signs and apostrophes. Days and numbers in words are read in English;
// digits, names and lists in every language. The lists are text files in words/, one phrase a
// line, which a case's setting words.LIST.LANGUAGE extends (see Phrases).
//
// Everything is a pure function of its arguments.
package prose
