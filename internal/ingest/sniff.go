package ingest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// Kind is a family of formats.
type Kind string

// The kinds that files are told apart by.
const (
	Text     Kind = "text"
	Markdown Kind = "Markdown"
	HTML     Kind = "HTML"
	PDF      Kind = "PDF"
	DOCX     Kind = "DOCX"
	CSV      Kind = "CSV"
	XLSX     Kind = "XLSX"
	Mail     Kind = "e-mail"
	WARC     Kind = "WARC"
	WACZ     Kind = "WACZ"
	Zip      Kind = "ZIP"
	Tar      Kind = "tar"
	Gzip     Kind = "gzip"
	JPEG     Kind = "JPEG"
	PNG      Kind = "PNG"
	GIF      Kind = "GIF"
	WebP     Kind = "WebP"
	TIFF     Kind = "TIFF"
	HEIC     Kind = "HEIC"
	MP4      Kind = "MP4"
	WebM     Kind = "WebM"
	AVI      Kind = "AVI"
)

// suffixes of each kind. A name that ends otherwise says nothing.
var suffixes = map[Kind][]string{
	Text:     {".txt", ".text"},
	Markdown: {".md", ".markdown"},
	HTML:     {".html", ".htm", ".xhtml"},
	PDF:      {".pdf"},
	DOCX:     {".docx"},
	CSV:      {".csv", ".tsv"},
	XLSX:     {".xlsx", ".xlsm"},
	Mail:     {".eml"},
	WARC:     {".warc", ".warc.gz"},
	WACZ:     {".wacz"},
	Zip:      {".zip"},
	Tar:      {".tar"},
	Gzip:     {".gz", ".tgz"},
	JPEG:     {".jpg", ".jpeg"},
	PNG:      {".png"},
	GIF:      {".gif"},
	WebP:     {".webp"},
	TIFF:     {".tif", ".tiff"},
	HEIC:     {".heic", ".heif"},
	MP4:      {".mp4", ".m4v", ".mov", ".3gp"},
	WebM:     {".webm", ".mkv"},
	AVI:      {".avi"},
}

// kindNamed is the kind that a name's suffix promises; "" if none.
func kindNamed(name string) Kind {
	name = strings.ToLower(path.Base(name))
	best, length := Kind(""), 0
	for k, list := range suffixes {
		for _, s := range list {
			if strings.HasSuffix(name, s) && len(s) > length {
				best, length = k, len(s)
			}
		}
	}
	return best
}

// IsName reports whether a name has the suffix of a kind that can be brought in.
func IsName(name string) bool { return kindNamed(name) != "" }

// IsTable reports whether a name is that of a table.
func IsTable(name string) bool {
	k := kindNamed(name)
	return k == CSV || k == XLSX
}

const sniffBytes = 8192

// Sniff tells a file's kind by its first bytes, and by its name only between kinds of text.
// It is an error in words if the file is of no kind that is read, or isn't what its name says.
func Sniff(b Blob) (Kind, error) {
	head := make([]byte, min(b.Size, sniffBytes))
	if _, err := io.ReadFull(b.Reader(), head); err != nil {
		return "", fmt.Errorf("read its beginning: %w", err)
	}
	named := kindNamed(b.Name)
	if len(head) == 0 {
		return "", Bad("empty")
	}
	kind, why := byMagic(b, head)
	if kind == "" && why == "" {
		kind, why = textKind(head, named), "of a kind that isn't read: "+beginning(head)
	}
	switch {
	case kind == "" && named != "":
		return "", Bad("isn't %s, as its name says: it is %s", article(named), why)
	case kind == "":
		return "", Bad("%s", why)
	case named != "" && !alike(named, kind):
		return "", Bad("isn't %s, as its name says, but %s: rename it if that is right", article(named), article(kind))
	}
	return kind, nil
}

func article(k Kind) string {
	switch k {
	case Text:
		return "plain text"
	case HTML, PDF, Mail, Gzip, Tar, Zip, WARC, WACZ, JPEG, PNG, GIF, WebP, TIFF, HEIC, MP4, WebM, AVI, DOCX, CSV, XLSX, Markdown:
		return string(k)
	}
	return string(k)
}

func beginning(head []byte) string {
	if len(head) > 8 {
		head = head[:8]
	}
	return fmt.Sprintf("it begins with the bytes % x", head)
}

// alike reports whether a name's promise is kept: texts pass for one another where the name
// says which is meant.
func alike(named, kind Kind) bool {
	if named == kind {
		return true
	}
	texts := []Kind{Text, Markdown, HTML, Mail, CSV}
	return slices.Contains(texts, named) && kind == Text || // what its name says, byMagic or not
		named == Gzip && kind == WARC || named == WARC && kind == Gzip
}

// magics are first bytes, at an offset.
var magics = []struct {
	at    int
	bytes string
	kind  Kind
}{
	{0, "\xff\xd8\xff", JPEG},
	{0, "\x89PNG\r\n\x1a\n", PNG},
	{0, "GIF87a", GIF},
	{0, "GIF89a", GIF},
	{0, "II*\x00", TIFF},
	{0, "MM\x00*", TIFF},
	{0, "\x1aE\xdf\xa3", WebM},
	{0, "\x1f\x8b", Gzip},
	{0, "WARC/", WARC},
	{257, "ustar", Tar},
}

// others are kinds that users try, and what to do instead.
var others = []struct{ bytes, why string }{
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file, or an encrypted one: save it as .docx or .xlsx without a password"},
	{"Rar!", "a RAR archive: unpack it first"},
	{"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it first"},
	{"BZh", "a bzip2 archive: unpack it first"},
	{"\xfd7zXZ\x00", "an xz archive: unpack it first"},
	{"{\\rtf", "RTF: save it as .docx"},
	{"MZ", "a program"},
	{"\x7fELF", "a program"},
	{"SQLite format 3\x00", "an SQLite database"},
}

// byMagic tells the kinds that have magic bytes. why is given for a kind that isn't read.
func byMagic(b Blob, head []byte) (kind Kind, why string) {
	for _, m := range magics {
		if len(head) >= m.at+len(m.bytes) && string(head[m.at:m.at+len(m.bytes)]) == m.bytes {
			return m.kind, ""
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return zipKind(b)
	case len(head) > 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return WebP, ""
	case len(head) > 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "AVI ":
		return AVI, ""
	case len(head) > 12 && string(head[4:8]) == "ftyp":
		return brand(string(head[8:12])), ""
	case bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")):
		return PDF, ""
	}
	for _, o := range others {
		if bytes.HasPrefix(head, []byte(o.bytes)) {
			return "", o.why
		}
	}
	return "", ""
}

func brand(s string) Kind {
	switch s {
	case "heic", "heix", "hevc", "mif1", "msf1", "avif":
		return HEIC
	}
	return MP4
}

// zipKind looks at what a ZIP file holds.
func zipKind(b Blob) (Kind, string) {
	z, err := zip.NewReader(b, b.Size)
	if named := kindNamed(b.Name); err != nil && (named == DOCX || named == XLSX || named == WACZ) {
		return named, "" // its decoder says what is wrong
	}
	if err != nil {
		return Zip, ""
	}
	has := map[string]bool{}
	for _, f := range z.File {
		has[f.Name] = true
	}
	switch {
	case has["word/document.xml"]:
		return DOCX, ""
	case has["xl/workbook.xml"]:
		return XLSX, ""
	case has["xl/workbook.bin"]:
		return "", "a binary workbook: save it as .xlsx"
	case has["ppt/presentation.xml"]:
		return "", "a presentation: save it as PDF"
	case has["mimetype"] && has["content.xml"]:
		return "", "an OpenDocument file: save it as .docx, .xlsx or PDF"
	case has["datapackage.json"] && slices.ContainsFunc(z.File, func(f *zip.File) bool { return strings.HasPrefix(f.Name, "archive/") }):
		return WACZ, ""
	}
	return Zip, ""
}

// textKind tells texts apart: by their beginning, then by their name. "" is no text.
func textKind(head []byte, named Kind) Kind {
	if (named == Mail || named == "") && looksLikeMail(head) {
		return Mail
	}
	if !isText(head) {
		return ""
	}
	start := strings.ToLower(strings.TrimLeft(string(head[:min(len(head), 1024)]), "\ufeff \t\r\n"))
	switch {
	case named == Markdown, named == Text, named == HTML, named == CSV:
		return named
	case strings.HasPrefix(start, "<!doctype html"), strings.HasPrefix(start, "<html"), strings.HasPrefix(start, "<?xml") && strings.Contains(start, "<html"):
		return HTML
	case named != "":
		return ""
	}
	return Text
}

// isText reports whether a file begins as text does in some encoding.
func isText(head []byte) bool {
	if enc, _ := marked(head); enc != nil {
		return true
	}
	if enc, _ := wide(head[:len(head)&^1]); enc != nil {
		return true
	}
	return bytes.IndexByte(head, 0) < 0 && (utf8.Valid(cutRune(head)) || printable(head))
}

// cutRune drops a code point that the end of the sniffed bytes cuts.
func cutRune(b []byte) []byte {
	for i := 1; i <= 3 && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) && c >= 0x80 && !utf8.Valid(b[len(b)-i:]) {
			return b[:len(b)-i]
		}
	}
	return b
}

var mailFields = []string{"from", "to", "date", "subject", "received", "return-path", "message-id", "mime-version", "delivered-to", "x-mozilla-status", "content-type"}

// looksLikeMail reports whether a file begins with at least two lines of an e-mail's header.
func looksLikeMail(head []byte) bool {
	found := 0
	for line := range strings.SplitSeq(strings.ReplaceAll(string(head), "\r\n", "\n"), "\n") {
		name, _, ok := strings.Cut(line, ":")
		switch {
		case line == "" || !ok && !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "\t"):
			return found >= 2
		case slices.Contains(mailFields, strings.ToLower(name)):
			found++
		}
	}
	return found >= 2
}
