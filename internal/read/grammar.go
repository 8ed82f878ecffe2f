package read

import (
	"slices"
	"strings"

	"github.com/salient-osint/salient/internal/gazetteer"
)

// grammar is what rules need to know of a language: what kinds of words it has, and their forms.
type grammar struct {
	lemmas *lemmas
	is     map[string]class  // by word
	sky    map[string]string // by word, the direction that it names

	numbers numbers
	shares  map[string]fraction // by word
}

// directions are lists of words for them, and sectors' names.
var directions = []string{"north", "south", "east", "west"}

func newGrammar(words lexicon) (*grammar, error) {
	l, err := newLemmas()
	if err != nil {
		return nil, err
	}
	g := &grammar{lemmas: l, is: map[string]class{}, sky: map[string]string{}, numbers: numbersOf(words), shares: fractionsOf(words)}
	for _, l := range words {
		g.take(l)
	}
	return g, nil
}

// take takes in the words of a list, if it is one for the grammar.
func (g *grammar) take(l wordList) {
	c, dir := classes[l.kind], slices.Contains(directions, l.kind)
	if c == 0 && !dir {
		return
	}
	for _, w := range l.folded() {
		g.is[w] |= c
		if dir {
			g.sky[w] = l.kind
		}
	}
}

// has reports whether a folded word is of a class.
func (g *grammar) has(fold string, c class) bool { return g.is[fold]&c != 0 }

// direction is the part of the sky that a word names, "" if none: "northern" is "north".
func (g *grammar) direction(fold string) string { return g.sky[fold] }

// unit is a word of a sentence, or a mention taken as one.
type unit struct {
	fold  string
	class class
	word  *gazetteer.Word
	m     *mention
	stop  bool // a comma, semicolon, dash or bracket stands before it
	hard  bool // the stop is a semicolon, colon, dash or bracket
}

// units puts words and mentions of a sentence into one row.
func (g *grammar) units(text string, words []gazetteer.Word, mentions []mention) []unit {
	out := make([]unit, 0, len(words))
	k := 0
	for i := 0; i < len(words); {
		u := unit{word: &words[i]}
		if i > 0 {
			gap := text[words[i-1].End:words[i].Start]
			ended := strings.HasPrefix(gap, ". ") && words[i-1].End-words[i-1].Start > 3 // and a small letter goes on
			u.hard = strings.ContainsAny(gap, ";:()–—") || strings.Contains(gap, " - ") || ended
			u.stop = u.hard || strings.ContainsAny(gap, ",،")
		}
		if k < len(mentions) && mentions[k].from == i {
			u.m = &mentions[k]
			i = mentions[k].to
			k++
			out = append(out, u)
			continue
		}
		u.fold = words[i].Fold
		u.class = g.is[u.fold]
		if strings.HasSuffix(u.fold, "ly") && len(u.fold) > 4 && u.class&notAdverb == 0 {
			u.class |= adverb
		}
		out = append(out, u)
		i++
	}
	return out
}

// clause is a place in a row of units where a rule's phrase was found.
type clause struct {
	g        *grammar
	units    []unit
	from, to int // units of the phrase
	verb     int // the unit of the phrase's first word
	form     form
	passive  bool
}

func (u *unit) has(c class) bool { return u.m == nil && u.class&c != 0 }

// is reports whether a unit is one of some words.
func (u *unit) is(list ...string) bool { return u.m == nil && slices.Contains(list, u.fold) }

// names reports whether a unit is a mention of a sort.
func (u *unit) names(s sort) bool { return u.m != nil && u.m.sort == s }

// isPassive reports whether the verb is a participle behind a form of "be", or behind its
// noun with "by" to follow.
func (c *clause) isPassive() bool {
	if c.form&participle == 0 {
		return false
	}
	for i := c.verb - 1; i >= 0 && i >= c.verb-4; i-- {
		u := &c.units[i]
		switch {
		case u.has(toBe):
			return true
		case u.has(adverb) || u.has(negative) || u.has(hedging):
		case u.has(auxiliary):
			return false
		default:
			return c.byFollows()
		}
	}
	return c.byFollows()
}

func (c *clause) byFollows() bool {
	for i := c.to; i < len(c.units) && i < c.to+4; i++ {
		if c.units[i].fold == "by" && c.units[i].m == nil {
			return i+1 < len(c.units) && c.form&past != 0 || c.form == participle
		}
		if c.units[i].m != nil || c.units[i].stop {
			return false
		}
	}
	return false
}

// isNoun reports whether the phrase's first word is used as a noun: it stands behind an
// article, a preposition, or who it belongs to.
func (c *clause) isNoun() bool {
	if c.verb == 0 {
		return false
	}
	u := &c.units[c.verb-1]
	if c.form&base == 0 && c.form != ing {
		return u.has(article) || u.has(preposition) || c.tellsOwner() // "on besieged districts"
	}
	if u.m != nil {
		return c.form&base != 0 && u.m.possesses()
	}
	plural, stop := strings.HasSuffix(u.fold, "s"), c.units[c.verb].stop
	if c.form == ing && u.class&small == 0 && !stop && !u.is("and", "or") && !plural {
		return true // "difficulty commanding"
	}
	if c.form == base && !stop {
		verbal := u.has(auxiliary|adverb|future|pronoun|relative|negative|real) || u.is("to", "and", "or", "that")
		return !verbal && !plural
	}
	return u.has(article) || u.has(preposition) && !u.is("to", "after", "before", "while", "by", "since")
}

// possesses reports whether a party is named so that what follows is its own: "rebel control".
func (m *mention) possesses() bool {
	return m.sort == aParty && m.owner && m.head == "" && m.role != "" && !m.plural
}

// isGerund reports whether the phrase's first word is a form in -ing that stands for a noun:
// "under Army shelling", and not "began shelling", "troops shelling the town".
func (c *clause) isGerund() bool {
	if c.form != ing || c.verb == 0 || c.units[c.verb].stop {
		return false
	}
	u := &c.units[c.verb-1]
	if u.m != nil {
		return u.m.head == "" && !u.m.plural
	}
	verbal := u.has(auxiliary|adverb|real|relative|negative|starts|stops) || u.is("and", "by", "after", "while", "before")
	return !verbal
}

// tellsOwner reports whether a participle and the word before it only tell whose something is:
// "stormed the rebel held quarter", "in the Russian controlled part".
func (c *clause) tellsOwner() bool {
	u := &c.units[c.verb-1]
	if u.m != nil {
		return u.m.sort == aParty && u.m.role != "" && !u.m.plural && c.form&participle != 0 && c.governed(c.verb-1)
	}
	return u.word.Upper && c.verb > 1 && c.units[c.verb-2].has(article)
}

// find fills a slot in the way that a filler names; nil if nothing is there.
func (c *clause) find(filler string, want sort) *mention {
	switch filler {
	case "subject":
		if c.passive && want == aParty {
			return c.behind("by", want)
		}
		return c.subject(want)
	case "object":
		if c.passive {
			return c.subject(want)
		}
		return c.object(want)
	case "direct":
		if c.passive {
			return c.subject(want)
		}
		return c.direct(want)
	case "near":
		if m := c.object(want); m != nil {
			return m
		}
		if m := c.within(want); m != nil {
			return m
		}
		return c.left(want)
	case "left":
		return c.left(want)
	case "right":
		return c.within(want)
	}
	return c.behind(filler, want)
}

// subject is who acts: the nearest mention to the left that no preposition and no other verb
// governs; for "forced rebels to send", the rebels; for a clause that begins the sentence
// ("After storming the town, rebels …"), the first mention behind its comma.
func (c *clause) subject(want sort) *mention {
	i := c.verb - 1
	for i >= 0 && (c.units[i].has(auxiliary|adverb|negative|hedging|future|real) || c.units[i].is("to")) {
		if m := c.made(i, want); m != nil {
			return m
		}
		i--
	}
	m, second := c.nearestSubject(i, want)
	if m == nil && c.form&ing != 0 {
		m = c.afterComma(want)
	}
	if m == nil {
		return second
	}
	return m
}

// made is who is made to do something, before "to" at a unit: "forced rebels to send", "forced
// rebels in Kobane to retreat".
func (c *clause) made(i int, want sort) *mention {
	if !c.units[i].is("to") || i == 0 {
		return nil
	}
	if c.units[i-1].names(want) {
		return c.units[i-1].m
	}
	if want == aParty && i > 2 && c.units[i-1].m != nil && c.units[i-2].is("in") && c.units[i-3].names(want) {
		return c.units[i-3].m
	}
	return nil
}

// nearestSubject is the nearest mention from a unit leftward that nothing governs; second is
// the nearest that only a preposition governs.
func (c *clause) nearestSubject(i int, want sort) (m, second *mention) {
	for ; i >= 0; i-- {
		u := &c.units[i]
		switch {
		case u.names(want):
			if !c.governed(i) {
				return u.m, second
			}
			if second == nil && !c.verbBefore(i) && (want != aPlace || c.isNamed(i)) {
				second = u.m
			}
		case u.has(relative) && i > 0:
			if m := c.antecedent(i, want); m != nil {
				return m, second
			}
		case u.hard && i < c.verb-1 && want == aPlace:
			return second, second
		}
	}
	return nil, second
}

// isNamed reports whether a place is what the words before it are called, "the town of Rastan",
// and not where they lie: "two towns in Idlib", "the crossing between Kamishli and Nusaybin".
func (c *clause) isNamed(i int) bool {
	for j := i - 1; j >= 0; j-- {
		if c.units[j].has(preposition) {
			return c.units[j].is("of") && !c.besideOrIn(i) && !slices.ContainsFunc(c.units[max(0, j-8):j], func(u unit) bool { return u.is("between") })
		}
	}
	return true
}

// antecedent is the mention right before a relative pronoun.
func (c *clause) antecedent(i int, want sort) *mention {
	for j := i - 1; j >= 0 && j >= i-4; j-- {
		if m := c.units[j].m; m != nil && m.sort == want {
			if j > 1 && c.units[j-1].is("in") && c.units[j-2].names(want) {
				return c.units[j-2].m // "Ariha in Idlib province that …"
			}
			return m
		}
	}
	return nil
}

// governed reports whether a preposition or a verb takes the mention for its object.
func (c *clause) governed(i int) bool {
	m := c.units[i].m
	if m.sort == aParty && m.owner && i+1 != c.verb && !c.actsAt(i+1) && !(i+1 < len(c.units) && c.units[i+1].has(preposition|relative|boundary)) {
		return true
	}
	for j := i - 1; j >= 0; j-- {
		u := &c.units[j]
		switch {
		case u.m != nil:
			return c.listedAfter(j, i) && c.governed(j) // a list: as its first
		case u.has(preposition):
			return c.governs(j, i)
		case u.is("and") && j == i-1 && j > 0 && c.units[j-1].names(m.sort):
			return c.governed(j - 1)
		case u.has(boundary), u.is("and", "or"):
			return false
		case c.verbAt(j) && !u.has(quantity):
			return true
		case u.stop:
			return false
		}
	}
	return false
}

// actsAt reports whether a verb, or a word that leads to one, stands at a unit.
func (c *clause) actsAt(i int) bool {
	return i < len(c.units) && c.units[i].class&(adverb|auxiliary) != 0 || c.verbAt(i)
}

// listedAfter reports whether the mention at i goes on a list that the one at j stands in.
func (c *clause) listedAfter(j, i int) bool {
	linked := c.units[j+1].stop || c.units[j+1].is("and") || j+1 == i
	return c.units[j].names(c.units[i].m.sort) && linked && (j+1 < i || c.units[i].stop)
}

// governs reports whether the preposition at j takes the mention at i for its object: not in
// "with the opposition holding …", "units from the 3rd Division", "hundreds of rebels".
func (c *clause) governs(j, i int) bool {
	u := &c.units[j]
	switch {
	case u.is("with"):
		return !c.ingAt(i + 1)
	case u.is("from"):
		return !(j > 0 && c.units[j-1].has(contingent))
	case u.is("of"):
		return !(j > 0 && c.units[j-1].has(quantity))
	}
	return true
}

func (c *clause) ingAt(i int) bool {
	if i >= len(c.units) || c.units[i].m != nil {
		return false
	}
	for _, f := range c.g.lemmas.of[c.units[i].fold] {
		if f.form == ing {
			return true
		}
	}
	return false
}

// verbAt reports whether a unit is a known verb in a past form, or a participle in -ing.
func (c *clause) verbAt(i int) bool {
	if i < 0 || i >= len(c.units) || c.units[i].m != nil {
		return false
	}
	u := &c.units[i]
	if u.has(auxiliary) {
		return true
	}
	for _, f := range c.g.lemmas.of[u.fold] {
		if f.form == ing && i > 0 && c.units[i-1].has(article) {
			continue // "the remaining fighters"
		}
		if f.form&(past|ing) != 0 || f.form&participle != 0 && !(i+1 < len(c.units) && c.units[i+1].m == nil && i > 0 && c.units[i-1].has(article)) {
			return true
		}
	}
	return false
}

// verbBefore reports whether a verb, not a preposition, governs the mention.
func (c *clause) verbBefore(i int) bool {
	for j := i - 1; j >= 0; j-- {
		switch u := &c.units[j]; {
		case u.m != nil || u.has(preposition):
			return false
		case c.verbAt(j):
			return true
		}
	}
	return false
}

// afterComma is the first mention behind the next comma.
func (c *clause) afterComma(want sort) *mention {
	comma := false
	for i := c.to; i < len(c.units); i++ {
		u := &c.units[i]
		comma = comma || u.stop
		if comma && u.m != nil && u.m.sort == want {
			return u.m
		}
	}
	return nil
}

// farObject is how many units an object may lie behind its verb.
const farObject = 9

// object is what the verb acts on: the first mention behind it, before the clause ends.
func (c *clause) object(want sort) *mention {
	for i := c.to; i < len(c.units) && i < c.to+farObject; i++ {
		u := &c.units[i]
		if u.m != nil && u.m.sort == want {
			return u.m
		}
		if c.ends(i) || want == aParty && u.has(preposition) && u.fold != "of" || want == aPlace && (u.fold == "from" || u.fold == "with" || u.fold == "to") && u.m == nil {
			return nil
		}
	}
	return nil
}

// direct is what the verb itself acts on: as object, but no preposition may stand before it,
// other than "of" behind a word for a part, or behind the verb's own phrase.
func (c *clause) direct(want sort) *mention {
	for i := c.to; i < len(c.units) && i < c.to+farObject; i++ {
		u := &c.units[i]
		if u.m != nil && u.m.sort == want {
			if c.besideOrIn(i) {
				return nil
			}
			return u.m
		}
		if u.m == nil && u.has(preposition) && u.fold != "of" || c.ends(i) || c.aside(i) {
			return nil
		}
	}
	return nil
}

// aside reports whether a remark begins behind the comma before a unit: ", directly facing Yabrud".
func (c *clause) aside(i int) bool {
	if !c.units[i].stop || i+1 >= len(c.units) {
		return false
	}
	if c.units[i].has(adverb) {
		i++
	}
	return c.units[i].m == nil && strings.HasSuffix(c.units[i].fold, "ing")
}

// besideOrIn reports whether the mention at i only says where something else lies: "villages
// west of the city of Raqqa", "several neighbourhoods of Raqqa", "the water supply of Damascus".
func (c *clause) besideOrIn(i int) bool {
	if i > 1 && c.units[i-1].is("from") && c.units[i-2].has(distance) {
		return true
	}
	j, first := i-1, 0
	if i >= c.to {
		first = c.to
	}
	for j >= first && (c.units[j].has(article|town|capital) || c.units[j].is("of", "in")) {
		j--
	}
	if j < first || c.units[j].m != nil || !c.units[j+1].is("of", "in") {
		return false
	}
	u := &c.units[j]
	if c.units[j+1].is("of") && (c.lies(u) || u.has(ring) && (j == 0 || !c.units[j-1].names(aPlace))) {
		return true
	}
	return u.has(area|sectorWord) && !u.has(piece) && c.someOnly(j)
}

// lies reports whether a word before "of" says where something lies or what it serves:
// "northwest of Homs", "the water supply of Homs".
func (c *clause) lies(u *unit) bool {
	return u.has(beside) || c.g.direction(u.fold) != "" || c.g.direction(strings.TrimPrefix(strings.TrimPrefix(u.fold, "north"), "south")) != ""
}

// someOnly reports whether a word or number right before a unit says that not all are meant, or
// no article says that all are: "several areas", "three northern districts", "areas".
func (c *clause) someOnly(j int) bool {
	for k := j - 1; k >= 0 && k >= j-3 && k != c.to-1 && c.units[k].m == nil; k-- {
		if u := &c.units[k]; u.has(notAll) || c.g.numbers.count(u.fold) > 0 {
			return true
		}
	}
	bare := j > 0 && c.units[j-1].m == nil && !c.units[j-1].has(article)
	return bare && c.units[j].has(bareAreas)
}

// ends reports whether a clause ends before a unit.
func (c *clause) ends(i int) bool {
	u := &c.units[i]
	if u.fold == "but" && i > 0 && c.units[i-1].fold == "all" {
		return false // "all but ten percent of"
	}
	if u.hard || u.m == nil && u.class&boundary != 0 && u.fold != "that" && u.fold != "as" && u.fold != "since" {
		return true
	}
	return u.m == nil && u.fold == "and" && i+1 < len(c.units) && (c.verbAt(i+1) || c.units[i+1].has(adverb) && c.verbAt(i+2))
}

// within is the first mention behind the phrase within its clause, behind whatever preposition.
func (c *clause) within(want sort) *mention {
	for i := c.to; i < len(c.units); i++ {
		u := &c.units[i]
		if u.hard || u.has(boundary) && u.fold != "as" && u.fold != "that" {
			return nil
		}
		if u.m != nil && u.m.sort == want {
			return u.m
		}
	}
	return nil
}

// left is the nearest mention before the phrase, in its clause.
func (c *clause) left(want sort) *mention {
	for i := c.from - 1; i >= 0; i-- {
		u := &c.units[i]
		if u.m != nil && u.m.sort == want && !c.besideOrIn(i) {
			return u.m
		}
		if u.hard {
			return nil
		}
	}
	return nil
}

// behind is the first mention behind a preposition, which follows the phrase or ends it.
func (c *clause) behind(prep string, want sort) *mention {
	for i := c.to - 1; i < len(c.units); i++ {
		u := &c.units[i]
		if i >= c.to && (u.hard || u.has(boundary) && u.fold != prep && u.fold != "as") {
			return nil
		}
		if u.m != nil || u.fold != prep {
			continue
		}
		for j := i + 1; j < len(c.units) && j <= i+6; j++ {
			v := &c.units[j]
			if v.m != nil && v.m.sort == want && !c.besideOrIn(j) {
				return v.m
			}
			if v.fold == "from" && want == aParty {
				continue // "thousands of fighters from Hezbollah"
			}
			if v.leadsAway() {
				break
			}
		}
	}
	return nil
}

// leadsAway reports whether what stands behind a unit no longer belongs to the preposition before it.
func (u *unit) leadsAway() bool {
	return u.has(preposition) && !u.is("of", "in", "around", "near") || u.has(boundary) || u.hard
}

// list is a mention and those that are listed with it: "Aleppo, Raqqa and Daraa".
func list(units []unit, m *mention) []*mention {
	at := -1
	for i := range units {
		if units[i].m == m {
			at = i
		}
	}
	out := []*mention{m}
	if at < 0 {
		return out
	}
	closed := false // "and" joins two of them: commas alone don't make a list
	for i, last := nextListed(units, at, 1, m.sort); i >= 0; i, last = nextListed(units, i, 1, m.sort) {
		out = append(out, units[i].m)
		if last {
			closed = true
			break
		}
	}
	for i, and := nextListed(units, at, -1, m.sort); i >= 0; i, and = nextListed(units, i, -1, m.sort) {
		out = append([]*mention{units[i].m}, out...)
		closed = closed || and
	}
	if !closed {
		return []*mention{m}
	}
	return out
}

// nextListed is the next member of a list in a direction, -1 if there is none; last, if "and"
// stands before it.
func nextListed(units []unit, at, step int, s sort) (next int, last bool) {
	linked := parted(units, at, step)
	for i := at + step; i >= 0 && i < len(units) && i-at <= farListed && at-i <= farListed; i += step {
		u := &units[i]
		switch {
		case u.names(s):
			if linked && !u.m.again {
				return i, last
			}
			return -1, false
		case s == aParty && u.names(aPlace) && !u.stop:
			continue // "the Tawhid Brigade from Aleppo, …"
		case u.has(joins):
			linked, last = true, u.is("and", "or")
		case u.has(article | sectorWord | betweenListed), u.is("in", "of"), s == aParty && u.is("from"):
		default:
			return -1, false
		}
		linked = linked || parted(units, i, step)
	}
	return -1, false
}

// farListed is how many units may lie between members of a list.
const farListed = 6

// parted reports whether a comma stands on the side of a unit to which a step leads.
func parted(units []unit, i, step int) bool {
	if step < 0 {
		return units[i].stop
	}
	return i+1 < len(units) && units[i+1].stop
}
