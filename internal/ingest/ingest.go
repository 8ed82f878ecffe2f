package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
)

// Blob is the bytes of one file.
type Blob struct {
	Name string // as it is shown: a path, or archive.zip/member.html
	Size int64
	io.ReaderAt
}

// BlobOf is a blob of bytes in memory.
func BlobOf(name string, b []byte) Blob { return Blob{name, int64(len(b)), bytes.NewReader(b)} }

// Reader reads the blob from its beginning. Each call reads on its own.
func (b Blob) Reader() *io.SectionReader { return io.NewSectionReader(b, 0, b.Size) }

// All reads a blob of at most so many bytes into memory; a larger one is salient.ErrInvalid.
func (b Blob) All(most int64) ([]byte, error) {
	if b.Size > most {
		return nil, Bad("larger than %s, the most that is read of such a file", megabytes(most))
	}
	return io.ReadAll(b.Reader())
}

// Layer is a document's text.
type Layer struct {
	Text      string // see the package's comment
	Extractor string // its name and version, "pdftotext 22.12.0"
}

// SHA256 is the layer's name, in hex.
func (l Layer) SHA256() string {
	sum := sha256.Sum256([]byte(l.Text))
	return hex.EncodeToString(sum[:])
}

// PageBreak ends a page.
const PageBreak = '\f'

// Pages lists where pages begin, in code points. The first begins at 0; a text without page
// breaks is one page.
func Pages(text string) []int {
	starts, n := []int{0}, 0
	for i, r := range text {
		n++
		if r == PageBreak && i+1 < len(text) {
			starts = append(starts, n)
		}
	}
	return starts
}

// Meta is what a file says of itself. Nobody has confirmed any of it.
type Meta struct {
	Type      string // CSL-JSON type
	Title     string
	Author    string
	Publisher string // the outlet, the documents.csv column container
	Published string // EDTF
	Captured  string // the day on which an archive took it from the web, EDTF
	Archived  string // address of an archived copy
	Language  string // BCP 47
	URL       string
	Note      string // how it came here, in our words

	// Recorded and At are when and where a photo or video was taken, as the camera wrote it:
	// EDTF, perhaps with a time behind a space. They are shown for confirmation and written
	// nowhere: a position can endanger who was there.
	Recorded string
	At       *geo.Point

	Width, Height int // of a picture, in pixels; 0 if they aren't known
}

// Document is what a decoder makes of a file.
type Document struct {
	Layer  *Layer // nil: no text layer
	NoText string // why there is none, "4 scanned pages"
	Meta   Meta
	Parts  []Part // documents within: attachments
}

// Part is a file within a file.
type Part struct {
	Blob Blob
	Meta Meta // what the container says of it; goes before what it says of itself
}

// Decoder reads one family of formats.
type Decoder interface {
	Decode(ctx context.Context, b Blob) (Document, error)
}

// Unpacker reads containers. It stops at the first error of yield and returns it.
type Unpacker interface {
	Unpack(ctx context.Context, b Blob, budget *Budget, yield func(Part) error) error
}

// Item is one document found in a file.
type Item struct {
	Blob Blob // the original's bytes; valid until yield returns
	Kind Kind
	Document
}

// Skipped is a member of an archive that isn't a document.
type Skipped struct{ Name, Why string }

// Limits bound what is read of one file. Zeros mean the defaults.
type Limits struct {
	Text    int           // bytes of a text layer; 16 MiB, 6,000 printed pages
	Member  int64         // bytes of a member of an archive; 256 MiB
	Total   int64         // bytes of all members together; 2 GiB
	Members int           // 20,000
	Depth   int           // archives within archives; 3
	Ratio   int64         // an archive, and a member above 1 MiB, unpacks to at most so many times its size; 100
	Time    time.Duration // for one document; 60 s
}

// WithDefaults fills in what isn't set.
func (l Limits) WithDefaults() Limits {
	set := func(p *int64, to int64) {
		if *p == 0 {
			*p = to
		}
	}
	if l.Text == 0 {
		l.Text = 16 << 20
	}
	if l.Members == 0 {
		l.Members = 20_000
	}
	if l.Depth == 0 {
		l.Depth = 3
	}
	if l.Time == 0 {
		l.Time = time.Minute
	}
	set(&l.Member, 256<<20)
	set(&l.Total, 2<<30)
	set(&l.Ratio, 100)
	return l
}

// Budget is what is left of the limits while one file is unpacked.
type Budget struct {
	Limits
	depth   int
	members int
	total   int64
}

// budgetFor is the budget of a file: small archives don't unpack to large ones.
func budgetFor(b Blob, l Limits) *Budget {
	l = l.WithDefaults()
	l.Total = min(l.Total, max(32<<20, b.Size*l.Ratio))
	return &Budget{Limits: l}
}

// Unpack reads a member of an archive into memory, within the limits. packed is its size in
// the archive, 0 if unknown.
func (b *Budget) Unpack(name string, r io.Reader, packed int64) (Blob, error) {
	if b.members++; b.members > b.Members {
		return Blob{}, Bad("more than %d files in one archive", b.Members)
	}
	most := min(b.Member, b.Total-b.total)
	if packed > 0 {
		most = min(most, max(1<<20, packed*b.Ratio))
	}
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return Blob{}, Bad("%s: cut off or damaged: %v", name, err)
	}
	if n := int64(len(data)); n > most && n > b.Total-b.total {
		return Blob{}, Bad("%s: what is in the archive unpacks to more than %s: refused as one made to fill disks", name, megabytes(b.Total))
	} else if n > most {
		return Blob{}, Bad("%s unpacks to more than %s: refused as an archive made to fill disks", name, megabytes(most))
	}
	b.total += int64(len(data))
	return BlobOf(name, data), nil
}

func megabytes(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%d MiB", n>>20)
}

// Bad is an error of the file, in words for whoever brought it.
func Bad(format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, salient.ErrInvalid)...)
}

// Clipped shortens a piece of metadata to n code points of one line.
func Clipped(s string, n int) string {
	s = strings.Join(strings.Fields(Clean(s)), " ")
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
