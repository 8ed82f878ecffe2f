package sqlite

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// Restore makes a case of what Backup wrote, in a folder that isn't there yet or is empty.
// The folder appears only when everything was read and the case was verified; whatever goes
// wrong, nothing is left. It returns what Verify found. A file that isn't a whole backup is
// salient.ErrDamaged; one that needs a passphrase, or another one, salient.ErrInvalid.
func Restore(ctx context.Context, r io.Reader, dir string, o BackupOptions) (store.Report, error) {
	report, err := restore(ctx, r, filepath.Clean(dir), o)
	if err != nil {
		return report, fmt.Errorf("restore %s: %w", dir, ended(ctx, err))
	}
	return report, nil
}

func restore(ctx context.Context, r io.Reader, dir string, o BackupOptions) (store.Report, error) {
	if names, err := os.ReadDir(dir); err == nil && len(names) > 0 {
		return store.Report{}, conflict("the folder isn't empty")
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return store.Report{}, err
	}
	plain, err := decrypt(r, o)
	if err != nil {
		return store.Report{}, err
	}
	tmp, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+".restoring-")
	if err != nil {
		return store.Report{}, err
	}
	defer func() { _ = os.RemoveAll(tmp) }() // gone under this name, if all went well
	if err := unpack(ctx, plain, tmp, o); err != nil {
		return store.Report{}, err
	}
	report, err := verifyRestored(ctx, tmp)
	if err != nil {
		return report, err
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return report, err
	}
	if err := os.Rename(tmp, dir); err != nil {
		return report, err
	}
	return report, syncDir(filepath.Dir(dir))
}

func verifyRestored(ctx context.Context, dir string) (store.Report, error) {
	db, err := Open(dir, Options{})
	if errors.Is(err, salient.ErrNotFound) {
		return store.Report{}, fmt.Errorf("the backup holds no %s: %w", caseFile, salient.ErrDamaged)
	}
	if err != nil {
		return store.Report{}, err
	}
	report, err := db.Verify(ctx, "")
	if err = errors.Join(err, db.Close()); err != nil {
		return report, err
	}
	if n := len(report.Problems); n > 0 {
		p := report.Problems[0]
		return report, fmt.Errorf("%d problems, the first: %s: %s: %w", n, p.Where, p.What, salient.ErrDamaged)
	}
	return report, nil
}

// ageMagic begins every file of age.
const ageMagic = "age-encryption.org/v1\n"

// maxWorkFactor bounds what a made-up file can make us compute: half a minute.
const maxWorkFactor = 22

func decrypt(r io.Reader, o BackupOptions) (io.Reader, error) {
	b := bufio.NewReader(r)
	head, err := b.Peek(len(ageMagic))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if string(head) != ageMagic {
		return b, nil
	}
	if o.Passphrase == "" {
		return nil, fmt.Errorf("the backup is encrypted; it needs its passphrase: %w", salient.ErrInvalid)
	}
	with, err := age.NewScryptIdentity(o.Passphrase)
	if err != nil {
		return nil, err
	}
	with.SetMaxWorkFactor(maxWorkFactor)
	plain, err := age.Decrypt(b, with)
	if err != nil {
		return nil, fmt.Errorf("wrong passphrase, or not a backup: %w (%w)", salient.ErrInvalid, err)
	}
	return plain, nil
}

// unpacking writes an archive's files, and nothing but a case's.
type unpacking struct {
	dir  string
	left int64 // bytes that it may still write
	sums bytes.Buffer
	done bool // SHA256SUMS was met, and was right
}

func unpack(ctx context.Context, r io.Reader, dir string, o BackupOptions) error {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(64<<20))
	if err != nil {
		return err
	}
	defer z.Close()
	u := &unpacking{dir: dir, left: o.MaxBytes}
	if u.left == 0 {
		u.left = defaultMaxBytes
	}
	for _, d := range []string{chunkDir, originalDir} {
		if err := os.Mkdir(filepath.Join(dir, d), 0o700); err != nil {
			return err
		}
	}
	t := tar.NewReader(z)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = u.take(ctx, h, t)
		}
		if err != nil {
			return unreadable(err)
		}
	}
	if _, err := io.Copy(io.Discard, io.LimitReader(z, 1<<20)); err != nil { // to the checksum at the end
		return unreadable(err)
	}
	if !u.done {
		return fmt.Errorf("the backup ends too early: %w", salient.ErrDamaged)
	}
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return syncDir(name)
	})
}

// unreadable makes of an unpacker's error damage; errors of writing stay what they are.
func unreadable(err error) error {
	var io *fs.PathError
	if errors.As(err, &io) || errors.Is(err, salient.ErrInvalid) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return damaged(err)
}

var chunkFileName = regexp.MustCompile(`^[0-9]{8,20}\.[0-9]{1,9}\.chunk$`)

// ours reports whether an archive may hold a file of this name.
func ours(name string) bool {
	if name == caseFile {
		return true
	}
	if rest, ok := strings.CutPrefix(name, chunkDir+"/"); ok {
		return chunkFileName.MatchString(rest)
	}
	rest, ok := strings.CutPrefix(name, originalDir+"/")
	m := originalName.FindStringSubmatch(rest)
	return ok && m != nil && strings.HasPrefix(m[2], m[1])
}

// take writes the next file.
func (u *unpacking) take(ctx context.Context, h *tar.Header, r io.Reader) error {
	switch {
	case u.done:
		return fmt.Errorf("%.80q after the end: %w", h.Name, salient.ErrDamaged)
	case h.Name == sumsFile && h.Typeflag == tar.TypeReg:
		return u.checkSums(h, r)
	case h.Typeflag != tar.TypeReg || !ours(h.Name):
		return fmt.Errorf("%.80q is no file of a case: %w", h.Name, salient.ErrDamaged)
	case h.Size < 0 || h.Size > u.left:
		return fmt.Errorf("%s: the backup is larger than allowed: %w", h.Name, salient.ErrInvalid)
	}
	u.left -= h.Size
	name := filepath.Join(u.dir, filepath.FromSlash(h.Name))
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, sum), waking{ctx, r})
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	u.sums.WriteString(sumLine(sum, h.Name))
	if m := originalName.FindStringSubmatch(strings.TrimPrefix(h.Name, originalDir+"/")); m != nil && m[2] != fmt.Sprintf("%x", sum.Sum(nil)) {
		return fmt.Errorf("%s isn't what its name says: %w", h.Name, salient.ErrDamaged)
	}
	return nil
}

func (u *unpacking) checkSums(h *tar.Header, r io.Reader) error {
	if h.Size != int64(u.sums.Len()) {
		return fmt.Errorf("%s lists other files: %w", sumsFile, salient.ErrDamaged)
	}
	listed, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if !bytes.Equal(listed, u.sums.Bytes()) {
		return fmt.Errorf("%s doesn't fit the files: %w", sumsFile, salient.ErrDamaged)
	}
	u.done = true
	return nil
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
