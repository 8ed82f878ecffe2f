package salient

import "github.com/salient-osint/salient/when"

// ActorKind is what an actor is.
type ActorKind string

// ActorKinds lists the kinds.
var ActorKinds = []ActorKind{"state", "coalition", "force", "unit", "group", "organisation", "public-figure"}

// Actor is a state, coalition, force, unit, group, organisation or public figure.
type Actor struct {
	ID          ActorID
	Name        string
	Names       []Name
	Kind        ActorKind
	Echelon     string // APP-6: battalion, brigade, division …
	SIDC        string // APP-6 symbol code
	Begin, End  when.Date
	Colour      string // #RRGGBB, for the map
	Sensitivity Sensitivity
	Note        string
}

// Actor reads a row of kind actor.
func (r Row) Actor() (Actor, error) {
	f := &fields{row: r}
	f.id()
	a := Actor{
		ID:          ActorID(r.ID),
		Name:        f.need("name", "the actor's name"),
		Names:       f.names("names"),
		Kind:        word(f, "kind", ActorKinds),
		Echelon:     f.text("echelon"),
		SIDC:        f.text("sidc"),
		Begin:       f.date("begin"),
		End:         f.date("end"),
		Colour:      f.text("colour"),
		Sensitivity: word(f, "sensitivity", Sensitivities),
		Note:        f.text("note"),
	}
	if a.Colour != "" && !colour.MatchString(a.Colour) {
		f.fail("colour", "#RRGGBB")
	}
	return a, f.err()
}
