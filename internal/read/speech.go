package read

import (
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/gazetteer"
)

// speech is how a language says who says something.
type speech struct {
	verbs map[string]salient.Stance // by base form
	again wordSet

	evidence map[string]salient.Evidence // by word: "footage" is a video
}

func newSpeech(words lexicon, l *lemmas) *speech {
	s := &speech{verbs: map[string]salient.Stance{}, again: words.set("again"), evidence: map[string]salient.Evidence{}}
	for _, list := range words {
		switch list.kind {
		case "asserts", "denies", "doubts":
			for _, w := range list.folded() {
				s.verbs[w] = salient.Stance(list.kind)
				l.learn(w)
			}
		case "video", "satellite", "photo", "witness":
			for _, w := range list.folded() {
				s.evidence[w] = salient.Evidence(list.kind)
			}
		}
	}
	return s
}

// saying is one act of speech within a sentence.
type saying struct {
	at       int // the unit of its verb
	from, to int // the units that it covers
	claimant string
	party    *mention // the party that speaks, if it is one
	evidence salient.Evidence
	stance   salient.Stance
	again    bool // denies what was said before, without saying it again
	hedge    string
}

// sayings finds who says what in a sentence, from left to right.
func (d *document) sayings(s *sentence, units []unit) []saying {
	var out []saying
	for i := range units {
		u := &units[i]
		if u.m != nil {
			continue
		}
		if u.fold == "according" && i+1 < len(units) && units[i+1].fold == "to" {
			if say, ok := d.speakerRight(s, units, i+2); ok {
				say.at, say.from, say.to = i, 0, len(units)
				out = append(out, say)
			}
			continue
		}
		stance, ok := d.saysAt(units, i)
		if !ok {
			continue
		}
		say, ok := d.speakerLeft(s, units, i)
		if !ok {
			continue
		}
		say.at, say.stance = i, stance
		say.from, say.to = i+1, len(units)
		if i+1 < len(units) && i >= len(units)-4 || noClauseBehind(units, i) {
			say.from, say.to = 0, i // "…, activists said."
		}
		if stance == salient.Denies && d.deniesAgain(units, i) {
			say.again = true
		}
		out = append(out, say)
	}
	for i := 1; i < len(out); i++ {
		if out[i-1].to > out[i].at && out[i-1].from > 0 && out[i].from > 0 {
			out[i-1].to = d.clauseStart(units, out[i].at)
		}
	}
	return out
}

// clauseStart is where the clause of a verb begins, as far as a comma or "but" shows it.
func (d *document) clauseStart(units []unit, at int) int {
	for i := at; i > 0; i-- {
		if units[i].stop || units[i].fold == "but" || units[i].fold == "while" || units[i].fold == "and" {
			return i
		}
	}
	return at
}

// saysAt reports whether a unit is a verb of speech in a finite form.
func (d *document) saysAt(units []unit, i int) (salient.Stance, bool) {
	for _, f := range d.grammar.lemmas.of[units[i].fold] {
		stance, ok := d.speech.verbs[f.base]
		if !ok || f.form == ing && !(i > 0 && units[i-1].has(begins|auxiliary)) {
			continue
		}
		if i > 0 && (units[i-1].has(article) || units[i-1].fold == "to" || units[i-1].fold == "of" || f.form&participle != 0 && (units[i-1].has(toBe) || i > 1 && units[i-1].has(adverb) && units[i-2].has(toBe))) {
			continue // a noun, an infinitive, a passive
		}
		if i+1 < len(units) && units[i+1].m == nil && units[i+1].fold == "of" {
			continue
		}
		return stance, true
	}
	return "", false
}

func noClauseBehind(units []unit, i int) bool {
	return i+1 == len(units) || units[i+1].stop && i > 4
}

// deniesAgain reports whether a denial's object is "the reports", "this", or nothing.
func (d *document) deniesAgain(units []unit, i int) bool {
	for j := i + 1; j < len(units) && j <= i+4; j++ {
		u := &units[j]
		if u.m != nil || u.fold == "that" && j+1 < len(units) && !units[j+1].stop {
			return false
		}
		if d.speech.again[u.fold] {
			return true
		}
	}
	return i+1 == len(units)
}

// speakerLeft reads who speaks, before a verb: a party, or words that end in a word for
// speakers, as "media reports", "videos posted online".
func (d *document) speakerLeft(s *sentence, units []unit, verb int) (saying, bool) {
	head := -1
	for i := verb - 1; i >= 0 && i >= verb-8; i-- {
		u := &units[i]
		if u.m != nil && u.m.sort == aParty || u.m == nil && d.Reader.parties.voice[u.fold] {
			head = i
			break
		}
		if u.m == nil && (u.has(boundary) && !u.has(relative) || u.fold == "and" || u.fold == "it") || u.hard {
			break
		}
	}
	if head < 0 {
		return saying{}, false
	}
	return d.speaker(s, units, head, verb), true
}

// speaker makes a saying of the noun phrase around a head, which ends before unit `end`.
func (d *document) speaker(s *sentence, units []unit, head, end int) saying {
	say := saying{stance: salient.Asserts}
	if m := units[head].m; m != nil {
		say.party = m
		say.claimant = m.actor
		if m.head == "voice" || m.head == "force" {
			say.claimant = d.words(s, m.from, m.to)
		}
		say.evidence = d.evidenceIn(s.words[m.from:m.to])
		return say
	}
	from, to := head, head+1
	for from > 0 && !units[from].stop && units[from-1].m == nil && units[from-1].class&(article|boundary|preposition|auxiliary) == 0 && units[from-1].fold != "and" && !d.grammar.lemmas.verbal(units[from-1].fold) {
		from--
	}
	if from > 0 && units[from-1].m != nil && !units[from].stop && units[from-1].m.sort != aDate {
		from-- // "Damascus activists"
	}
	for to < end && units[to].m == nil && !units[to].has(auxiliary|adverb|boundary) && !units[to].stop {
		to++
	}
	first, last := units[from].word, units[to-1].word
	a, b := indexOf(s.words, first), indexOf(s.words, last)+1
	say.claimant = d.words(s, a, b)
	if a == 0 && !s.words[0].Caps {
		say.claimant = lowerFirst(say.claimant)
	}
	say.evidence = d.evidenceIn(s.words[a:b])
	return say
}

func indexOf(words []gazetteer.Word, w *gazetteer.Word) int {
	for i := range words {
		if &words[i] == w {
			return i
		}
	}
	return 0
}

func lowerFirst(s string) string {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return s
	}
	return string(s[0]+'a'-'A') + s[1:]
}

// speakerRight reads who speaks behind "according to".
func (d *document) speakerRight(s *sentence, units []unit, i int) (saying, bool) {
	for j := i; j < len(units) && j < i+5; j++ {
		u := &units[j]
		if j > i && u.stop {
			break
		}
		if u.m != nil && u.m.sort == aParty || u.m == nil && d.Reader.parties.voice[u.fold] {
			return d.speaker(s, units, j, j+1), true
		}
		if u.hard || u.has(boundary) || j > i && u.stop {
			break
		}
	}
	return saying{}, false
}

func (d *document) evidenceIn(words []gazetteer.Word) salient.Evidence {
	for _, w := range words {
		if e := d.speech.evidence[w.Fold]; e != "" {
			return e
		}
	}
	return ""
}
