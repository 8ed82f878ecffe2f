package read

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/salient-osint/salient/internal/gazetteer"
	"github.com/salient-osint/salient/when"
)

// document is a text while it is read.
type document struct {
	*Reader
	text      string // without what stands on every page
	original  string
	runes     *runes
	published *when.Day
	sentences []sentence
	parties   [][]mention // by sentence
	toponyms  []toponym
	dates     [][]dated // by sentence

	home    string                      // code of the country in which most named places lie
	nowhere map[string]*gazetteer.Place // places that no gazetteer has, by name

	narrative  clockwork
	candidates []Candidate
}

// clockwork is where the narrative stands: its last date, the towns that it is about, and
// who acted last.
type clockwork struct {
	clock
	recent    map[*gazetteer.Place]float64 // by town: how often it was named in this paragraph
	overall   map[*gazetteer.Place]float64 // and in the whole document
	row       *gazetteer.Place             // that a row of a table is about
	paragraph int
	table     int  // the paragraph of the last row of a table, counted from 1
	dated     bool // that row has named a date
	subject   *mention
	previous  []Candidate // of the sentence before
}

func (r *Reader) open(text string, published *when.Day) *document {
	original := text
	text = withoutFurniture(text)
	return &document{
		Reader: r, text: text, original: original, runes: newRunes(original), published: published,
		sentences:  divide(text, &r.lexer, r.abbreviated),
		narrative:  clockwork{clock: clock{published: published}, recent: map[*gazetteer.Place]float64{}, overall: map[*gazetteer.Place]float64{}, paragraph: -1},
		candidates: []Candidate{}, nowhere: map[string]*gazetteer.Place{},
	}
}

// names finds all names: parties first, then places in what parties leave, together.
func (d *document) names() {
	d.parties = make([][]mention, len(d.sentences))
	for i := range d.sentences {
		d.parties[i] = d.Reader.parties.find(d.text, d.sentences[i].words)
	}
	d.dropPlaces()
	d.toponyms = d.naming.find(d.text, d.sentences, d.partOfParty)
	d.toponyms = d.naming.resolve(d.text, d.sentences, d.toponyms)
	for i := range d.toponyms {
		if p := d.toponyms[i].options[0].place; p.Kind == gazetteer.Town || p.Kind == gazetteer.Capital || p.Kind == gazetteer.Seat {
			d.narrative.overall[p]++
		}
	}
	d.home = d.mostNamed()
}

// mostNamed is the code of the country in which most of the places lie that the document names.
func (d *document) mostNamed() string {
	count, best := map[string]int{}, ""
	for i := range d.toponyms {
		c := d.toponyms[i].options[0].place.Country
		count[c]++
		if c != "" && (best == "" || count[c] > count[best] || count[c] == count[best] && c < best) {
			best = c
		}
	}
	return best
}

// dropPlaces takes states out of the parties where they are named as ground: "in Lebanon".
func (d *document) dropPlaces() {
	for i, list := range d.parties {
		words := d.sentences[i].words
		d.parties[i] = slices.DeleteFunc(list, func(m mention) bool {
			return m.state && m.head == "" && m.role == "" && m.to-m.from == 1 && m.from > 0 && d.grammar.groundBehind(words, m.from)
		})
	}
}

// groundBehind reports whether a preposition before a name makes it a place.
func (g *grammar) groundBehind(words []gazetteer.Word, i int) bool {
	for i > 0 && (words[i-1].Fold == "and" || g.has(words[i-1].Fold, neighbouring) || words[i-1].Upper && i > 1) {
		i--
	}
	return i > 0 && g.has(words[i-1].Fold, onGround) && !(i > 1 && g.has(words[i-2].Fold, backing))
}

// partOfParty reports whether words are part of a party's name.
func (d *document) partOfParty(sentence, from, to int) bool {
	for _, m := range d.parties[sentence] {
		if from < m.to && m.from < to {
			return true
		}
	}
	return false
}

// mentionsOf puts the mentions of a sentence in order: parties, places with their parts, dates.
func (d *document) mentionsOf(i int, tops []toponym) []mention {
	s := &d.sentences[i]
	var out []mention
	out = append(out, d.parties[i]...)
	for k := range tops {
		out = append(out, d.placeMention(s.words, &tops[k]))
	}
	out = append(out, d.unknown(s, out)...)
	slices.SortStableFunc(out, func(a, b mention) int { return cmp.Compare(a.from, b.from) })
	out = d.parts(s, out)
	for k := range d.dates[i] {
		dt := &d.dates[i][k]
		out = append(out, mention{sort: aDate, from: dt.from, to: dt.to, date: dt})
	}
	slices.SortStableFunc(out, func(a, b mention) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to))
	})
	return apart(out)
}

// apart drops mentions that overlap one before them.
func apart(list []mention) []mention {
	out := list[:0]
	end := 0
	for _, m := range list {
		if m.from >= end {
			out = append(out, m)
			end = m.to
		}
	}
	return out
}

func (d *document) placeMention(words []gazetteer.Word, t *toponym) mention {
	m := mention{sort: aPlace, from: t.from, to: t.to, top: t, place: t.options[0].place}
	if t.to < len(words) && together(d.text, words[t.to-1:t.to+1]) {
		d.takeKind(words, &m)
	}
	if m.place.Kind == gazetteer.Country && !d.afterPreposition(words, t.from) && m.to < len(words) && d.actsNext(words, m.to) {
		return mention{sort: aParty, from: m.from, to: m.to, actor: d.nationActor(m.place), state: true}
	}
	m.near = t.from > 0 && !(t.from > 2 && words[t.from-2].Fold == "and" && words[t.from-3].Fold == "in") &&
		d.grammar.has(words[t.from-1].Fold, nearby)
	return m
}

// takeKind takes the word behind a name into the mention that says what bears the name: of a
// region and a town of one name, or of a town and the airport that is called after it, the one
// that is meant.
func (d *document) takeKind(words []gazetteer.Word, m *mention) {
	switch fold := words[m.to].Fold; {
	case d.grammar.has(fold, town):
		m.to++
		i := slices.IndexFunc(m.top.options, func(o option) bool { return o.place.Kind.Settlement() })
		if m.place.Kind == gazetteer.Region && i >= 0 {
			m.place = m.top.options[i].place
		}
	case d.naming.regions[fold]:
		m.to++
		m.asRegion()
	case d.ofRegions(words, m.to), m.from > 0 && d.grammar.has(words[m.from-1].Fold, rural):
		m.asRegion()
	default:
		d.takeSite(words, m)
	}
}

// asRegion takes the region of a town's name for what is meant, if a gazetteer has one.
func (m *mention) asRegion() {
	i := slices.IndexFunc(m.top.options, func(o option) bool { return o.place.Kind == gazetteer.Region })
	if m.place.Kind.Settlement() && i >= 0 {
		m.place = m.top.options[i].place
	}
}

// ofRegions reports whether a name before a word stands in a list of regions: "Daraa and
// Quneitra provinces".
func (d *document) ofRegions(words []gazetteer.Word, i int) bool {
	for j := i; j < len(words) && j < i+6; j++ {
		if single, ok := strings.CutSuffix(words[j].Fold, "s"); ok && d.naming.regions[single] {
			return true
		}
		if !words[j].Upper && words[j].Fold != "and" {
			return false
		}
	}
	return false
}

// takeSite takes words as "military airport" into a mention: what is called after a town isn't
// the town.
func (d *document) takeSite(words []gazetteer.Word, m *mention) {
	to := d.siteEnd(words, m.to)
	if to == m.to || !m.place.Kind.Settlement() {
		return
	}
	m.to, m.top = to, nil
	m.place = d.named(strings.Join(strings.Fields(d.text[words[m.from].Start:words[to-1].End]), " "))
}

// siteEnd is where words for a site end that begin at a word: i if there are none.
func (d *document) siteEnd(words []gazetteer.Word, i int) int {
	to := i
	for to < len(words) && to < i+3 && d.naming.siteWords[words[to].Fold] && together(d.text, words[to-1:to+1]) {
		to++
	}
	if to > i && d.naming.site[words[to-1].Fold] {
		return to
	}
	return i
}

// unknown finds names that must be places by the words around them and that no gazetteer has:
// "the village of Beden", "near Gir Ziro", "Khan al-Asal and Beden". Such a place has its name
// for an id.
func (d *document) unknown(s *sentence, known []mention) []mention {
	var out []mention
	for i := 0; i < len(s.words); i++ {
		to := d.properName(s.words, i, known)
		if to == i {
			continue
		}
		if d.calledGround(s, i, to, append(known, out...)) {
			if to = d.siteEnd(s.words, to); to < len(s.words) && s.words[to].Upper && d.naming.common[s.words[to].Fold] && together(d.text, s.words[to-1:to+1]) {
				to++ // "Rima Farms"
			}
			out = append(out, mention{sort: aPlace, from: i, to: to, place: d.named(d.words(s, i, to))})
		}
		i = to - 1
	}
	return out
}

// named is the place that has nothing but a name, the same each time.
func (d *document) named(name string) *gazetteer.Place {
	if d.nowhere[name] == nil {
		d.nowhere[name] = &gazetteer.Place{ID: name, Name: name, Kind: gazetteer.Town}
	}
	return d.nowhere[name]
}

// properName is where a row of capitalised words that are nothing known ends.
func (d *document) properName(words []gazetteer.Word, i int, known []mention) int {
	j := i
	for j < len(words) && j < i+4 {
		w := &words[j]
		inner := j > i && gazetteer.Article(w.Fold) && j+1 < len(words) && words[j+1].Upper
		if !w.Upper && !inner || j > i && !together(d.text, words[j-1:j+1]) || d.naming.common[w.Fold] && w.Fold != "al" || d.naming.titles[w.Fold] || d.naming.before[w.Fold] || d.calendar.month[w.Fold] > 0 ||
			slices.ContainsFunc(known, func(m mention) bool { return j >= m.from && j < m.to }) || d.Reader.parties.demonym[w.Fold] != "" || w.Caps {
			break
		}
		j++
		if w.Owner {
			break
		}
	}
	return j
}

// calledGround reports whether the words around a name make it a place.
func (d *document) calledGround(s *sentence, from, to int, known []mention) bool {
	fold := func(k int) string {
		if k < 0 || k >= len(s.words) {
			return ""
		}
		return s.words[k].Fold
	}
	if from > 0 && d.directionAt(s.words, from-1) != "" {
		from--
	}
	switch before := fold(from - 1); {
	case d.naming.ground[fold(to)] && !strings.HasSuffix(fold(to), "s"), d.naming.ground[before] && !strings.HasSuffix(before, "s"), before == "of" && d.naming.ground[fold(from-2)]:
		return true
	case before == "of" && d.grammar.has(fold(from-2), controlOf):
		return !d.manyBehind(s, to)
	case d.grammar.has(before, atGround), before == "from" && from > 1:
		return true
	case before == "and", from > 0 && strings.HasPrefix(d.text[s.words[from-1].End:], ","):
		return slices.ContainsFunc(known, func(m mention) bool {
			return m.sort == aPlace && (m.to == from || m.to == from-1 && before == "and")
		})
	}
	return from > 0 && d.rules.takesPlace[fold(from-1)] && !d.manyBehind(s, to)
}

// manyBehind reports whether the name before a word is that of things or people: "Kornet missiles".
func (d *document) manyBehind(s *sentence, i int) bool {
	if i >= len(s.words) || s.words[i].Upper || !together(d.text, s.words[i-1:i+1]) {
		return false
	}
	w := s.words[i].Fold
	return strings.HasSuffix(w, "s") && !d.grammar.has(w, small) && len(w) > 3
}

// afterPreposition reports whether a preposition stands before a name, or before the list that
// it ends: "with support from Russia and Iran".
func (d *document) afterPreposition(words []gazetteer.Word, i int) bool {
	for i > 1 && (words[i-1].Fold == "and" || words[i-1].Upper) {
		i--
	}
	return i > 0 && d.grammar.has(words[i-1].Fold, preposition)
}

// actsNext reports whether a verb follows: a state's name before it is the state.
func (d *document) actsNext(words []gazetteer.Word, i int) bool {
	w := words[i].Fold
	return d.grammar.has(w, auxiliary|adverb) && w != "in" || d.grammar.lemmas.verbal(w)
}

func (d *document) nationActor(p *gazetteer.Place) string {
	if id := d.Reader.parties.nation[gazetteer.Fold(p.Name)]; id != "" {
		return id
	}
	return p.Name
}

// parts finds the parts of towns ("the northern areas of the city", "al-Qusayr's city
// centre"), and what only points back to a place ("the town", "the surrounding area").
func (d *document) parts(s *sentence, list []mention) []mention {
	var out []mention
	for i := 0; i < len(s.words); i++ {
		found, to := d.partAt(s, i, list)
		if to > i {
			out = append(out, found...)
			i = to - 1
		}
	}
	for _, m := range list {
		if !slices.ContainsFunc(out, func(p mention) bool { return m.sort == aPlace && p.from < m.to && m.from < p.to }) {
			out = append(out, m)
		}
	}
	return out
}

// partAt reads a part of a town that begins at a word; to is where it ends.
func (d *document) partAt(s *sentence, i int, list []mention) (out []mention, to int) {
	dirs, j := d.partWords(s, i)
	if len(dirs) == 0 {
		if to, near := d.backWords(s, i); to > i {
			return d.pointsBack(s, i, to, near, upTo(list, i))
		}
		return nil, i
	}
	base, end := d.baseOf(s, i, j, list)
	if base == nil {
		return nil, i
	}
	for _, dir := range dirs {
		m := mention{sort: aPlace, from: i, to: end, place: base, sector: dir}
		if p := d.sectors[base.ID][dir]; p != nil {
			m.place = p
		}
		out = append(out, m)
	}
	return d.splitMentions(out, i, end), end
}

// wordIs reports whether the word at k is of a class.
func (d *document) wordIs(s *sentence, k int, c class) bool {
	return k < len(s.words) && d.grammar.has(s.words[k].Fold, c)
}

// foldAt is the folded word at k, "" beyond the sentence.
func foldAt(s *sentence, k int) string {
	if k < 0 || k >= len(s.words) {
		return ""
	}
	return s.words[k].Fold
}

// partWords reads the words for a part of a town: which part, or two of them, and the word
// behind them.
func (d *document) partWords(s *sentence, i int) (dirs []string, j int) {
	switch {
	case d.wordIs(s, i, town) && d.wordIs(s, i+1, centre):
		return []string{"centre"}, i + 2
	case d.wordIs(s, i, centre) && foldAt(s, i+1) == "of":
		return []string{"centre"}, i + 1
	case d.wordIs(s, i, oldTown) && d.wordIs(s, i+1, town):
		return []string{"old"}, i + 2
	case d.directionAt(s.words, i) != "":
		if dirs, j = d.directions(s.words, i); d.wordIs(s, j, sectorWord) {
			return dirs, j + 1
		}
	}
	return nil, i
}

// backWords reads words that point back to a place, "the town", or to what lies around it, "the
// countryside"; to is the word behind them, i if there are none.
func (d *document) backWords(s *sentence, i int) (to int, near bool) {
	before, behind := foldAt(s, i-1), foldAt(s, i+1)
	named := behind == "of" || i+1 < len(s.words) && s.words[i+1].Upper
	switch {
	case d.wordIs(s, i, town) && !named && (before == "the" || before == "this" || d.grammar.has(before, spokenOf)):
		return i + 1, false
	case d.wordIs(s, i, surroundingArea):
		if d.wordIs(s, i+1, area) {
			return i + 2, true
		}
	case d.wordIs(s, i, area) && before == "the" && behind != "of":
		return i + 1, true
	}
	return i, false
}

// upTo lists the mentions that end before a word.
func upTo(list []mention, i int) []mention {
	var out []mention
	for _, m := range list {
		if m.to <= i {
			out = append(out, m)
		}
	}
	return out
}

// splitMentions gives each of two parts ("western and northern sections") words of its own.
func (d *document) splitMentions(list []mention, from, to int) []mention {
	if len(list) == 2 {
		list[0].to, list[1].from = from+1, from+2
	}
	return list
}

func (d *document) directionAt(words []gazetteer.Word, i int) string {
	if i >= len(words) {
		return ""
	}
	return d.grammar.direction(words[i].Fold)
}

func (d *document) directions(words []gazetteer.Word, i int) (dirs []string, j int) {
	dirs = []string{d.directionAt(words, i)}
	if i+2 < len(words) && words[i+1].Fold == "and" && d.directionAt(words, i+2) != "" {
		return append(dirs, d.directionAt(words, i+2)), i + 3
	}
	return dirs, i + 1
}

// baseOf is the town that a part belongs to: named behind "of", or before with "'s"; else the
// town that the narrative is about. end is the word behind all of it.
func (d *document) baseOf(s *sentence, i, j int, list []mention) (base *gazetteer.Place, end int) {
	of := j
	for of < len(s.words) && (s.words[of].Fold == "of" || s.words[of].Fold == "the" || s.words[of].Fold == "in") {
		of++
	}
	if foldAt(s, of) == "this" { // "the west side of this neighbourhood of Damascus"
		return d.narrative.row, j
	}
	for _, m := range list {
		if m.sort != aPlace {
			continue
		}
		if m.from == of && of > j || m.to == i || m.to == i-1 && s.words[m.to-1].Owner || m.to == i && s.words[i-1].Owner {
			return m.place, max(j, min(m.to, len(s.words)))
		}
	}
	if of > j && of < len(s.words) && d.grammar.has(s.words[of].Fold, town) {
		j = of + 1
	}
	return d.topic(upTo(list, i)), j
}

// mostVillagers is how many people live in what may be called a village.
const mostVillagers = 50_000

// pointsBack is "the town", or with near "the countryside", as a mention.
func (d *document) pointsBack(s *sentence, from, to int, near bool, before []mention) ([]mention, int) {
	p := d.topic(before)
	if p == nil || p.People > mostVillagers && d.wordIs(s, from, village) {
		return nil, from
	}
	return []mention{{sort: aPlace, from: from, to: to, place: p, near: near, again: true}}, to
}

// topic is the town that the narrative is about: the most named in this paragraph and in the
// sentence so far, the document's most named town counting as named once more, almost.
func (d *document) topic(before []mention) *gazetteer.Place {
	if d.narrative.row != nil {
		return d.narrative.row
	}
	here := map[*gazetteer.Place]float64{}
	for _, m := range before {
		d.count(here, m)
	}
	var best *gazetteer.Place
	score := 0.0
	most := 0.0
	for _, n := range d.narrative.overall {
		most = math.Max(most, n)
	}
	for _, towns := range []map[*gazetteer.Place]float64{here, d.narrative.recent, d.narrative.overall} {
		for p := range towns {
			v := 3*here[p] + d.narrative.recent[p]
			if most > 0 {
				v += 1.2 * d.narrative.overall[p] / most
			}
			if v > score || v == score && best != nil && p.ID < best.ID {
				best, score = p, v
			}
		}
	}
	return best
}

// enter moves the narrative into a sentence.
func (d *document) enter(s *sentence) {
	if s.title {
		d.narrative.row = d.titleOf(s)
	}
	if s.paragraph != d.narrative.paragraph {
		d.narrative.paragraph = s.paragraph
		d.narrative.recent = map[*gazetteer.Place]float64{}
		d.narrative.subject = nil
		if !s.title {
			d.narrative.row = nil
		}
	}
}

// titleOf is the place that a row of a table is about, nil if its first cell is no name.
func (d *document) titleOf(s *sentence) *gazetteer.Place {
	for i := range d.toponyms {
		if t := &d.toponyms[i]; &d.sentences[t.sentence] == s && t.from == 0 {
			return t.options[0].place
		}
	}
	if len(s.words) == 0 || len(s.words) > 4 || !s.words[0].Upper {
		return nil
	}
	return d.named(d.words(s, 0, len(s.words)))
}

// leave notes what a sentence was about.
func (d *document) leave(list []mention) {
	for _, m := range list {
		d.count(d.narrative.recent, m)
	}
}

// count notes that a town was named, or a region that bears its name: after "Homs province",
// "the city" is Homs.
func (d *document) count(towns map[*gazetteer.Place]float64, m mention) {
	switch {
	case m.sort != aPlace || m.again:
	case m.place.Kind.Settlement():
		towns[m.place]++
	case m.place.Kind == gazetteer.Region:
		for p := range d.narrative.overall {
			if strings.HasPrefix(m.place.Name, p.Name) {
				towns[p] += 0.9
			}
		}
	}
}

func (d *document) span(s *sentence, from, to int) Span {
	a, b := s.words[from].Start, s.words[to-1].End
	return Span{d.runes.at(a), d.runes.at(b), d.original[a:b]}
}

func (d *document) toponymsOut() []Toponym {
	out := make([]Toponym, 0, len(d.toponyms))
	for i := range d.toponyms {
		t := &d.toponyms[i]
		best := &t.options[0]
		o := Toponym{
			Span: d.span(&d.sentences[t.sentence], t.from, t.to), Place: best.place.ID, Score: rounded(best.p), Alternatives: []Alternative{},
		}
		o.Lon, o.Lat = lonLat(best.place)
		for _, a := range t.options[1:] {
			if len(o.Alternatives) < 5 && a.p >= 0.001 {
				alt := Alternative{Place: a.place.ID, Score: rounded(a.p)}
				alt.Lon, alt.Lat = lonLat(a.place)
				o.Alternatives = append(o.Alternatives, alt)
			}
		}
		out = append(out, o)
	}
	return out
}

func lonLat(p *gazetteer.Place) (lon, lat *float64) {
	if !p.Located {
		return nil, nil
	}
	x, y := math.Round(p.At.Lon*1e5)/1e5, math.Round(p.At.Lat*1e5)/1e5
	return &x, &y
}

func rounded(p float64) float64 { return math.Round(p*1e4) / 1e4 }

func (d *document) actorsOut() []Actor {
	out := []Actor{}
	for i, list := range d.parties {
		for _, m := range list {
			out = append(out, Actor{d.span(&d.sentences[i], m.from, m.to), m.actor})
		}
	}
	return out
}

func (d *document) datesOut() []Date {
	out := []Date{}
	for i, list := range d.dates {
		for _, x := range list {
			out = append(out, Date{d.span(&d.sentences[i], x.from, x.to), x.edtf, x.span.From, x.span.To})
		}
	}
	return out
}

// words is a stretch of a sentence as it was written, on one line.
func (d *document) words(s *sentence, from, to int) string {
	return strings.Join(strings.Fields(d.text[s.words[from].Start:s.words[to-1].End]), " ")
}
