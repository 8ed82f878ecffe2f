// Package refs reads references as reference managers (Zotero and others) export them: CSL-JSON,
// BibTeX and RIS. Each becomes the row of a document; who published it becomes the row of a
// source, unless the case has a source of that name (desk.Line.Fill).
//
// What becomes of a reference:
//
//   - id: the key of BibTeX, or CSL's if it is one and no address or number, as a slug; else the
//     source's slug, the day and three words of the title.
//   - type: CSL's; BibTeX's and RIS's kinds as the Citation Style Language names them.
//   - source: what it appeared in (newspaper, blog, programme); of reports, books and theses the
//     publisher; else the address's host.
//   - published, accessed: EDTF, from dates in any of the formats' forms; an interval stays one.
//
// A file is at most 64 MiB. Everything that is wrong with it comes with line and column; only
// text that can't be read any further ends it.
package refs
