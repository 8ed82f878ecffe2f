package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// maxProblems is about how many problems a report lists: who has that many restores a backup.
const maxProblems = 1000

// Verify checks the whole case against its ledger. It reads through connections of its own,
// so that it sees what the disk holds, and builds the tables a second time, in a temporary
// database, to compare them value by value.
func (db *DB) Verify(ctx context.Context, head string) (store.Report, error) {
	fresh, err := openFile(filepath.Join(db.dir, caseFile), reading...)
	if err != nil {
		return store.Report{}, err
	}
	defer func() { _ = fresh.Close() }() // it was only read
	scratch, err := newScratch(ctx)
	if err != nil {
		return store.Report{}, fmt.Errorf("verify: %w", ended(ctx, err))
	}
	defer scratch.close()
	v := &verifier{scratch: scratch, ended: ctx.Err}
	err = view(ctx, fresh, db.dir, func(r *reader) error {
		v.reader = r
		return v.all(head)
	})
	if err := v.problem("database", err); err != nil {
		return v.report, fmt.Errorf("verify: %w", err)
	}
	return v.report, nil
}

// scratch is a private database in memory, or on the disk without a name if it grows.
type scratch struct {
	db   *sql.DB
	conn *sql.Conn
	w    *writer
}

func newScratch(ctx context.Context) (*scratch, error) {
	db, err := sql.Open("sqlite", "")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	s := &scratch{db: db}
	if err = migrate(ctx, db); err == nil {
		s.conn, err = db.Conn(ctx)
	}
	if err == nil {
		_, err = s.conn.ExecContext(ctx, "PRAGMA synchronous=OFF; BEGIN IMMEDIATE")
	}
	if err != nil {
		s.close()
		return nil, err
	}
	s.w = newWriter(ctx, s.conn)
	return s, nil
}

func (s *scratch) close() {
	if s.w != nil {
		s.w.reader.close()
	}
	if s.conn != nil {
		_ = s.conn.Close()
	}
	_ = s.db.Close() // nothing of it was to be kept
}

type verifier struct {
	*reader
	scratch *scratch
	ended   func() error // of the context
	report  store.Report
	prev    store.Hash              // of the entry before
	gone    map[store.Position]bool // what the ledger says that it has destroyed
}

// add notes a problem.
func (v *verifier) add(where, format string, args ...any) {
	switch n := len(v.report.Problems); {
	case n < maxProblems:
		v.report.Problems = append(v.report.Problems, store.Problem{Where: where, What: fmt.Sprintf(format, args...)})
	case n == maxProblems:
		v.report.Problems = append(v.report.Problems, store.Problem{Where: "report", What: "there are more problems, which aren't listed"})
	}
}

// problem notes an error that damage explains, and returns every other.
func (v *verifier) problem(where string, err error) error {
	if err == nil {
		return nil
	}
	if err := v.ended(); err != nil {
		return err
	}
	if broken(err) {
		v.add(where, "%v", err)
		return nil
	}
	return err
}

// all makes every check, each in spite of what the ones before found.
func (v *verifier) all(head string) error {
	checks := []struct {
		where string
		check func() error
	}{
		{"database", v.file},
		{"database", v.schema},
		{"ledger", v.references},
		{"ledger", v.destroyed},
		{"ledger", v.entries},
		{"ledger", func() error { return v.headIs(head) }},
		{"tables", v.tables},
	}
	for _, c := range checks {
		if err := v.problem(c.where, c.check()); err != nil {
			return err
		}
	}
	return nil
}

var pageInCheck = regexp.MustCompile(`(?i)\bpage (\d+)`)

// file lets SQLite check the structure of the database file.
func (v *verifier) file() error {
	lines, err := readPage(v.reader, "PRAGMA integrity_check(100)", nil, scanAny)
	for _, l := range lines {
		what := fmt.Sprint(l...)
		if what == "ok" {
			continue
		}
		where := "database"
		if m := pageInCheck.FindStringSubmatch(what); m != nil {
			where = "database page " + m[1]
		}
		v.add(where, "%s", what)
	}
	return err
}

// references finds leaves, payloads and chunks of entries that there aren't.
func (v *verifier) references() error {
	lines, err := readPage(v.reader, `SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2`, nil, scanAny)
	for _, l := range lines {
		v.add(fmt.Sprintf("table %v", l[0]), "%v of its rows have nothing in table %v that they belong to", l[2], l[1])
	}
	return err
}

func scanAny(rows *sql.Rows) ([]any, error) {
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	values := make([]any, len(columns))
	into := make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	return values, rows.Scan(into...)
}

// schema compares what the database says of itself with what a new one says.
func (v *verifier) schema() error {
	for _, query := range []string{
		"SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name",
		"SELECT u.user_version, a.application_id, e.encoding FROM pragma_user_version u, pragma_application_id a, pragma_encoding e",
	} {
		have, err := readPage(v.reader, query, nil, scanAny)
		if err != nil {
			return err
		}
		want, err := readPage(&v.scratch.w.reader, query, nil, scanAny)
		if err != nil {
			return err
		}
		if fmt.Sprint(have) != fmt.Sprint(want) {
			v.add("database schema", "it isn't the one that Salient makes")
		}
	}
	return nil
}

func (v *verifier) destroyed() (err error) {
	v.gone, err = v.forgotten()
	return err
}

// entries goes through the chain, and replays what is sound into the scratch database.
func (v *verifier) entries() error {
	last := uint64(0)
	for seq, err := range v.storedNumbers() {
		if err != nil {
			return err
		}
		if seq > last+1 {
			v.add(fmt.Sprintf("entry %d", last+1), "it is missing, with %d after it", seq-last-2)
		}
		if err := v.problem(fmt.Sprintf("entry %d", seq), v.entry(seq)); err != nil {
			return err
		}
		last = seq
	}
	if last != v.head {
		v.add("ledger", "it ends with entry %d; entry %d was the last one written", last, v.head)
	}
	return v.scratch.w.revisions.flush(v.scratch.w)
}

type storedEntry struct {
	at, forgets string
	changes     int
	hash        []byte
}

// entry checks one entry: leaves, header, chunk, payloads.
func (v *verifier) entry(seq uint64) error {
	where := fmt.Sprintf("entry %d", seq)
	var e storedEntry
	err := v.get([]any{&e.at, &e.changes, &e.forgets, &e.hash}, `SELECT at, changes, forgets, hash FROM entries WHERE seq = ?`, int64(seq))
	if err != nil {
		return err
	}
	v.report.Entries++
	if head, err := v.Entry(seq); err == nil {
		v.report.Head = head
	} else if err := v.problem(where, err); err != nil {
		return err
	}
	if err := v.problem(fmt.Sprintf("chunk %d", seq), v.chunkFile(seq)); err != nil {
		return err
	}
	var sum store.LeavesHash
	var lost []int
	for l, err := range v.leaves(seq) {
		if err != nil {
			return err
		}
		if l.N != sum.Len() {
			v.add(leafName(seq, sum.Len()), "its hash is missing")
		}
		sum.Add(l.hash)
		if l.gone && !v.gone[store.Position{Seq: seq, N: l.N}] {
			lost = append(lost, l.N)
			continue
		}
		if err := v.problem(leafName(seq, l.N), v.leafIs(l)); err != nil {
			return err
		}
	}
	if len(lost) > 0 {
		v.add(leafName(seq, lost[0]), "it is missing (of this entry %d are), and no entry says that it was forgotten", len(lost))
	}
	return v.chained(seq, e, &sum)
}

// chained checks that the header's hash is the one stored, on top of the entry before.
func (v *verifier) chained(seq uint64, e storedEntry, sum *store.LeavesHash) error {
	where := fmt.Sprintf("entry %d", seq)
	if sum.Len() != e.changes+1 {
		v.add(where, "it has %d leaves; its header says %d", sum.Len(), e.changes+1)
	}
	h := store.Header{Prev: v.prev, Seq: seq, Changes: e.changes, Forgets: e.forgets, Leaves: sum.Sum()}
	at, err := time.Parse(time.RFC3339, e.at)
	if err != nil {
		v.add(where, "its time: %v", err)
	}
	h.At = at
	if hash := h.Hash(); string(hash[:]) != string(e.hash) {
		v.add(where, "its hash isn't that of its header: header, leaves or the entry before were changed")
	}
	if len(e.hash) == len(v.prev) {
		v.prev = store.Hash(e.hash)
	}
	return nil
}

// leafIs checks salt and payload, and replays them.
func (v *verifier) leafIs(l ledgerLeaf) error {
	where := leafName(l.seq, l.N)
	switch {
	case !l.gone && v.gone[store.Position{Seq: l.seq, N: l.N}]:
		v.add(where, "it was forgotten, but is still there")
		return nil
	case l.damage != nil:
		v.add(where, "%v", l.damage)
		return nil
	case l.N == 0 && !l.gone:
		_, err := store.ParseSignature(l.Payload)
		return err
	}
	return v.scratch.w.replay(l)
}

// chunkFile checks a chunk's bytes, those too that no leaf depends on.
func (v *verifier) chunkFile(seq uint64) error {
	var generation int
	var size int64
	var want []byte
	err := v.get([]any{&generation, &size, &want}, `SELECT generation, size, sha256 FROM chunks WHERE seq = ?`, int64(seq))
	if errors.Is(err, salient.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	f, err := os.Open(filepath.Join(v.dir, chunkDir, chunkName(seq, generation)))
	if err != nil {
		return missing(err)
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	if err != nil {
		return err
	}
	if n != size || string(sum.Sum(nil)) != string(want) {
		v.add(fmt.Sprintf("chunk %d", seq), "its bytes aren't those that were written")
	}
	return nil
}

// headIs checks that the ledger ends where it should, and holds a hash printed earlier.
func (v *verifier) headIs(head string) error {
	var hash []byte
	if err := v.get([]any{&hash}, `SELECT hash FROM state`); err != nil {
		return err
	}
	if string(hash) != string(v.prev[:]) {
		v.add("ledger", "its newest entry isn't the one that was written last")
	}
	if head == "" {
		return nil
	}
	wanted, err := hex.DecodeString(head)
	if err != nil || len(wanted) != len(v.prev) {
		return fmt.Errorf("head %q: expected 64 hex digits: %w", head, salient.ErrInvalid)
	}
	var n int
	if err := v.get([]any{&n}, `SELECT count(*) FROM entries WHERE hash = ?`, wanted); err != nil {
		return err
	}
	if n == 0 {
		v.add("ledger", "no entry has the hash %s: the chain was shortened or replaced", head)
	}
	return nil
}
