package serve

import (
	"context"
	"fmt"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/redact"
	"github.com/salient-osint/salient/when"
)

// Published is a brief as its readers may see it: everything that is printed, drawn and packed
// of it is made from here.
type Published struct {
	Doc     *brief.Doc
	Text    string
	View    *desk.View                             // all that the case holds
	KnownBy func(day when.Day) (*desk.View, error) // the case as known by a day
	Cited   []desk.Ref                             // rows of the case that the brief rests on, itself included
	Shows   func(row salient.Row) bool             // whether a row may go along whole

	whole *salient.Case
	kept  *redact.Redaction
}

// Corrected lists the notices of what was published before as a brief, without the names of what is
// kept back.
func (p Published) Corrected(as salient.BriefID) []*salient.Correction {
	var out []*salient.Correction
	for _, x := range p.whole.CorrectionsOf(as) {
		shown := *x
		shown.Text = p.kept.Clean(x.Text)
		out = append(out, &shown)
	}
	return out
}

// Publish redacts a brief and its case by the brief's own rule. id is the brief's in the case,
// "" for one that the case doesn't hold. A draft that tells of what is kept back in a way that
// can't be taken out is a salient.ErrInvalid.
func Publish(ctx context.Context, d *desk.Desk, v *desk.View, id salient.BriefID, doc *brief.Doc, text string) (Published, error) {
	kept := redact.Of(v.All, doc.Rule(v.All))
	p := Published{Doc: doc, Text: text, View: v, Cited: citedRows(id, doc, v.All), Shows: kept.Shows, whole: v.All, kept: kept}
	p.KnownBy = func(day when.Day) (*desk.View, error) { return d.View(ctx, desk.Cut{Known: &day}) }
	if kept.Whole() {
		return p, nil
	}
	p.Text = kept.Text(text)
	p.Doc, _ = brief.Parse(doc.Name, []byte(p.Text))
	if left := brief.Betrays(p.Doc, v.All); len(left) > 0 {
		return p, fmt.Errorf("%s:%d:%d: %s: %w", doc.Name, left[0].Line, left[0].Column, left[0].Message, salient.ErrInvalid)
	}
	p.View = v.Published(kept.Case(), nil)
	views := map[when.Day]*desk.View{}
	p.KnownBy = func(day when.Day) (*desk.View, error) {
		if views[day] == nil {
			views[day] = v.Published(kept.Case(), &day)
		}
		return views[day], nil
	}
	return p, nil
}

// citedRows are the rows that the evidence of a publication is of: the brief's own, if the case
// holds it, and what it cites.
func citedRows(id salient.BriefID, doc *brief.Doc, c *salient.Case) []desk.Ref {
	var out []desk.Ref
	if id != "" {
		out = append(out, desk.Ref{Kind: salient.KindBrief, ID: string(id)})
	}
	cited := brief.CitedBy(doc, c)
	for _, id := range cited.Claims {
		out = append(out, desk.Ref{Kind: salient.KindClaim, ID: string(id)})
	}
	for _, id := range cited.Documents {
		out = append(out, desk.Ref{Kind: salient.KindDocument, ID: string(id)})
	}
	for _, id := range cited.Judgements {
		out = append(out, desk.Ref{Kind: salient.KindJudgement, ID: string(id)})
	}
	return out
}
