package read

// class is a set of kinds of words, as the lexicon lists them. What each is for stands there,
// beside its label.
type class uint64

// These hold sentences together.
const (
	preposition class = 1 << iota
	article
	auxiliary
	negative
	future
	boundary
	relative
	unreal
	real
	adverb
	quantity
	hedging
	doubting
	pronoun
	toBe
	town
	area
	sectorWord

	small = 1<<iota - 1 // any of them
)

// These mean something by themselves.
const (
	// Of places and their parts.
	centre class = (small + 1) << iota
	capital
	oldTown
	village
	rural
	spokenOf
	surroundingArea
	piece
	swathe
	beside
	ring
	notAll
	bareAreas
	betweenListed
	unnamed
	// Of names of places.
	onGround
	atGround
	nearby
	neighbouring
	backing
	controlOf
	distance
	// Of parties.
	contingent
	standIn
	command
	// Of verbs.
	notAdverb
	operation
	starts
	stops
	begins
	nowadays
	joins
	// Of amounts.
	atLeast
	percent
	less
	more
	nearly
	about
	remaining
)

// classes are by the label of their list.
var classes = map[string]class{
	"preposition": preposition, "article": article, "aux": auxiliary, "negative": negative, "future": future, "boundary": boundary,
	"relative": relative, "unreal": unreal, "real": real, "adverb": adverb, "quantity": quantity, "hedge": hedging,
	"doubt": doubting, "pronoun": pronoun, "be": toBe, "town": town, "area": area, "sector": sectorWord,

	"centre": centre, "capital": capital, "old": oldTown, "village": village, "rural": rural,
	"spoken-of": spokenOf, "surrounding": surroundingArea, "piece": piece, "swathe": swathe, "beside": beside,
	"ring": ring, "not-all": notAll, "bare-areas": bareAreas, "between-listed": betweenListed, "unnamed": unnamed,

	"on-ground": onGround, "at-ground": atGround, "near": nearby, "neighbouring": neighbouring, "support": backing,
	"control": controlOf, "distance": distance,

	"contingent": contingent, "stand-in": standIn, "command": command,

	"not-adverb": notAdverb, "operation": operation, "starts": starts, "stops": stops, "begins": begins,
	"now": nowadays, "joins": joins,

	"at-least": atLeast, "percent": percent, "less": less, "more": more, "nearly": nearly,
	"about": about, "remaining": remaining,
}
