// Package hierarchy finds fastest ways in a large graph whose arcs open and shut: a
// customizable contraction hierarchy (Dibbelt, Strasser and Wagner 2016) that stops at a core.
//
// New puts the nodes into an order and contracts them one after the other: a contracted node's
// neighbours are joined by edges, whatever the costs, so that the order and the edges are
// good for every day. As the neighbours become many, on a grid faster than on real roads, it
// stops; the nodes that are left are the core. A Metric gives each edge its cost, from the
// arcs that are open and the edges below it, and gives only those edges another one that a
// change of arcs reaches. A search goes up from both ends to the core, and searches that from
// both sides with Dijkstra's algorithm.
//
// Costs are whole numbers, so that their sums don't depend on the order of adding, and a way's
// cost is exactly what a plain search finds. Nodes and arcs are numbers; the package knows
// nothing of roads.
package hierarchy
