package control

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// weighCopies finds the claims that are one voice, and lets each group share one weight.
// Only claims that say the same of one place can be copies. They are, if they come from one
// origin (a voice that is the origin of two must have been quoted within CopyDays, since it
// speaks on many days); if one is of a source that republishes the other's, at most CopyDays
// after it; if one claimant says them of the same day; or if their quotes are nearly the same.
func weighCopies(c *salient.Case, set Settings, list []*evidence) {
	groups := newForest(len(list))
	for _, same := range together(list, func(e *evidence) onPlace { return onPlace{e.place, e.content} }) {
		joinOrigins(c, set, list, same, groups)
		joinClaimants(list, same, groups)
		joinRepublished(c, set, list, same, groups)
		joinQuotes(set, list, same, groups)
	}
	size := make([]int, len(list))
	for i := range list {
		size[groups.root(i)]++
	}
	for i := range list {
		root := groups.root(i)
		list[i].copies, list[i].root = size[root], list[root].claim.ID
		list[i].weight = list[i].base / float64(size[root])
	}
}

// onPlace is what is said of a place, or who says it.
type onPlace struct {
	place salient.PlaceID
	what  string
}

// together lists the indices of evidence with the same key, groups in the order in which they
// begin, each in the order of ids. Groups of one are left out.
func together[K comparable](list []*evidence, key func(*evidence) K) [][]int {
	groupOf := map[K]int{}
	var groups [][]int
	for i, e := range list {
		k := key(e)
		at, known := groupOf[k]
		if !known {
			at = len(groups)
			groupOf[k], groups = at, append(groups, nil)
		}
		groups[at] = append(groups[at], i)
	}
	return slices.DeleteFunc(groups, func(g []int) bool { return len(g) == 1 })
}

func joinOrigins(c *salient.Case, set Settings, list []*evidence, same []int, groups *forest) {
	if !slices.ContainsFunc(same, func(i int) bool { return list[i].claim.Origin != "" }) {
		return
	}
	from := map[int]string{}
	for _, i := range same {
		from[i] = origin(c, list[i].claim)
	}
	for _, i := range same {
		for _, j := range same {
			a, b := list[i], list[j]
			near := max(a.said-b.said, b.said-a.said) <= when.Day(set.CopyDays)
			o := from[i]
			if o != "" && (o == string(b.claim.Document) || o == string(b.claim.ID) || near && (o == from[j] || o == voice(b))) {
				groups.join(i, j)
			}
		}
	}
}

// voice is who speaks in a claim: its claimant, else its source.
func voice(e *evidence) string {
	if e.claim.Claimant != "" {
		return strings.ToLower(e.claim.Claimant)
	}
	return string(e.source)
}

// origin follows a claim's origin to where it begins; "" if the claim is its own.
func origin(c *salient.Case, cl *salient.Claim) string {
	o := cl.Origin
	if o == "" || o == "unknown" {
		return ""
	}
	for range 16 {
		next, ok := c.Claim(salient.ClaimID(o))
		if !ok || next.Origin == "" || next.Origin == "unknown" {
			break
		}
		o = next.Origin
	}
	return strings.ToLower(o)
}

// joinClaimants joins what one claimant says of one day.
func joinClaimants(list []*evidence, same []int, groups *forest) {
	type word struct {
		who string
		on  when.Day
	}
	var first map[word]int
	for _, i := range same {
		e := list[i]
		if e.claim.Claimant == "" {
			continue
		}
		if first == nil {
			first = map[word]int{}
		}
		said := word{strings.ToLower(e.claim.Claimant), e.reach.Days[0].From}
		if j, before := first[said]; before {
			groups.join(i, j)
		} else {
			first[said] = i
		}
	}
}

// joinRepublished joins a claim with the latest that it may have been taken from.
func joinRepublished(c *salient.Case, set Settings, list []*evidence, same []int, groups *forest) {
	byDay := slices.Clone(same)
	slices.SortStableFunc(byDay, func(i, j int) int { return cmp.Compare(list[i].said, list[j].said) })
	for n, i := range byDay {
		src, ok := c.Source(list[i].source)
		if !ok || len(src.Republishes) == 0 {
			continue
		}
		last := n
		for last+1 < len(byDay) && list[byDay[last+1]].said == list[i].said {
			last++
		}
		for m := last; m >= 0 && list[i].said-list[byDay[m]].said <= when.Day(set.CopyDays); m-- {
			if slices.Contains(src.Republishes, list[byDay[m]].source) {
				groups.join(i, byDay[m])
				break
			}
		}
	}
}

// minQuote is how many different words a quote must have to be known again.
const minQuote = 5

func joinQuotes(set Settings, list []*evidence, same []int, groups *forest) {
	if !slices.ContainsFunc(same, func(i int) bool { return list[i].claim.Quote != "" }) {
		return
	}
	words := make([]map[string]bool, len(same))
	for n, i := range same {
		words[n] = wordsOf(list[i].claim.Quote)
	}
	for n, i := range same {
		for m, j := range same[:n] {
			apart := max(list[i].said-list[j].said, list[j].said-list[i].said)
			if len(words[n]) >= minQuote && len(words[m]) >= minQuote && apart <= when.Day(set.QuoteDays) &&
				alike(words[n], words[m]) >= set.QuoteAlike {
				groups.join(i, j)
			}
		}
	}
}

func wordsOf(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		out[w] = true
	}
	return out
}

// alike is the Jaccard index of two sets of words.
func alike(a, b map[string]bool) float64 {
	both := 0
	for w := range a {
		if b[w] {
			both++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// repeat says how a claim compares with what its speaker said of the place before.
type repeat struct {
	gap  int // index of the gap between them; -1: nothing was said before, or long ago
	same bool
}

// gaps are the ends, in days, of the gaps between what a speaker says of a place and says next,
// in which it may repeat itself with one chance. After the last it speaks afresh.
var gaps = [...]when.Day{3, 7, 14, 30, 60}

func gapOf(days when.Day) int {
	for i, end := range gaps {
		if days <= end {
			return i
		}
	}
	return -1
}

// noteRepeats notes what each voice said of a place before.
func noteRepeats(list []*evidence) {
	for i := range list {
		list[i].repeats.gap = -1
	}
	type voice struct {
		place    salient.PlaceID
		source   salient.SourceID
		claimant string
	}
	for _, same := range together(list, func(e *evidence) voice { return voice{e.place, e.source, e.claim.Claimant} }) {
		slices.SortStableFunc(same, func(i, j int) int {
			a, b := list[i], list[j]
			return cmp.Or(cmp.Compare(a.reach.Days[0].From, b.reach.Days[0].From), cmp.Compare(a.said, b.said))
		})
		for n := 1; n < len(same); n++ {
			e, before := list[same[n]], list[same[n-1]]
			if e.root != before.root {
				e.repeats = repeat{gapOf(e.reach.Days[0].From - before.reach.Days[0].From), e.content == before.content}
				e.repeats.same = e.repeats.same && e.repeats.gap >= 0
			}
		}
	}
}

// heard is what another source had said of a place shortly before a claim.
type heard struct {
	source salient.SourceID
	claim  *evidence
	same   bool // says what the claim says
}

// hearing is how many days a claim can be copied after it was published, and not be known for
// a copy by anything but that.
const hearing = 5

// noteHeard notes for each claim the latest of each other source on the place that was
// published on one of the days before, unless the two are one voice anyway.
func noteHeard(list []*evidence) {
	for _, same := range together(list, func(e *evidence) salient.PlaceID { return e.place }) {
		slices.SortStableFunc(same, func(i, j int) int { return cmp.Compare(list[i].said, list[j].said) })
		for n, i := range same {
			e := list[i]
			for k := n - 1; k >= 0 && e.said-list[same[k]].said <= hearing; k-- {
				b := list[same[k]]
				known := func(h heard) bool { return h.source == b.source }
				if b.said < e.said && b.source != e.source && b.root != e.root && !slices.ContainsFunc(e.heard, known) {
					e.heard = append(e.heard, heard{b.source, b, b.content == e.content})
				}
			}
			slices.SortFunc(e.heard, func(a, b heard) int { return cmp.Compare(a.source, b.source) })
		}
	}
}

// forest is union–find; the root of a group is its lowest index.
type forest struct{ up []int }

func newForest(n int) *forest {
	f := &forest{make([]int, n)}
	for i := range f.up {
		f.up[i] = i
	}
	return f
}

func (f *forest) root(i int) int {
	for f.up[i] != i {
		f.up[i] = f.up[f.up[i]]
		i = f.up[i]
	}
	return i
}

func (f *forest) join(i, j int) {
	a, b := f.root(i), f.root(j)
	f.up[max(a, b)] = min(a, b)
}
