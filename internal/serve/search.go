package serve

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
)

// SearchQuestion asks which documents hold some words.
type SearchQuestion struct {
	Words    string `arg:"" help:"Words that all have to be there; \"words in a row\"; beginnings*. A name of the case stands for all its spellings." required:""`
	From     string `help:"Only documents that were out on this day or later." placeholder:"DAY"`
	To       string `help:"Only documents that were out by this day." placeholder:"DAY"`
	Source   string `help:"Only documents of this source." placeholder:"ID"`
	Type     string `help:"Only documents of this type, as article-newspaper." placeholder:"TYPE"`
	Language string `help:"Only documents in this language, as ar." placeholder:"CODE"`
	Cut

	found desk.Found
}

// Search reads the flags as a search.
func (q *SearchQuestion) Search() (s desk.Search, err error) {
	s = desk.Search{Words: q.Words, Source: salient.SourceID(q.Source), Type: q.Type, Language: q.Language}
	if s.From, err = optionalDay("from", q.From); err == nil {
		s.To, err = optionalDay("to", q.To)
	}
	return s, err
}

// Look searches; the index is the desk's.
func (q *SearchQuestion) Look(ctx context.Context, d *desk.Desk, v *desk.View) error {
	s, err := q.Search()
	if err == nil {
		q.found, err = d.Search(ctx, v, s)
	}
	return err
}

// Found is what Look found; ok is false before it looked.
func (q *SearchQuestion) Found() (found desk.Found, ok bool) { return q.found, q.found.Hits != nil }

// Answer gives the desk.Found that Look found.
func (q *SearchQuestion) Answer(*desk.View) (any, error) { return q.found, nil }

// SearchText prints a document, and an excerpt with what was found in [brackets].
func SearchText(w io.Writer, v *desk.View, answer any) {
	found, _ := answer.(desk.Found)
	for _, h := range found.Hits {
		day := h.Published
		if day == "" {
			day = "undated"
		}
		fmt.Fprintf(w, "%s  %s  %s (%s)\n", day, h.Document, h.Title, h.Source)
		where := "in the " + h.Where
		switch {
		case h.Page > 0:
			where = fmt.Sprintf("page %d", h.Page)
		case h.Claim != "":
			where = "claim " + string(h.Claim)
		}
		fmt.Fprintf(w, "    %s: %s\n", where, bracketed(h))
	}
	if more := found.Total - len(found.Hits); more > 0 {
		fmt.Fprintf(w, "… and %d more\n", more)
	}
	fmt.Fprintf(w, "%s of %d.\n", counted(found.Total, "document"), len(v.Case.Documents))
}

func bracketed(h desk.Hit) string {
	text := []rune(h.Excerpt)
	var b strings.Builder
	done := 0
	for _, m := range h.Marks {
		b.WriteString(string(text[done:m.Start]) + "[" + string(text[m.Start:m.End]) + "]")
		done = m.End
	}
	b.WriteString(string(text[done:]))
	return strings.Join(strings.Fields(b.String()), " ")
}
