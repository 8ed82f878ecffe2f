// Package dir keeps originals as files of a folder, each under its SHA-256: the original
// ab12… is the file ab/ab12…, whole and unpacked, so that any program can check it with
// sha256sum. It is a backend of original.Store.
//
// A file gets its name only when all its bytes are on the disk; what a killed program left
// has a name of its own and is never taken for an original. Any number of programs may use
// a folder at once. Destroying unlinks: it doesn't overwrite, because copies that share the
// blocks (hard links, snapshots) would be overwritten too; wiping the medium is the
// business of full-disk encryption.
package dir

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/original"
)

// DefaultMaxBytes is how large an original may be, unless set: 8 GiB, an hour of film.
const DefaultMaxBytes = 8 << 30

// Options of a folder of originals.
type Options struct {
	ReadOnly bool  // refuse Put and Destroy with salient.ErrUsage, and touch nothing
	MaxBytes int64 // of one original; 0: DefaultMaxBytes
}

// Store is a folder of originals. Its methods may be called at once.
type Store struct {
	root string
	o    Options

	mu      sync.Mutex
	writing map[string]bool // temporary files of this Store, by name
}

var _ original.Store = (*Store)(nil)

// Names of files that aren't originals yet begin with this.
const unfinished = ".put-"

// stale is the age at which an unfinished file counts as left behind.
const stale = 24 * time.Hour

// Open opens a folder, which need not be there yet. Unless read-only it removes unfinished
// files that are a day old.
func Open(root string, o Options) (*Store, error) {
	if o.MaxBytes == 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	s := &Store{root: root, o: o, writing: map[string]bool{}}
	if o.ReadOnly {
		return s, nil
	}
	before := time.Now().Add(-stale)
	return s, s.sweep(func(info fs.FileInfo) bool { return info.ModTime().Before(before) })
}

// sweep removes the unfinished files that remove says yes to, never those being written.
func (s *Store) sweep(remove func(fs.FileInfo) bool) error {
	files, err := os.ReadDir(s.root)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range files {
		if !strings.HasPrefix(f.Name(), unfinished) || s.writing[filepath.Join(s.root, f.Name())] {
			continue
		}
		info, ierr := f.Info()
		if ierr == nil && remove(info) {
			ierr = os.Remove(filepath.Join(s.root, f.Name()))
		}
		if !errors.Is(ierr, fs.ErrNotExist) {
			err = errors.Join(err, ierr)
		}
	}
	return err
}

var sumForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// path is where an original lies; salient.ErrNotFound for what can't be a SHA-256.
func (s *Store) path(sum string) (string, error) {
	if !sumForm.MatchString(sum) {
		return "", fmt.Errorf("original %.80q isn't a SHA-256: %w", sum, salient.ErrNotFound)
	}
	return filepath.Join(s.root, sum[:2], sum), nil
}

func (s *Store) writable() error {
	if s.o.ReadOnly {
		return fmt.Errorf("originals in %s are open for reading only: %w", s.root, salient.ErrUsage)
	}
	return nil
}

// Put keeps what r holds. More than MaxBytes is salient.ErrInvalid. An original that is
// held already is written again, which mends it if it was damaged.
func (s *Store) Put(ctx context.Context, r io.Reader) (sum string, size int64, err error) {
	if err := s.writable(); err != nil {
		return "", 0, err
	}
	f, err := s.begin()
	if err != nil {
		return "", 0, fmt.Errorf("keep original: %w", err)
	}
	defer s.abandon(f)
	h := sha256.New()
	size, err = io.Copy(io.MultiWriter(f, h), io.LimitReader(waking{ctx, r}, s.o.MaxBytes+1))
	if err == nil && size > s.o.MaxBytes {
		err = fmt.Errorf("it is larger than %d bytes: %w", s.o.MaxBytes, salient.ErrInvalid)
	}
	if err == nil {
		sum = hex.EncodeToString(h.Sum(nil))
		err = s.finish(ctx, f, sum)
	}
	if err != nil {
		return "", 0, fmt.Errorf("keep original: %w", err)
	}
	return sum, size, nil
}

func (s *Store) begin() (*os.File, error) {
	if err := os.MkdirAll(s.root, 0o700); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := os.CreateTemp(s.root, unfinished)
	if err == nil {
		s.writing[f.Name()] = true
	}
	return f, err
}

// abandon takes a temporary file away, if it hasn't got its name.
func (s *Store) abandon(f *os.File) {
	_ = f.Close() // closed before, if all went well
	_ = os.Remove(f.Name())
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.writing, f.Name())
}

// finish gives a file its name once its bytes are on the disk, then makes sure of the name.
func (s *Store) finish(ctx context.Context, f *os.File, sum string) error {
	name, err := s.path(sum)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(0o400), f.Sync(), f.Close(), ctx.Err()); err != nil {
		return err
	}
	folder := filepath.Dir(name)
	if err := os.Mkdir(folder, 0o700); err == nil {
		err = syncDir(s.root)
		if err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	return syncDir(folder)
}

// Open reads an original. The reader gives salient.ErrDamaged instead of the end if the
// bytes weren't those that were kept.
func (s *Store) Open(ctx context.Context, sum string) (original.File, error) {
	name, err := s.path(sum)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("original %s: %w", sum, salient.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return &checked{ctx: ctx, f: f, hash: sha256.New(), sum: sum}, nil
}

// checked hashes what is read.
type checked struct {
	ctx  context.Context // of Open: io.Reader has no argument for it
	f    *os.File
	hash hash.Hash
	sum  string
	part bool // it was sought in: the bytes that are read aren't all
}

func (c *checked) Read(b []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.f.Read(b)
	c.hash.Write(b[:n])
	if err == io.EOF && !c.part && hex.EncodeToString(c.hash.Sum(nil)) != c.sum {
		return n, fmt.Errorf("original %s: %w", c.sum, salient.ErrDamaged)
	}
	return n, err
}

func (c *checked) Close() error { return c.f.Close() }

// Seek goes elsewhere; going back to the beginning begins the check anew.
func (c *checked) Seek(offset int64, whence int) (int64, error) {
	at, err := c.f.Seek(offset, whence)
	c.hash.Reset()
	c.part = at != 0
	return at, err
}

func (c *checked) ReadAt(b []byte, at int64) (int, error) { return c.f.ReadAt(b, at) }

// Has reports whether an original is held.
func (s *Store) Has(_ context.Context, sum string) (bool, error) {
	name, err := s.path(sum)
	if err != nil {
		return false, nil
	}
	_, err = os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Sums lists what is held, sorted.
func (s *Store) Sums(ctx context.Context) ([]string, error) {
	folders, err := os.ReadDir(s.root)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []string
	for _, d := range folders {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if !d.IsDir() || len(d.Name()) != 2 {
			continue
		}
		files, err := os.ReadDir(filepath.Join(s.root, d.Name()))
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			if sumForm.MatchString(f.Name()) && strings.HasPrefix(f.Name(), d.Name()) {
				out = append(out, f.Name())
			}
		}
	}
	slices.Sort(out)
	return out, nil
}

// Verify reads every original and lists those whose bytes don't match their name.
func (s *Store) Verify(ctx context.Context) (bad []string, err error) {
	sums, err := s.Sums(ctx)
	if err != nil {
		return nil, err
	}
	for _, sum := range sums {
		err := s.verify(ctx, sum)
		if errors.Is(err, salient.ErrDamaged) {
			bad = append(bad, sum)
		} else if err != nil {
			return bad, fmt.Errorf("verify originals: %w", err)
		}
	}
	return bad, nil
}

func (s *Store) verify(ctx context.Context, sum string) error {
	r, err := s.Open(ctx, sum)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, r)
	return errors.Join(err, r.Close())
}

// Destroy removes an original for good, and with it whatever a killed program left that
// may be part of it. A Put of another program that is under way fails, and can be repeated.
func (s *Store) Destroy(_ context.Context, sum string) error {
	if err := s.writable(); err != nil {
		return err
	}
	name, err := s.path(sum)
	if err != nil {
		return err
	}
	err = os.Remove(name)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("original %s: %w", sum, salient.ErrNotFound)
	}
	if err == nil {
		err = errors.Join(syncDir(filepath.Dir(name)), s.sweep(func(fs.FileInfo) bool { return true }))
	}
	if err != nil {
		return fmt.Errorf("destroy original %s: %w", sum, err)
	}
	return nil
}

// syncDir makes the names in a folder survive a loss of power, where a system lets it.
func syncDir(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// waking is a reader that ends with a context.
type waking struct {
	ctx context.Context
	r   io.Reader
}

func (w waking) Read(b []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.r.Read(b)
}
