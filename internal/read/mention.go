package read

import (
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/gazetteer"
)

// mention is something that a sentence names: a place, a party or speaker, a date.
type mention struct {
	sort     sort
	from, to int // words, from within the sentence

	top    *toponym         // of a place: what it may mean
	place  *gazetteer.Place // of a place: what it means
	sector string           // of a place: the part of it, "north", "centre"
	near   bool             // of a place: around it, not in it

	actor  string // of a party: the case's id, else its name as written
	role   string // of a party: "government", "opposition" or "army" if it was named so
	state  bool   // of a party: a state or its forces
	head   string // of a party: the word that says what it does, "force", "voice" or ""
	owner  bool   // of a party: "'s" stands behind it, or a noun that it owns
	plural bool   // of a party: it is named in the plural, "rebels"

	date  *dated
	again bool // it only points back: "the town", "they"
}

type sort byte

const (
	aPlace sort = iota
	aParty
	aDate
)

// parties is what a Reader knows about how parties are named.
type parties struct {
	names      *gazetteer.Set // actors of the case, then groups that everybody names, as "places"
	role       map[string]string
	roles      map[string]string // role to the case's actor
	force      wordSet
	voice      wordSet
	unit       wordSet
	lead       wordSet
	army       wordSet           // the case's army of a state: "Syrian army"
	stateWords wordSet           // what the name of a state's forces may have: "Syrian Arab Air Force"
	demonym    map[string]string // word to country
	nations    map[string]bool   // countries, folded, that have a word for their people
	nation     map[string]string // country, folded, to the case's actor of that state
	state      map[string]bool   // actors that are states or their forces
	speaks     map[string]bool   // actors that only speak
	country    string            // the case's country, folded
	longRole   int               // the most words a role's phrase has
}

func newParties(words lexicon, actors []salient.Actor, sides []salient.ActorID, country string) (*parties, error) {
	p := &parties{
		role: map[string]string{}, roles: map[string]string{}, demonym: map[string]string{}, nations: map[string]bool{},
		nation: map[string]string{}, state: map[string]bool{}, speaks: map[string]bool{}, country: gazetteer.Fold(country),
	}
	p.learnWords(words)
	own := make([]gazetteer.Entry, 0, len(actors))
	for _, a := range actors {
		e := gazetteer.Entry{Place: gazetteer.Place{ID: string(a.ID), Name: plainName(a.Name)}}
		for _, n := range a.Names {
			e.Names = append(e.Names, n.Text)
		}
		own = append(own, e)
		p.learn(a)
	}
	for _, s := range sides {
		p.learnSide(s, actors)
	}
	groups, err := p.knownGroups()
	if err != nil {
		return nil, err
	}
	p.names = gazetteer.NewSet(gazetteer.Build(own), []*gazetteer.Gazetteer{groups})
	return p, nil
}

// plainName takes what stands in brackets from a name: "3rd Division (Syrian army)".
func plainName(s string) string {
	name, _, _ := strings.Cut(s, " (")
	return name
}

// learn notes which of the case's actors are states and their armies.
func (p *parties) learn(a salient.Actor) {
	if a.Kind == "state" {
		p.nation[gazetteer.Fold(a.Name)] = string(a.ID)
		p.state[string(a.ID)] = true
	}
	if a.Kind != "force" {
		return
	}
	names := []string{a.Name}
	for _, n := range a.Names {
		names = append(names, n.Text)
	}
	for _, name := range names {
		if words := gazetteer.Words(name); len(words) == 2 && p.army[words[1].Fold] && p.country != "" && p.nationOf(words[0].Fold) == p.country {
			p.roles["army"] = string(a.ID)
			p.state[string(a.ID)] = true
		}
	}
}

// learnSide finds the role of a side in its id and names: a side whose name has "government"
// in it is the one that texts mean by the government's forces.
func (p *parties) learnSide(side salient.ActorID, actors []salient.Actor) {
	for _, a := range actors {
		if a.ID != side {
			continue
		}
		for _, w := range gazetteer.Words(a.Name + " " + strings.ReplaceAll(string(a.ID), "-", " ")) {
			if role := p.role[w.Fold]; role != "" && p.roles[role] == "" {
				p.roles[role] = string(side)
				p.state[string(side)] = p.state[string(side)] || role == "government"
			}
		}
	}
}

func (p *parties) nationOf(word string) string { return gazetteer.Fold(p.demonym[word]) }

// nationIn is the folded name of the country whose people or name stands in a party's name; ""
// if none does.
func (p *parties) nationIn(name string) string {
	if folded := gazetteer.Fold(name); p.nations[folded] {
		return folded
	}
	for _, w := range gazetteer.Words(name) {
		if n := p.nationOf(w.Fold); n != "" {
			return n
		}
	}
	return ""
}

// learnWords takes in the lists that tell how parties are named.
func (p *parties) learnWords(words lexicon) {
	p.force, p.voice, p.unit, p.lead = words.set("force"), words.set("voice"), words.set("unit"), words.set("lead")
	p.army, p.stateWords = words.set("army"), words.set("of-state")
	for _, l := range words {
		switch l.kind {
		case "role":
			p.learnRole(l)
		case "demonym":
			p.nations[gazetteer.Fold(l.of)] = true
			for _, w := range l.folded() {
				p.demonym[w] = l.of
			}
		}
	}
}

func (p *parties) learnRole(l wordList) {
	for _, phrase := range l.words {
		p.role[phraseOf(phrase)] = l.of
		p.longRole = max(p.longRole, len(gazetteer.Words(phrase)))
	}
}

// phraseOf is a phrase as its folded words without endings, parted by spaces.
func phraseOf(s string) string { return stemsOf(gazetteer.Words(s)) }

func stemsOf(words []gazetteer.Word) string {
	if len(words) == 1 {
		return words[0].Key
	}
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = w.Key
	}
	return strings.Join(list, " ")
}

func (p *parties) knownGroups() (*gazetteer.Gazetteer, error) {
	b, err := lexiconFiles.ReadFile("lexicon/groups.txt")
	if err != nil {
		return nil, err
	}
	var list []gazetteer.Entry
	for _, line := range strings.Split(string(b), "\n") {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		line, state := strings.CutPrefix(line, "* ")
		line, speaks := strings.CutPrefix(line, "~ ")
		names := strings.Split(line, "|")
		for i := range names {
			names[i] = strings.TrimSpace(names[i])
		}
		p.state[names[0]] = p.state[names[0]] || state
		p.speaks[names[0]] = speaks
		list = append(list, gazetteer.Entry{Place: gazetteer.Place{ID: names[0], Name: names[0]}, Names: names[1:]})
	}
	return gazetteer.Build(list), nil
}

// find lists the parties that a sentence names, from left to right.
func (p *parties) find(text string, words []gazetteer.Word) []mention {
	var out []mention
	for i := 0; i < len(words); {
		m, ok := p.at(text, words, i)
		if !ok {
			i++
			continue
		}
		out = append(out, m)
		i = m.to
	}
	return out
}

// at reads a party's name that begins at a word: "Hezbollah troops", "pro-regime forces",
// "the Syrian army", "Tawhid Brigade".
func (p *parties) at(text string, words []gazetteer.Word, i int) (mention, bool) {
	m, ok := p.named(text, words, i)
	if !ok {
		m, ok = p.byNumber(words, i)
	}
	if !ok {
		m, ok = p.byRole(text, words, i)
	}
	if !ok {
		m, ok = p.byNation(text, words, i)
	}
	if !ok {
		m, ok = p.byForm(text, words, i)
	}
	if !ok {
		return mention{}, false
	}
	p.extend(text, words, &m)
	return m, true
}

// named reads a name of an actor of the case, or of a well-known group.
func (p *parties) named(text string, words []gazetteer.Word, i int) (mention, bool) {
	w := &words[i]
	cyrillic := w.Fold != "" && w.Fold[0] >= 0xd0 && w.Fold[0] <= 0xd3
	if !w.Upper && !w.Caseless && !w.Number && !cyrillic {
		return mention{}, false
	}
	found, ok := p.names.At(words, i)
	if !ok || !together(text, words[found.From:found.To]) {
		return mention{}, false
	}
	id := found.Places[0].ID
	if found.To-found.From == 1 && len(w.Fold) <= 3 && !w.Caps && !w.Caseless {
		return mention{}, false // "Is", "As" begin sentences
	}
	return mention{sort: aParty, from: found.From, to: found.To, actor: id, role: p.roleOf(id), state: p.state[id]}, true
}

// byNumber reads each number of "3rd and 4th Divisions" as the name of one unit.
func (p *parties) byNumber(words []gazetteer.Word, i int) (mention, bool) {
	if !words[i].Number {
		return mention{}, false
	}
	for j := i + 1; j < len(words) && j < i+8; j++ {
		w := &words[j]
		if w.Number || w.Fold == "and" {
			continue
		}
		single := strings.TrimSuffix(w.Fold, "s")
		if !p.unit[single] {
			break
		}
		found, ok := p.names.At([]gazetteer.Word{words[i], {Fold: single, Key: single, Upper: true}}, 0)
		if !ok || found.To != 2 {
			break
		}
		id := found.Places[0].ID
		to := i + 1
		if j == to {
			to++
		}
		return mention{sort: aParty, from: i, to: to, actor: id, state: p.state[id]}, true
	}
	return mention{}, false
}

// roleOf is the role of an actor of the case, "" if it has none.
func (p *parties) roleOf(id string) string {
	for _, role := range []string{"government", "opposition", "army"} {
		if p.roles[role] == id {
			return role
		}
	}
	return ""
}

// byRole reads "rebel", "the regime", "pro-government".
func (p *parties) byRole(text string, words []gazetteer.Word, i int) (mention, bool) {
	for n := min(p.longRole, len(words)-i); n > 0; n-- {
		if words[i].Fold == "the" && i+1 < len(words) {
			if m, ok := p.named(text, words, i+1); ok && m.to > i+n {
				break // "the Army of Conquest"
			}
		}
		role, ok := p.role[stemsOf(words[i:i+n])]
		if !ok || !together(text, words[i:i+n]) {
			continue
		}
		m := mention{sort: aParty, from: i, to: i + n, role: role, actor: p.roles[role], state: role != "opposition"}
		m.plural = strings.HasSuffix(words[i+n-1].Fold, "s")
		if m.actor == "" {
			m.actor = lowerFirst(text[words[i].Start:words[i+n-1].End])
		}
		return m, true
	}
	return mention{}, false
}

// byNation reads "Syrian forces", "Iranian fighters": a people and those who fight for it.
func (p *parties) byNation(text string, words []gazetteer.Word, i int) (mention, bool) {
	nation := p.nationOf(words[i].Fold)
	if nation == "" || !words[i].Upper || i+1 >= len(words) || !together(text, words[i:i+2]) {
		return mention{}, false
	}
	m := mention{sort: aParty, from: i, to: i + 1, state: true}
	next := words[i+1].Fold
	if role := p.role[next]; role != "" {
		m.to++
		m.role, m.state = role, role != "opposition"
		if p.country == "" || nation == p.country {
			m.actor = p.roles[role]
		}
	} else if !p.force[next] && !p.voice[next] && !p.unit[next] && !strings.HasSuffix(words[i].Fold, "s") {
		return mention{}, false
	}
	if m.actor == "" && nation == p.country && m.role == "" {
		m.role, m.actor = "government", p.roles["government"]
	}
	if m.actor == "" {
		m.actor = p.nation[nation]
	}
	if m.actor == "" {
		to := m.to
		for to < len(words) && (p.force[words[to].Fold] || p.role[words[to].Fold] != "") && together(text, words[to-1:to+1]) {
			to++
		}
		m.actor = text[words[i].Start:words[to-1].End]
	}
	return m, true
}

// byForm reads a name that only its form gives away: capitalised words that end in "Brigade",
// "Front", "Army", or begin with "Liwa" or "Jaysh".
func (p *parties) byForm(text string, words []gazetteer.Word, i int) (mention, bool) {
	w := &words[i]
	if !w.Upper || i > 0 && words[i-1].Upper && together(text, words[i-1:i+1]) && p.unit[words[i-1].Fold] {
		return mention{}, false
	}
	last := p.formEnd(text, words, i)
	if last <= i {
		return mention{}, false
	}
	m := mention{sort: aParty, from: i, to: last + 1, actor: text[w.Start:words[last].End]}
	m.state = p.ofState(words[i : last+1])
	return m, true
}

// ofState reports whether a name says no more than whose army it is: "The Syrian Army", and not
// "The Free Syrian Army".
func (p *parties) ofState(words []gazetteer.Word) bool {
	named := false
	for _, w := range words {
		switch {
		case p.nationOf(w.Fold) != "":
			named = true
		case !p.stateWords[w.Fold]:
			return false
		}
	}
	return named
}

// formEnd is the last word of a name that begins at a word and ends in a word for a unit, or
// follows a word that begins such names; -1 if there is none.
func (p *parties) formEnd(text string, words []gazetteer.Word, i int) int {
	last := -1
	for j := i; j < len(words) && j < i+6; j++ {
		w := &words[j]
		inner := j > i && (w.Fold == "of" || w.Fold == "for" || gazetteer.Article(w.Fold))
		if !w.Upper && !w.Number && !inner || j > i && !together(text, words[j-1:j+1]) {
			break
		}
		if p.unit[w.Fold] && w.Upper && (j > i || w.Caps) || j > i && p.lead[words[i].Fold] && !inner {
			last = j
		}
		if w.Owner {
			break
		}
	}
	return last
}

// extend takes in the words behind a name that belong to it, and tells what they are.
func (p *parties) extend(text string, words []gazetteer.Word, m *mention) {
	for m.to < len(words) && together(text, words[m.to-1:m.to+1]) && !words[m.to-1].Owner {
		w := words[m.to].Fold
		switch {
		case p.force[w]:
			m.head = "force"
		case p.voice[w]:
			m.head = "voice"
		default:
			m.owner = !words[m.to].Upper
			return
		}
		m.to++
	}
	m.owner = words[m.to-1].Owner
}
