// Package read finds in a text the names of places and parties, the dates, and the claims that
// it seems to make: who is said to hold, attack, move, belong to what; who says so, since when,
// how surely, with what evidence. What it offers are candidates, for a person to accept.
//
// Words are data, too: lists under labels (lexicon/, lexicon.go), to which a pattern file may add.
//
// A Reader reads document after document. It goes sentence by sentence (text.go); names of
// places are found and resolved for a whole document together (toponym.go, resolve.go, over
// internal/gazetteer), parties by name, role, people or form (mention.go), dates against the
// document's day and the narrative's last date (date.go). Then pattern files (rules/) are
// matched against each sentence (rule.go, book.go), their parts are filled by a shallow grammar
// (grammar.go) that knows classes of words (class.go), and what surrounds them is read: speakers and denials (speech.go, said.go),
// tense and time (tense.go), shares (shares.go). candidate.go puts it together; rank.go scores
// it with a model that learns from decisions (decide.go).
//
// Beside the rules a language model may be asked. An Inquiry writes the questions (inquiry.go)
// and checks the answers (answer.go); who carries them to and fro isn't this package's business.
//
// Offsets are Unicode code points of the text. The same text, options and order of documents
// give the same result. There is no I/O and no clock. Method, figures and limits are told in
// docs/reading.md.
package read
