package geo

import "math"

// Area is a surface in square metres.
type Area float64

// SquareKilometre is a square kilometre.
const SquareKilometre Area = 1e6

// Km2 is the area in square kilometres.
func (a Area) Km2() float64 { return float64(a / SquareKilometre) }

// Area is what a ring encloses on the sphere of EarthRadius, its legs taken as straight in
// degrees, as they are drawn and written. For such legs the formula is exact: the integral of
// −sin(latitude) over longitude, leg by leg. It is positive for a ring that runs
// counter-clockwise and negative for one that runs clockwise.
//
// Against the WGS 84 ellipsoid it lies 0.45 % too high at the equator, right at 35.3°, and
// 0.89 % too low at the poles.
func (r Ring) Area() Area {
	var sum float64
	for k := 1; k < len(r); k++ {
		sum += underLeg(r[k-1], r[k], r[0])
	}
	return Area(-sum) * Area(EarthRadius*EarthRadius)
}

// underLeg is the integral of the sine of the latitude over the longitude along a leg, less
// the sine of a fixed latitude, which cancels around a ring and keeps small rings exact.
func underLeg(a, b, fixed Point) float64 {
	half := (b.Lat - a.Lat) * radian / 2
	mean := math.Sin((a.Lat + b.Lat) * radian / 2)
	if half != 0 {
		mean *= math.Sin(half) / half
	}
	return (b.Lon - a.Lon) * radian * (mean - math.Sin(fixed.Lat*radian))
}
