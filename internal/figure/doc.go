// Package figure draws answers as SVG: the map of a day (Map), what happened when
// (Timeline), one place through the days (Strip), how likely each holder is (Stack), and
// when ways were open (RouteCalendar). Pages, publications and the command line use it.
//
// It decides nothing. What is drawn comes in as plain values, already judged, weighed,
// coarsened and freed of what mustn't be shown; the package turns them into marks by the
// product's one reading rule:
//
//	tint                believed
//	holes in the tint   believed, but nobody saw it
//	stripes             contested
//	dashed edge         somebody says so; no tint of its own
//	dots on bare land   no evidence
//
// Sides differ by hue, lightness, texture and name, never by colour alone; palette.go holds
// the colours, and a test recomputes what they promise.
//
// Every figure is a pure function of its arguments: the same values give the same bytes, on
// any machine. Coordinates have one decimal. There are no styles in the output, inline or
// otherwise: presentation attributes alone, so that a figure passes a strict
// Content-Security-Policy and can be saved as a file. A figure of the Screen theme has
// classes as well, through which the page's stylesheet (CSS) turns it dark.
//
// Positions come in degrees (WGS84) and are drawn in the Mercator projection, north up.
// Lengths inside a figure are CSS pixels, 1/96 inch.
//
// All text that comes in is escaped; characters that XML forbids, and those that would
// turn the direction of the text around them, are dropped.
package figure
