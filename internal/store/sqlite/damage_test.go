package sqlite_test

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
	"github.com/salient-osint/salient/internal/store/sqlite"
)

// pristine is the files of a grown case, closed, and all that it answers.
func pristine(t testing.TB) (base map[string][]byte, answers string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "case")
	db, err := sqlite.Create(dir, fixed())
	if err != nil {
		t.Fatal(err)
	}
	grown(t, db)
	sound(t, db)
	answers = mustDump(t, db)
	closed(t, db)
	return files(t, dir), answers
}

// A changed byte of the database file is found when the file is opened or verified, or it
// changes no answer.
func TestEveryFlippedByteIsFoundOrChangesNoAnswer(t *testing.T) {
	plainly(t)
	base, want := pristine(t)
	whole := base["case.db"]
	const workers, flips = 2, 1000
	var mu sync.Mutex
	outcomes := map[string]int{}
	t.Run("flips", func(t *testing.T) {
		for worker := range workers {
			t.Run(fmt.Sprint(worker), func(t *testing.T) {
				t.Parallel()
				dir := filepath.Join(t.TempDir(), "case")
				rng := rand.New(rand.NewPCG(1, uint64(worker)))
				for range flips / workers {
					at, bits := rng.IntN(len(whole)), byte(1+rng.IntN(255))
					outcome := flip(t, dir, base, at, bits, want)
					if outcome == "unnoticed" {
						t.Errorf("byte %d (page %d, offset %d) changed by %#x: other answers, and Verify finds nothing", at, at/4096+1, at%4096, bits)
					}
					mu.Lock()
					outcomes[outcome]++
					mu.Unlock()
				}
			})
		}
	})
	t.Logf("of %d bytes in a file of %d: %v", flips, len(whole), outcomes)
	if outcomes["verified"] < flips/3 || outcomes["the same"] == 0 {
		t.Errorf("%d flips end with %v: that shows nothing", flips, outcomes)
	}
}

// flip makes a case with one byte changed, and says how it goes.
func flip(t testing.TB, dir string, base map[string][]byte, at int, bits byte, want string) string {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	damaged := maps.Clone(base)
	damaged["case.db"] = slices.Clone(base["case.db"])
	damaged["case.db"][at] ^= bits
	place(t, dir, damaged)
	return probe(dir, want)
}

// probe opens a case and says how it goes.
func probe(dir, want string) string {
	db, err := sqlite.Open(dir, sqlite.Options{})
	if err != nil {
		return "refused"
	}
	defer db.Close()
	r, err := db.Verify(context.Background(), "")
	if err != nil || len(r.Problems) > 0 {
		return "verified"
	}
	if got, err := dump(db); err != nil || got != want {
		return "unnoticed"
	}
	return "the same"
}

// columnsOf lists a table's columns, those of its key first.
func columnsOf(t testing.TB, dir, table string) (columns, key []string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "case.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var pk int
		if err := rows.Scan(&name, &pk); err != nil {
			t.Fatal(err)
		}
		columns = append(columns, name)
		if pk > 0 {
			key = append(key, name)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return columns, key
}

// changed is an SQL expression for another value of the column's type.
func changed(column string) string {
	return fmt.Sprintf(`CASE typeof("%[1]s")
		WHEN 'integer' THEN "%[1]s" + 1000 WHEN 'real' THEN "%[1]s" + 0.5 WHEN 'null' THEN 7
		WHEN 'blob' THEN CASE length("%[1]s") WHEN 0 THEN x'01' ELSE CAST(substr("%[1]s", 1, length("%[1]s") - 1) || CASE WHEN substr("%[1]s", -1) = x'21' THEN x'22' ELSE x'21' END AS BLOB) END
		ELSE "%[1]s" || '!' END`, column)
}

var ledgerTables = []string{"entries", "leaves", "payloads", "chunks", "state", "revisions"}

func allTables() []string {
	names := slices.Clone(ledgerTables)
	for _, k := range salient.Kinds {
		name := string(k) + "s"
		switch k {
		case salient.KindHypothesis:
			name = "hypotheses"
		}
		names = append(names, name)
	}
	return names
}

// Each value of each column of each table is watched, and a report says which was changed.
func TestEveryChangedValueIsFoundAndLocated(t *testing.T) {
	plainly(t)
	small, _ := pristine(t)
	large, _ := withChunk(t)
	parent := t.TempDir()
	n := 0
	for _, table := range allTables() {
		base := small
		if table == "chunks" {
			base = large
		}
		dir := filepath.Join(parent, table)
		place(t, dir, base)
		columns, key := columnsOf(t, dir, table)
		for _, c := range columns {
			if table == "state" && (c == "tables_version" || c == "unclean" || c == "one") {
				continue // they change no answer: at worst work is done again
			}
			n++
			dir := filepath.Join(parent, fmt.Sprintf("%s-%d", table, n))
			place(t, dir, base)
			// The middle row, so that neither end is special.
			pick := fmt.Sprintf(`(SELECT "%[2]s" FROM %[1]s ORDER BY 1 LIMIT 1 OFFSET (SELECT count(*) / 2 FROM %[1]s))`, table, strings.Join(key, `","`))
			query := fmt.Sprintf(`UPDATE %s SET "%s" = %s WHERE ("%s") = %s`, table, c, changed(c), strings.Join(key, `","`), pick)
			if table == "chunks" || table == "state" {
				query = fmt.Sprintf(`UPDATE %s SET "%s" = %s`, table, c, changed(c))
			}
			if got := sqlExec(t, dir, query); got != 1 {
				t.Fatalf("%s changed %d rows; want 1", query, got)
			}
			checkFound(t, dir, table, c)
		}
	}
}

// withChunk is a case with one large entry beside the grown ones.
func withChunk(t testing.TB) (map[string][]byte, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "case")
	db, err := sqlite.Create(dir, fixed())
	if err != nil {
		t.Fatal(err)
	}
	grown(t, db)
	var rows []salient.Row
	for i := range store.ChunkAbove + 1 {
		rows = append(rows, salient.NewRow(salient.KindClaim, fmt.Sprintf("large-%04d", i), map[string]string{"says": fmt.Sprint("something ", i), "when": "2013", "note": "large"}))
	}
	update(t, db, "large", rows...)
	sound(t, db)
	answers := mustDump(t, db)
	closed(t, db)
	return files(t, dir), answers
}

func checkFound(t *testing.T, dir, table, column string) {
	t.Helper()
	db, err := sqlite.Open(dir, sqlite.Options{})
	if err != nil {
		return // refused
	}
	defer closed(t, db)
	ps := problems(t, db, "")
	where := ""
	switch {
	case !slices.Contains(ledgerTables, table):
		where = "table " + table + ", row"
	case table == "revisions":
		where = "table revisions"
	case table == "chunks" && column != "seq":
		where = "chunk "
	case table == "entries" || table == "chunks" || table == "leaves" || table == "payloads":
		where = "entry "
	}
	if !slices.ContainsFunc(ps, func(p store.Problem) bool { return strings.HasPrefix(p.Where, where) }) {
		t.Errorf("%s.%s changed: Verify finds %.500v; want a problem at %q", table, column, ps, where)
	}
	if strings.HasSuffix(where, "row") && column != "id" && column != "key" &&
		!slices.ContainsFunc(ps, func(p store.Problem) bool { return strings.HasSuffix(p.Where, ", column "+column) }) {
		t.Errorf("%s.%s changed: Verify finds %.500v; want the column named", table, column, ps)
	}
}

func TestEveryDeletedOrAddedRowIsFound(t *testing.T) {
	plainly(t)
	base, _ := withChunk(t)
	parent := t.TempDir()
	for _, table := range allTables() {
		dir := filepath.Join(parent, table+"-deleted")
		place(t, dir, base)
		_, key := columnsOf(t, dir, table)
		pick := fmt.Sprintf(`(SELECT "%[2]s" FROM %[1]s ORDER BY 1 DESC LIMIT 1)`, table, strings.Join(key, `","`))
		sqlExec(t, dir, fmt.Sprintf(`DELETE FROM %s WHERE ("%s") = %s`, table, strings.Join(key, `","`), pick))
		if found := verifyDir(t, dir); !found {
			t.Errorf("a row deleted from %s isn't found", table)
		}
	}
	for _, query := range []string{
		`INSERT INTO entries SELECT seq + 1, at, changes, forgets, hash FROM entries ORDER BY seq DESC LIMIT 1`,
		`INSERT INTO leaves SELECT seq, n + 1, hash FROM leaves ORDER BY seq DESC, n DESC LIMIT 1`,
		`INSERT INTO payloads SELECT seq, 1, salt, body FROM payloads ORDER BY seq DESC, n DESC LIMIT 1`,
		`INSERT INTO payloads SELECT seq + 1, 0, salt, body FROM payloads ORDER BY seq DESC, n DESC LIMIT 1`,
		`INSERT INTO chunks SELECT seq - 1, generation, size, sha256 FROM chunks`,
		`INSERT INTO briefs SELECT 'another', text, extra, entry FROM briefs LIMIT 1`,
		`INSERT INTO revisions SELECT kind, 'another', seq, n, removed FROM revisions LIMIT 1`,
		`CREATE TABLE another (x)`,
		`CREATE TRIGGER another AFTER INSERT ON claims BEGIN DELETE FROM claims; END`,
		`CREATE VIEW another AS SELECT 1`,
	} {
		dir := filepath.Join(parent, fmt.Sprint(len(query), query[:20]))
		place(t, dir, base)
		sqlExec(t, dir, query)
		if found := verifyDir(t, dir); !found {
			t.Errorf("%s isn't found", query)
		}
	}
}

func verifyDir(t *testing.T, dir string) (found bool) {
	t.Helper()
	db, err := sqlite.Open(dir, sqlite.Options{})
	if err != nil {
		return true
	}
	defer closed(t, db)
	return len(problems(t, db, "")) > 0
}

func TestAForgottenPayloadPutBackIsFound(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "case")
	db := create(t, dir)
	update(t, db, "", salient.NewRow(salient.KindClaim, "c-1", nil))
	closed(t, db)
	before := files(t, dir)
	db = open(t, dir)
	if _, err := db.Forget(t.Context(), "", "", salient.KindClaim, "c-1"); err != nil {
		t.Fatal(err)
	}
	closed(t, db)
	other := filepath.Join(t.TempDir(), "before")
	place(t, other, before)
	sqlExec(t, dir, `ATTACH ? AS old; INSERT INTO payloads SELECT * FROM old.payloads WHERE seq = 1 AND n = 1`, filepath.Join(other, "case.db"))
	db = open(t, dir)
	defer closed(t, db)
	if ps := problems(t, db, ""); len(ps) == 0 || ps[0].Where != "entry 1, change 1" {
		t.Errorf("Verify finds %+v; want entry 1, change 1", ps)
	}
}

// A chain replaced by an earlier copy of itself is whole; only a head printed later tells.
func TestAShortenedChainIsFoundAgainstItsHead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "case")
	db := create(t, dir)
	update(t, db, "", salient.NewRow(salient.KindClaim, "c-1", nil))
	closed(t, db)
	before := files(t, dir)
	db = open(t, dir)
	head := update(t, db, "", salient.NewRow(salient.KindClaim, "c-2", nil))
	closed(t, db)
	dir = filepath.Join(t.TempDir(), "rolled back")
	place(t, dir, before)
	db = open(t, dir)
	defer closed(t, db)
	sound(t, db)
	if ps := problems(t, db, head.Hash); len(ps) != 1 || !strings.Contains(ps[0].What, head.Hash) {
		t.Errorf("Verify(%s) of a case rolled back finds %+v; want that the head is missing", head.Hash, ps)
	}
}

func TestDamagedChunkFilesAreFound(t *testing.T) {
	plainly(t)
	base, _ := withChunk(t)
	names := slices.DeleteFunc(slices.Collect(maps.Keys(base)), func(n string) bool { return !strings.HasPrefix(n, "chunks/") })
	if len(names) != 1 {
		t.Fatalf("chunks are %v; want one", names)
	}
	name := names[0]
	whole := base[name]
	rng := rand.New(rand.NewPCG(3, 4))
	damage := map[string][]byte{"missing": nil, "empty": {}, "cut": whole[:len(whole)-1], "longer": append(slices.Clone(whole), 0)}
	for range 30 {
		at := rng.IntN(len(whole))
		b := slices.Clone(whole)
		b[at] ^= byte(1 + rng.IntN(255))
		damage[fmt.Sprintf("byte %d of %d", at, len(whole))] = b
	}
	parent := t.TempDir()
	for what, b := range damage {
		dir := filepath.Join(parent, what)
		base[name] = b
		place(t, dir, base)
		if what == "missing" {
			if err := os.Remove(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
				t.Fatal(err)
			}
		}
		db := open(t, dir)
		ps := problems(t, db, "")
		if !slices.ContainsFunc(ps, func(p store.Problem) bool { return strings.HasPrefix(p.Where, "chunk ") }) {
			t.Errorf("chunk %s: Verify finds %.500v; want a problem of the chunk", what, ps)
		}
		closed(t, db)
	}
}

func TestRebuildMendsTablesAndChangesNothingElse(t *testing.T) {
	plainly(t)
	base, want := withChunk(t)
	dir := filepath.Join(t.TempDir(), "case")
	place(t, dir, base)
	sqlExec(t, dir, `UPDATE claims SET says = 'something else'; DELETE FROM places; DELETE FROM revisions WHERE n = 1;
		INSERT INTO briefs VALUES ('another', 'x', '', 1)`)
	db := open(t, dir)
	defer closed(t, db)
	if ps := problems(t, db, ""); len(ps) < 1000 {
		t.Errorf("Verify finds %d problems; want one for each claim at least", len(ps))
	}
	if err := db.Rebuild(t.Context()); err != nil {
		t.Fatalf("Rebuild = %v", err)
	}
	sound(t, db)
	if got := mustDump(t, db); got != want {
		t.Errorf("after Rebuild the case answers otherwise than before the damage")
	}
}

func TestRebuildRefusesADamagedLedger(t *testing.T) {
	plainly(t)
	base, _ := withChunk(t)
	for _, query := range []string{
		`UPDATE payloads SET body = CAST('+["claim","made up"]' AS BLOB) WHERE seq = 3 AND n = 1`,
		`DELETE FROM payloads WHERE seq = 3 AND n = 1`,
		`DELETE FROM entries WHERE seq = 3`,
		`DELETE FROM chunks`,
	} {
		dir := filepath.Join(t.TempDir(), "case")
		place(t, dir, base)
		sqlExec(t, dir, query)
		db := open(t, dir)
		before := mustRows(t, db)
		if err := db.Rebuild(t.Context()); !isDamaged(err) {
			t.Errorf("Rebuild after %s = %v; want ErrDamaged", query, err)
		}
		if got := mustRows(t, db); got != before {
			t.Errorf("Rebuild after %s failed, but changed the tables", query)
		}
		closed(t, db)
	}
}

func mustRows(t testing.TB, db store.DB) string {
	t.Helper()
	var b strings.Builder
	err := db.View(context.Background(), func(r store.Reader) error {
		for _, k := range salient.Kinds {
			for row, err := range r.Rows(k) {
				if err != nil {
					return err
				}
				b.WriteString(hex.EncodeToString(row.Canonical()))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
