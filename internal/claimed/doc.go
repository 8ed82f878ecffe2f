// Package claimed tells what a side says of a place: all that its friends claim, improbable
// or not. It weighs nothing and believes nothing; internal/control does.
//
// A side's friends are the side itself, the actors that roll up to it on the day on which
// they speak (orbat.Book.Side), and, where a claimant has no side, the source that speaks or
// publishes, if it leans to the side. Only claims that count (salient.Case.Counts) are read;
// what was published when is the caller's to cut (salient.Case.KnownBy).
//
// What a side said stands until its friends say otherwise of a later day, however old it is;
// of one day the boldest word stands, and the others are listed beside it. A claim on a place
// with parts is a claim on each of them; one on an area (a district) only if it is of the whole.
//
// Promises: the same claims give the same words in any order; a Book is read-only and safe
// for concurrent use.
package claimed
