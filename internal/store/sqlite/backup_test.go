package sqlite_test

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
	"github.com/salient-osint/salient/internal/store/sqlite"
)

// backedUp is a backup of a case with a chunk, an original and a cache, and its answers.
func backedUp(t testing.TB, o sqlite.BackupOptions) (dir string, backup []byte, answers string) {
	t.Helper()
	base, answers := withChunk(t)
	original := []byte("an original")
	sum := fmt.Sprintf("%x", sha256.Sum256(original))
	base["originals/"+sum[:2]+"/"+sum] = original
	base["originals/.put-1"] = []byte("half")
	base["cache.db"] = []byte("no database, and not to be kept")
	dir = filepath.Join(t.TempDir(), "case")
	place(t, dir, base)
	var b bytes.Buffer
	if err := sqlite.Backup(t.Context(), dir, &b, o); err != nil {
		t.Fatalf("Backup = %v", err)
	}
	return dir, b.Bytes(), answers
}

func restored(t testing.TB, backup []byte, o sqlite.BackupOptions) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "restored")
	if _, err := sqlite.Restore(t.Context(), bytes.NewReader(backup), dir, o); err != nil {
		t.Fatalf("Restore = %v", err)
	}
	return dir
}

func TestABackupRestoresTheCase(t *testing.T) {
	plainly(t)
	secret := sqlite.BackupOptions{Passphrase: "long and secret"}.Quick()
	for _, o := range []sqlite.BackupOptions{{}, secret} {
		dir, backup, want := backedUp(t, o)
		if (o == sqlite.BackupOptions{}) {
			var again bytes.Buffer
			if err := sqlite.Backup(t.Context(), dir, &again, o); err != nil || !bytes.Equal(again.Bytes(), backup) {
				t.Errorf("a second backup of the same case differs (%v)", err)
			}
		} else if bytes.Contains(backup, []byte("case.db")) || !bytes.HasPrefix(backup, []byte("age-encryption.org/v1")) {
			t.Errorf("the encrypted backup isn't: %.60q", backup)
		}
		to := restored(t, backup, o)
		db := open(t, to)
		if got := mustDump(t, db); got != want {
			t.Errorf("the restored case answers otherwise")
		}
		sound(t, db)
		closed(t, db)
		var names []string
		for name := range files(t, to) {
			names = append(names, name)
		}
		slices.Sort(names)
		if len(names) != 3 || names[0] != "case.db" || !strings.HasPrefix(names[1], "chunks/") || !strings.HasPrefix(names[2], "originals/") {
			t.Errorf("the restored folder holds %v; want case.db, a chunk, an original", names)
		}
		if left, err := filepath.Glob(filepath.Join(filepath.Dir(to), ".*")); err != nil || len(left) > 0 {
			t.Errorf("Restore left %v, %v", left, err)
		}
	}
}

func TestABackupIsASnapshotWhileOthersWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "case")
	db := create(t, dir)
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error)
	go func() {
		var err error
		for i := 0; err == nil; i++ {
			_, err = db.Update(ctx, "", "", func(w store.Writer) error { return w.Put(full(salient.KindClaim, "c", i%28)) })
		}
		stopped <- err
	}()
	for range 3 {
		var b bytes.Buffer
		if err := sqlite.Backup(t.Context(), dir, &b, sqlite.BackupOptions{}); err != nil {
			t.Errorf("Backup = %v", err)
			break
		}
		restored(t, b.Bytes(), sqlite.BackupOptions{})
	}
	stop()
	if err := <-stopped; !errors.Is(err, context.Canceled) {
		t.Errorf("Update beside backups = %v", err)
	}
	sound(t, db)
	closed(t, db)
}

// Whatever happens to a backup, Restore gives the case or an error, and leaves no folder.
func TestADamagedBackupRestoresNothing(t *testing.T) {
	plainly(t)
	_, backup, _ := backedUp(t, sqlite.BackupOptions{})
	parent := t.TempDir()
	try := func(what string, b []byte, o sqlite.BackupOptions, want error) {
		t.Helper()
		_, err := sqlite.Restore(t.Context(), bytes.NewReader(b), filepath.Join(parent, "case"), o)
		if !errors.Is(err, want) {
			t.Errorf("Restore of a backup %s = %v; want %v", what, err, want)
		}
		if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
			t.Fatalf("Restore of a backup %s left %v, %v", what, left, err)
		}
	}
	for i := range 40 {
		at := len(backup) * i / 40
		b := slices.Clone(backup)
		b[at] ^= 0x55
		try(fmt.Sprintf("changed at byte %d of %d", at, len(b)), b, sqlite.BackupOptions{}, salient.ErrDamaged)
		try(fmt.Sprintf("cut at byte %d", at), backup[:at], sqlite.BackupOptions{}, salient.ErrDamaged)
	}
	try("cut by a byte", backup[:len(backup)-1], sqlite.BackupOptions{}, salient.ErrDamaged)
	try("that is larger than allowed", backup, sqlite.BackupOptions{MaxBytes: 1000}, salient.ErrInvalid)
	_, sealed, _ := backedUp(t, sqlite.BackupOptions{Passphrase: "right"}.Quick())
	try("without its passphrase", sealed, sqlite.BackupOptions{}, salient.ErrInvalid)
	try("with a wrong passphrase", sealed, sqlite.BackupOptions{Passphrase: "wrong"}, salient.ErrInvalid)
	sealed[len(sealed)-1] ^= 1
	try("changed within its seal", sealed, sqlite.BackupOptions{Passphrase: "right"}, salient.ErrDamaged)
}

// archive makes a backup by hand.
func archive(t testing.TB, members map[string][]byte, header func(*tar.Header)) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(z)
	sums := ""
	add := func(name string, body []byte, sum bool) {
		h := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(body)), Mode: 0o600}
		if header != nil && sum {
			header(h)
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := w.Write(body); err != nil {
				t.Fatal(err)
			}
		}
		sums += fmt.Sprintf("%x  %s\n", sha256.Sum256(body), name)
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		add(name, members[name], true)
	}
	add("SHA256SUMS", []byte(sums), false)
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRestoreWritesNothingButACase(t *testing.T) {
	plainly(t)
	base, _ := pristine(t)
	sum := fmt.Sprintf("%x", sha256.Sum256([]byte("x")))
	for _, name := range []string{
		"../evil", "/evil", "chunks/../../evil", "originals/" + sum[:2] + "/../../../evil", "originals/00/" + sum,
		"case.db-wal", "cache.db", "chunks/1.chunk", "chunks/00000001.1.chunk/x", "originals/" + sum, `chunks\00000001.1.chunk`, "",
	} {
		members := maps.Clone(base)
		members[name] = []byte("x")
		parent := t.TempDir()
		_, err := sqlite.Restore(t.Context(), bytes.NewReader(archive(t, members, nil)), filepath.Join(parent, "a", "..", "case"), sqlite.BackupOptions{})
		if !errors.Is(err, salient.ErrDamaged) {
			t.Errorf("Restore with a file %q = %v; want ErrDamaged", name, err)
		}
		if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
			t.Errorf("Restore with a file %q left %v, %v", name, left, err)
		}
	}
	link := func(h *tar.Header) { h.Typeflag, h.Linkname, h.Size = tar.TypeSymlink, "/etc/passwd", 0 }
	_, err := sqlite.Restore(t.Context(), bytes.NewReader(archive(t, base, link)), filepath.Join(t.TempDir(), "case"), sqlite.BackupOptions{})
	if !errors.Is(err, salient.ErrDamaged) {
		t.Errorf("Restore with a link = %v; want ErrDamaged", err)
	}
	members := maps.Clone(base)
	members["originals/"+sum[:2]+"/"+sum] = []byte("y")
	_, err = sqlite.Restore(t.Context(), bytes.NewReader(archive(t, members, nil)), filepath.Join(t.TempDir(), "case"), sqlite.BackupOptions{})
	if !errors.Is(err, salient.ErrDamaged) {
		t.Errorf("Restore with an original that isn't its name's = %v; want ErrDamaged", err)
	}
	members = maps.Clone(base)
	delete(members, "case.db")
	_, err = sqlite.Restore(t.Context(), bytes.NewReader(archive(t, members, nil)), filepath.Join(t.TempDir(), "case"), sqlite.BackupOptions{})
	if !errors.Is(err, salient.ErrDamaged) {
		t.Errorf("Restore without case.db = %v; want ErrDamaged", err)
	}
}

func TestRestoreRefusesAFolderThatIsInUse(t *testing.T) {
	plainly(t)
	_, backup, _ := backedUp(t, sqlite.BackupOptions{})
	dir := t.TempDir()
	place(t, dir, map[string][]byte{"notes.txt": []byte("x")})
	if _, err := sqlite.Restore(t.Context(), bytes.NewReader(backup), dir, sqlite.BackupOptions{}); !errors.Is(err, salient.ErrConflict) {
		t.Errorf("Restore into a folder with a file = %v; want ErrConflict", err)
	}
	empty := t.TempDir()
	if _, err := sqlite.Restore(t.Context(), bytes.NewReader(backup), empty, sqlite.BackupOptions{}); err != nil {
		t.Errorf("Restore into an empty folder = %v", err)
	}
}

func TestBackupAndRestoreEndWithTheirContext(t *testing.T) {
	plainly(t)
	dir, backup, _ := backedUp(t, sqlite.BackupOptions{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sqlite.Backup(ctx, dir, io.Discard, sqlite.BackupOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Backup = %v; want context.Canceled", err)
	}
	parent := t.TempDir()
	if _, err := sqlite.Restore(ctx, bytes.NewReader(backup), filepath.Join(parent, "case"), sqlite.BackupOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Restore = %v; want context.Canceled", err)
	}
	if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
		t.Errorf("Restore left %v, %v", left, err)
	}
}

// Nothing that can be unpacked by hand makes Restore fail in a way of its own.
func FuzzRestore(f *testing.F) {
	f.Add(archive(f, map[string][]byte{"case.db": []byte("x"), "chunks/00000001.1.chunk": nil}, nil))
	f.Add([]byte("age-encryption.org/v1\n-> scrypt"))
	f.Fuzz(func(t *testing.T, b []byte) {
		parent := t.TempDir()
		_, err := sqlite.Restore(t.Context(), bytes.NewReader(b), filepath.Join(parent, "case"), sqlite.BackupOptions{MaxBytes: 1 << 20})
		if !errors.Is(err, salient.ErrDamaged) && !errors.Is(err, salient.ErrInvalid) {
			t.Errorf("Restore = %v; want ErrDamaged or ErrInvalid", err)
		}
		if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
			t.Errorf("Restore left %v, %v", left, err)
		}
	})
}
