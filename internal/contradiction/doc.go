// Package contradiction finds claims that can't all be true: claims of different sides'
// control of one place on one day, a denial of what another claim asserts, claimed shares
// that exclude each other or that the parts of the place don't bear out, ties that are
// asserted and denied, figures for one happening that don't overlap, and actors whose side
// can't be told. Only claims that count are compared.
//
// A claim of every day in a span excludes another on the days that both speak of. A claim of
// some day is excluded only where all its days are. That a place is fought over excludes
// nothing: both sides may hold a part. Doubts are counted with denials.
//
// What analysts wrote about a contradiction (salient.Contradiction) is found by the claims
// that it names, and gives the status; without it a contradiction is open. The package
// decides nothing: who is right is internal/control's, and our analysts'.
package contradiction
