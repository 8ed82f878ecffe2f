package sqlite

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// BackupOptions of a backup and of its restoration.
type BackupOptions struct {
	// Passphrase encrypts the file with age (https://age-encryption.org/v1), whose own
	// tool can open it too; "" leaves it plain.
	Passphrase string
	// MaxBytes is how much Restore unpacks at most; 0: 256 GiB.
	MaxBytes int64

	workFactor int // of scrypt, as a power of two; 0: age's. For tests
}

const (
	defaultMaxBytes = 256 << 30
	sumsFile        = "SHA256SUMS"
)

// Backup writes the case in a folder to one file: a tar archive compressed with zstd, of
// case.db, chunks and originals, and at its end SHA256SUMS, which tools read too. Caches
// stay out. It is a snapshot: others may go on reading and writing. The same case gives the
// same bytes, unless encrypted.
func Backup(ctx context.Context, dir string, w io.Writer, o BackupOptions) error {
	db, err := Open(dir, Options{})
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	err = db.backup(ctx, w, o)
	if err = errors.Join(ended(ctx, err), db.Close()); err != nil {
		return fmt.Errorf("back up %s: %w", dir, err)
	}
	return nil
}

func (db *DB) backup(ctx context.Context, w io.Writer, o BackupOptions) error {
	copied, err := db.copyDatabase(ctx)
	if err != nil {
		return err
	}
	defer os.Remove(copied) // already gone, where a file in use can be removed
	files, err := db.backupFiles(ctx, copied)
	if err != nil {
		return err
	}
	sealed, err := encrypt(w, o)
	if err != nil {
		return err
	}
	z, err := zstd.NewWriter(sealed, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(true))
	if err != nil {
		return err
	}
	a := &archive{tar: tar.NewWriter(z)}
	err = a.addAll(ctx, files)
	if err == nil {
		err = a.tar.Close()
	}
	if zerr := z.Close(); err == nil {
		err = zerr
	}
	if err == nil {
		err = sealed.Close()
	}
	return err
}

// copyDatabase makes a consistent copy of case.db beside it. It holds the write lock, so
// that nobody takes the copy for one that was left behind.
func (db *DB) copyDatabase(ctx context.Context) (name string, err error) {
	if err := db.take(ctx); err != nil {
		return "", err
	}
	defer db.release()
	w, err := db.begin(ctx)
	if err != nil {
		return "", err
	}
	defer w.end()
	f, err := os.CreateTemp(db.dir, backupPrefix)
	if err != nil {
		return "", err
	}
	if err := f.Close(); err != nil {
		return "", err
	}
	one, err := openFile(filepath.Join(db.dir, caseFile), "journal_mode(WAL)")
	if err != nil {
		return "", err
	}
	defer one.Close()
	if _, err := one.ExecContext(ctx, "VACUUM INTO ?", f.Name()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// member is a file to be archived.
type member struct{ name, file string }

// backupFiles lists what belongs to the case as its copy knows it, in the order of names.
func (db *DB) backupFiles(ctx context.Context, copied string) ([]member, error) {
	out := []member{{caseFile, copied}}
	pool, err := openFile(copied, "query_only(1)")
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	err = view(ctx, pool, db.dir, func(r *reader) error {
		names, err := readPage(r, `SELECT seq, generation FROM chunks ORDER BY seq`, nil, scanChunkName)
		for _, n := range names {
			out = append(out, member{path.Join(chunkDir, n), filepath.Join(db.dir, chunkDir, n)})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	originals, err := originalFiles(filepath.Join(db.dir, originalDir))
	return append(out, originals...), err
}

// originalName is where an original lies: the first two digits of its SHA-256, then all.
var originalName = regexp.MustCompile(`^([0-9a-f]{2})/([0-9a-f]{64})$`)

func originalFiles(root string) ([]member, error) {
	var out []member
	err := filepath.WalkDir(root, func(file string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		rel, err := filepath.Rel(root, file)
		rel = filepath.ToSlash(rel)
		if m := originalName.FindStringSubmatch(rel); m != nil && strings.HasPrefix(m[2], m[1]) {
			out = append(out, member{path.Join(originalDir, rel), file})
		}
		return err
	})
	slices.SortFunc(out, func(a, b member) int { return strings.Compare(a.name, b.name) })
	return out, err
}

// archive writes files and remembers their sums.
type archive struct {
	tar  *tar.Writer
	sums strings.Builder
}

func (a *archive) addAll(ctx context.Context, files []member) error {
	for _, m := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := a.addFile(m); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	sums := a.sums.String()
	return a.add(sumsFile, int64(len(sums)), strings.NewReader(sums))
}

func (a *archive) addFile(m member) error {
	f, err := os.Open(m.file)
	if err != nil {
		if os.IsNotExist(err) { // forgotten while the copy was made
			return fmt.Errorf("it has changed since the backup began: %w", salient.ErrConflict)
		}
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return a.add(m.name, info.Size(), f)
}

func (a *archive) add(name string, size int64, r io.Reader) error {
	h := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: time.Unix(0, 0), Format: tar.FormatPAX}
	if err := a.tar.WriteHeader(h); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(a.tar, sum), r, size); err != nil {
		return err
	}
	a.sums.WriteString(sumLine(sum, name))
	return nil
}

// sumLine is a line as sha256sum(1) writes it.
func sumLine(sum hash.Hash, name string) string {
	return fmt.Sprintf("%x  %s\n", sum.Sum(nil), name)
}

func encrypt(w io.Writer, o BackupOptions) (io.WriteCloser, error) {
	if o.Passphrase == "" {
		return nopCloser{w}, nil
	}
	to, err := age.NewScryptRecipient(o.Passphrase)
	if err != nil {
		return nil, err
	}
	if o.workFactor != 0 {
		to.SetWorkFactor(o.workFactor)
	}
	return age.Encrypt(w, to)
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }
