package web

import (
	"fmt"
	"math"
	"time"

	"github.com/salient-osint/salient/internal/desk"
)

// inboxPage lists the documents in which candidates wait for a decision.
type inboxPage struct {
	frame
	Totals    desk.Totals
	Sub       string
	Precision string
	Read      int
	ReadOn    string
	Full      bool
	Tabs      []tab
	Rows      []waitingRow
	Empty     string
	More      int
	Next      string
}

// waitingRow is a document, with what waits in it.
type waitingRow struct {
	documentRow
	Read                bool
	Left, Decided, Ever int
	Right               string
}

// mostWaiting is how many documents a page lists.
const mostWaiting = 200

// soon is true for as long as a page may read.
func (s *site) soon() func() bool {
	start := time.Now()
	return func() bool { return time.Since(start) < s.readFor }
}

func (s *site) inbox(r *request) (reply, error) {
	q := r.URL.Query()
	show := q.Get("show")
	if show != "" && show != "all" {
		return reply{}, badQuery("show", show, "all, or nothing for documents with something left")
	}
	from, err := readFrom(q.Get("from"))
	if err != nil {
		return reply{}, err
	}
	in, err := s.desk.Inbox(r.Context(), r.view, s.soon())
	if err != nil {
		return reply{}, err
	}
	p := &inboxPage{Totals: in.Totals(), Full: in.Full}
	p.Title = "Review"
	var keep []pair
	if show != "" {
		keep = []pair{{"show", show}}
	}
	p.Dates = r.dated(keep...)
	p.Dates.NoOn = true
	p.Precision = precisionWords(in.Ranking, 0)
	p.ReadOn = r.href("/review", "show", show)
	p.Read = p.Totals.Documents - p.Totals.Unread
	p.Sub = p.left()
	p.list(r, in, show, from)
	return reply{template: "inbox", data: p}, nil
}

// left says what waits, in a sentence.
func (p *inboxPage) left() string {
	decided := "None is decided or coded yet."
	if n := p.Totals.Decided; n > 0 {
		decided = capital(counted(n, "candidate")) + " " + verb(n, "is", "are") + " decided or coded."
	}
	if n := p.Totals.Left; n > 0 {
		return fmt.Sprintf("%s %s for a decision; by the scores %s of them will be found right. %s", counted(n, "candidate"), verb(n, "waits", "wait"), about(p.Totals.Right), decided)
	}
	if p.Totals.Unread > 0 {
		return "No candidate waits for a decision in what was read so far. " + decided
	}
	return "No candidate waits for a decision. " + decided
}

// about rounds an expected number.
func about(n float64) string {
	if n > 0 && n < 0.5 {
		return "hardly one"
	}
	return "about " + number(int(math.Round(n)))
}

// list fills in the rows, from one of them on.
func (p *inboxPage) list(r *request, in *desk.Inbox, show string, from int) {
	var rows []waitingRow
	open := 0
	for _, w := range in.Documents {
		if w.Left > 0 || !w.Read {
			open++
		} else if show == "" {
			continue
		}
		rows = append(rows, r.waiting(w))
	}
	p.Tabs = []tab{
		{"With something left", r.href("/review", "show", ""), open, show == ""},
		{"All", r.href("/review", "show", "all"), len(in.Documents), show == "all"},
	}
	p.Rows = rows[min(from, len(rows)):min(from+mostWaiting, len(rows))]
	if p.More = len(rows) - from - len(p.Rows); p.More > 0 {
		p.Next = r.href("/review", "show", show, "from", fmt.Sprint(from+mostWaiting))
	}
}

func (r *request) waiting(w desk.Waiting) waitingRow {
	row := waitingRow{documentRow: r.documentRow(r.view.All, w.Document, 0), Read: w.Read, Left: w.Left, Decided: w.Decided, Ever: w.Left + w.Decided}
	row.Href = r.href(reviewPath(w.Document.ID))
	if w.Left > 0 {
		row.Right = about(w.Right)
	}
	return row
}

// precisionWords says how precise scores from a threshold on are by the case's own decisions.
func precisionWords(r *desk.Ranking, least float64) string {
	n := len(r.Decisions)
	if n == 0 {
		return "Scores are those of the model that ships: nothing was decided in this case yet."
	}
	got := r.Precision(least)
	words := fmt.Sprintf("Of %s in this case none had such a score.", counted(n, "decision"))
	if got.Offered > 0 {
		such := ""
		if least > 0 {
			such = " with such a score"
		}
		words = fmt.Sprintf("Of %s decided in this case%s %d were right as offered (%s).", counted(got.Offered, "candidate"), such, got.Accepted, percent(float64(got.Accepted)/float64(got.Offered)))
	}
	if !r.Own {
		words += " Too few to learn from: scores are those of the model that ships."
	}
	return words
}

// goOn offers the next document of the inbox behind one in which nothing is left.
func (s *site) goOn(r *request, p *reviewPage, behind *desk.Review) error {
	in, err := s.desk.Inbox(r.Context(), r.view, s.soon())
	if err != nil {
		return err
	}
	t := in.Totals()
	switch next := in.After(behind.Document.ID); {
	case next != nil:
		p.Next = &link{titleOf(next.Document), r.href(reviewPath(next.Document.ID), "order", p.Order)}
		p.NextLeft = counted(next.Left, "candidate")
	case t.Unread > 0:
		p.Rest = fmt.Sprintf("%s of the case weren’t read yet.", counted(t.Unread, "document"))
	case t.Left == 0:
		p.Rest = "Nothing is left in any other document of the case."
	}
	return nil
}
