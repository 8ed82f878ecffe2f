package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
)

// saying is what a claim says, in names: `actor what other` at a place, or on the way from a place
// to another. Parts that aren't said are "".
type saying struct {
	Kind               salient.ClaimKind
	What, Actor, Other string
	Several            bool // Actor names several parties
	Place, To          string
	Road               bool   // Place is a road
	Part               string // of the place
	Level              string // a share of the place, or a condition's state
	Amount             string // with its unit
}

// sayingOf puts a claim in names.
func sayingOf(c *salient.Case, cl *salient.Claim) saying {
	s := saying{
		Kind: cl.Kind, What: cl.What, Actor: listed(actorNames(c, cl.Actors)), Several: len(cl.Actors) > 1, Other: listed(actorNames(c, cl.Others)),
		Place: wayName(c, cl.Place), To: wayName(c, string(cl.To)), Level: cl.Value, Amount: amountWords(cl.Amount, cl.Unit),
	}
	_, s.Road = c.Road(salient.RoadID(cl.Place))
	if cl.Share != nil {
		s.Level = shareWords(cl.Value)
	}
	return s
}

// sayingOfOffer puts a candidate in names; place is the name of the place that is meant.
func sayingOfOffer(c *salient.Case, o *desk.Offer, place string) saying {
	return saying{
		Kind: o.Kind, What: o.What, Actor: actorWords(c, o.Actor), Other: actorWords(c, o.Other),
		Place: place, To: wayName(c, o.To), Part: o.Sector, Level: heldShare(o),
	}
}

// words say it as a sentence without its full stop.
func (s saying) words() string {
	at := joined(" at ", s.place())
	switch s.Kind {
	case salient.Holds:
		return s.held() + joined(" (", s.Level, " of it)")
	case salient.Happening:
		return s.What + at + joined(": ", s.parties()) + joined(" (", s.Amount, ")")
	case salient.Presence:
		return spacedOut(s.does(wordOr(presences, s.What)), s.place()) + joined(" (", s.Amount, ")")
	case salient.Movement:
		return s.moved() + joined(" (", s.Amount, ")")
	case salient.Tie:
		return spacedOut(s.does(wordOr(ties, s.What)), s.Other) + at
	case salient.OnRoad:
		return spacedOut(s.does(s.What), s.way())
	case salient.Access:
		return s.let() + joined(" (", s.Amount, ")")
	case salient.Condition:
		return capital(spaced(s.What)) + joined(" of ", s.Actor) + at + joined(": ", spacedOut(s.Level, s.Amount))
	}
	return joined("", s.Actor, ": ") + s.What + joined(" to ", s.Other) + at
}

// stated is what is said with who denies or doubts it.
func (s saying) stated(stance salient.Stance, claimant string) string {
	switch stance {
	case salient.Denies:
		return "Denied" + joined(" by ", claimant) + ": " + s.words()
	case salient.Doubts:
		return "Doubted" + joined(" by ", claimant) + ": " + s.words()
	}
	return capital(s.words())
}

// does joins the actor with a verb, in the plural if need be.
func (s saying) does(verb string) string {
	if s.Several || isPlural(s.Actor) {
		first, rest, _ := strings.Cut(verb, " ")
		if first = strings.TrimSuffix(first, "s"); first == "i" {
			first = "are"
		}
		verb = spacedOut(first, rest)
	}
	return cmp.Or(s.Actor, "somebody") + " " + verb
}

// plurals are last words of names that stand for many.
var plurals = []string{"Forces", "Troops", "Brigades", "Battalions", "Committees", "Militias", "Units", "Rebels", "Fighters"}

// isPlural reports whether a party's name is a plural: a description that ends in s, or a name
// that ends in one of plurals.
func isPlural(name string) bool {
	last := name[strings.LastIndex(name, " ")+1:]
	described := last != "" && last == strings.ToLower(last) && strings.HasSuffix(last, "s") && !strings.HasSuffix(last, "ss")
	return described || slices.Contains(plurals, last)
}

func (s saying) place() string { return s.Place + joined(" (", s.Part, ")") }

func (s saying) held() string {
	if s.What == "none" {
		return "nobody controls " + s.place()
	}
	return spacedOut(s.does(s.What), s.place())
}

// parties are those of a happening.
func (s saying) parties() string {
	if s.Actor == "" {
		return joined("against ", s.Other)
	}
	return s.Actor + joined(" (against ", s.Other, ")")
}

// moved says a movement: its place is where it begins, to where it leads.
func (s saying) moved() string {
	if s.What == "reinforces" {
		whom := s.To
		if s.Other != "" {
			whom = s.Other + joined(" at ", s.To)
		}
		return spacedOut(s.does(s.What), whom) + joined(" from ", s.place())
	}
	return spacedOut(s.does(wordOr(movements, s.What)), s.Other) + joined(" from ", s.place()) + joined(" to ", s.To)
}

// let says who lets through what, or doesn't.
func (s saying) let() string {
	where := joined(" at ", s.place())
	if s.Road || s.To != "" {
		where = " on " + s.way()
	}
	switch s.What {
	case "aid-denied":
		return s.does("denies aid") + joined(" to ", s.Other) + where
	case "aid-let-in":
		return s.does("lets aid in") + joined(" for ", s.Other) + where
	case "leaving-denied":
		return s.does("keeps") + " " + cmp.Or(s.Other, "people") + " from leaving" + where
	}
	return s.does("lets") + " " + cmp.Or(s.Other, "people") + " leave" + where
}

// way is a road, or what leads from a place to another.
func (s saying) way() string {
	switch {
	case s.Place != "" && s.To != "":
		return "the way from " + s.place() + " to " + s.To
	case s.To != "":
		return "the way to " + s.To
	case s.Road || s.Place == "":
		return s.place()
	}
	return "the way at " + s.place()
}

var presences = map[string]string{
	"deployed": "is deployed at", "headquartered": "is headquartered at", "fighting": "fights at",
	"fortified": "is fortified at", "stages-from": "stages from", "absent": "is absent from",
}

var movements = map[string]string{"transfers-arms": "transfers arms to", "is-stopped": "is stopped on the way"}

var ties = map[string]string{"part-of": "is part of", "commanded-by": "is commanded by", "allied-with": "is allied with"}

func wordOr(words map[string]string, what string) string { return cmp.Or(words[what], spaced(what)) }

// joined puts what joins it before a part, and what ends it behind; nothing around nothing.
func joined(before, part string, behind ...string) string {
	if part == "" {
		return ""
	}
	return before + part + strings.Join(behind, "")
}

// spacedOut joins the parts that are said.
func spacedOut(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return strings.TrimSpace(p) == "" }), " ")
}
