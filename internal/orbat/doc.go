// Package orbat is the order of battle: who belonged to whom on a day, and which side an
// actor is on. It reads tie claims that count (salient.Case.Counts) and nothing else.
//
// How long a tie lasts. A tie is a state. It begins on the first day that any claim
// asserting it speaks of, and holds from then on, without claims having to repeat it, until
// the last day of an asserting claim whose `end` is "yes" ("commander killed on …"): the
// next day the tie is ended. Of several reported ends the earliest counts. An asserting claim
// without an end that speaks of a later day revives the tie, and so does one of a spell that
// begins later. A claim whose dates have no beginning ("../2013-05-15") makes the tie hold
// since ever. An actor whose own End has passed, or whose Begin hasn't come, ends its ties
// too. A claim without a date speaks of the day of its document; one of some day in a span,
// of the whole span.
//
// A denial doesn't end a tie: parties deny what they do. From the first day that it speaks
// of, the tie is marked "denied" and still counts. A tie that every asserting claim hedges
// is marked "hedged" and counts. One that is only doubted is shown, marked "doubted", and
// counts for no side. One that is only denied isn't shown.
//
// The answers don't depend on the order of claims, and circles of ties do no harm. The
// package judges no claim: two ties that exclude each other are internal/contradiction's.
package orbat
