package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	_ "modernc.org/sqlite" // the driver

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// Options of a case. The zero value is what a user wants.
type Options struct {
	Clock func() time.Time // stamps entries; nil: time.Now
	Rand  io.Reader        // salts; nil: the system's random bytes. A fixed one is for tests only
}

// DB is an open case. It is a store.DB.
type DB struct {
	dir     string
	clock   func() time.Time
	random  io.Reader
	readers *sql.DB
	writer  *sql.DB
	turn    chan struct{} // holds one token: who has it may write
	cache   *cache
}

var _ store.DB = (*DB)(nil)

// Names of files in a case's folder.
const (
	caseFile     = "case.db"
	cacheFile    = "cache.db"
	chunkDir     = "chunks"
	originalDir  = "originals"
	newCaseFile  = ".case.db.new"
	backupPrefix = ".backup-"
)

// Create makes a case in a folder, which is made too if it isn't there, and opens it. A
// folder that holds a case is salient.ErrConflict. If Create fails there is no case.
func Create(dir string, o Options) (*DB, error) {
	if _, err := os.Lstat(filepath.Join(dir, caseFile)); err == nil {
		return nil, conflict(dir + " holds a case already")
	}
	for _, d := range []string{dir, filepath.Join(dir, chunkDir), filepath.Join(dir, originalDir)} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, fmt.Errorf("make a case: %w", err)
		}
	}
	if err := createFile(dir); err != nil {
		return nil, fmt.Errorf("make a case in %s: %w", dir, translate(err))
	}
	return Open(dir, o)
}

// createFile makes an empty case.db whole under another name, then gives it its own.
func createFile(dir string) error {
	name := filepath.Join(dir, newCaseFile)
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(name + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	db, err := openFile(name, "synchronous(FULL)")
	if err != nil {
		return err
	}
	err = migrate(context.Background(), db)
	if cerr := db.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	if err := os.Rename(name, filepath.Join(dir, caseFile)); err != nil {
		return err
	}
	return syncDir(dir)
}

// Open opens the case in a folder: salient.ErrNotFound if there is none, ErrInvalid if
// case.db is another program's or a later Salient's, ErrDamaged if it is broken. It removes
// what a killed program left behind.
func Open(dir string, o Options) (*DB, error) {
	file := filepath.Join(dir, caseFile)
	if err := recognise(file); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(dir, chunkDir), 0o700); err != nil { // copies lose empty folders
		return nil, err
	}
	db := &DB{dir: dir, clock: o.Clock, random: o.Rand, turn: make(chan struct{}, 1)}
	if db.clock == nil {
		db.clock = time.Now
	}
	if db.random == nil {
		db.random = rand.Reader
	}
	var err error
	if db.writer, err = openFile(file, writing...); err != nil {
		return nil, err
	}
	db.writer.SetMaxOpenConns(1)
	if db.readers, err = openFile(file, reading...); err != nil {
		return nil, errors.Join(err, db.writer.Close())
	}
	db.cache = &cache{file: filepath.Join(dir, cacheFile)}
	if err := db.tidy(context.Background()); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", dir, translate(err)), db.Close())
	}
	return db, nil
}

// Close ends the use of the case. No view or update may be running.
func (db *DB) Close() error {
	return errors.Join(db.cache.close(), db.readers.Close(), db.writer.Close())
}

var (
	writing = []string{"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)", "cell_size_check(1)"}
	reading = []string{"journal_mode(WAL)", "query_only(1)", "cell_size_check(1)"}
)

// openFile opens a pool for a database file. Every connection waits for locks, for a time
// short enough that who waits longer sees whether the context still lives.
func openFile(file string, pragmas ...string) (*sql.DB, error) {
	abs, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	q := url.Values{"_pragma": append([]string{"busy_timeout(2000)"}, pragmas...)}
	path := (&url.URL{Path: filepath.ToSlash(abs)}).EscapedPath()
	return sql.Open("sqlite", "file:"+path+"?"+q.Encode())
}

// Marks in the header of the database file: https://www.sqlite.org/fileformat2.html
const (
	fileMagic     = "SQLite format 3\x00"
	userVersionAt = 60
	applicationAt = 68
	applicationID = 0x53414c49 // "SALI"
)

// recognise looks at the first bytes of a file before SQLite touches it.
func recognise(file string) error {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("no case at %s: %w", filepath.Dir(file), salient.ErrNotFound)
	}
	if err != nil {
		return err
	}
	defer f.Close()
	var head [100]byte
	if _, err := io.ReadFull(f, head[:]); err != nil || string(head[:len(fileMagic)]) != fileMagic {
		return fmt.Errorf("%s isn't an SQLite database: %w", file, salient.ErrDamaged)
	}
	if id := binary.BigEndian.Uint32(head[applicationAt:]); id != applicationID {
		return fmt.Errorf("%s is another program's database (application id %#x): %w", file, id, salient.ErrInvalid)
	}
	if v := binary.BigEndian.Uint32(head[userVersionAt:]); v > latestVersion() {
		return fmt.Errorf("%s was written by a later Salient (version %d, this one knows %d): %w", file, v, latestVersion(), salient.ErrInvalid)
	}
	return nil
}

// syncDir makes the names in a folder survive a loss of power, where a system lets it.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	return errors.Join(err, d.Close())
}
