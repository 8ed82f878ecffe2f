package sqlite

import (
	"fmt"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// tableOf names the table of a kind.
var tableOf = map[salient.Kind]string{
	salient.KindSetting:       "settings",
	salient.KindSource:        "sources",
	salient.KindActor:         "actors",
	salient.KindPlace:         "places",
	salient.KindRoad:          "roads",
	salient.KindNetwork:       "networks",
	salient.KindLexicon:       "lexicons",
	salient.KindDocument:      "documents",
	salient.KindClaim:         "claims",
	salient.KindContradiction: "contradictions",
	salient.KindHypothesis:    "hypotheses",
	salient.KindJudgement:     "judgements",
	salient.KindBrief:         "briefs",
	salient.KindPublication:   "publications",
	salient.KindCorrection:    "corrections",
	salient.KindFile:          "files",
}

// table is the SQL of one kind.
type table struct {
	kind    salient.Kind
	name    string
	id      string // its column, quoted
	columns []string
	list    string // a page of rows after an id
	one     string // the row with an id
	latest  string // a page of last revisions, see newLatest
	upsert  string // writes a row, unless it is there with the same cells: then none is affected
}

var tables = newTables()

func newTables() map[salient.Kind]table {
	m := map[salient.Kind]table{}
	for k, name := range tableOf {
		m[k] = newTable(k, name)
	}
	return m
}

func tableFor(k salient.Kind) (table, error) {
	t, ok := tables[k]
	if !ok {
		return table{}, fmt.Errorf("rows of kind %q: %w", k, salient.ErrInvalid)
	}
	return t, nil
}

func newTable(k salient.Kind, name string) table {
	t := table{kind: k, name: name}
	for _, c := range salient.Columns(k) {
		t.columns = append(t.columns, `"`+c+`"`)
	}
	t.id, t.columns = t.columns[0], t.columns[1:]
	all := t.id + "," + strings.Join(t.columns, ",") + ",extra,entry FROM " + name
	t.list = "SELECT " + all + " WHERE " + t.id + " > ? ORDER BY " + t.id + limit
	t.one = "SELECT " + all + " WHERE " + t.id + " = ?"
	t.latest = t.newLatest()
	t.upsert = t.newUpsert()
	return t
}

// newLatest is the query for the last revision of each row at or before an entry, with the
// table's row if that is still the same. (Where max() is taken, SQLite takes a bare column
// from the row that has the maximum: https://www.sqlite.org/lang_select.html#bareagg)
func (t table) newLatest() string {
	query := `WITH last AS (SELECT id, max(seq << 32 | n) AS at, removed FROM revisions
			WHERE kind = ? AND id > ? AND seq <= ? GROUP BY id ORDER BY id` + limit + `)
		SELECT last.id, last.at, last.removed, coalesce(t.` + t.id + `, '')`
	for _, c := range t.columns {
		query += ", coalesce(t." + c + ", '')"
	}
	return query + `, coalesce(t.extra, ''), coalesce(t.entry, 0) FROM last
		LEFT JOIN ` + t.name + ` t ON t.` + t.id + ` = last.id AND t.entry = last.at >> 32
		ORDER BY last.id`
}

func (t table) newUpsert() string {
	all := append([]string{t.id}, t.columns...)
	all = append(append(append(all, "extra"), store.ParsedColumns(t.kind)...), "entry")
	var set, differ []string
	for _, c := range all[1:] {
		set = append(set, c+" = excluded."+c)
	}
	for _, c := range append([]string{"extra"}, t.columns...) {
		differ = append(differ, t.name+"."+c+" <> excluded."+c)
	}
	return "INSERT INTO " + t.name + "(" + strings.Join(all, ",") + ") VALUES (" + marks(len(all)) + ")" +
		" ON CONFLICT(" + t.id + ") DO UPDATE SET " + strings.Join(set, ", ") +
		" WHERE " + strings.Join(differ, " OR ")
}

// args are the arguments of upsert.
func (t table) args(row store.TableRow, entry uint64) []any {
	args := make([]any, 0, len(row.Cells)+len(row.Parsed)+3)
	args = append(args, row.ID)
	for _, c := range row.Cells {
		args = append(args, c)
	}
	args = append(args, row.Extra)
	args = append(args, row.Parsed...)
	return append(args, int64(entry))
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

// scanned is a row being read: where the columns go, and what came.
type scanned struct {
	row   store.TableRow
	entry uint64
	into  []any
}

func (t table) scanned() *scanned {
	s := &scanned{row: store.TableRow{Kind: t.kind, Cells: make([]string, len(t.columns))}}
	s.into = append(s.into, &s.row.ID)
	for i := range s.row.Cells {
		s.into = append(s.into, &s.row.Cells[i])
	}
	s.into = append(s.into, &s.row.Extra, &s.entry)
	return s
}
