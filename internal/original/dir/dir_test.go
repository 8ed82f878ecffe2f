package dir_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/original/dir"
)

func open(t testing.TB, root string, o dir.Options) *dir.Store {
	t.Helper()
	s, err := dir.Open(root, o)
	if err != nil {
		t.Fatalf("Open(%q, %+v): %v", root, o, err)
	}
	return s
}

func put(t testing.TB, s *dir.Store, text string) string {
	t.Helper()
	sum, size, err := s.Put(t.Context(), strings.NewReader(text))
	if err != nil || size != int64(len(text)) {
		t.Fatalf("Put(%.20q) = %q, %d, %v; want size %d", text, sum, size, err, len(text))
	}
	return sum
}

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// A store is a map from SHA-256 to bytes, whatever is put, read and destroyed in what order.
func TestStoreBehavesAsAMap(t *testing.T) {
	parent := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		root, err := os.MkdirTemp(parent, "")
		if err != nil {
			rt.Fatal(err)
		}
		s := open(t, root, dir.Options{})
		model := map[string][]byte{}
		known := []string{sumOf([]byte("never put"))}
		rt.Repeat(map[string]func(*rapid.T){
			"put": func(rt *rapid.T) {
				b := rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(rt, "bytes")
				sum, size, err := s.Put(t.Context(), bytes.NewReader(b))
				if err != nil || sum != sumOf(b) || size != int64(len(b)) {
					rt.Fatalf("Put(%x) = %q, %d, %v; want %q, %d, nil", b, sum, size, err, sumOf(b), len(b))
				}
				model[sum] = b
				known = append(known, sum)
			},
			"destroy": func(rt *rapid.T) {
				sum := rapid.SampledFrom(known).Draw(rt, "sum")
				err := s.Destroy(t.Context(), sum)
				if _, held := model[sum]; held != (err == nil) || !held && !errors.Is(err, salient.ErrNotFound) {
					rt.Fatalf("Destroy(%q) = %v; held: %v", sum, err, held)
				}
				delete(model, sum)
			},
			"": func(rt *rapid.T) { compare(rt, s, model, known) },
		})
	})
}

func compare(rt *rapid.T, s *dir.Store, model map[string][]byte, known []string) {
	ctx := context.Background()
	var want []string
	for sum := range model {
		want = append(want, sum)
	}
	slices.Sort(want)
	if got, err := s.Sums(ctx); err != nil || !slices.Equal(got, want) {
		rt.Fatalf("Sums() = %v, %v; want %v", got, err, want)
	}
	for _, sum := range known {
		b, held := model[sum]
		if got, err := s.Has(ctx, sum); err != nil || got != held {
			rt.Fatalf("Has(%q) = %v, %v; want %v", sum, got, err, held)
		}
		r, err := s.Open(ctx, sum)
		if !held {
			if !errors.Is(err, salient.ErrNotFound) {
				rt.Fatalf("Open(%q) = %v; want ErrNotFound", sum, err)
			}
			continue
		}
		if err != nil {
			rt.Fatalf("Open(%q): %v", sum, err)
		}
		got, err := io.ReadAll(r)
		if cerr := r.Close(); err != nil || cerr != nil || !bytes.Equal(got, b) {
			rt.Fatalf("Open(%q) reads %x, %v, %v; want %x", sum, got, err, cerr, b)
		}
	}
}

func TestAFailedPutKeepsNothing(t *testing.T) {
	root := t.TempDir()
	s := open(t, root, dir.Options{MaxBytes: 10})
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	broken := errors.New("broken")
	for _, tt := range []struct {
		name string
		ctx  context.Context
		r    io.Reader
		want error
	}{
		{"too long", t.Context(), strings.NewReader("eleven byte"), salient.ErrInvalid},
		{"cancelled", cancelled, strings.NewReader("x"), context.Canceled},
		{"reader fails", t.Context(), io.MultiReader(strings.NewReader("x"), iotest.ErrReader(broken)), broken},
	} {
		if sum, _, err := s.Put(tt.ctx, tt.r); !errors.Is(err, tt.want) || sum != "" {
			t.Errorf("%s: Put = %q, %v; want %v", tt.name, sum, err, tt.want)
		}
	}
	if files, err := os.ReadDir(root); err != nil || len(files) > 0 {
		t.Errorf("after failed puts the folder holds %v, %v; want nothing", files, err)
	}
	put(t, s, "ten bytes.")
}

func TestDamageIsFoundAndMendedByPuttingAgain(t *testing.T) {
	root := t.TempDir()
	s := open(t, root, dir.Options{})
	good, bad := put(t, s, "good"), put(t, s, "bad")
	file := filepath.Join(root, bad[:2], bad)
	if err := errors.Join(os.Chmod(file, 0o600), os.WriteFile(file, []byte("baD"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Verify(t.Context()); err != nil || !slices.Equal(got, []string{bad}) {
		t.Errorf("Verify() = %v, %v; want only %v", got, err, bad)
	}
	r, err := s.Open(t.Context(), bad)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(r); !errors.Is(err, salient.ErrDamaged) {
		t.Errorf("reading %s = %v; want ErrDamaged", bad, err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	put(t, s, "bad")
	if got, err := s.Verify(t.Context()); err != nil || len(got) > 0 {
		t.Errorf("Verify() after putting again = %v, %v; want none", got, err)
	}
	if ok, err := s.Has(t.Context(), good); !ok || err != nil {
		t.Errorf("Has(%s) = %v, %v", good, ok, err)
	}
}

func TestReadOnlyRefusesToWriteAndTouchesNothing(t *testing.T) {
	root := filepath.Join(t.TempDir(), "not there")
	s := open(t, root, dir.Options{ReadOnly: true})
	if _, _, err := s.Put(t.Context(), strings.NewReader("x")); !errors.Is(err, salient.ErrUsage) {
		t.Errorf("Put = %v; want ErrUsage", err)
	}
	if err := s.Destroy(t.Context(), sumOf(nil)); !errors.Is(err, salient.ErrUsage) {
		t.Errorf("Destroy = %v; want ErrUsage", err)
	}
	if sums, err := s.Sums(t.Context()); err != nil || len(sums) > 0 {
		t.Errorf("Sums() = %v, %v; want none", sums, err)
	}
	if _, err := os.Stat(root); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is there: %v", err)
	}
}

func TestWhatIsNoSHA256IsNeverAPath(t *testing.T) {
	root := t.TempDir()
	s := open(t, root, dir.Options{})
	secret := filepath.Join(filepath.Dir(root), "secret")
	if err := os.WriteFile(secret, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, sum := range []string{"", "..", "../secret", "/" + secret, strings.Repeat("A", 64), strings.Repeat("/", 64), sumOf(nil) + "\x00"} {
		if r, err := s.Open(t.Context(), sum); !errors.Is(err, salient.ErrNotFound) {
			t.Errorf("Open(%q) = %v, %v; want ErrNotFound", sum, r, err)
		}
		if ok, err := s.Has(t.Context(), sum); ok || err != nil {
			t.Errorf("Has(%q) = %v, %v; want false", sum, ok, err)
		}
		if err := s.Destroy(t.Context(), sum); !errors.Is(err, salient.ErrNotFound) {
			t.Errorf("Destroy(%q) = %v; want ErrNotFound", sum, err)
		}
	}
}

func TestLeftoversAreNoOriginalsAndGo(t *testing.T) {
	root := t.TempDir()
	old, young := filepath.Join(root, ".put-1"), filepath.Join(root, ".put-2")
	for _, f := range []string{old, young} {
		if err := os.WriteFile(f, []byte("half an orig"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(old, time.Time{}, time.Now().Add(-48*time.Hour)); err != nil {
		t.Fatal(err)
	}
	s := open(t, root, dir.Options{})
	if sums, err := s.Sums(t.Context()); err != nil || len(sums) > 0 {
		t.Errorf("Sums() = %v, %v; want none", sums, err)
	}
	if _, err := os.Stat(old); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Open left a two-day-old leftover: %v", err)
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("Open removed what another program may be writing: %v", err)
	}
	if err := s.Destroy(t.Context(), put(t, s, "half an original")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(young); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Destroy left what may be part of the original: %v", err)
	}
}

func TestManyPutsAtOnceKeepEachOriginalOnce(t *testing.T) {
	s := open(t, t.TempDir(), dir.Options{})
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			text := strings.Repeat("x", 1+i%4)
			if _, _, err := s.Put(t.Context(), strings.NewReader(text)); err != nil {
				t.Errorf("Put(%q): %v", text, err)
			}
		})
	}
	wg.Wait()
	sums, err := s.Sums(t.Context())
	if err != nil || len(sums) != 4 {
		t.Errorf("Sums() = %v, %v; want 4", sums, err)
	}
	if bad, err := s.Verify(t.Context()); err != nil || len(bad) > 0 {
		t.Errorf("Verify() = %v, %v; want none", bad, err)
	}
}
