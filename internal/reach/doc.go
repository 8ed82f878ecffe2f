// Package reach tells, for a graph whose arcs live on some days and not on others, on which
// days one vertex can be reached from another: for all days at once, and exactly what a
// search on each day would find.
//
// It is a segment tree over the days. At the root stand all days, below it their halves, and
// so on. For a stretch of days, arcs that live on none of them are left out, vertices that
// can reach each other over arcs that live on all of them are made one, and only what
// changes within the stretch is handed on to its halves, so that the graphs shrink quickly.
// A question follows its two vertices down the tree, until they are one or one of them is
// alone. Instead of undoing unions (union–find with rollback), each stretch keeps its own
// numbering of components, so that any pair can be asked later on.
//
// Vertices that are joined in both directions are found by union–find; one-way arcs make a
// second step, in which those of a cycle are made one (strongly connected components). One-way
// arcs that are in no cycle are kept to the end, where a search over them decides.
//
// With n vertices and arcs of which c live or die in the course of the days, building takes
// O(n + c log days) steps, but for one-way arcs that are in no cycle. The package knows
// nothing of roads.
package reach
