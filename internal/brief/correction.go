package brief

import (
	"strings"

	"github.com/salient-osint/salient"
)

// Notice is a correction as every form of a publication prints it, under the title.
type Notice struct {
	Day   string // in words
	ISO   string // the same day, YYYY-MM-DD
	Parts []NoticePart
}

// NoticePart is a paragraph of a notice, or a list.
type NoticePart struct {
	Text  string
	Items []string // of a list; then Text is ""
}

// NoticesOf reads the texts of corrections: paragraphs, and lists of lines that begin with "- ".
func NoticesOf(list []*salient.Correction) []Notice {
	var out []Notice
	for _, c := range list {
		n := Notice{Day: c.Made.Long(), ISO: c.Made.String()}
		for line := range strings.SplitSeq(c.Text, "\n") {
			n.line(strings.TrimSpace(line))
		}
		out = append(out, n)
	}
	return out
}

func (n *Notice) line(s string) {
	item, listed := strings.CutPrefix(s, "- ")
	last := len(n.Parts) - 1
	switch {
	case s == "":
	case !listed:
		n.Parts = append(n.Parts, NoticePart{Text: s})
	case last >= 0 && n.Parts[last].Text == "":
		n.Parts[last].Items = append(n.Parts[last].Items, item)
	default:
		n.Parts = append(n.Parts, NoticePart{Items: []string{item}})
	}
}
