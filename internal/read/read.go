package read

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/gazetteer"
	"github.com/salient-osint/salient/when"
)

// Options say what a Reader knows. Its zero value knows nothing but the rules and words that
// ship with the program.
type Options struct {
	Places  *gazetteer.Set // names of places; nil: none
	Case    []salient.Place
	Actors  []salient.Actor
	Sides   []salient.ActorID
	Country string     // the country in which the case plays, in English
	Home    *geo.Point // the middle of the case; nil if there is none
	Rules   []Rules    // pattern files beside those that ship

	// Closed are those of Places' gazetteers whose places aren't named to a language model.
	Closed []*gazetteer.Gazetteer
	Rank   *Model // how candidates are scored; nil: the model that ships
}

// Rules is a pattern file of the user's.
type Rules struct{ File, Text string }

// RulesVersion names how pattern files are read.
const RulesVersion = "patterns/1"

// Count is how many rules a pattern file has, and how many words for lists. What is wrong with the
// file comes back as joined salient.Faults.
func (r Rules) Count() (rules, words int, err error) {
	known, err := readLexicon()
	if err != nil {
		return 0, 0, err
	}
	p, err := parsePattern(r.File, r.Text, known)
	for _, l := range p.words {
		words += len(l.words)
	}
	return len(p.rules), words, err
}

// Reader reads documents. Make one with New. It isn't safe for concurrent use, for it
// remembers words.
type Reader struct {
	naming   *naming
	parties  *parties
	calendar *calendar
	grammar  *grammar
	rules    *book
	speech   *speech
	sectors  map[string]map[string]*gazetteer.Place // by the town's id and "north", "centre" …
	around   map[string]*gazetteer.Place            // by the town's id: the district around it
	lexer    gazetteer.Lexer

	abbreviated abbreviations
	model       *Model

	known, ownPlaces       map[string]bool // ids of the case's actors, and places
	closed                 map[string]bool // ids of the case's places and actors that aren't open
	closedGazetteers       []*gazetteer.Gazetteer
	openPlaces, openActors []named // the others, by id
}

// New makes a Reader. An error is of the user's pattern files, and a salient.ErrInvalid.
func New(o Options) (*Reader, error) {
	if o.Places == nil {
		o.Places = gazetteer.NewSet(nil, nil)
	}
	r := &Reader{model: o.Rank, known: map[string]bool{}, ownPlaces: map[string]bool{}}
	rules, words, err := newBook(o.Rules)
	if err != nil {
		return nil, err
	}
	r.rules, r.abbreviated = rules, abbreviationsOf(words)
	r.naming, r.calendar = newNaming(words, o.Places, o.Home), newCalendar(words)
	if r.parties, err = newParties(words, o.Actors, o.Sides, o.Country); err != nil {
		return nil, err
	}
	if r.grammar, err = newGrammar(words); err != nil {
		return nil, err
	}
	r.speech = newSpeech(words, r.grammar.lemmas)
	r.rules.index(r.grammar.lemmas)
	if r.model == nil {
		if r.model, err = Seed(); err != nil {
			return nil, err
		}
	}
	r.knowGround(o)
	r.knowOpen(o)
	return r, nil
}

// knowGround notes the parts of the case's towns, and the districts around them.
func (r *Reader) knowGround(o Options) {
	r.sectors, r.around = map[string]map[string]*gazetteer.Place{}, map[string]*gazetteer.Place{}
	for _, p := range o.Case {
		place, ok := o.Places.Place(string(p.ID))
		if !ok {
			continue
		}
		if dir := r.direction(p); dir != "" {
			if r.sectors[place.Parent] == nil {
				r.sectors[place.Parent] = map[string]*gazetteer.Place{}
			}
			if r.sectors[place.Parent][dir] == nil {
				r.sectors[place.Parent][dir] = place
			}
		}
		if parent, ok := o.Places.Place(place.Parent); ok && parent.Kind == gazetteer.District {
			r.around[place.ID] = parent
		}
	}
}

// direction tells which part of a town a place is: the direction in the name of a sector;
// "old" for an old town.
func (r *Reader) direction(p salient.Place) string {
	words := gazetteer.Words(p.Name)
	for i, w := range words {
		if p.Kind == "sector" {
			if dir := r.grammar.direction(w.Fold); dir != "" {
				return dir
			}
			if r.grammar.has(w.Fold, centre) {
				return "centre"
			}
		}
		if r.grammar.has(w.Fold, oldTown) && i+1 < len(words) && r.grammar.has(words[i+1].Fold, town) {
			return "old"
		}
	}
	return ""
}

// Result is what was read in a document, as `salient read --json` prints it. Offsets are
// Unicode code points of the text.
type Result struct {
	SHA256     string      `json:"sha256"`
	Language   string      `json:"language"`
	TextChars  int         `json:"text_chars"`
	Toponyms   []Toponym   `json:"toponyms"`
	Actors     []Actor     `json:"actors"`
	Dates      []Date      `json:"dates"`
	Candidates []Candidate `json:"candidates"`
	Model      *Hearing    `json:"model,omitempty"`   // what a language model was asked; nil: none was
	Scoring    *Scoring    `json:"scoring,omitempty"` // what scored the candidates, where a case was asked; nil: the seed
}

// Span is a stretch of the text.
type Span struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// Toponym is a name of a place, and what it is taken to mean. Score is the probability among
// the places of that name; lon and lat are absent where the place has no point.
type Toponym struct {
	Span
	Place        string        `json:"place"`
	Lon          *float64      `json:"lon,omitempty"`
	Lat          *float64      `json:"lat,omitempty"`
	Score        float64       `json:"score"`
	Alternatives []Alternative `json:"alternatives"`
}

// Alternative is another place that a name may mean.
type Alternative struct {
	Place string   `json:"place"`
	Lon   *float64 `json:"lon,omitempty"`
	Lat   *float64 `json:"lat,omitempty"`
	Score float64  `json:"score"`
}

// Actor is a name of a party: Actor is the case's id, else the name itself.
type Actor struct {
	Span
	Actor string `json:"actor"`
}

// Date is a date in the text, as EDTF, with its first and last day.
type Date struct {
	Span
	EDTF     string   `json:"edtf"`
	Earliest when.Day `json:"earliest"`
	Latest   when.Day `json:"latest"`
}

// Read reads a document that was published on a day, nil if that isn't known.
func (r *Reader) Read(text string, published *when.Day) Result {
	_, result := r.read(text, published)
	return result
}

func (r *Reader) read(text string, published *when.Day) (*document, Result) {
	sum := sha256.Sum256([]byte(text))
	d := r.open(text, published)
	d.names()
	d.claims()
	return d, Result{
		SHA256: hex.EncodeToString(sum[:]), Language: languageOf(text), TextChars: d.runes.at(len(text)),
		Toponyms: d.toponymsOut(), Actors: d.actorsOut(), Dates: d.datesOut(), Candidates: d.candidates,
	}
}

// runes counts code points: at(b) of increasing b costs the text once.
type runes struct {
	text  string
	marks []int // code points before every 256th byte
}

func newRunes(text string) *runes {
	c := &runes{text: text}
	n := 0
	for i := range len(text) {
		if i%256 == 0 {
			c.marks = append(c.marks, n)
		}
		if utf8.RuneStart(text[i]) {
			n++
		}
	}
	return c
}

// at is the number of code points before byte b.
func (c *runes) at(b int) int {
	if len(c.marks) == 0 {
		return 0
	}
	k := min(b/256, len(c.marks)-1)
	n := c.marks[k]
	for i := k * 256; i < b; i++ {
		if utf8.RuneStart(c.text[i]) {
			n++
		}
	}
	return n
}

// languageOf guesses by script and the letters that only one of its languages has: en, ar, fa,
// ru, uk; "" if there are no letters.
func languageOf(text string) string {
	var latin, arabic, persian, cyrillic, ukrainian, russian int
	for i, r := range text {
		if i > 20_000 {
			break
		}
		switch {
		case strings.ContainsRune("پچژگ", r):
			persian++
		case r >= 0x600 && r < 0x700:
			arabic++
		case strings.ContainsRune("іїєґ", r):
			ukrainian++
		case strings.ContainsRune("ыэёъ", r):
			russian++
		case r >= 0x400 && r < 0x500:
			cyrillic++
		case unicode.Is(unicode.Latin, r):
			latin++
		}
	}
	switch most := max(latin, arabic, cyrillic); {
	case most == 0:
		return ""
	case most == latin:
		return "en"
	case most == arabic && persian*50 > arabic:
		return "fa"
	case most == arabic:
		return "ar"
	case ukrainian > russian:
		return "uk"
	}
	return "ru"
}
