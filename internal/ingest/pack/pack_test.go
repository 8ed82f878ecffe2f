package pack_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"strings"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/ingest/pack"
)

func archives(t testing.TB) map[string][]byte {
	t.Helper()
	var z, g, r bytes.Buffer
	zw, gw, tw := zip.NewWriter(&z), gzip.NewWriter(&g), tar.NewWriter(&r)
	w, err := zw.Create("a/b.txt")
	if err == nil {
		_, err = w.Write([]byte("text"))
	}
	err = errors.Join(err, zw.Close())
	_, err2 := gw.Write([]byte("text"))
	err = errors.Join(err, err2, gw.Close(), tw.WriteHeader(&tar.Header{Name: "a/b.txt", Typeflag: tar.TypeReg, Size: 4}))
	_, err2 = tw.Write([]byte("text"))
	if err = errors.Join(err, err2, tw.Close()); err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"a.zip": z.Bytes(), "b.txt.gz": g.Bytes(), "a.tar": r.Bytes()}
}

func unpack(t *testing.T, name string, b []byte) (parts []ingest.Part, err error) {
	t.Helper()
	for _, u := range []ingest.Unpacker{pack.Zip{}, pack.Gzip{}, pack.Tar{}} {
		budget := &ingest.Budget{Limits: ingest.Limits{Total: 1 << 24, Member: 1 << 22}.WithDefaults()}
		if uerr := u.Unpack(t.Context(), ingest.BlobOf(name, b), budget, func(p ingest.Part) error {
			parts = append(parts, p)
			return nil
		}); uerr != nil {
			err = errors.Join(err, uerr)
			if !errors.Is(uerr, salient.ErrInvalid) {
				t.Fatalf("%T.Unpack = %v, which isn't salient.ErrInvalid", u, uerr)
			}
		}
	}
	return parts, err
}

func TestMembersComeOutUnderTheArchivesName(t *testing.T) {
	for name, b := range archives(t) {
		parts, _ := unpack(t, name, b) // two of three unpackers refuse each
		if len(parts) != 1 || !strings.HasSuffix(parts[0].Blob.Name, "b.txt") {
			t.Fatalf("%s: %+v", name, parts)
		}
		if got, err := parts[0].Blob.All(10); err != nil || string(got) != "text" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	for _, b := range archives(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) { _, _ = unpack(t, "a", b) }) // unpack itself fails the test
}
