package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/network"
	"github.com/salient-osint/salient/internal/store"
	"github.com/salient-osint/salient/internal/table"
)

// ImportOptions says how lines are brought in.
type ImportOptions struct {
	DryRun  bool // work out the difference, write nothing
	Replace bool // tombstone the rows that the input lacks, in the kinds that it has
	Why     string
	// Files are documents, and archives of them, to be brought in beside the lines.
	Files []File
	// Source is where the files come from; "" takes what each says of itself.
	Source salient.SourceID
	// KeepGoing leaves files out that can't be read, and faulty rows of tables, with a warning,
	// instead of refusing all.
	KeepGoing bool
	// Mapping says what the columns of tables among the files mean; nil: what the case knows.
	Mapping *table.Mapping
	// TablesLater brings tables in as documents and makes no claims of them.
	TablesLater bool
	// File opens an original that a document's row names; nil if there are none.
	File func(path string) (Original, error)
	// Named gives the name by which whoever imports knows such a file; nil: as it is.
	Named func(path string) string
	// Survey reports on networks also if they are known.
	Survey bool
	// Progress is called now and then with the number of lines read; nil for none.
	Progress func(lines int)
}

// Diff is what an import changed, or would change.
type Diff struct {
	Added    []Ref       `json:"added"`
	Changed  []RowChange `json:"changed"`
	Missing  []Ref       `json:"missing"` // in the case, in kinds the input has, but not in the input
	Removed  []Ref       `json:"removed"` // missing ones, tombstoned by Replace
	Same     int         `json:"same"`
	Warnings []Problem   `json:"warnings"`
	Entry    uint64      `json:"entry"` // the ledger entry; 0 if nothing was written

	// Networks tells what became of the files of roads.
	Networks []network.Report `json:"networks,omitempty"`
	// Lexicons tells what those that came in hold.
	Lexicons []LexiconReport `json:"lexicons,omitempty"`
	// Documents are those that files held, in the order of the files; nil without files.
	Documents []Brought `json:"documents,omitempty"`
	// Tables are those among the documents; also given beside Problems.
	Tables []TableReport `json:"tables,omitempty"`

	before uint64 // the head that the difference was worked out against
	lines  []Line // as they are written
}

// Ref names a row.
type Ref struct {
	Kind salient.Kind `json:"kind"`
	ID   string       `json:"id"`
}

// RowChange is a row whose cells differ from the case's.
type RowChange struct {
	Ref
	Cells []CellChange `json:"cells"`
}

// CellChange is one cell before and after.
type CellChange struct {
	Column string `json:"column"`
	Old    string `json:"old"`
	New    string `json:"new"`
}

// Import brings rows in as one entry. Everything wrong with them comes back together as
// Problems (a salient.ErrInvalid), and then nothing is written. Rows that are there already
// with the same cells change nothing; changed rows become new revisions. Lines that only fill
// (Line.Fill) add rows and blank cells, and Replace takes nothing away for them.
//
// Files become documents of the same entry: originals and text layers are kept first, and
// taken away again if the import fails.
func (d *Desk) Import(ctx context.Context, who string, lines iter.Seq2[Line, error], o ImportOptions) (Diff, error) {
	in, problems, err := gather(ctx, lines, o.Progress)
	if err != nil {
		return Diff{}, err
	}
	t, err := d.takeIn(ctx, who, o)
	var diff Diff
	if err == nil {
		diff, err = d.importLines(ctx, who, append(in, t.lines...), append(problems, t.problems...), o)
	}
	if err != nil {
		if undo := d.destroy(context.WithoutCancel(ctx), t.kept); undo != nil {
			err = errors.Join(err, undo)
		}
		diff.Tables = t.tables
		return diff, err
	}
	diff.Tables = t.tables
	diff.Documents, diff.Warnings = t.brought, append(diff.Warnings, t.warnings...)
	return diff, nil
}

// importLines works out the difference that lines make, and writes it.
func (d *Desk) importLines(ctx context.Context, who string, in []Line, problems Problems, o ImportOptions) (Diff, error) {
	problems = append(problems, twice(in)...)
	files, more := d.readOriginals(ctx, in, o)
	problems = append(problems, more...)
	roads, reports, more, err := d.readNetworks(ctx, in, o)
	if err != nil {
		return Diff{}, err
	}
	problems = append(problems, more...)
	lexicons, more, err := d.readLexicons(ctx, in, o)
	if err != nil {
		return Diff{}, err
	}
	problems = append(problems, more...)
	open := d.opener(ctx, roads)
	if o.DryRun {
		var diff Diff
		err := d.DB.View(ctx, func(r store.Reader) error { return diff.plan(r, in, o, problems, open) })
		diff.Networks, diff.Lexicons = reports, lexicons
		return diff, err
	}
	var diff Diff
	entry, err := d.DB.Update(ctx, who, o.Why, func(w store.Writer) error {
		if err := diff.plan(w, in, o, problems, open); err != nil {
			return err
		}
		kept, err := d.keepOriginals(ctx, files)
		if err == nil {
			err = diff.write(w, o)
		}
		if err != nil {
			return errors.Join(err, d.destroy(context.WithoutCancel(ctx), kept))
		}
		return nil
	})
	if err == nil && entry.Seq > diff.before {
		diff.Entry = entry.Seq
	}
	if err == nil {
		d.keepNetworks(ctx, roads)
		diff.Networks, diff.Lexicons = reports, lexicons
	}
	return diff, err
}

// plan works out the difference, or fails with everything that is wrong.
func (diff *Diff) plan(r store.Reader, in []Line, o ImportOptions, problems Problems, open openNetwork) error {
	head, err := r.Head()
	if err != nil {
		return err
	}
	have, err := present(r)
	if err != nil {
		return err
	}
	in = filled(in, have)
	known, missing := settle(in, have, o.Replace, open)
	faults, warnings := checkLines(in, known)
	problems = append(slices.Clone(problems), faults...)
	if o.Replace {
		problems = append(problems, dangling(in, have, known, missing)...)
	}
	if known.err != nil {
		return known.err
	}
	if len(problems) > 0 {
		problems.sort()
		return problems
	}
	*diff = Diff{Missing: missing, Removed: []Ref{}, Warnings: append([]Problem{}, warnings...), before: head.Seq, lines: in}
	diff.compare(in, have)
	return nil
}

// maxGathered is how many problems are gathered before an input is given up: a file that isn't
// a casebook at all has one in every line.
const maxGathered = 100_000

// gather takes the lines in; problems of single lines don't stop it.
func gather(ctx context.Context, lines iter.Seq2[Line, error], progress func(int)) ([]Line, Problems, error) {
	var in []Line
	var problems Problems
	for l, err := range lines {
		var p Problem
		switch {
		case errors.As(err, &p):
			problems = append(problems, p)
			if len(problems) == maxGathered {
				p.What = fmt.Sprintf("here is the problem %d: what follows wasn't read", maxGathered)
				return in, append(problems, p), nil
			}
		case err != nil:
			return nil, nil, err
		default:
			in = append(in, l)
		}
		if n := len(in); n%1000 == 0 && ctx.Err() != nil {
			return nil, nil, ctx.Err()
		} else if n%1000 == 0 && progress != nil {
			progress(n)
		}
	}
	return in, problems, nil
}

// twice finds ids that two lines of one kind share.
func twice(in []Line) Problems {
	var out Problems
	first := make(map[Ref]int, len(in))
	for i, l := range in {
		ref := refOf(l.Row)
		if l.Fill {
			continue // of those, the first stands
		}
		if j, ok := first[ref]; ok {
			out = append(out, l.problem("id", fmt.Sprintf("id: %q stands in line %d already", ref.ID, in[j].Line)))
			continue
		}
		first[ref] = i
	}
	return out
}

// present reads every row that the case has now.
func present(r store.Reader) (map[Ref]salient.Row, error) {
	have := map[Ref]salient.Row{}
	for _, k := range salient.Kinds {
		for row, err := range r.Rows(k) {
			if err != nil {
				return nil, err
			}
			have[Ref{k, row.ID}] = row
		}
	}
	return have, nil
}

// settle works out which ids there will be, and which rows the input lacks.
func settle(in []Line, have map[Ref]salient.Row, replace bool, open openNetwork) (*ids, []Ref) {
	kinds := map[salient.Kind]bool{}
	given := make(map[Ref]bool, len(in))
	known := newIDs(open)
	for _, row := range have {
		known.add(row)
	}
	for _, l := range in {
		if !l.Loose && !l.Fill {
			kinds[l.Row.Kind], kinds[l.Table] = true, true
		}
		given[refOf(l.Row)] = true
		known.add(l.Row)
	}
	missing := []Ref{}
	for ref := range have {
		if kinds[ref.Kind] && !given[ref] && ref.Kind != salient.KindFile {
			missing = append(missing, ref)
		}
	}
	slices.SortFunc(missing, compareRefs)
	if replace {
		for _, ref := range missing {
			known.remove(ref.Kind, ref.ID)
		}
	}
	return known, missing
}

func checkLines(in []Line, known *ids) (problems Problems, warnings []Problem) {
	for _, l := range in {
		for _, f := range known.check(l.Row) {
			problems = append(problems, l.problem(f.column, f.what))
		}
		for _, f := range known.warn(l.Row) {
			warnings = append(warnings, l.problem(f.column, f.what))
		}
	}
	return problems, warnings
}

// dangling finds rows that stay and name a row that Replace would take away.
func dangling(in []Line, have map[Ref]salient.Row, known *ids, missing []Ref) Problems {
	given := make(map[Ref]bool, len(in)+len(missing))
	for _, l := range in {
		given[refOf(l.Row)] = true
	}
	for _, ref := range missing {
		given[ref] = true
	}
	var out Problems
	for ref, row := range have {
		if given[ref] {
			continue
		}
		for _, f := range known.checkLinks(row) {
			out = append(out, Problem{File: fmt.Sprintf("%s %s (in the case)", ref.Kind, ref.ID), What: f.what})
		}
	}
	return out
}

// compare sorts the lines into added, changed and same, in the order of kinds and ids.
func (diff *Diff) compare(in []Line, have map[Ref]salient.Row) {
	diff.Added, diff.Changed = []Ref{}, []RowChange{}
	for _, l := range in {
		ref := refOf(l.Row)
		old, ok := have[ref]
		switch {
		case !ok:
			diff.Added = append(diff.Added, ref)
		case old.Equal(l.Row):
			diff.Same++
		default:
			diff.Changed = append(diff.Changed, RowChange{ref, cellChanges(old, l.Row)})
		}
	}
	slices.SortFunc(diff.Added, compareRefs)
	slices.SortFunc(diff.Changed, func(a, b RowChange) int { return compareRefs(a.Ref, b.Ref) })
}

func cellChanges(old, new salient.Row) []CellChange {
	var out []CellChange
	seen := map[string]bool{}
	for _, r := range []salient.Row{old, new} {
		for _, c := range r.Cells {
			if a, b := old.Get(c.Column), new.Get(c.Column); a != b && !seen[c.Column] {
				seen[c.Column] = true
				out = append(out, CellChange{c.Column, a, b})
			}
		}
	}
	return out
}

// write puts the lines, in the order of kinds and ids, so that rows in another order make
// the same entry.
func (diff *Diff) write(w store.Writer, o ImportOptions) error {
	sorted := slices.Clone(diff.lines)
	slices.SortStableFunc(sorted, func(a, b Line) int { return compareRefs(refOf(a.Row), refOf(b.Row)) })
	for _, l := range sorted {
		if err := w.Put(l.Row); err != nil {
			return err
		}
	}
	if !o.Replace {
		return nil
	}
	for _, ref := range diff.Missing {
		if err := w.Remove(ref.Kind, ref.ID); err != nil {
			return err
		}
	}
	diff.Removed = diff.Missing
	return nil
}

func refOf(r salient.Row) Ref { return Ref{r.Kind, r.ID} }

// compareRefs orders by kind, as one may refer to another, then by id.
func compareRefs(a, b Ref) int {
	return cmp.Or(
		cmp.Compare(slices.Index(salient.Kinds, a.Kind), slices.Index(salient.Kinds, b.Kind)),
		cmp.Compare(a.ID, b.ID))
}
