package web

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/store"
	"github.com/salient-osint/salient/when"
)

// historyPage lists the revisions of a row.
type historyPage struct {
	frame
	Kind             salient.Kind
	ID               string
	RowName, RowHref string
	Fixed            bool // nothing of it is taken back here
	Entries          []revisionRow
}

type revisionRow struct {
	Seq       uint64
	At, ISO   string
	Who, Why  string
	Removed   bool
	Forgotten bool
	Cells     []desk.CellChange
}

func (s *site) history(r *request) (reply, error) {
	kind, id := salient.Kind(r.PathValue("kind")), r.PathValue("id")
	revs, err := s.desk.Revisions(r.Context(), ref(kind, id))
	if err != nil {
		return reply{}, err
	}
	if len(revs) == 0 {
		return reply{}, fmt.Errorf("no %s %q: %w", kind, id, salient.ErrNotFound)
	}
	p := &historyPage{Kind: kind, ID: id, RowName: id, RowHref: r.rowHref(kind, id), Fixed: !slices.Contains(editable, kind)}
	p.Title = "History of " + id
	before := salient.Row{Kind: kind, ID: id}
	for _, rev := range revs {
		row := revisionRow{
			Seq: rev.Entry.Seq, At: rev.Entry.At.Format("2 January 2006, 15:04 MST"), ISO: rev.Entry.At.Format("2006-01-02T15:04:05Z07:00"),
			Who: rev.Entry.Who, Why: rev.Entry.Why, Removed: rev.Change.Removed, Forgotten: rev.Change.Forgotten,
		}
		if !row.Removed && !row.Forgotten {
			row.Cells = differences(before, rev.Change.Row)
			before = rev.Change.Row
		}
		p.Entries = append(p.Entries, row)
	}
	slices.Reverse(p.Entries)
	return reply{template: "history", data: p}, nil
}

// differences lists the cells that two revisions of a row don't share, in canonical order.
func differences(old, row salient.Row) []desk.CellChange {
	var out []desk.CellChange
	var columns []string
	for _, r := range []salient.Row{row, old} {
		for _, c := range r.Cells {
			if !slices.Contains(columns, c.Column) {
				columns = append(columns, c.Column)
			}
		}
	}
	for _, column := range columns {
		if a, b := old.Get(column), row.Get(column); a != b {
			out = append(out, desk.CellChange{Column: column, Old: a, New: b})
		}
	}
	return out
}

// casePage lists the tables and the newest entries of the ledger.
type casePage struct {
	frame
	Tables  []tableRow
	Entries []entryRow
}

type tableRow struct {
	Name, Href string
	Count      int
}

type entryRow struct {
	Seq      uint64
	At, ISO  string
	Who, Why string
	Changes  int
	Hash     string
}

// newest is how many entries of the ledger a page lists.
const newest = 20

func (s *site) caseTables(r *request) (reply, error) {
	p := &casePage{}
	p.Title = "The case"
	err := s.desk.DB.View(r.Context(), func(rd store.Reader) error {
		for _, k := range editable {
			t := tableRow{Name: strings.ToLower(tableName(k)), Href: "/case/" + string(k)}
			for _, err := range rd.Rows(k) {
				if err != nil {
					return err
				}
				t.Count++
			}
			p.Tables = append(p.Tables, t)
		}
		head, err := rd.Head()
		if err != nil {
			return err
		}
		return p.readEntries(rd, head.Seq)
	})
	slices.Reverse(p.Entries)
	return reply{template: "case", data: p}, err
}

func (p *casePage) readEntries(rd store.Reader, head uint64) error {
	for e, err := range rd.Entries(max(1, head-min(head, newest)+1)) {
		if err != nil {
			return err
		}
		p.Entries = append(p.Entries, entryRow{
			e.Seq, e.At.Format("2 January 2006, 15:04"), e.At.Format("2006-01-02T15:04:05Z07:00"), e.Who, e.Why, e.Changes, clipped(e.Hash, 12),
		})
	}
	return nil
}

// rowsPage lists the rows of one table.
type rowsPage struct {
	frame
	Kind        salient.Kind
	Word, Table string
	Query       string
	Rows        []tableLine
	More        int

	Lexicon  *lexiconForm // how files come in that documents are read with; nil: other rows
	Problems desk.Problems
}

type tableLine struct{ ID, Text, Href string }

// mostRows is how many rows of a table one page lists.
const mostRows = 300

func (s *site) caseRows(r *request) (reply, error) {
	kind, err := readKind(r.PathValue("kind"))
	if err != nil {
		return reply{}, err
	}
	p, err := s.rowsOf(r, kind)
	return reply{template: "rows", data: p}, err
}

func (s *site) rowsOf(r *request, kind salient.Kind) (*rowsPage, error) {
	p := &rowsPage{Kind: kind, Word: kindWord(kind), Table: tableName(kind), Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	p.Title = p.Table
	if kind == salient.KindLexicon {
		p.Lexicon = &lexiconForm{Type: string(salient.Gazetteer), Level: string(salient.Open), Levels: salient.Sensitivities}
	}
	return p, s.readRows(r.Context(), r, p)
}

func (s *site) readRows(ctx context.Context, r *request, p *rowsPage) error {
	want := fold(p.Query)
	return s.desk.DB.View(ctx, func(rd store.Reader) error {
		for row, err := range rd.Rows(p.Kind) {
			if err != nil {
				return err
			}
			text := rowText(row)
			if want != "" && !strings.Contains(fold(row.ID+" "+text+" "+row.Get("names")), want) {
				continue
			}
			if len(p.Rows) == mostRows {
				p.More++
				continue
			}
			href := r.rowHref(p.Kind, row.ID)
			if strings.HasPrefix(href, "/case/") {
				href = ""
			}
			p.Rows = append(p.Rows, tableLine{row.ID, text, href})
		}
		return nil
	})
}

// rowText is what says most about a row in a list.
func rowText(row salient.Row) string {
	if row.Kind == salient.KindLexicon {
		holds := "names of places"
		if row.Get("type") == string(salient.Patterns) {
			holds = "patterns"
		}
		parts := slices.DeleteFunc([]string{row.Get("name"), holds, row.Get("licence")}, func(s string) bool { return s == "" })
		return clipped(strings.Join(parts, " · "), 160)
	}
	for _, column := range []string{"name", "title", "says", "quote", "text", "question", "explanation", "value"} {
		if s := row.Get(column); s != "" {
			return clipped(s, 160)
		}
	}
	return ""
}

// startPage is the case at a glance.
type startPage struct {
	frame
	Description string
	Cards       []startCard
	Period      string
	Days        []link
	MapHref     string
}

type startCard struct {
	Count      int
	Word, Href string
	Note       string
}

func (s *site) start(r *request) (reply, error) {
	v := r.view
	c := v.Case
	p := &startPage{Description: c.Settings.Description, Period: spanWords(v.Span), MapHref: r.href("/map")}
	p.Title = "Start"
	counted := func(n int, word, href, note string) {
		p.Cards = append(p.Cards, startCard{n, word, r.href(href), note})
	}
	counted(standing(c), "claims", "/claims", "what sources said")
	counted(len(c.Documents), "documents", "/documents", "in which they said it")
	counted(len(c.Sources), "sources", "/sources", "with what they are worth")
	counted(len(c.Leaves()), "places held one by one", "/places", "who held them, how sure")
	counted(s.openContradictions(r), "open contradictions", "/contradictions", "claims that exclude each other")
	counted(len(v.Sieges().Sieges), "computed sieges", "/sieges", "beside those that are claimed")
	counted(len(c.Actors), "actors", "/orbat", "who fought under whom")
	counted(len(v.Events()), "events", "/timeline", "what happened when")
	counted(len(c.Briefs), "briefs", "/briefs", "that can be defended")
	for _, day := range s.turns(v, 6) {
		p.Days = append(p.Days, link{weekday(day.day) + ": " + plainCount(day.n), r.href("/map", "on", day.day.String())})
	}
	return reply{template: "start", data: p}, nil
}

// standing is how many claims weren't rejected.
func standing(c *salient.Case) (n int) {
	for i := range c.Claims {
		if c.Claims[i].Status != salient.Rejected {
			n++
		}
	}
	return n
}

func plainCount(n int) string {
	if n == 1 {
		return "1 place changed"
	}
	return number(n) + " places changed"
}

type turn struct {
	day when.Day
	n   int
}

// turns lists the days on which most places changed hands, in order of days.
func (s *site) turns(v *desk.View, most int) []turn {
	ground, leaves := v.Ground(), v.Case.Leaves()
	count := map[when.Day]int{}
	for _, id := range leaves {
		last := ""
		for d := v.Span.From; d <= v.Span.To; d++ {
			h := ground(id, d)
			now := string(h.Status)
			if h.Status == salient.Held {
				now += string(h.LeadingSide().Side)
			}
			if d > v.Span.From && now != last {
				count[d]++
			}
			last = now
		}
	}
	var out []turn
	for d, n := range count {
		out = append(out, turn{d, n})
	}
	slices.SortFunc(out, func(a, b turn) int {
		if a.n != b.n {
			return b.n - a.n
		}
		return int(a.day - b.day)
	})
	out = out[:min(most, len(out))]
	slices.SortFunc(out, func(a, b turn) int { return int(a.day - b.day) })
	return out
}
