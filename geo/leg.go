package geo

// Nearest is the point of the straight leg from a to b that is nearest to p, measured in
// the plane, and where it lies: 0 at a, 1 at b. A leg without length gives a.
func (pl Plane) Nearest(p, a, b Point) (at Point, t float64) {
	v, from, to := pl.XY(p), pl.XY(a), pl.XY(b)
	dx, dy := to.X-from.X, to.Y-from.Y
	t = ((v.X-from.X)*dx + (v.Y-from.Y)*dy) / (dx*dx + dy*dy)
	switch {
	case !(t > 0): // NaN too
		return a, 0
	case t >= 1:
		return b, 1
	}
	return pl.Point(XY{from.X + t*dx, from.Y + t*dy}), t
}
