package brief

import (
	"slices"

	"github.com/salient-osint/salient"
)

// orbatParams are the parameters of an order of battle.
var orbatParams = map[string]param{
	"on": aDay.needed(), "known": aDay,
	"under": {of: "actor", want: "the id of an actor of the case", ok: isActor},
}

// tableParams are the parameters of a table: of holdings on a day, events of a span, or the
// sources of what the case knows.
var tableParams = map[string]param{
	"of": param{want: "holdings, events or sources", ok: isTable}.needed(),
	"on": aDay, "from": aDay, "to": aDay, "known": aDay, "under": aPlace,
}

func isActor(c *salient.Case, s string) bool {
	_, ok := c.Actor(salient.ActorID(s))
	return ok
}

func isTable(_ *salient.Case, s string) bool {
	return slices.Contains([]string{"holdings", "events", "sources"}, s)
}

// table checks that a table of holdings has its day.
func (c *checker) table(f *FigureRef) {
	if f.Kind == "table" && f.Params["of"] == "holdings" && f.Params["on"] == "" {
		c.fail(f.At, "B032", "on is missing: %s", aDay.want)
	}
}
