package read

import (
	"slices"
	"strconv"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/gazetteer"
	"github.com/salient-osint/salient/when"
)

// Candidate is a claim that a text seems to make, for a person to accept, mend or reject.
// Start and End are code points of the quote in the text. Places and parties are ids of the
// case where it has them, else "geonames:1234" and the name as written.
type Candidate struct {
	Kind     salient.ClaimKind `json:"kind"`
	What     string            `json:"what"`
	Place    string            `json:"place"`
	To       string            `json:"to,omitempty"`
	Actor    string            `json:"actor"`
	Other    string            `json:"other"`
	Claimant string            `json:"claimant"` // "" is the document itself
	Stance   salient.Stance    `json:"stance"`
	Hedge    string            `json:"hedge,omitempty"`
	Evidence salient.Evidence  `json:"evidence,omitempty"`
	Value    string            `json:"value,omitempty"`
	Amount   string            `json:"amount,omitempty"`
	Unit     string            `json:"unit,omitempty"`
	Sector   string            `json:"sector,omitempty"` // of a place that the case has no parts of
	When     string            `json:"when"`
	Dated    Dating            `json:"dated,omitempty"` // where When comes from; "" is its sentence
	Span     string            `json:"span,omitempty"`  // "some": true on at least one day of When
	Quote    string            `json:"quote"`
	Start    int               `json:"start"`
	End      int               `json:"end"`
	Score    float64           `json:"score"`
	Rule     string            `json:"rule"`           // the rule that found it, or the label of a language model
	Also     string            `json:"also,omitempty"` // the label of a language model that offers the same

	days     when.Span
	features []string
	at       int // the unit of its verb
}

// Dating is where a candidate's date comes from, if its sentence names none.
type Dating string

const (
	DatedBefore   Dating = "before"   // the last date that the text names before it
	DatedDocument Dating = "document" // the document's day, or the month before it
)

// claims reads all sentences for candidates, in order.
func (d *document) claims() {
	d.dates = make([][]dated, len(d.sentences))
	next := 0
	for i := range d.sentences {
		s := &d.sentences[i]
		if s.title || i == 0 || s.paragraph != d.sentences[i-1].paragraph {
			d.narrative.fresh, d.narrative.ahead = true, nil
		}
		if s.title {
			d.narrative.ahead = d.calendar.firstDated(d.sentences, i)
		}
		before := d.narrative.last
		d.dates[i] = d.calendar.dates(s.words, &d.narrative.clock)
		if s.heading > 0 {
			d.narrative.headed(s, d.dates[i])
		}
		if d.dateless(s, len(d.dates[i])) {
			before = nil
		}
		from := next
		for next < len(d.toponyms) && d.toponyms[next].sentence == i {
			next++
		}
		d.enter(s)
		d.sentence(i, d.toponyms[from:next], before)
	}
}

// dateless reports whether a sentence stands in a row of a table that has named no date so far:
// that of the row before is none of its own. dates is how many the sentence names.
func (d *document) dateless(s *sentence, dates int) bool {
	if s.title {
		d.narrative.table, d.narrative.dated = s.paragraph+1, false
	}
	before := d.narrative.dated
	d.narrative.dated = before || dates > 0
	return d.narrative.table == s.paragraph+1 && !before
}

func (d *document) sentence(i int, tops []toponym, before *when.Span) {
	s := &d.sentences[i]
	mentions := d.mentionsOf(i, tops)
	units := d.grammar.units(d.text, s.words, mentions)
	r := &reading{document: d, s: s, units: units, before: before}
	r.sayings = d.sayings(s, units)
	for at := range units {
		for _, m := range d.rules.match(d.grammar, units, at) {
			r.apply(&m)
		}
	}
	r.dropFormer()
	r.denyAgain()
	r.statements()
	d.narrative.previous = r.found
	d.candidates = append(d.candidates, r.found...)
	d.leave(mentions)
	if m := r.lastSubject(); m != nil {
		d.narrative.subject = m
	}
}

// dropFormer drops what a sentence calls a place by when it tells that another took it: after
// "seized the rebel stronghold of Yabrud" rebels hold it no more.
func (r *reading) dropFormer() {
	r.found = slices.DeleteFunc(r.found, func(c Candidate) bool {
		return c.callsHeld() && slices.ContainsFunc(r.found, func(o Candidate) bool {
			return o.Kind == c.Kind && o.What == c.What && o.Place == c.Place && o.Actor != c.Actor && !o.callsHeld()
		})
	})
}

// callsHeld reports whether a holding is told by the way, in what a place is called.
func (c *Candidate) callsHeld() bool {
	return c.Kind == salient.Holds && c.What == "controls" && (c.Rule == "stronghold" || c.Rule == "held-by")
}

// reading is a sentence while its claims are read.
type reading struct {
	*document
	s       *sentence
	units   []unit
	sayings []saying
	before  *when.Span // the narrative's last date before the sentence
	found   []Candidate
}

// lastSubject is the party that the sentence's first ungoverned mention names.
func (r *reading) lastSubject() *mention {
	c := clause{g: r.grammar, units: r.units}
	for i := range r.units {
		if m := r.units[i].m; m != nil && m.sort == aParty && !c.governed(i) {
			return m
		}
	}
	return nil
}

// apply offers what a rule says of the phrase that was found, unless it is only planned,
// denied in the clause itself, or lacks a part that the rule needs.
func (r *reading) apply(m *matched) {
	c := &clause{g: r.grammar, units: r.units, from: m.from, to: m.to, verb: m.verb, form: m.form}
	c.passive = c.isPassive()
	if !m.phrase.acts() && r.isOff(c) {
		return
	}
	if m.rule.flags["unreal"] && r.history() {
		return // a look ahead from long ago
	}
	if !m.rule.flags["unreal"] && r.isUnreal(c) || m.phrase.anchor == 0 && (m.phrase.acts() && c.isNoun() || r.units[m.verb].word.Joined || m.phrase.mayAct() && c.isGerund()) {
		return
	}
	parts, ok := r.fill(c, m)
	if !ok {
		return
	}
	if m.rule.outputs[0].kind == salient.Holds {
		r.takeTowns(parts["place"])
	}
	say := r.sayingOf(c)
	for _, o := range m.rule.outputs {
		r.offer(c, m, o, parts, say)
	}
}

// takeTowns puts towns for regions of their names, where who holds them is told and no share of them.
func (r *reading) takeTowns(places []*mention) {
	for i, m := range places {
		if r.shareOf(m) == "" {
			places[i] = r.asTown(r.s.words, m)
		}
	}
}

// parts are the mentions that fill a rule's slots, each with those listed beside it.
type parts map[string][]*mention

func (r *reading) fill(c *clause, m *matched) (parts, bool) {
	out := parts{}
	for name, mm := range m.slots {
		out[name] = list(r.units, mm)
	}
	for _, s := range m.phrase.slots {
		if out[s.name] != nil {
			continue
		}
		want := aParty
		if s.name == "place" || s.name == "to" {
			want = aPlace
		}
		mm := r.fillOne(c, r.fillersOf(c, m, s.fillers), want, out)
		if mm == nil {
			if s.optional {
				continue
			}
			return nil, false
		}
		if mm.again && mm.sort == aPlace {
			out[s.name] = []*mention{mm}
			continue
		}
		out[s.name] = list(r.units, mm)
	}
	return out, true
}

// fillersOf are a slot's fillers, without the topic for what is held in the passive: that place
// is the subject, and no other. In a row of a table its subject is the row's.
func (r *reading) fillersOf(c *clause, m *matched, fillers []string) []string {
	if !c.passive || m.rule.outputs[0].kind != salient.Holds || r.narrative.row != nil {
		return fillers
	}
	return slices.DeleteFunc(slices.Clone(fillers), func(f string) bool { return f == "topic" })
}

func (r *reading) fillOne(c *clause, fillers []string, want sort, have parts) *mention {
	for _, f := range fillers {
		var m *mention
		switch {
		case f == "topic" && want == aPlace:
			m = r.topicMention(c)
		default:
			m = c.find(f, want)
			if m == nil && f == "subject" && want == aParty && !c.passive && r.pronounActs(c) {
				m = r.pronoun(c)
			}
		}
		if m != nil && want == aPlace {
			m = r.inner(m)
		}
		if m != nil && !taken(have, m) {
			return m
		}
	}
	return nil
}

// inner is the place that is meant by "Aleppo suburb of Khan al-Asal": the inner one.
func (r *reading) inner(m *mention) *mention {
	for i := range r.units {
		if r.units[i].m != m || i+3 >= len(r.units) {
			continue
		}
		if in := r.units[i+3].m; r.units[i+1].m == nil && r.naming.ground[r.units[i+1].fold] && r.units[i+2].fold == "of" && in != nil && in.sort == aPlace {
			return in
		}
	}
	return m
}

// topicMention is where an act takes place that names no place: the nearest town that the
// sentence names before it, else behind it, else the one that the narrative is about.
func (r *reading) topicMention(c *clause) *mention {
	for i := 1; i < len(r.units); i++ {
		if r.units[i-1].is("those", "these") && r.units[i].has(unnamed) {
			return nil // of which the sentence doesn't tell the names
		}
	}
	for i := c.verb - 1; i >= 0; i-- {
		if r.stage(i) {
			return r.units[i].m
		}
	}
	for i := c.to; i < len(r.units); i++ {
		if r.stage(i) {
			return r.units[i].m
		}
	}
	if p := r.topic(nil); p != nil && r.isSet(p) {
		return &mention{sort: aPlace, place: p, again: true}
	}
	return nil
}

// isSet reports whether it is sure enough that the narrative is about a town: a row of a table
// is, the paragraph names it, or a third of all the document's towns are it.
func (r *reading) isSet(p *gazetteer.Place) bool {
	if r.narrative.row == p || r.narrative.recent[p] > 0 {
		return true
	}
	total := 0.0
	for _, n := range r.narrative.overall {
		total += n
	}
	return 3*r.narrative.overall[p] >= total
}

// stage reports whether a unit is a place where something can happen, and not where somebody
// came from.
func (r *reading) stage(i int) bool {
	m := r.units[i].m
	if m == nil || m.sort != aPlace || m.place.Kind == gazetteer.Country || m.place.Kind == gazetteer.Region && (i == 0 || i > 2 || !r.units[i-1].is("in")) {
		return false // a region only where the sentence begins with it: "In Aleppo Governorate, …"
	}
	c := clause{g: r.grammar, units: r.units}
	return !c.besideOrIn(i) && c.led(i) == ""
}

// taken reports whether a mention fills another slot already.
func taken(have parts, m *mention) bool {
	for _, list := range have {
		if slices.Contains(list, m) {
			return true
		}
	}
	return false
}

// pronoun is whom "they" means: who is quoted in this sentence, else who acted in the last.
func (r *reading) pronoun(c *clause) *mention {
	if say := r.sayingOf(c); say != nil && say.party != nil {
		return say.party
	}
	return r.narrative.subject
}

// pronounActs reports whether "they" or "it" stands before the verb, with no party between.
func (r *reading) pronounActs(c *clause) bool {
	for i := c.verb - 1; i >= 0; i-- {
		u := &r.units[i]
		if u.m != nil && u.m.sort == aParty {
			return false
		}
		if u.has(standIn) {
			return true
		}
	}
	return false
}

// isUnreal reports whether a clause tells of what is only meant, feared, ruled out or to come.
func (r *reading) isUnreal(c *clause) bool {
	infinitive := false
	for i := c.verb - 1; i >= 0 && i >= c.verb-8; i-- {
		u := &r.units[i]
		if u.m != nil {
			if infinitive {
				return !r.realBefore(i)
			}
			return r.supposed(i)
		}
		switch {
		case u.fold == "to" && i >= c.verb-3:
			infinitive = true
		case u.has(future) && u.fold != "can":
			return true
		case u.has(negative), u.is("without", "if", "unless", "whether"):
			return true
		case infinitive && u.has(operation):
			return true // "began an operation to capture"
		case infinitive && u.has(real):
			infinitive = false
		case u.has(unreal):
			return true
		case u.has(adverb | hedging | auxiliary | article | pronoun), u.fold == "of":
		case i == c.verb-1 && len(r.grammar.lemmas.of[u.fold]) > 0:
		case infinitive:
			return !r.realBefore(i + 1)
		default:
			return false
		}
	}
	return infinitive
}

// supposed reports whether the words before who acts say that he may, or should: "if rebels
// withdraw", "demanded that rebels withdraw".
func (r *reading) supposed(i int) bool {
	return i > 0 && r.units[i-1].is("if", "unless", "whether") || i > 1 && r.units[i-1].is("that") && r.units[i-2].has(unreal)
}

// isOff reports whether a verb behind a noun says that it is to come, or isn't: "the withdrawal of
// the fighters would not take place".
func (r *reading) isOff(c *clause) bool {
	for i := c.to; i < len(r.units) && i < c.to+6 && !r.units[i].stop; i++ {
		if r.units[i].has(future) || r.units[i].is("not") {
			return !r.units[i].is("can", "may")
		}
		if r.units[i].has(boundary | relative) {
			return false
		}
	}
	return false
}

// realBefore reports whether one of a few units before is a word as "managed" or "forcing".
func (r *reading) realBefore(i int) bool {
	for j := i - 1; j >= 0 && j >= i-4; j-- {
		if r.units[j].has(real) {
			return true
		}
	}
	return false
}

// offer makes the candidates of one output: one for each party and each place listed.
func (r *reading) offer(c *clause, m *matched, o output, p parts, say *saying) {
	for _, place := range orNone(p["place"]) {
		for _, to := range orNone(p["to"]) {
			for _, actor := range orNone(p["actor"]) {
				for _, other := range firstOr(p["other"], o.kind) {
					if actor != nil && other != nil && actor.sameAs(other, o.kind) {
						continue
					}
					r.candidate(c, m, o, place, to, actor, other, say)
				}
			}
		}
	}
}

// sameAs reports whether two mentions name one party; for a tie also if both name a side's role,
// as "the regime" and "the government" do.
func (m *mention) sameAs(other *mention, kind salient.ClaimKind) bool {
	return m.actor == other.actor || kind == salient.Tie && m.role != "" && m.role == other.role
}

func orNone(list []*mention) []*mention {
	if len(list) == 0 {
		return []*mention{nil}
	}
	return list
}

// firstOr gives all others of a tie, and of everything else the first: others there stand
// together in one claim.
func firstOr(list []*mention, kind salient.ClaimKind) []*mention {
	if kind == salient.Tie || len(list) < 2 {
		return orNone(list)
	}
	return list[:1]
}

// absurd reports whether nobody would say so: nobody takes a country as a town is taken, and
// what happened in one happened nowhere; officials and supporters speak, and take no towns.
func (r *reading) absurd(o output, place, actor *mention) bool {
	if place != nil && place.place.Kind == gazetteer.Country {
		switch o.kind {
		case salient.Holds, salient.Presence:
			return true
		case salient.Happening:
			return o.what != "Agreement"
		}
	}
	if o.kind == salient.Holds && place != nil && place.near && place.sector == "" && r.placeID(place) == place.place.ID {
		return true // the countryside was taken, not the town
	}
	if actor == nil || o.kind == salient.Statement || o.kind == salient.Tie {
		return false
	}
	return actor.head == "voice" && !r.commands(actor) || r.document.Reader.parties.speaks[actor.actor]
}

// shareOf is the share of a place that is said to be held, "" if none is said.
func (r *reading) shareOf(place *mention) string {
	if !place.again && place.top == nil && place.sector == "" || place.again && place.to == 0 {
		return ""
	}
	return r.grammar.shareBefore(r.text, r.s.words, r.firstListed(place).from)
}

// firstListed is the first of places that stand in a list: of them all a share is said before it.
func (r *reading) firstListed(m *mention) *mention {
	for _, x := range list(r.units, m) {
		if x.from < m.from {
			m = x
		}
	}
	return m
}

// candidate offers one output of a rule for one place and one party of those listed.
func (r *reading) candidate(c *clause, m *matched, o output, place, to, actor, other *mention, say *saying) {
	if r.absurd(o, place, actor) {
		return
	}
	out := Candidate{
		Kind: o.kind, What: o.what, Stance: salient.Asserts, Rule: m.rule.name, Value: m.rule.value, Unit: m.rule.unit, at: c.verb,
	}
	if place != nil {
		out.Place, out.Sector = r.placeID(place), r.sectorOf(place)
		if o.kind == salient.Holds {
			out.Value = r.shareOf(place)
		}
	}
	if to != nil {
		out.To = r.placeID(to)
	}
	if actor != nil {
		out.Actor = actor.actor
	}
	if other != nil {
		out.Other = other.actor
	}
	if out.What == "gains" {
		out.What = r.gains(place, actor)
	}
	r.speak(&out, c, say)
	r.date(&out, c, m.phrase.acts())
	r.amount(&out, c)
	r.quote(&out)
	out.features = r.featuresOf(&out, c, m, place, actor)
	out.Score = rounded(r.model.Score(out.features))
	r.add(out)
}

// gains is how ACLED names the taking of ground: by the government of the country, or by
// anybody else, "a foreign state actor" among them (ACLED codebook, Battles).
func (r *reading) gains(place, actor *mention) string {
	if actor != nil && actor.state && !r.isForeign(actor, place) {
		return "Government regains territory"
	}
	return "Non-state actor overtakes territory"
}

// isForeign reports whether a party belongs to another state than the one that a place lies in.
func (r *reading) isForeign(actor, place *mention) bool {
	nation, home := r.Reader.parties.nationIn(actor.actor), r.country(place)
	return nation != "" && home != "" && nation != home
}

// country is the folded name of the country that a place lies in: if no gazetteer says, that of
// the case, else the one in which most places of the document lie. "" if that isn't known either.
func (r *reading) country(place *mention) string {
	code := ""
	if place != nil {
		code = place.place.Country
	}
	if code == "" && r.Reader.parties.country != "" {
		return r.Reader.parties.country
	}
	if code == "" {
		code = r.home
	}
	if p, ok := r.naming.places.Place("iso:" + code); ok {
		return gazetteer.Fold(p.Name)
	}
	return ""
}

// commands reports whether a party is named by those who command it.
func (r *reading) commands(m *mention) bool {
	return r.grammar.has(r.s.words[m.to-1].Fold, command)
}

func (r *reading) add(c Candidate) {
	same := func(o Candidate) bool {
		return o.Kind == c.Kind && o.What == c.What && o.Place == c.Place && o.To == c.To && o.Actor == c.Actor && o.Other == c.Other && o.Claimant == c.Claimant && o.Stance == c.Stance && o.Sector == c.Sector
	}
	if !slices.ContainsFunc(r.found, same) {
		r.found = append(r.found, c)
	}
}

// placeID is a place's id; of what lies around a town, the district's if the case has one.
func (r *reading) placeID(m *mention) string {
	if m.near && m.sector == "" {
		if p := r.around[m.place.ID]; p != nil {
			return p.ID
		}
	}
	return m.place.ID
}

// sectorOf is the part of a place that its id doesn't tell.
func (r *reading) sectorOf(m *mention) string {
	if m.sector == "" || r.sectors[m.place.Parent][m.sector] == m.place {
		return ""
	}
	return m.sector
}

// amount reads a figure behind the verb, "killed 12 soldiers", "launched over 18 rockets".
func (r *reading) amount(out *Candidate, c *clause) {
	if out.Kind != salient.Happening && out.Kind != salient.Movement && out.Kind != salient.Presence {
		return
	}
	for i := c.to; i < len(r.units) && i < c.to+6; i++ {
		u := &r.units[i]
		if u.m != nil && u.m.sort != aDate || u.hard || u.has(boundary) {
			return
		}
		n := r.grammar.numbers.count(u.fold)
		if u.m != nil || n == 0 || u.is("a", "one") || i+1 >= len(r.units) || r.units[i+1].m != nil && !r.units[i+1].names(aParty) {
			continue
		}
		out.Amount = strconv.Itoa(n)
		if i > 0 && r.units[i-1].has(atLeast) {
			out.Amount = "|" + out.Amount + "|"
		}
		if out.Unit == "" {
			out.Unit = r.counted(&r.units[i+1])
		}
		return
	}
}

// counted is the word for what is counted.
func (r *reading) counted(u *unit) string {
	if u.m == nil {
		return u.fold
	}
	return r.s.words[u.m.to-1].Fold
}

func (r *reading) quote(out *Candidate) {
	out.Quote = r.original[r.s.from:r.s.to]
	out.Start, out.End = r.runes.at(r.s.from), r.runes.at(r.s.to)
}
