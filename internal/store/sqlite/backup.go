package sqlite

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
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
	base, chunks, err := db.copyDatabase(ctx)
	if err != nil {
		return err
	}
	defer func() {
		_ = base.Close()           // it was only read
		_ = os.Remove(base.Name()) // already gone, where a file in use can be removed
	}()
	originals, err := originalFiles(filepath.Join(db.dir, originalDir))
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
	for _, step := range []func() error{
		func() error { return a.add(caseFile, base) },
		func() error { return a.addAll(ctx, append(chunks, originals...)) },
		a.end, z.Close, sealed.Close,
	} {
		if err := step(); err != nil {
			return errors.Join(err, z.Close())
		}
	}
	return nil
}

// member is a file to be archived.
type member struct{ name, file string }

// copyDatabase makes a consistent copy of case.db, and lists the chunks that it names. It
// holds the write lock until the copy is open and no longer in the folder, so that nobody
// takes it for one that was left behind.
func (db *DB) copyDatabase(ctx context.Context) (base *os.File, chunks []member, err error) {
	if err := db.take(ctx); err != nil {
		return nil, nil, err
	}
	defer db.release()
	w, err := db.begin(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer w.end()
	names, err := w.chunkNames()
	if err != nil {
		return nil, nil, err
	}
	for _, n := range names {
		chunks = append(chunks, member{path.Join(chunkDir, n), filepath.Join(db.dir, chunkDir, n)})
	}
	if base, err = os.CreateTemp(db.dir, backupPrefix); err != nil {
		return nil, nil, err
	}
	err = db.vacuumInto(ctx, base.Name())
	if rerr := os.Remove(base.Name()); err != nil {
		return nil, nil, errors.Join(err, rerr, base.Close())
	}
	return base, chunks, nil
}

func (db *DB) vacuumInto(ctx context.Context, name string) error {
	one, err := openFile(filepath.Join(db.dir, caseFile), "journal_mode(WAL)")
	if err != nil {
		return err
	}
	_, err = one.ExecContext(ctx, "VACUUM INTO ?", name)
	return errors.Join(err, one.Close())
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
	return nil
}

func (a *archive) addFile(m member) error {
	f, err := os.Open(m.file)
	if errors.Is(err, fs.ErrNotExist) { // forgotten since
		return conflict("it has changed since the backup began")
	}
	if err != nil {
		return err
	}
	return errors.Join(a.add(m.name, f), f.Close())
}

func (a *archive) add(name string, f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := a.head(name, info.Size()); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(a.tar, sum), f, info.Size()); err != nil {
		return err
	}
	a.sums.WriteString(sumLine(sum, name))
	return nil
}

func (a *archive) head(name string, size int64) error {
	return a.tar.WriteHeader(&tar.Header{
		Typeflag: tar.TypeReg, Name: name, Size: size,
		Mode: 0o600, ModTime: time.Unix(0, 0), Format: tar.FormatPAX,
	})
}

// end writes the sums, which tell a whole backup from one that was cut.
func (a *archive) end() error {
	sums := a.sums.String()
	if err := a.head(sumsFile, int64(len(sums))); err != nil {
		return err
	}
	_, err := io.WriteString(a.tar, sums)
	return errors.Join(err, a.tar.Close())
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
