// Package route tells which way was open, to whom, on which day: ways over a network of
// roads through ground that sides hold.
//
// Roads are cut into pieces, one for each cell crossed. For a side and a day a piece is
// open, uncertain or shut (DESIGN section 7); a pair of places is open if a way of open
// pieces joins them, uncertain if only one with uncertain pieces does, and cut if none
// does. Day holds the states of all pieces; everything else is search over them.
//
// How the ground decides, for a side:
//
//   - open where it holds the cell's place with p ≥ salient.HeldAt, shut where another side
//     does, else uncertain; no evidence is uncertain too, and so is ground without a cell.
//   - A place that is the side's rear that day is open unless another side holds it.
//   - In-country ground that is only another side's rear, and of which nothing is known, is shut.
//   - Foreign ground that isn't the side's rear is shut, whoever may hold it.
//
// How claims about roads decide (accepted ones, from the first day that they speak of):
//
//   - A claim on a road is about all of it, or about its part in the cells of `to`; on a
//     place about all pieces in its leaves' cells; on a place and another in `to` about the
//     fastest way between them, which is opened from end to end, with all roads in the cell
//     of an end that is one leaf, and closed between the two; on a crossing or junction
//     about all pieces that meet there.
//   - `opens` opens for the sides of its actors, without actors for all; `closes` closes to
//     all but the side of its actor, and if no actor, actors of several sides, or one of no
//     side is named, to all.
//   - It lasts until a later one says otherwise, or until the ground passes from one hand to
//     another: a closing ends when the side comes to hold the ground that it didn't hold on
//     the claim's last day, an opening when another side comes to hold it.
//   - The latest counts; of one day's opening and closing claims none does, the piece is
//     uncertain. Where a claim denies or doubts the latest, on its day or later, the piece is
//     uncertain too, unless its ground alone is what the latest says; a denial alone has no
//     effect.
//   - A claim that was true on some day of several makes uncertain, on these days, what isn't
//     so anyway, and lapses after them; one whose date is only approximate does so until its
//     last possible day, and counts from then on.
//   - `threatens` doesn't change a state. It halves the safety of the ways through it, until
//     a later opening or closing, or for 90 days.
//   - Crossings are open unless claims close them.
//
// Times are free-flow hours (internal/road). Nothing here says that a road is safe: it says
// what reports said.
//
// Whether something can be reached is worked out for all days of a span at once (Lines, over
// internal/reach), fastest ways and detours by internal/hierarchy, chokepoints and the smallest
// sets of places by ways that avoid each other, safest ways and what stands in the way by what is
// left to pay over classes of pieces; each finds what a plain search would (docs/roads.md).
package route
