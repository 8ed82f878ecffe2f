package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	utf "golang.org/x/text/encoding/unicode"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/ingest"
)

var samples = map[string]string{
	"Russian":   "Правительственные войска вошли в город в воскресенье, сообщили активисты. Представитель оппозиции это отрицает.",
	"Ukrainian": "Українські військові вийшли з міста в понеділок, повідомив речник адміністрації. Бої тривали всю ніч, є загиблі.",
	"Arabic":    "دخلت القوات الحكومية إلى مدينة القصير يوم الأحد وقال ناشطون إن الاشتباكات مستمرة في الريف الغربي",
	"French":    "Les forces gouvernementales sont entrées dans la ville dimanche, à l'aube, ont déclaré des témoins.",
}

func TestTextIsReadInTheEncodingsItComesIn(t *testing.T) {
	for _, tt := range []struct {
		language, name string
		enc            encoding.Encoding
	}{
		{"Russian", "windows-1251", charmap.Windows1251},
		{"Russian", "koi8-r", charmap.KOI8R},
		{"Russian", "ibm866", charmap.CodePage866},
		{"Ukrainian", "windows-1251", charmap.Windows1251},
		{"Ukrainian", "koi8-u", charmap.KOI8U},
		{"Arabic", "windows-1256", charmap.Windows1256},
		{"Arabic", "iso-8859-6", charmap.ISO8859_6},
		{"French", "windows-1252", charmap.Windows1252},
		{"Arabic", "utf-16le with a mark", utf.UTF16(utf.LittleEndian, utf.UseBOM)},
		{"Russian", "utf-16be with a mark", utf.UTF16(utf.BigEndian, utf.UseBOM)},
		{"French", "utf-16le without a mark", utf.UTF16(utf.LittleEndian, utf.IgnoreBOM)},
		{"Arabic", "utf-8 with a mark", utf.UTF8BOM},
		{"Arabic", "utf-8", utf.UTF8},
	} {
		b, err := tt.enc.NewEncoder().Bytes([]byte(samples[tt.language]))
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := ingest.Decoded(b, "")
		if err != nil || got != samples[tt.language] {
			t.Errorf("%s in %s comes out as %q, %v", tt.language, tt.name, got, err)
		}
	}
}

func TestWhatIsNoTextIsRefused(t *testing.T) {
	for _, b := range [][]byte{{0, 1, 2, 3}, bytes.Repeat([]byte{0x80, 0x01, 0x02}, 100), []byte("a\x00b")} {
		if s, _, err := ingest.Decoded(b, ""); !errors.Is(err, salient.ErrInvalid) {
			t.Errorf("Decoded(% x) = %q, %v; want salient.ErrInvalid", b[:3], s, err)
		}
	}
}

func TestLanguagesAreToldByTheirLetters(t *testing.T) {
	for text, want := range map[string]string{
		samples["Russian"]: "ru", samples["Ukrainian"]: "uk", samples["Arabic"]: "ar", samples["French"]: "", "да": "",
		"نیروهای دولتی روز یکشنبه وارد شهر شدند و درگیری" + "\u200c" + "ها ادامه دارد پس از گذشت چند روز": "fa",
	} {
		if got := ingest.Language(text); got != want {
			t.Errorf("Language(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestPagesBeginBehindPageBreaks(t *testing.T) {
	for text, want := range map[string][]int{
		"one": {0}, "": {0}, "one\f": {0}, "é\fb": {0, 2}, "a\f\fb": {0, 2, 3},
	} {
		got := ingest.Pages(text)
		if len(got) != len(want) || got[len(got)-1] != want[len(want)-1] {
			t.Errorf("Pages(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestArabicComesOutAsItIsRead(t *testing.T) {
	for in, want := range map[string]string{
		"\u202bيوم األحد\u202c": "يوم الأحد",
		"واإلرهاب":              "والإرهاب",
		"ﺍﻟﻘﺼﻴﺮ":                "القصير",
		"ﻻ":                     "لا",
	} {
		if got := ingest.Logical(in); got != want {
			t.Errorf("Logical(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestDaysAreReadFromMetadata(t *testing.T) {
	for in, want := range map[string]string{
		"2013-05-19T10:00:00+03:00": "2013-05-19", "Sun, 19 May 2013 10:00:00 +0300": "2013-05-19", "20130519": "2013-05-19",
		"19 May 2013": "2013-05-19", "2013-13-45": "", "1970-01-01": "", "0001-01-01": "", "yesterday": "", "": "",
		strings.Repeat("2", 1000): "",
	} {
		if got := ingest.Day(in); got != want {
			t.Errorf("Day(%q) = %q, want %q", in, got, want)
		}
	}
}

// stuck never returns before its context ends; wild panics.
type (
	stuck struct{}
	wild  struct{}
)

func (stuck) Decode(ctx context.Context, _ ingest.Blob) (ingest.Document, error) {
	<-ctx.Done()
	return ingest.Document{}, ctx.Err()
}

func (wild) Decode(context.Context, ingest.Blob) (ingest.Document, error) {
	panic("index out of range")
}

func TestDecodersThatHangOrPanicRefuseTheFile(t *testing.T) {
	for _, d := range []ingest.Decoder{stuck{}, wild{}} {
		r := ingest.Reader{Decoders: map[ingest.Kind]ingest.Decoder{ingest.Text: d}, Limits: ingest.Limits{Time: time.Millisecond}}
		err := r.Read(t.Context(), ingest.BlobOf("a.txt", []byte("text")), func(ingest.Item) error { return nil })
		if !errors.Is(err, salient.ErrInvalid) {
			t.Errorf("Read with %T = %v; want salient.ErrInvalid", d, err)
		}
	}
}

func FuzzDecoded(f *testing.F) {
	for _, s := range samples {
		f.Add([]byte(s), "")
		f.Add([]byte(s), "windows-1251")
	}
	f.Add([]byte{0xff, 0xfe, 0x00, 0xd8}, "utf-16")
	f.Fuzz(func(t *testing.T, b []byte, label string) {
		s, _, err := ingest.Decoded(b, label)
		if err != nil && !errors.Is(err, salient.ErrInvalid) {
			t.Fatalf("Decoded = %v, which isn't salient.ErrInvalid", err)
		}
		if clean := ingest.Clean(s); !utf8.ValidString(clean) || ingest.Clean(clean) != clean {
			t.Fatalf("Clean(%q) isn't clean: %q", s, clean)
		}
	})
}

func FuzzSniff(f *testing.F) {
	for _, s := range []string{"%PDF-1.4", "PK\x03\x04", "\xff\xd8\xff", "From: a\nDate: b\n\nc", "<html>", "\x1f\x8b", "GIF89a", "\x00\x00\x00\x18ftypmp42"} {
		f.Add([]byte(s), "a.pdf")
		f.Add([]byte(s), "a")
	}
	f.Fuzz(func(t *testing.T, b []byte, name string) {
		kind, err := ingest.Sniff(ingest.BlobOf(name, b))
		if (kind == "") == (err == nil) || err != nil && !errors.Is(err, salient.ErrInvalid) {
			t.Fatalf("Sniff = %q, %v", kind, err)
		}
	})
}
