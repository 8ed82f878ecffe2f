package war

import "strings"

// Each source has its own way to begin and to end a sentence, and one of a few middles; two
// sources' sentences share hardly more than the names in them.
var (
	openers = []string{
		"Our correspondents on the ground say that", "According to local people reached by telephone,",
		"In today's summary of the fighting:", "Several channels agreed this morning:", "We can report:",
		"Late last night it became known that", "After days of rumours, residents told us",
	}
	closers = []string{
		"and the streets have been quiet since.", "while shelling went on to the north.",
		"as far as can be told from here.", "though nobody would give a name.",
		"which changes little for the people there.", "after a morning of heavy fire.",
		"and columns were seen on the road.", "with no word on losses.", "for what it is worth.",
		"as our map of the district shows.", "and more is to follow in the evening.",
	}
	middles = map[what][]string{
		controls: {"SIDE holds PLACE", "PLACE is in the hands of SIDE", "SIDE has firm control over PLACE", "the flags over PLACE are those of SIDE"},
		contests: {"SIDE fights for PLACE", "there are clashes inside PLACE with SIDE", "SIDE disputes parts of PLACE", "PLACE is fought over by SIDE"},
		enters:   {"SIDE has entered PLACE", "units of SIDE moved into PLACE", "SIDE broke into PLACE", "PLACE saw SIDE arrive"},
		leaves:   {"SIDE has left PLACE", "SIDE withdrew from PLACE", "PLACE was given up by SIDE", "units of SIDE pulled out of PLACE"},
	}
)

// phrases is how many ways a source has of saying one thing.
const phrases = 4

func (m *maker) quote(r *report) string {
	w := int(r.words)
	middle := strings.NewReplacer("SIDE", string(sideNames[r.side]), "PLACE", string(m.ids[r.place])).Replace(middles[r.what][r.phrase])
	if r.denies {
		middle = "it isn't true that " + middle
	}
	return openers[w%len(openers)] + " " + middle + " " + closers[w%len(closers)]
}
