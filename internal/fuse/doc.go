// Package fuse turns what sources said happened into events: what we think happened, once,
// however often it was reported. Events are what timelines and maps show.
//
// Two claims tell of one event when they name the same ACLED sub-event type, the same place
// (or a settlement and a part of it), days that overlap, and actors that can be the same.
// Telling is passed on: if a tells of what b tells of, and b of what c tells of, all three
// are one event. Claims that deny or doubt stand against an event and never join two.
//
// The answer does not depend on the order of claims, and every counted claim of kind
// happening is in exactly one event. The package reads one case; it does not match whole
// datasets row by row, and it merges nothing for good: events are computed anew each time.
package fuse
