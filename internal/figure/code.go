package figure

// MostCoded is how many sides a Code can tell apart.
const MostCoded = 7

// Code is all that tints, textures and fronts are drawn from, in two bytes; a map that moves
// from day to day is sent as one for each cell. From the lowest bits:
//
//	first byte   3 Side · 3 Second · 2 State
//	second byte  1 Inferred · 2 strength of a held cell's tint (0 weak, 1 middle, 2 strong) · 3 Third
//
// Sides up to MostCoded fit.
func (c Control) Code() [2]byte {
	code := [2]byte{
		byte(c.Side)&7 | byte(c.Second)&7<<3 | byte(c.State)<<6,
		byte(c.Third) & 7 << 3,
	}
	if c.Inferred {
		code[1] |= 1
	}
	if c.State == Held {
		code[1] |= byte(c.grade()) << 1
	}
	return code
}
