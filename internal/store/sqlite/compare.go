package sqlite

import (
	"bytes"
	"cmp"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
)

// tables compares every table with what the ledger gives, column by column.
func (v *verifier) tables() error {
	for _, k := range salient.Kinds {
		t := tables[k]
		n, err := v.compare(t.name, 1)
		v.report.Rows += n
		if err := v.problem("table "+t.name, err); err != nil {
			return err
		}
	}
	_, err := v.compare("revisions", 4)
	return v.problem("table revisions", err)
}

// compare goes through a table here and in the scratch database at once, in the order of
// the key, which is the first columns. It counts the rows here.
func (v *verifier) compare(name string, keys int) (rows int, err error) {
	have, err := openList(v.reader, name, keys)
	if err != nil {
		return 0, err
	}
	defer have.close()
	want, err := openList(&v.scratch.w.reader, name, keys)
	if err != nil {
		return 0, err
	}
	defer want.close()
	if !slices.Equal(have.columns, want.columns) {
		v.add("table "+name, "its columns aren't those that Salient makes")
		return 0, nil
	}
	for err == nil && (have.values != nil || want.values != nil) {
		order := compareKeys(have.key(), want.key())
		switch {
		case order < 0:
			v.add(have.where(), "the ledger has no such row")
		case order > 0:
			v.add(want.where(), "it is missing")
		default:
			v.compareRow(have, want)
		}
		if order <= 0 {
			rows++
			err = have.next()
		}
		if order >= 0 && err == nil {
			err = want.next()
		}
	}
	return rows, err
}

func (v *verifier) compareRow(have, want *list) {
	for i, c := range have.columns {
		if !same(have.values[i], want.values[i]) {
			v.add(have.where()+", column "+c, "it isn't what the ledger gives")
		}
	}
}

func same(a, b any) bool {
	x, ok1 := a.([]byte)
	y, ok2 := b.([]byte)
	if ok1 || ok2 {
		return ok1 && ok2 && bytes.Equal(x, y)
	}
	return a == b
}

// list is a table being read in the order of its key.
type list struct {
	name    string
	keys    int
	rows    *sql.Rows
	columns []string
	values  []any // of the row at hand; nil at the end
}

func openList(r *reader, name string, keys int) (*list, error) {
	order := "1,2,3,4"[:2*keys-1]
	s, err := r.stmt("SELECT * FROM " + name + " ORDER BY " + order) //nolint:sqlclosecheck // the reader closes it
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(r.ctx) //nolint:rowserrcheck // next checks it
	if err != nil {
		return nil, ended(r.ctx, err)
	}
	l := &list{name: name, keys: keys, rows: rows}
	if l.columns, err = rows.Columns(); err == nil {
		err = l.next()
	}
	if err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

func (l *list) close() { _ = l.rows.Close() }

func (l *list) key() []any { return l.values[:min(l.keys, len(l.values))] }

func (l *list) where() string {
	return fmt.Sprintf("table %s, row %s", l.name, strings.TrimSuffix(fmt.Sprintln(l.key()...), "\n"))
}

func (l *list) next() (err error) {
	l.values = nil
	if l.rows.Next() {
		l.values, err = scanAny(l.rows)
		return err
	}
	return translate(l.rows.Err())
}

// compareKeys orders keys as SQLite does; the end of a list comes after every row.
func compareKeys(a, b []any) int {
	if len(a) == 0 || len(b) == 0 {
		return cmp.Compare(len(b), len(a))
	}
	return slices.CompareFunc(a, b, compareValues)
}

// compareValues orders numbers and text; a value that is neither is damage, and comes first.
func compareValues(a, b any) int {
	x, ok1 := a.(int64)
	y, ok2 := b.(int64)
	if ok1 && ok2 {
		return cmp.Compare(x, y)
	}
	s, ok1 := a.(string)
	t, ok2 := b.(string)
	if ok1 && ok2 {
		return cmp.Compare(s, t)
	}
	return cmp.Compare(fmt.Sprintf("%T", a), fmt.Sprintf("%T", b))
}
