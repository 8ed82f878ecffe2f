// Package gap finds where and when nobody reports: runs of days of which no claim on a place
// speaks.
//
// A claim of any kind that counts (salient.Case.Counts) is a report from its place and from
// where it leads to (`to`), and from each part of a settled place: who speaks of a town speaks
// of its quarters. Claims on districts and other areas are reports from none of their places.
// A claim that is true on some day in more days than the shortest gap has is a report from no
// day. Foreign leaves, and rear ones of which nothing is said,
// count nowhere.
//
// The frame is the case's period. Setting: gaps.days (90), the days of the shortest gap. It is
// by default the age from which control.observed.days calls evidence old.
//
// Promises: the same claims give the same gaps in any order; a Reading is read-only and safe
// for concurrent use. What was published when is the caller's to cut (salient.Case.KnownBy).
package gap
