// Package redact makes of a case what a publication may show of it at a level: Of gives the
// redaction, Redaction.Case the case, Redaction.Text the text of a brief, and Redaction.Shows
// says of a row whether it may go along as it is.
//
// A row that is more sensitive than the level is kept back, whole:
//
//   - A source and an actor stay, under another id and a wording instead of the name ("a
//     withheld source", "a withheld person"), so that what they say still counts.
//   - A place goes. What happened there is told of the nearest place around it that may be
//     shown; who held it, and who let aid in, isn't told at all.
//   - A document and a claim go, and all claims of the document.
//   - Documents of a source that is kept back, and claims that come from, or tell of, a row that
//     is kept back stay without their words: no title, quotation, paraphrase, locator, address,
//     hash, note, and under another id.
//
// Claims that speak of days younger than the rule allows go too. In whatever text is left,
// what is kept back is found by its names in all spellings, its ids, addresses, hashes, titles,
// quotations and coordinates (Redaction.Find), and replaced.
//
// All that is drawn, computed and printed from Redaction.Case and Redaction.Text depends on
// what they hold and on nothing else: two cases that differ only in what is kept back give the
// same publication. The package is a pure function; points it leaves exact, as who can pass
// where is worked out from them. They are rounded (Rule.Coarse) when they are drawn.
package redact
