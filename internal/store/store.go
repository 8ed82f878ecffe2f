package store

import (
	"context"
	"iter"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/passage"
)

// DB is a case's database. Any number of views and one update may run at a time; an update
// waits for the one before it.
type DB interface {
	// View runs fn on one consistent snapshot.
	View(ctx context.Context, fn func(Reader) error) error

	// Update runs fn and appends what it wrote as one entry: one user action, in one
	// transaction. If fn fails or panics, or ctx ends, nothing is written. If fn writes
	// nothing that differs from what is there, no entry is made and the head entry comes
	// back. When Update returns nil, the entry survives the machine losing power. Updates
	// don't nest: one within another waits until ctx ends.
	Update(ctx context.Context, who, why string, fn func(Writer) error) (Entry, error)

	// Verify checks chain, chunks, tables and the database file itself against the ledger.
	// head, if not "", is a hash printed earlier that must still be in the chain.
	Verify(ctx context.Context, head string) (Report, error)

	// Rebuild makes the tables anew from the ledger.
	Rebuild(ctx context.Context) error

	// Forget destroys every payload and salt in which the row occurs, older revisions of
	// other rows and reasons of entries that name its id included (see Names), and leaves a
	// tombstone entry. It fails with salient.ErrConflict, listing them, if other rows name
	// the id now; with salient.ErrInvalid if who or why do; with salient.ErrNotFound if the
	// ledger holds no such row. It waits until views begun before it have ended: an error
	// beside a tombstone entry says that ctx ended first, and that the files will be clean
	// only when the case is opened next.
	Forget(ctx context.Context, who, why string, kind salient.Kind, id string) (Entry, error)

	// Cached returns what PutCache kept under a key. A cache may lose anything at any time.
	Cached(ctx context.Context, key string) ([]byte, bool)
	PutCache(ctx context.Context, key string, value []byte)

	// Index keeps the words of a text under a key, in order, in the form of passage.Words.
	// Like any cache it may lose them at any time; Indexed says which keys it has.
	Index(ctx context.Context, key string, words []string)
	Indexed(ctx context.Context) (map[string]bool, error)
	// Matching lists the keys, sorted, of the indexed texts that hold what a query asks for.
	Matching(ctx context.Context, q passage.Query) ([]string, error)

	Close() error
}

// Reader reads one snapshot, for one goroutine, until the function that it was given to
// returns. Sequences stop at their first error, which they yield.
type Reader interface {
	// Head is the newest entry; the zero Entry for an empty ledger.
	Head() (Entry, error)
	// Entry returns the entry with a number; salient.ErrNotFound if there is none.
	Entry(seq uint64) (Entry, error)
	// Entries yields the entries from a number on, oldest first.
	Entries(from uint64) iter.Seq2[Entry, error]
	// Changes yields what an entry changed, in order; forgotten changes have Forgotten set.
	Changes(seq uint64) iter.Seq2[Change, error]
	// Rows yields the rows of a kind as they are now, by id.
	Rows(kind salient.Kind) iter.Seq2[salient.Row, error]
	// RowsAt yields the rows of a kind as they were after entry seq, by id. A revision that
	// was forgotten is as if it had never been made. It holds in memory the rows that have
	// changed since.
	RowsAt(kind salient.Kind, seq uint64) iter.Seq2[salient.Row, error]
	// Row returns one row; salient.ErrNotFound if there is none.
	Row(kind salient.Kind, id string) (salient.Row, error)
	// History yields the revisions of a row that are left, oldest first; none, and no error,
	// if the ledger holds no such row. A row written twice by one entry has two.
	History(kind salient.Kind, id string) iter.Seq2[Revision, error]
	// Written returns the leaf that last wrote a row, and where it stands;
	// salient.ErrNotFound if there is no such row now.
	Written(kind salient.Kind, id string) (Position, Leaf, error)
	// Chained returns an entry's header and the hashes of its leaves, from leaf 0 on;
	// salient.ErrNotFound if there is none.
	Chained(seq uint64) (Header, []Hash, error)
}

// Writer writes rows. What it wrote is seen by its own Row and Rows, also by one that is
// being ranged over; it enters the ledger, which the other reads show, when Update returns.
type Writer interface {
	Reader
	// Put writes a row, new or changed; salient.ErrInvalid for one that CheckRow refuses.
	Put(row salient.Row) error
	// Remove leaves a tombstone; salient.ErrNotFound if there is no such row.
	Remove(kind salient.Kind, id string) error
}

// Entry is one action in the ledger.
type Entry struct {
	Seq     uint64    // from 1, without gaps
	At      time.Time // UTC, to the second
	Who     string    // "" if forgotten
	Why     string    // "" if forgotten
	Changes int       // rows written or removed
	Forgets int       // payloads that this entry destroyed
	Hash    string    // of this entry and, through the one before it, of all before it: 64 hex digits
}

// Change is one row written or removed by an entry.
type Change struct {
	Row       salient.Row // of a removed row only kind and id
	Removed   bool
	Forgotten bool // payload destroyed: nothing else is known
}

// Revision is a row as one entry left it.
type Revision struct {
	Entry  Entry
	Change Change
}

// Report is what Verify found.
type Report struct {
	Head     Entry
	Entries  int
	Rows     int
	Problems []Problem // empty: everything is as it was written
}

// Problem is one thing that isn't as it was written, and where.
type Problem struct {
	Where string // "entry 12", "chunk 7", "table claims, row c0001, column place", "database page 31", "original ab12…"
	What  string
}
