package warc_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/ingest/warc"
)

func response(address, head, body string) string {
	block := "HTTP/1.1 " + head + "\r\n\r\n" + body
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\nWARC-Date: 2013-05-19T10:00:00Z\r\nWARC-Record-ID: <urn:x>\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", address, len(block), block)
}

func zipped(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func archive(t testing.TB) string {
	return "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n" +
		response("https://a.example/story", "200 OK\r\nContent-Type: text/html; charset=utf-8", "<p>One</p>") +
		response("https://a.example/gone", "404 Not Found\r\nContent-Type: text/html", "no") +
		response("https://a.example/style.css", "200 OK\r\nContent-Type: text/css", "p{}") +
		response("https://a.example/chunked", "200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked", "3\r\nTwo\r\n0\r\n\r\n") +
		response("https://b.example/", "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", zipped(t, "<p>Three</p>"))
}

// read unpacks and gives names and bodies.
func read(ctx context.Context, u ingest.Unpacker, b []byte) (out []ingest.Part, err error) {
	budget := &ingest.Budget{Limits: ingest.Limits{}.WithDefaults()}
	err = u.Unpack(ctx, ingest.BlobOf("a.warc", b), budget, func(p ingest.Part) error {
		out = append(out, p)
		return nil
	})
	return out, err
}

func TestPagesComeWithAddressAndDayOfCapture(t *testing.T) {
	got, err := read(t.Context(), warc.Reader{}, []byte(archive(t)))
	if err != nil {
		t.Fatal(err)
	}
	want := []struct{ name, url, body string }{
		{"a.warc/story.html", "https://a.example/story", "<p>One</p>"},
		{"a.warc/chunked.txt", "https://a.example/chunked", "Two"},
		{"a.warc/b.html", "https://b.example/", "<p>Three</p>"},
	}
	if len(got) != len(want) {
		t.Fatalf("%d pages, want %d: %+v", len(got), len(want), got)
	}
	for i, w := range want {
		body, err := got[i].Blob.All(100)
		if err != nil || got[i].Blob.Name != w.name || got[i].Meta.URL != w.url || string(body) != w.body || got[i].Meta.Captured != "2013-05-19" {
			t.Errorf("page %d = %q %+v %q, %v; want %+v", i, got[i].Blob.Name, got[i].Meta, body, err, w)
		}
	}
}

func TestAPackageGivesThePagesThatItLists(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range [][2]string{
		{"datapackage.json", "{}"},
		{"archive/data.warc.gz", zipped(t, archive(t))},
		{"pages/pages.jsonl", `{"format":"json-pages-1.0"}` + "\n" + `{"url":"https://b.example/","title":"Third"}`},
	} {
		w, err := z.Create(m[0])
		if err == nil {
			_, err = w.Write([]byte(m[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := read(t.Context(), warc.Package{}, b.Bytes())
	if err != nil || len(got) != 1 || got[0].Meta.Title != "Third" {
		t.Errorf("pages = %+v, %v; want the one that is listed", got, err)
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte(archive(f)))
	f.Add([]byte("WARC/1.1\nContent-Length: 3\n\nabc"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, u := range []ingest.Unpacker{warc.Reader{}, warc.Package{}} {
			if _, err := read(t.Context(), u, b); err != nil && !errors.Is(err, salient.ErrInvalid) {
				t.Fatalf("%T.Unpack = %v", u, err)
			}
		}
	})
}
