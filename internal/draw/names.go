package draw

import (
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/figure"
)

// localScripts are the languages whose names are drawn under the Latin one, the first that
// a place has.
var localScripts = []string{"ar", "fa", "uk", "ru", "he", "ku"}

// LocalName is a place's name in its own script; blank if it has none.
func LocalName(p *salient.Place) salient.Name {
	for _, lang := range localScripts {
		if local := salient.In(p.Names, lang); local != "" {
			return salient.Name{Language: lang, Text: local}
		}
	}
	return salient.Name{}
}

// Sides are the case's sides in map order, with the names that figures use.
func Sides(c *salient.Case) []figure.Side {
	out := make([]figure.Side, 0, len(c.Settings.Sides))
	for _, id := range c.Settings.Sides {
		s := figure.Side{ID: id, Name: SideName(c, id)}
		if a, ok := c.Actor(id); ok {
			s.Colour = a.Colour
		}
		out = append(out, s)
	}
	return out
}

// SideName is the name of a side in few words: "Government" for "Government of Syria" where
// its id says so. What a brief calls a side (styled) is never shortened.
func SideName(c *salient.Case, id salient.ActorID) string {
	if given := c.Settings.Other[nameOf(id)]; given != "" {
		return given
	}
	full := string(id)
	if a, ok := c.Actor(id); ok {
		full = a.Name
	}
	words := strings.ReplaceAll(string(id), "-", " ")
	if len(words) < len(full) && strings.Contains(strings.ToLower(full), words) {
		return strings.ToUpper(words[:1]) + words[1:]
	}
	return full
}

// SideNo is a side's number in map order, from 1; 0 if it is none.
func SideNo(c *salient.Case, id salient.ActorID) figure.SideNo {
	return figure.SideNo(slices.Index(c.Settings.Sides, id) + 1)
}
