package serve

import (
	"fmt"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/when"
)

// party reads for whom a way is asked: a side, or several, separated by commas, that must all
// let a convoy pass; with allies, a side across the ground of those allied to it. named is the
// sides as they are printed, in the case's order.
func party(v *desk.View, sides string, allies bool) (p route.Party, named salient.ActorID, err error) {
	var ids []salient.ActorID
	for id := range strings.SplitSeq(sides, ",") {
		s, err := side(v.Case, strings.TrimSpace(id))
		if err != nil {
			return p, "", err
		}
		ids = append(ids, s)
	}
	var names []string
	for _, s := range v.Case.Settings.Sides {
		if slices.Contains(ids, s) {
			names = append(names, string(s))
		}
	}
	named = salient.ActorID(strings.Join(names, ","))
	switch {
	case allies && len(names) > 1:
		return p, "", fmt.Errorf("allies goes with one side, not with %s: %w", named, salient.ErrUsage)
	case allies:
		return route.Allied(ids[0], func(day when.Day) []salient.ActorID { return v.Book().Allies(ids[0], day) }), named, nil
	case len(names) > 1:
		return route.Convoy(ids...), named, nil
	}
	return route.Of(ids[0]), named, nil
}

// ends finds the two places of a pair.
func ends(c *salient.Case, from, to string) (a, b salient.PlaceID, err error) {
	for _, id := range []string{from, to} {
		if _, err := place(c, id); err != nil {
			return "", "", err
		}
	}
	return salient.PlaceID(from), salient.PlaceID(to), nil
}
