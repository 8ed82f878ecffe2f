// Package brief reads, checks and prints briefs: publications whose sentences cite claims.
// The language is Markdown with citations, figures, judgement boxes and marked analysis;
// docs/brief.md is its grammar.
//
//	doc, problems := brief.Parse("fall.md", src)           // what is written wrongly
//	problems = append(problems, brief.Check(doc, facts)...) // what the case doesn't bear out
//	html, err := brief.Render(doc, inputs)                  // one file, works offline
//	page, err := brief.RenderPrint(doc, inputs)             // for internal/brief/pdf
//
// Everything is a pure function: the same text, case and figures give the same bytes.
// Figures come in as values; the package draws none, computes nothing about the conflict,
// and fetches nothing. No HTML of an author or of a source passes through: markup is text.
//
// Lines and columns count from 1, columns in code points.
package brief
