package figure

import "math"

// crowd is a set of boxes that answers quickly whether another touches one of them. The
// zero crowd is empty.
type crowd struct {
	all   []box
	inBin map[[2]int][]int // numbers of the boxes that touch a bin
}

// bin is the width and height of a bin, in pixels: a name touches few of them.
const bin = 48

func (c *crowd) add(b box) {
	if c.inBin == nil {
		c.inBin = map[[2]int][]int{}
	}
	eachBin(b, func(at [2]int) bool {
		c.inBin[at] = append(c.inBin[at], len(c.all))
		return true
	})
	c.all = append(c.all, b)
}

func (c *crowd) meets(b box) bool {
	return !eachBin(b, func(at [2]int) bool {
		for _, i := range c.inBin[at] {
			if c.all[i].meets(b) {
				return false
			}
		}
		return true
	})
}

// eachBin calls visit for the bins that a box touches until it returns false, and reports
// whether it never did. Boxes are at most some thousand pixels wide.
func eachBin(b box, visit func(at [2]int) bool) bool {
	first := [2]int{int(math.Floor(b.x0 / bin)), int(math.Floor(b.y0 / bin))}
	for x := first[0]; float64(x)*bin <= b.x1; x++ {
		for y := first[1]; float64(y)*bin <= b.y1; y++ {
			if !visit([2]int{x, y}) {
				return false
			}
		}
	}
	return true
}
