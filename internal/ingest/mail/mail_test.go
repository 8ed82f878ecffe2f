package mail_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/ingest/mail"
)

const message = "From: =?utf-8?b?2KPYrdmF2K8=?= <a@example.org>\r\nDate: Mon, 20 May 2013 10:00:00 +0300\r\nSubject: =?koi8-r?b?8sXQz9LU?=\r\n" +
	"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n" +
	"--c\r\nContent-Type: text/plain; charset=windows-1251\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=C3=EE=F0=EE=E4 =E2=E7=FF=F2\r\n" +
	"--c\r\nContent-Type: text/html\r\n\r\n<p>in HTML</p>\r\n--c--\r\n" +
	"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=\"../../x.txt\"\r\nContent-Transfer-Encoding: base64\r\n\r\nQXR0YWNoZWQ=\r\n--b--\r\n"

func TestWhoWroteWhenAndWhat(t *testing.T) {
	doc, err := mail.Decoder{HTML: func(b []byte) (string, error) { return "HTML: " + string(b), nil }}.Decode(t.Context(), ingest.BlobOf("m.eml", []byte(message)))
	if err != nil {
		t.Fatal(err)
	}
	if want := (ingest.Meta{Type: "personal_communication", Title: "Репорт", Author: "أحمد", Published: "2013-05-20"}); doc.Meta != want {
		t.Errorf("Meta = %+v, want %+v", doc.Meta, want)
	}
	if got := doc.Layer.Text; !strings.HasPrefix(got, "From: أحمد\nDate: Mon, 20 May 2013") || !strings.Contains(got, "Город взят") || strings.Contains(got, "HTML") {
		t.Errorf("text = %q", got)
	}
	if len(doc.Parts) != 1 || doc.Parts[0].Blob.Name != "m.eml/x.txt" {
		t.Fatalf("attached: %+v", doc.Parts)
	}
	if b, err := doc.Parts[0].Blob.All(100); err != nil || string(b) != "Attached" {
		t.Errorf("attachment = %q, %v", b, err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(message))
	f.Add([]byte("From: a\n\nb"))
	f.Fuzz(func(t *testing.T, b []byte) {
		doc, err := mail.Decoder{}.Decode(t.Context(), ingest.BlobOf("m.eml", b))
		if err != nil && !errors.Is(err, salient.ErrInvalid) {
			t.Fatalf("Decode = %v", err)
		}
		for _, p := range doc.Parts {
			if strings.Count(p.Blob.Name, "/") != 1 {
				t.Fatalf("an attachment is called %q", p.Blob.Name)
			}
		}
	})
}
