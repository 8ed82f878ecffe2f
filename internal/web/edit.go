package web

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
)

// editPage is the form of one row.
type editPage struct {
	frame
	Kind     salient.Kind
	Word     string
	Table    string
	ID       string
	New      bool
	Action   string
	Revision uint64
	Fields   []field
	Lists    []datalist
	Why      string
	Errors   []link
	Conflict *conflict
	Cancel   string
	Mends    *mended // nil: the row isn't made of a candidate
}

// mended is what the form of a candidate shows of it.
type mended struct {
	Says    string
	Passage passage
	Lang    string
}

// field is one column of a form.
type field struct {
	Column, Label, Value, Note, List, Wrong string
	Choices                                 []string
	Long, Fixed                             bool
	Rows                                    int
}

// datalist is what a field suggests.
type datalist struct {
	ID      string
	Options []option
}

// conflict is what somebody else wrote meanwhile, beside what the reader wrote.
type conflict struct {
	Entry uint64
	Cells []desk.CellChange // Old is ours, New is theirs
}

// editable are the kinds that have forms.
var editable = []salient.Kind{
	salient.KindSource, salient.KindDocument, salient.KindPlace, salient.KindActor, salient.KindRoad, salient.KindClaim,
	salient.KindJudgement, salient.KindContradiction, salient.KindHypothesis, salient.KindBrief, salient.KindCorrection,
	salient.KindLexicon, salient.KindSetting,
}

func readKind(s string) (salient.Kind, error) {
	if k := salient.Kind(s); slices.Contains(editable, k) {
		return k, nil
	}
	return "", fmt.Errorf("no table %q: %w", s, salient.ErrNotFound)
}

func (s *site) newRow(r *request) (reply, error) {
	kind, err := readKind(r.PathValue("kind"))
	if err != nil {
		return reply{}, err
	}
	if kind == salient.KindLexicon {
		return reply{to: "/case/lexicon"}, nil // it comes in as a file
	}
	cells := map[string]string{}
	for column, values := range r.URL.Query() { // "new claim" from a document's page names it
		if slices.Contains(salient.Columns(kind)[1:], column) {
			cells[column] = clipped(values[0], 300)
		}
	}
	return reply{template: "edit", data: r.form(salient.NewRow(kind, "", cells), true, 0)}, nil
}

func (s *site) editRow(r *request) (reply, error) {
	kind, err := readKind(r.PathValue("kind"))
	if err != nil {
		return reply{}, err
	}
	row, revision, err := s.desk.Row(r.Context(), ref(kind, r.PathValue("id")))
	if err != nil {
		return reply{}, err
	}
	return reply{template: "edit", data: r.form(row, false, revision)}, nil
}

// form lays a row out as fields.
func (r *request) form(row salient.Row, isNew bool, revision uint64) *editPage {
	p := &editPage{
		Kind: row.Kind, Word: kindWord(row.Kind), Table: tableName(row.Kind), ID: row.ID, New: isNew, Revision: revision,
		Action: "/edit/" + string(row.Kind) + "/" + url.PathEscape(row.ID), Cancel: r.rowHref(row.Kind, row.ID),
	}
	p.Title = "Mend " + p.Word + " " + row.ID
	if isNew {
		p.Title, p.Action, p.Cancel = "New "+p.Word, "/new/"+string(row.Kind), "/case/"+string(row.Kind)
	}
	columns := salient.Columns(row.Kind)
	for _, c := range row.Cells { // unknown columns are kept, and can be mended
		if !slices.Contains(columns, c.Column) {
			columns = append(columns, c.Column)
		}
	}
	for i, column := range columns {
		f := field{Column: column, Label: strings.ReplaceAll(column, "_", " "), Value: row.Get(column), Fixed: i == 0 && !isNew || fixed(row.Kind, column)}
		f.Note, f.Choices = columnNote(row.Kind, column), choicesOf(row.Kind, column, row)
		f.List = listOf(row.Kind, column)
		f.Long, f.Rows = longColumn(row.Kind, column)
		p.Fields = append(p.Fields, f)
	}
	p.Lists = r.datalists(p.Fields)
	return p
}

func (s *site) saveNew(r *request) (reply, error)  { return s.saveRow(r, true) }
func (s *site) saveEdit(r *request) (reply, error) { return s.saveRow(r, false) }

// saveRow writes a form; what is wrong comes back beside its field.
func (s *site) saveRow(r *request, isNew bool) (reply, error) {
	kind, err := readKind(r.PathValue("kind"))
	if err != nil {
		return reply{}, err
	}
	if err := r.ParseForm(); err != nil {
		return reply{}, err
	}
	revision, err := readRevision(r.PostForm.Get("revision"))
	if err != nil {
		return reply{}, err
	}
	row := formRow(kind, r.PostForm)
	if !isNew && row.ID != r.PathValue("id") {
		return reply{}, badQuery("id", row.ID, "the id of the row that is mended: an id can't be changed")
	}
	why := strings.TrimSpace(r.PostForm.Get("why"))
	entry, err := s.desk.Save(r.Context(), desk.Edit{Row: row, Revision: revision, Who: s.who, Why: why})
	var problems desk.Problems
	switch {
	case errors.As(err, &problems):
		p := r.form(row, isNew, revision)
		p.Why = why
		p.mark(problems)
		return reply{template: "edit", data: p, status: 422}, nil
	case errors.Is(err, salient.ErrConflict):
		return s.conflicting(r, row, isNew, why)
	case err != nil:
		return reply{}, err
	}
	return reply{
		to: r.rowHref(kind, row.ID), undo: "/undo/" + string(kind) + "/" + url.PathEscape(row.ID),
		said: fmt.Sprintf("Kept as entry %s of the ledger.", number(entry.Seq)),
	}, nil
}

// formRow reads a row from a form, whose fields are named c.COLUMN.
func formRow(kind salient.Kind, form url.Values) salient.Row {
	cells := map[string]string{}
	for name, values := range form {
		if column, ok := strings.CutPrefix(name, "c."); ok {
			cells[column] = strings.TrimSpace(values[0])
		}
	}
	return salient.NewRow(kind, cells[salient.Columns(kind)[0]], cells)
}

// mark puts problems beside their fields and lists them above the form.
func (p *editPage) mark(problems desk.Problems) {
	for _, x := range problems {
		i := slices.IndexFunc(p.Fields, func(f field) bool { return f.Column == x.File })
		if i < 0 {
			p.Errors = append(p.Errors, link{Text: x.What})
			continue
		}
		what := strings.TrimPrefix(x.What, x.File+": ")
		if p.Fields[i].Wrong != "" {
			what = p.Fields[i].Wrong + "; " + what
		}
		p.Fields[i].Wrong = what
		p.Errors = append(p.Errors, link{x.What, "#f-" + x.File})
	}
}

// conflicting shows what somebody else wrote beside what the reader did. Saving again writes
// over it, knowingly.
func (s *site) conflicting(r *request, ours salient.Row, isNew bool, why string) (reply, error) {
	theirs, revision, err := s.desk.Row(r.Context(), ref(ours.Kind, ours.ID))
	if err != nil {
		return reply{}, err
	}
	p := r.form(ours, isNew, revision)
	p.Why, p.Conflict = why, &conflict{Entry: revision}
	if isNew {
		p.Errors = append(p.Errors, link{"The id " + ours.ID + " is taken.", "#f-" + salient.Columns(ours.Kind)[0]})
	}
	seen := map[string]bool{}
	for _, row := range []salient.Row{ours, theirs} {
		for _, c := range row.Cells {
			if a, b := ours.Get(c.Column), theirs.Get(c.Column); a != b && !seen[c.Column] {
				seen[c.Column] = true
				p.Conflict.Cells = append(p.Conflict.Cells, desk.CellChange{Column: c.Column, Old: a, New: b})
			}
		}
	}
	return reply{template: "edit", data: p, status: 409}, nil
}

// remove takes a row away.
func (s *site) remove(r *request) (reply, error) {
	kind, err := readKind(r.PathValue("kind"))
	if err != nil {
		return reply{}, err
	}
	if err := r.ParseForm(); err != nil {
		return reply{}, err
	}
	revision, err := readRevision(r.PostForm.Get("revision"))
	if err != nil {
		return reply{}, err
	}
	id := r.PathValue("id")
	entry, err := s.desk.Remove(r.Context(), s.who, "taken away on its page", ref(kind, id), revision)
	if err != nil {
		return reply{}, err
	}
	return reply{
		to: "/history/" + string(kind) + "/" + url.PathEscape(id), undo: "/undo/" + string(kind) + "/" + url.PathEscape(id),
		said: fmt.Sprintf("Taken away in entry %s.", number(entry.Seq)),
	}, nil
}

// undo takes the last revision of a row back.
func (s *site) undo(r *request) (reply, error) {
	kind, err := readKind(r.PathValue("kind"))
	if err != nil {
		return reply{}, err
	}
	id := r.PathValue("id")
	entry, err := s.desk.Undo(r.Context(), s.who, ref(kind, id))
	if err != nil {
		return reply{}, err
	}
	return reply{to: "/history/" + string(kind) + "/" + url.PathEscape(id), said: fmt.Sprintf("Undone, as entry %s.", number(entry.Seq))}, nil
}

// rowHref is the page on which a row is read.
func (r *request) rowHref(kind salient.Kind, id string) string {
	path := map[salient.Kind]string{
		salient.KindSource: "/sources/", salient.KindDocument: "/documents/", salient.KindPlace: "/places/",
		salient.KindActor: "/actors/", salient.KindClaim: "/claims/", salient.KindBrief: "/briefs/",
		salient.KindPublication: "/publications/",
	}[kind]
	if path == "" || id == "" {
		return "/case/" + string(kind)
	}
	return r.href(path + url.PathEscape(id))
}
