package web

import (
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/draw"
)

// name is a name as pages set it: ours, and the local one in its own script.
type name struct {
	Text  string
	Local string
	Lang  string
}

func nameOf(text string, names []salient.Name) name {
	local := draw.LocalName(&salient.Place{Names: names})
	return name{Text: text, Local: local.Text, Lang: local.Language}
}

func placeName(c *salient.Case, id salient.PlaceID) name {
	if p, ok := c.Place(id); ok {
		return nameOf(p.Name, p.Names)
	}
	return name{Text: string(id)}
}

// wayName names what a claim's place column names: a place or a road.
func wayName(c *salient.Case, id string) string {
	if p, ok := c.Place(salient.PlaceID(id)); ok {
		return p.Name
	}
	if r, ok := c.Road(salient.RoadID(id)); ok && r.Name != "" {
		return r.Name
	}
	return id
}

func actorName(c *salient.Case, id salient.ActorID) string {
	if a, ok := c.Actor(id); ok {
		return a.Name
	}
	return string(id)
}

func actorNames(c *salient.Case, ids []salient.ActorID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = actorName(c, id)
	}
	return out
}

func sourceName(c *salient.Case, id salient.SourceID) string {
	if s, ok := c.Source(id); ok {
		return s.Name
	}
	return string(id)
}

// voiceName names a claimant: an actor, a source, or a role in free text.
func voiceName(c *salient.Case, claimant string) string {
	if a, ok := c.Actor(salient.ActorID(claimant)); ok {
		return a.Name
	}
	if s, ok := c.Source(salient.SourceID(claimant)); ok {
		return s.Name
	}
	return claimant
}

// stateName names a state of a holding.
func stateName(c *salient.Case, s salient.State) string {
	switch s {
	case salient.Contested:
		return "Contested"
	case salient.Nobody:
		return "Nobody"
	}
	return draw.SideName(c, salient.ActorID(s))
}

// parents lists a place's parents from the outermost.
func parents(c *salient.Case, id salient.PlaceID) []*salient.Place {
	var out []*salient.Place
	p, ok := c.Place(id)
	for n := 0; ok && p.Parent != "" && n < 64; n++ {
		if p, ok = c.Place(p.Parent); ok {
			out = append(out, p)
		}
	}
	slices.Reverse(out)
	return out
}

// kindWord is the kind of a row in the reader's words.
func kindWord(k salient.Kind) string {
	if k == salient.KindSetting {
		return "setting"
	}
	return string(k)
}
