package read

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/gazetteer"
)

// naming is what a Reader knows about how places are named.
type naming struct {
	places  *gazetteer.Set
	home    *geo.Point // where the case plays; nil if there is none
	common  wordSet
	titles  wordSet
	before  wordSet
	behind  wordSet
	within  wordSet // what is no town of its own: "Mazraa district"
	inPlace wordSet // before the name of a place: "in"
	ground  wordSet // what a place may be called: "the village of Beden"

	regions   wordSet // behind the name of a region: "Aleppo Governorate"
	site      wordSet // behind the name of a town, what is called after it: "Aleppo airport"
	siteWords wordSet // these, and what may stand between: "Aleppo international airport"
}

func newNaming(words lexicon, places *gazetteer.Set, home *geo.Point) *naming {
	n := &naming{
		places: places, home: home, common: words.set("common"), titles: words.set("titles"),
		before: words.set("before"), behind: words.set("behind"), within: words.set("within"), ground: words.set("ground"), inPlace: words.set("in-place"),
		regions: words.set("regions"), site: words.set("site"), siteWords: words.set("of-site"),
	}
	maps.Copy(n.siteWords, n.site)
	return n
}

// toponym is a place's name in a sentence.
type toponym struct {
	sentence int
	from, to int // words of the sentence
	name     string
	options  []option
	own      int // how many of the options are the case's own places
	support  float64
}

// option is a place that a name may mean, with its weight: the higher, the likelier.
type option struct {
	place *gazetteer.Place
	prior float64
	p     float64
}

// mostOptions is how many places a name is weighed between.
const mostOptions = 24

// find lists the names of places in a document, each with what it may mean. taken tells
// words that are part of an actor's name.
func (n *naming) find(text string, list []sentence, taken func(sentence, from, to int) bool) []toponym {
	var out []toponym
	for i := range list {
		words := list[i].words
		for j := 0; j < len(words); {
			t, ok := n.at(text, words, j)
			if !ok || taken(i, t.from, t.to) {
				j++
				continue
			}
			t.sentence = i
			if k := len(out) - 1; k >= 0 && out[k].sentence == i && out[k].to > t.from {
				out = out[:k] // an article that looked like a name
			}
			out = append(out, t)
			j = t.to
		}
	}
	return n.credible(text, list, out)
}

// at finds the longest name that begins at a word.
func (n *naming) at(text string, words []gazetteer.Word, j int) (toponym, bool) {
	w := &words[j]
	if w.Number || !w.Upper && !w.Caseless {
		return toponym{}, false
	}
	if j+1 < len(words) && gazetteer.Article(w.Fold) && words[j+1].Joined && !words[j+1].Upper {
		return toponym{}, false
	}
	m, ok := n.places.At(words, j)
	if !ok || m.Own == 0 && !properlyWritten(words[m.From:m.To]) || !together(text, words[m.From:m.To]) {
		return n.alike(text, words, j)
	}
	t := toponym{from: m.From, to: m.To, own: m.Own, name: nameOf(words[m.From:m.To])}
	if t.from > 0 && words[t.from].Joined && gazetteer.Article(words[t.from-1].Fold) {
		t.from-- // "al-" belongs to the name, whether the gazetteer has it or not
	}
	t.options = n.weigh(m.Places, m.Own)
	return t, true
}

// alike finds a place of the case whose name sounds like the word, or the word with the
// article before it.
func (n *naming) alike(text string, words []gazetteer.Word, j int) (toponym, bool) {
	w := &words[j]
	if len(w.Fold) < 4 || n.common[w.Fold] || gazetteer.Article(w.Fold) {
		return toponym{}, false
	}
	from := j
	if j > 0 && w.Joined && gazetteer.Article(words[j-1].Fold) {
		from--
	} else if !w.Caseless && !strings.HasPrefix(w.Key, "\xd0") && !strings.HasPrefix(w.Key, "\xd1") {
		return toponym{}, false // Latin without an article: too many words sound alike
	}
	found := n.places.Alike(text[w.Start:w.End])
	if len(found) == 0 {
		return toponym{}, false
	}
	return toponym{from: from, to: j + 1, name: w.Key, options: n.weigh(found[:1], 0), support: -0.5}, true
}

// properlyWritten reports whether a name's words begin with capitals, but for articles and
// prepositions inside it.
func properlyWritten(words []gazetteer.Word) bool {
	for i, w := range words {
		if !w.Upper && !w.Caseless && !w.Number && len(w.Fold) > 3 && i == len(words)-1 {
			return false
		}
	}
	return !(len(words) == 1 && words[0].Caps && len(words[0].Fold) > 5)
}

// together reports whether nothing but spaces, hyphens and points stands between words.
func together(text string, words []gazetteer.Word) bool {
	for i := 1; i < len(words); i++ {
		if strings.ContainsAny(text[words[i-1].End:words[i].Start], ",;:()[]\"“”!?") {
			return false
		}
	}
	return true
}

func nameOf(words []gazetteer.Word) string {
	if len(words) == 1 {
		return words[0].Key
	}
	keys := make([]string, len(words))
	for i, w := range words {
		keys[i] = w.Key
	}
	return strings.Join(keys, " ")
}

// weigh gives each place a weight from what it is, how many people live there, and how far
// it lies from the case. Weights are natural logarithms; the constants are reasoned, not
// fitted: a country is meant far more often than a town of its name, ten times as many
// people make a town some ten times as likely, and places of the case come before all others.
func (n *naming) weigh(places []*gazetteer.Place, own int) []option {
	out := make([]option, 0, len(places))
	for i, p := range places {
		o := option{place: p, prior: math.Log(float64(p.People) + 300)}
		switch p.Kind {
		case gazetteer.Country:
			o.prior = 19
		case gazetteer.Region:
			o.prior = 13.5
		case gazetteer.Capital:
			o.prior += 2.5
		case gazetteer.Seat:
			o.prior++
		case gazetteer.District:
			o.prior = math.Max(o.prior, 8)
		}
		if i < own {
			o.prior += 12
		}
		if n.home != nil && p.Located {
			o.prior += 6 * math.Exp(-geo.Distance(*n.home, p.At).Km()/400)
		}
		out = append(out, o)
	}
	slices.SortStableFunc(out, func(a, b option) int { return cmp.Compare(b.prior, a.prior) })
	return out[:min(len(out), mostOptions)]
}

// credible drops what is written like a place and isn't one: words of the language, parts of
// the names of people and organisations.
func (n *naming) credible(text string, list []sentence, found []toponym) []toponym {
	lower, people := n.elsewhere(text, list, found)
	at := map[[2]int]bool{} // words at which a name begins or ends, by sentence
	for _, t := range found {
		if t.to-t.from == 1 && n.common[list[t.sentence].words[t.from].Fold] {
			continue
		}
		at[[2]int{t.sentence, t.from}] = true
		at[[2]int{t.sentence, -t.to}] = true
	}
	var out []toponym
	for _, t := range found {
		words := list[t.sentence].words
		switch {
		case t.to-t.from == 1 && n.plainWord(words[t.from], t, lower, people):
		case n.partOfName(text, words, t, at):
		case t.to < len(words) && n.within[words[t.to].Fold] && t.small():
		case t.support+n.evidence(text, words, t) < 0:
		default:
			out = append(out, t)
		}
	}
	return out
}

// small reports whether a name is at best that of a small town which the case doesn't have.
func (t *toponym) small() bool {
	best := &t.options[0]
	return t.own == 0 && best.place.Kind.Settlement() && best.prior < 14
}

// plainWord reports whether a single word is rather one of the language, an abbreviation or a
// person's name.
func (n *naming) plainWord(w gazetteer.Word, t toponym, lower, people wordSet) bool {
	best := &t.options[0]
	switch {
	case n.common[w.Fold] && !(w.Caps && len(w.Fold) <= 3), lower[w.Fold]:
		return true
	case w.Caps && len(w.Fold) <= 4:
		return t.own == 0 && best.place.Kind != gazetteer.Country
	}
	return people[w.Fold] && t.own == 0 && best.prior < 18
}

// elsewhere gathers the words that the document also writes small, and those that stand
// behind titles and first names.
func (n *naming) elsewhere(text string, list []sentence, found []toponym) (lower, people wordSet) {
	lower, people = wordSet{}, wordSet{}
	for i := range list {
		words := list[i].words
		for j := range words {
			if w := &words[j]; !w.Upper && !w.Caseless {
				lower[w.Fold] = true
			}
		}
	}
	for _, t := range found {
		if words := list[t.sentence].words; t.to-t.from == 1 && n.namedPerson(text, words, t) {
			people[words[t.from].Fold] = true
		}
	}
	return lower, people
}

// namedPerson reports whether a title, or a capitalised word that is no place, stands before.
func (n *naming) namedPerson(text string, words []gazetteer.Word, t toponym) bool {
	if t.from == 0 || text[words[t.from-1].End:words[t.from].Start] != " " && !strings.HasPrefix(text[words[t.from-1].End:], ". ") {
		return false
	}
	w := words[t.from-1]
	return n.titles[w.Fold] && w.Upper || t.from > 1 && w.Upper && !w.Caps && !n.common[w.Fold] && !n.before[w.Fold] && t.options[0].prior < 13
}

// partOfName reports whether a capitalised word next to the name makes it a part of another.
func (n *naming) partOfName(text string, words []gazetteer.Word, t toponym, at map[[2]int]bool) bool {
	if n.capitalBefore(text, words, t, at) {
		return true
	}
	if t.to < len(words) && text[words[t.to-1].End:words[t.to].Start] == " " {
		w := words[t.to]
		if t.own == 0 && gazetteer.Article(w.Fold) && t.to+1 < len(words) && words[t.to+1].Joined && words[t.to+1].Upper {
			return true // "Bab al-Hawa" isn't Bab
		}
		if w.Upper && !n.behind[w.Fold] && !n.titles[w.Fold] && !(at[[2]int{t.sentence, t.to}] && t.options[0].prior >= 12) && !words[t.to-1].Owner {
			return true
		}
	}
	return false
}

func (n *naming) capitalBefore(text string, words []gazetteer.Word, t toponym, at map[[2]int]bool) bool {
	if t.from == 0 {
		return false
	}
	w := words[t.from-1]
	if w.Fold == "" || w.Fold[0] >= 0xd0 && w.Fold[0] <= 0xd3 && len(w.Fold) <= 6 {
		return false // "У Херсоні": a preposition that begins the sentence
	}
	switch gap := text[w.End:words[t.from].Start]; {
	case gap == " " || gap == "-" || gap == ". " && n.titles[w.Fold]:
		if n.titles[w.Fold] && w.Upper {
			return t.options[0].prior < 18
		}
		return w.Upper && !w.Owner && !n.before[w.Fold] && !n.common[w.Fold] && !(at[[2]int{t.sentence, -t.from}] && t.options[0].prior >= 12) && !(t.from == 1 && n.places.Known(w.Fold))
	}
	return false
}

// evidence weighs what else speaks for a name of a place: who is large needs none.
func (n *naming) evidence(text string, words []gazetteer.Word, t toponym) float64 {
	v := 0.25 * (t.options[0].prior - 9.5)
	if t.from > 0 && n.inPlace[words[t.from-1].Fold] {
		v += 1.5
	}
	if t.to < len(words) && strings.HasPrefix(text[words[t.to-1].End:], ", ") && words[t.to].Upper {
		v += 0.5
	}
	if t.to-t.from > 1 {
		v++
	}
	return v
}
