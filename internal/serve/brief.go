package serve

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/internal/contradiction"
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

// Printer draws the figures of a brief and says what they print, as draw.Printed does.
type Printer func(doc *brief.Doc, text string) []salient.PublishedFigure

// CheckBrief reads and checks a text against all that a case holds. id is the brief's in the
// case, "" for one that the case doesn't hold; name is for messages. Figures are compared with the
// brief's newest publication, and contradictions looked for, if prints isn't nil: these take longer
// than all the rest.
func CheckBrief(ctx context.Context, d *desk.Desk, v *desk.View, id salient.BriefID, name string, text []byte, prints Printer) (Checked, error) {
	doc, problems := brief.Parse(name, text)
	facts := brief.Facts{Case: v.All, Text: d.TextsOf(ctx, v.All)}
	last := lastPublished(v.All, id, name)
	var err error
	if facts.Then, err = d.CitedThen(ctx, id, citedIn(doc, id, text, last)); err != nil {
		return Checked{}, err
	}
	if last != nil && len(last.Figures) > 0 && prints != nil {
		facts.Published, facts.Prints = last, prints(doc, string(text))
	}
	if prints != nil {
		if facts.Against, err = against(ctx, d, doc); err != nil {
			return Checked{}, err
		}
	}
	out := Checked{Brief: name, Doc: doc, Problems: append([]brief.Problem{}, brief.Sorted(problems, brief.Check(doc, facts))...)}
	for _, p := range out.Problems {
		if p.Severity == brief.Error {
			out.Errors++
		} else {
			out.Warnings++
		}
	}
	return out, nil
}

// against lists, by claim, those that contradict it as known by the brief's day: on who held a
// place, who belongs to whom and how many, without what analysts have resolved. A share of a whole
// and its parts may differ without anybody being wrong.
func against(ctx context.Context, d *desk.Desk, doc *brief.Doc) (map[salient.ClaimID][]salient.ClaimID, error) {
	if doc.Meta.Known == nil {
		return nil, nil
	}
	v, err := d.View(ctx, desk.Cut{Known: doc.Meta.Known})
	if err != nil {
		return nil, err
	}
	out := map[salient.ClaimID][]salient.ClaimID{}
	for _, x := range v.Contradictions().Contradictions {
		if x.Kind == contradiction.Share || x.Status == "resolved" {
			continue
		}
		for _, id := range x.For {
			out[id] = append(out[id], x.Against...)
		}
		for _, id := range x.Against {
			out[id] = append(out[id], x.For...)
		}
	}
	return out, nil
}

// lastPublished is the newest publication of a brief; nil if it has none.
func lastPublished(c *salient.Case, id salient.BriefID, name string) *salient.Publication {
	if id == "" {
		id = desk.PublishedAs(name)
	}
	if all := c.Published(id); len(all) > 0 {
		return all[len(all)-1]
	}
	return nil
}

// GoneFromLast names the newest publication of a brief, and what it cites that was withdrawn
// since without a notice to its readers (GoneFrom). It is nil if there is none of either.
func GoneFromLast(c *salient.Case, id salient.BriefID, name string) (*salient.Publication, []Gone) {
	p := lastPublished(c, id, name)
	if p == nil {
		return nil, nil
	}
	return p, GoneFrom(c, p)
}

// citedIn is the entry in which a brief's citations were last read: the one that it names; of a
// file, the one that the same text was published from.
func citedIn(doc *brief.Doc, id salient.BriefID, text []byte, last *salient.Publication) string {
	sum := sha256.Sum256(text)
	if doc.Meta.Recorded == "" && id == "" && last != nil && last.Text == hex.EncodeToString(sum[:]) {
		return strconv.FormatUint(last.Recorded, 10)
	}
	return doc.Meta.Recorded
}
