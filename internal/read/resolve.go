package read

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/salient-osint/salient/geo"
)

// resolve decides together what the names of a document mean. Every name starts from the
// weights of its options; then, in a few rounds, an option gains from other names that lie in
// its country, its region and its neighbourhood, and from a name behind a comma that holds it
// ("Homs, Syria"). One name has one meaning within a document. The options come back sorted,
// the likeliest first, with their probabilities.
//
// A small town far from everything else that the document names is taken for something that
// the gazetteer lacks, and left out of what resolve returns.
func (n *naming) resolve(text string, list []sentence, found []toponym) []toponym {
	senses := gather(found)
	holders := heldBy(text, list, found, senses)
	for _, s := range senses {
		s.settle(nil)
	}
	for range rounds {
		around := surroundings(senses)
		for i, s := range senses {
			s.settle(func(o *option) float64 {
				return around.support(i, o) + holders.support(s, o)
			})
		}
	}
	for i := range found {
		s := senses[senseOf(senses, found[i].name)]
		found[i].options = s.options
	}
	around := surroundings(senses)
	return slices.DeleteFunc(found, func(t toponym) bool {
		s := senses[senseOf(senses, t.name)]
		return t.own == 0 && len(holders[s]) == 0 && around.stray(&s.options[0], math.Sqrt(float64(s.count)))
	})
}

// stray reports whether a place is a small town in a country that the rest of the document
// hardly names, while it names another throughout. The shares were set by reasoning: a
// document on one country spends half of its names there.
func (a *surrounding) stray(o *option, own float64) bool {
	if !o.place.Kind.Settlement() || o.prior > 14.5 || a.total < 8 {
		return false
	}
	most := 0.0
	for country, w := range a.country {
		if country != "" {
			most = max(most, w)
		}
	}
	return most > a.total/2 && a.country[o.place.Country]-own*o.p < 0.03*a.total
}

// rounds after which meanings no longer change: three were enough in all documents tried.
const rounds = 3

// sense is a name and what it means in the whole document.
type sense struct {
	name    string
	count   int
	options []option
}

// gather lists the different names of a document, sorted.
func gather(found []toponym) []*sense {
	var out []*sense
	at := map[string]*sense{}
	for _, t := range found {
		s := at[t.name]
		if s == nil {
			s = &sense{name: t.name, options: slices.Clone(t.options)}
			at[t.name] = s
			out = append(out, s)
		}
		s.count++
	}
	slices.SortFunc(out, func(a, b *sense) int { return strings.Compare(a.name, b.name) })
	return out
}

func senseOf(senses []*sense, name string) int {
	i, _ := slices.BinarySearchFunc(senses, name, func(s *sense, name string) int { return strings.Compare(s.name, name) })
	return i
}

// settle makes probabilities of priors and support.
func (s *sense) settle(support func(*option) float64) {
	total, highest := 0.0, math.Inf(-1)
	scores := make([]float64, len(s.options))
	for i := range s.options {
		scores[i] = s.options[i].prior
		if support != nil {
			scores[i] += support(&s.options[i])
		}
		highest = max(highest, scores[i])
	}
	for i := range s.options {
		s.options[i].p = math.Exp(scores[i] - highest)
		total += s.options[i].p
	}
	for i := range s.options {
		s.options[i].p /= total
	}
	slices.SortStableFunc(s.options, func(a, b option) int { return cmp.Compare(b.p, a.p) })
}

// surrounding is what the names of a document mean at present.
type surrounding struct {
	senses  []*sense
	country map[string]float64
	region  map[string]float64
	total   float64
}

func surroundings(senses []*sense) *surrounding {
	a := &surrounding{senses: senses, country: map[string]float64{}, region: map[string]float64{}}
	for _, s := range senses {
		w := math.Sqrt(float64(s.count))
		a.total += w
		for i := range s.options {
			a.add(&s.options[i], w)
		}
	}
	return a
}

func (a *surrounding) add(o *option, w float64) {
	a.country[o.place.Country] += w * o.p
	if o.place.Region != "" {
		a.region[o.place.Country+"."+o.place.Region] += w * o.p
	}
}

// support is what the other names of the document add to an option of the sense i.
func (a *surrounding) support(i int, o *option) float64 {
	own := math.Sqrt(float64(a.senses[i].count)) * o.p
	country := a.country[o.place.Country] - own
	v := 3 * math.Log(1+6*max(0, country)/math.Sqrt(a.total+1))
	if o.place.Region != "" {
		v += 3 * math.Log(1+4*max(0, a.region[o.place.Country+"."+o.place.Region]-own))
	}
	return v + a.near(i, o)
}

// near grows with the names whose likeliest place lies within a few hundred kilometres.
func (a *surrounding) near(i int, o *option) float64 {
	if !o.place.Located {
		return 0
	}
	sum := 0.0
	for j, s := range a.senses {
		if best := s.options[0]; j != i && best.place.Located && best.place.Kind.Settlement() {
			sum += best.p * math.Exp(-geo.Distance(best.place.At, o.place.At).Km()/100)
		}
	}
	return 2 * math.Log(1+3*sum)
}

// holders tells, by sense, which senses were written behind it and a comma.
type holders map[*sense][]*sense

func heldBy(text string, list []sentence, found []toponym, senses []*sense) holders {
	out := holders{}
	for i := 0; i+1 < len(found); i++ {
		t, u := found[i], found[i+1]
		if t.sentence != u.sentence {
			continue
		}
		words := list[t.sentence].words
		switch text[words[t.to-1].End:words[u.from].Start] {
		case ", ", " (", " in ", ", in ":
			s := senses[senseOf(senses, t.name)]
			out[s] = append(out[s], senses[senseOf(senses, u.name)])
		}
	}
	return out
}

// support rewards an option that lies within what was written behind its name.
func (h holders) support(s *sense, o *option) float64 {
	v := 0.0
	for _, holder := range h[s] {
		for i := range holder.options {
			if q := &holder.options[i]; q.holds(o) {
				v += 8 * q.p
			}
		}
	}
	return v
}

// holds reports whether an area has a place within it.
func (o *option) holds(inner *option) bool {
	p, q := o.place, inner.place
	switch {
	case p.ID == q.ID:
		return false
	case q.Parent != "" && q.Parent == p.ID:
		return true
	case p.Kind.String() == "country":
		return p.Country == q.Country && q.Kind.String() != "country"
	case p.Kind.String() == "region":
		return p.Country == q.Country && p.Region == q.Region && q.Kind.String() != "region"
	}
	return p.Located && q.Located && !p.Kind.Settlement() && geo.Distance(p.At, q.At) < 60*geo.Kilometre
}
