package serve

import (
	"context"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/internal/desk"
)

// Checked is a brief as read, with everything that is wrong with it.
type Checked struct {
	Brief    string          `json:"brief"` // the file's name
	Errors   int             `json:"errors"`
	Warnings int             `json:"warnings"`
	Problems []brief.Problem `json:"problems"` // in the order of the text

	Doc *brief.Doc `json:"-"`
}

// CheckBrief reads and checks a text against all that a case holds. id is the brief's in the
// case, "" for one that the case doesn't hold; name is for messages.
func CheckBrief(ctx context.Context, d *desk.Desk, v *desk.View, id salient.BriefID, name string, text []byte) (Checked, error) {
	doc, problems := brief.Parse(name, text)
	then, err := d.CitedThen(ctx, id, doc.Meta.Recorded)
	if err != nil {
		return Checked{}, err
	}
	out := Checked{Brief: name, Doc: doc, Problems: append([]brief.Problem{}, brief.Sorted(problems, brief.Check(doc, brief.Facts{Case: v.All, Then: then, Text: d.TextsOf(ctx, v.All)}))...)}
	for _, p := range out.Problems {
		if p.Severity == brief.Error {
			out.Errors++
		} else {
			out.Warnings++
		}
	}
	return out, nil
}
