package salient

// LexiconID names a lexicon.
type LexiconID string

// LexiconType is what a lexicon tells of.
type LexiconType string

const (
	Gazetteer LexiconType = "gazetteer" // names of places
	Patterns  LexiconType = "patterns"  // rules by which claims are found, and words for these
)

// LexiconTypes lists all types.
var LexiconTypes = []LexiconType{Gazetteer, Patterns}

// Lexicon is a file that documents are read with beside what ships: it is kept as an original.
// What follows from it is no part of the ledger.
type Lexicon struct {
	ID          LexiconID
	Name        string
	Type        LexiconType
	Reader      string // what read it when it came in, with its version: "gazetteer/3"
	File        string // its path in a casebook
	SHA256      string // of the original
	Licence     string
	Sensitivity Sensitivity
	Note        string
}

// Lexicon reads a row of kind lexicon.
func (r Row) Lexicon() (Lexicon, error) {
	f := &fields{row: r}
	f.id()
	l := Lexicon{
		ID:          LexiconID(r.ID),
		Name:        f.text("name"),
		Type:        LexiconType(f.need("type", "one of "+join(LexiconTypes))),
		Reader:      f.text("reader"),
		File:        f.need("file", "the file's path in the casebook"),
		SHA256:      f.need("sha256", "the file's SHA-256"),
		Licence:     f.text("licence"),
		Sensitivity: word(f, "sensitivity", Sensitivities),
		Note:        f.text("note"),
	}
	f.sum("sha256")
	word(f, "type", LexiconTypes)
	return l, f.err()
}
