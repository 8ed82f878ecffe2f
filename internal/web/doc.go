// Package web is Salient's pages: server-rendered HTML over one desk, with small scripts
// that make the map and the find palette quick. Every page about a fact answers in one
// order: the answer, how sure, why. Every page works without its scripts.
//
// The address is the state: the day asked about (on), the day by which it was known (known),
// the entry of the ledger (recorded), and on the map its layer, its marks and its view. The
// same address shows the same page on another machine that holds the same case.
//
// Handlers read a desk.View, fill one typed struct and render one template; no rule about
// the case is decided here. Names and quotations are text, never markup. Pages carry a
// Content-Security-Policy that allows nothing but the package's own scripts and styles, so
// no page has an inline script or style; drawings come from internal/figure and are plain SVG.
//
// Whoever serves the handler checks the Host header and cross-origin writes before it
// (internal/cli does).
package web
