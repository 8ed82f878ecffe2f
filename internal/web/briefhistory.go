package web

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/store"
)

// briefHistoryPage lists the revisions of a brief and compares two of them.
type briefHistoryPage struct {
	frame
	ID       string
	Revision uint64 // the newest
	Rows     []briefRevision
	Old, New uint64 // the entries compared; Old is 0 for the empty text before the first
	Lines    difference
	Gone     bool // the newest revision took the brief away
}

type briefRevision struct {
	revisionRow
	Words     int
	Newest    bool
	IsOld     bool // of the two that are compared
	IsNew     bool
	SameAsNow bool
	text      string
}

func (s *site) briefHistory(r *request) (reply, error) {
	p, err := s.readBriefHistory(r)
	if err != nil {
		return reply{}, err
	}
	query := r.URL.Query()
	if p.New, err = p.entry("new", query.Get("new"), p.Revision); err != nil {
		return reply{}, err
	}
	if p.Old, err = p.entry("old", query.Get("old"), p.before(p.New)); err != nil {
		return reply{}, err
	}
	p.Lines = differ(p.text(p.Old), p.text(p.New))
	for i := range p.Rows {
		p.Rows[i].IsOld, p.Rows[i].IsNew = p.Rows[i].Seq == p.Old, p.Rows[i].Seq == p.New
	}
	return reply{template: "briefhistory", data: p}, nil
}

// readBriefHistory reads all revisions, the newest first.
func (s *site) readBriefHistory(r *request) (*briefHistoryPage, error) {
	id := r.PathValue("id")
	revs, err := s.desk.Revisions(r.Context(), ref(salient.KindBrief, id))
	if err != nil {
		return nil, err
	}
	if len(revs) == 0 {
		return nil, fmt.Errorf("no brief %q: %w", id, salient.ErrNotFound)
	}
	p := &briefHistoryPage{ID: id}
	p.Title = "History of " + id
	for _, rev := range revs {
		p.Rows = append(p.Rows, briefRevisionOf(rev))
	}
	slices.Reverse(p.Rows)
	newest := &p.Rows[0]
	newest.Newest, p.Revision, p.Gone = true, newest.Seq, newest.Removed
	for i := range p.Rows {
		p.Rows[i].SameAsNow = !p.Gone && p.Rows[i].text == newest.text
	}
	return p, nil
}

func briefRevisionOf(rev store.Revision) briefRevision {
	b := briefRevision{revisionRow: revisionRow{
		Seq: rev.Entry.Seq, At: rev.Entry.At.Format("2 January 2006, 15:04 MST"), ISO: rev.Entry.At.Format("2006-01-02T15:04:05Z07:00"),
		Who: rev.Entry.Who, Why: rev.Entry.Why, Removed: rev.Change.Removed, Forgotten: rev.Change.Forgotten,
	}}
	if !b.Removed && !b.Forgotten {
		b.text = rev.Change.Row.Get("text")
		b.Words = len(wordOrSpace.FindAllString(b.text, -1)) / 2
	}
	return b
}

// entry reads which revision is meant; blank is the one given.
func (p *briefHistoryPage) entry(name, s string, otherwise uint64) (uint64, error) {
	if s == "" {
		return otherwise, nil
	}
	seq, err := strconv.ParseUint(s, 10, 64)
	if err != nil || seq != 0 && !slices.ContainsFunc(p.Rows, func(x briefRevision) bool { return x.Seq == seq }) {
		return 0, badQuery(name, s, "the number of an entry that wrote this brief")
	}
	return seq, nil
}

// before is the revision before one; 0 if it is the first.
func (p *briefHistoryPage) before(seq uint64) uint64 {
	for _, x := range p.Rows {
		if x.Seq < seq {
			return x.Seq
		}
	}
	return 0
}

func (p *briefHistoryPage) text(seq uint64) string {
	for _, x := range p.Rows {
		if x.Seq == seq {
			return x.text
		}
	}
	return ""
}

// restoreBrief writes an old revision's text again, as a new entry.
func (s *site) restoreBrief(r *request) (reply, error) {
	if err := r.ParseForm(); err != nil {
		return reply{}, err
	}
	revision, err := readRevision(r.PostForm.Get("revision"))
	if err != nil {
		return reply{}, err
	}
	p, err := s.readBriefHistory(r)
	if err != nil {
		return reply{}, err
	}
	seq, err := p.entry("entry", r.PostForm.Get("entry"), 0)
	if err != nil {
		return reply{}, err
	}
	i := slices.IndexFunc(p.Rows, func(x briefRevision) bool { return x.Seq == seq })
	if i < 0 || p.Rows[i].Removed || p.Rows[i].Forgotten {
		return reply{}, badQuery("entry", r.PostForm.Get("entry"), "the number of an entry that holds a text of this brief")
	}
	row := salient.NewRow(salient.KindBrief, p.ID, map[string]string{"text": p.Rows[i].text})
	entry, err := s.desk.Save(r.Context(), desk.Edit{Row: row, Revision: revision, Who: s.who, Why: fmt.Sprintf("restored from entry %d", seq)})
	if err != nil {
		return reply{}, err
	}
	return reply{
		to: "/briefs/" + p.ID + "/history", undo: "/undo/brief/" + p.ID,
		said: fmt.Sprintf("The text of entry %s stands again, as entry %s.", number(seq), number(entry.Seq)),
	}, nil
}
