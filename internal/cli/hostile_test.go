package cli_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/salient-osint/salient/internal/cli"
)

// hostileFile is a file that somebody might send to harm who reads it.
type hostileFile struct {
	name string
	data []byte
}

// hostileFiles makes them, the same each time: none is kept in the repository.
func hostileFiles(t *testing.T) []hostileFile {
	t.Helper()
	h := &maker{t: t, noise: rand.NewChaCha8([32]byte{1})}
	var out []hostileFile
	for _, list := range [][]hostileFile{h.texts(), h.pdfs(), h.zips(), h.tars(), h.gzips(), h.docx(), h.sheets(), h.pages(), h.mails(), h.webArchives(), h.pictures(), h.films(), h.others()} {
		out = append(out, list...)
	}
	return out
}

type maker struct {
	t     *testing.T
	noise *rand.ChaCha8
}

func (h *maker) random(n int) []byte {
	b := make([]byte, n)
	_, _ = h.noise.Read(b) // never fails
	return b
}

func (h *maker) texts() []hostileFile {
	return []hostileFile{
		{"empty.txt", nil},
		{"zeros.txt", make([]byte, 1<<20)},
		{"huge.pdf", append([]byte("%PDF-1.7\n"), make([]byte, 200<<20)...)},
		{"noise.txt", h.random(1 << 16)},
		{"noise-without-a-suffix", h.random(1 << 16)},
		{"large.txt", bytes.Repeat([]byte("A very long report. "), 17<<20/20)},
		{"larger.md", bytes.Repeat([]byte("# A very long report\n"), 65<<20/21)},
		{"half-utf16.txt", []byte("\xff\xfeA\x00B\x00\x00\x00\x00\x00")},
	}
}

const onePage = "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[%s]/Count %s>>endobj\n" +
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>endobj\n4 0 obj<</Length 0>>stream\n\nendstream endobj\n" +
	"trailer<</Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"

// sheets are tables; those that are wrong inside are in internal/ingest/sheet.
func (h *maker) sheets() []hostileFile {
	whole := h.zipOf(hostileFile{"xl/workbook.xml", []byte("<a/>")})
	return []hostileFile{
		{"quote.csv", []byte("a,b\n\"never closed,1\n")},
		{"blank.csv", []byte(" , \n,\n")},
		{"zeros.csv", make([]byte, 1<<20)},
		{"noise.csv", h.random(1 << 16)},
		{"wide.csv", []byte(strings.Repeat("x,", 2000))},
		{"cut.xlsx", whole[:len(whole)/2]},
		{"text.xlsx", []byte("date,place\n")},
		{"bomb.xlsx", h.zipOf(hostileFile{"xl/workbook.xml", bytes.Repeat([]byte(" "), 8<<20)})},
	}
}

func (h *maker) pdfs() []hostileFile {
	whole := fmt.Sprintf(onePage, "3 0 R", "1", "", 0)
	secret := "/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + strings.Repeat("41", 32) + ">/U<" + strings.Repeat("42", 32) + ">>>/ID[<00><00>]"
	return []hostileFile{
		{"empty.pdf", nil},
		{"header-only.pdf", []byte("%PDF-1.7\n")},
		{"cut-off.pdf", []byte(whole[:len(whole)*2/3])},
		{"noise.pdf", append([]byte("%PDF-1.5\n"), append(h.random(1<<16), "\n%%EOF"...)...)},
		{"encrypted.pdf", fmt.Appendf(nil, onePage, "3 0 R", "1", secret, 0)},
		{"no-pages.pdf", fmt.Appendf(nil, onePage, "", "0", "", 0)},
		{"nested.pdf", []byte("%PDF-1.4\n1 0 obj" + strings.Repeat("[", 200_000) + "\n%%EOF")},
		{"loop.pdf", []byte("%PDF-1.4\nxref\n0 0\ntrailer<</Size 0/Prev 9>>\nstartxref\n9\n%%EOF")},
		{"really-a.pdf", []byte("Just text that calls itself a PDF.")},
	}
}

// zipOf packs members in order.
func (h *maker) zipOf(members ...hostileFile) []byte {
	h.t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		w, err := z.Create(m.name)
		if err == nil {
			_, err = w.Write(m.data)
		}
		if err != nil {
			h.t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		h.t.Fatal(err)
	}
	return b.Bytes()
}

func (h *maker) zips() []hostileFile {
	zeros := make([]byte, 48<<20)
	letters := bytes.Repeat([]byte("a"), 1<<20)
	text := hostileFile{"a.txt", []byte("A report.")}
	plain := h.zipOf(text)
	nested := h.zipOf(text)
	for range 10 {
		nested = h.zipOf(hostileFile{"again.zip", nested})
	}
	var many, wide []hostileFile
	for i := range 21_000 {
		many = append(many, hostileFile{fmt.Sprintf("%d.txt", i), []byte("x")})
	}
	for i := range 200 {
		wide = append(wide, hostileFile{fmt.Sprintf("%d.txt", i), letters})
	}
	encrypted := bytes.Clone(plain)
	encrypted[6] |= 1
	encrypted[bytes.Index(encrypted, []byte("PK\x01\x02"))+8] |= 1
	wrongSum := bytes.Clone(h.zipOf(hostileFile{"a.txt", []byte("A report of some length, to be changed.")}))
	at := bytes.Index(wrongSum, []byte("PK\x07\x08"))
	for _, i := range []int{at + 4, bytes.Index(wrongSum, []byte("PK\x01\x02")) + 16} {
		wrongSum[i] ^= 0xff
	}
	return []hostileFile{
		{"cut-off.zip", plain[:len(plain)-20]},
		{"empty.zip", h.zipOf()},
		{"bomb.zip", h.zipOf(hostileFile{"zeros.txt", zeros})},
		{"bomb-of-many.zip", h.zipOf(wide...)},
		{"too-many.zip", h.zipOf(many...)},
		{"nested.zip", nested},
		{"overlapping.zip", overlapping(letters, 3000)},
		{"encrypted.zip", encrypted},
		{"wrong-checksum.zip", wrongSum},
		{"climbing.zip", h.zipOf(hostileFile{"../../../tmp/evil.pdf", []byte("no PDF")})},
		{"absolute.zip", h.zipOf(hostileFile{"/etc/evil.docx", []byte("no document")})},
		{"zero-in-name.zip", h.zipOf(hostileFile{"a\x00.pdf", []byte("no PDF")})},
		{"nothing-to-read.zip", h.zipOf(hostileFile{"a.bin", h.random(100)}, hostileFile{"b.css", []byte{0, 1, 2}})},
		{"bad-member.zip", h.zipOf(text, hostileFile{"b.docx", []byte("PK\x03\x04 no")})},
		{"noise.zip", append([]byte("PK\x03\x04"), h.random(4096)...)},
	}
}

// overlapping is a ZIP whose directory names one packed file many times.
func overlapping(data []byte, times int) []byte {
	var packed, out bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, _ = z.Write(data) // into memory: never fails
	_ = z.Close()
	deflated := packed.Bytes()[2 : packed.Len()-4]
	put := func(v ...any) {
		for _, x := range v {
			_ = binary.Write(&out, binary.LittleEndian, x) // into memory: never fails
		}
	}
	size, sum := uint32(len(data)), crc32.ChecksumIEEE(data)
	put([]byte("PK\x03\x04"), uint16(20), uint16(0), uint16(8), uint32(0), sum, uint32(len(deflated)), size, uint16(5), uint16(0), []byte("a.txt"), deflated)
	start := out.Len()
	for i := range times {
		name := fmt.Sprintf("%04d.txt", i)
		put([]byte("PK\x01\x02"), uint16(20), uint16(20), uint16(0), uint16(8), uint32(0), sum, uint32(len(deflated)), size,
			uint16(len(name)), uint16(0), uint16(0), uint16(0), uint16(0), uint32(0), uint32(0), []byte(name))
	}
	length := out.Len() - start
	put([]byte("PK\x05\x06"), uint16(0), uint16(0), uint16(times), uint16(times), uint32(length), uint32(start), uint16(0))
	return out.Bytes()
}

func (h *maker) tarOf(headers ...*tar.Header) []byte {
	h.t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, head := range headers {
		if err := w.WriteHeader(head); err != nil {
			h.t.Fatal(err)
		}
		if _, err := io.CopyN(w, zeroReader{}, head.Size); err != nil {
			h.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		h.t.Fatal(err)
	}
	return b.Bytes()
}

type zeroReader struct{}

func (zeroReader) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func (h *maker) tars() []hostileFile {
	file := h.tarOf(&tar.Header{Name: "a.txt", Typeflag: tar.TypeReg, Size: 4096, Mode: 0o600})
	lying := bytes.Clone(file)
	copy(lying[124:136], "\x80\x00\x00\x00\x7f\xff\xff\xff\xff\xff\xff\xff")
	checksum(lying)
	negative := bytes.Clone(file)
	copy(negative[124:136], "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00")
	checksum(negative)
	return []hostileFile{
		{"cut-off.tar", file[:1024]},
		{"lying.tar", lying},
		{"negative.tar", negative},
		{"zeros-as-text.tar", file},
		{"links.tar", h.tarOf(&tar.Header{Name: "a.txt", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}, &tar.Header{Name: "dev.txt", Typeflag: tar.TypeChar})},
		{"noise.tar", append(bytes.Repeat([]byte("x"), 257), append([]byte("ustar"), h.random(4096)...)...)},
	}
}

// checksum mends the sum of a tar header that was changed.
func checksum(b []byte) {
	copy(b[148:156], "        ")
	sum := 0
	for _, c := range b[:512] {
		sum += int(c)
	}
	copy(b[148:156], fmt.Sprintf("%06o\x00 ", sum))
}

func (h *maker) gz(data []byte) []byte {
	h.t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		h.t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		h.t.Fatal(err)
	}
	return b.Bytes()
}

func (h *maker) gzips() []hostileFile {
	text := h.gz(bytes.Repeat([]byte("A report. "), 100))
	again := text
	for range 6 {
		again = h.gz(again)
	}
	broken := bytes.Clone(text)
	broken[len(broken)-5] ^= 0xff
	return []hostileFile{
		{"cut-off.txt.gz", text[:len(text)-12]},
		{"wrong-checksum.txt.gz", broken},
		{"bomb.txt.gz", h.gz(make([]byte, 64<<20))},
		{"bomb.warc.gz", h.gz(append([]byte("WARC/1.0\r\n"), make([]byte, 48<<20)...))},
		{"again.gz", again},
		{"noise.tgz", h.gz(h.random(4096))},
	}
}

const wordHead = `<?xml version="1.0"?>%s<w:document xmlns:w="w"><w:body>%s</w:body></w:document>`

func (h *maker) word(head, body string) []byte {
	return h.zipOf(hostileFile{"word/document.xml", fmt.Appendf(nil, wordHead, head, body)})
}

func (h *maker) docx() []hostileFile {
	laughs := `<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>`
	whole := h.word("", "<w:p><w:t>A report.</w:t></w:p>")
	return []hostileFile{
		{"cut-off.docx", whole[:len(whole)-30]},
		{"laughs.docx", h.word(laughs, "<w:p><w:t>&c;</w:t></w:p>")},
		{"outside.docx", h.word(`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>`, "<w:p><w:t>&e;</w:t></w:p>")},
		{"bomb.docx", h.word("", strings.Repeat("<w:p/>", 20<<20/6))},
		{"broken.docx", h.zipOf(hostileFile{"word/document.xml", []byte("<w:document><w:p>")})},
		{"deep.docx", h.zipOf(hostileFile{"word/document.xml", []byte(strings.Repeat("<a>", 300_000))})},
		{"not-word.docx", h.zipOf(hostileFile{"a.txt", []byte("A report.")})},
		{"locked.docx", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), h.random(4096)...)},
		{"other-encoding.docx", h.zipOf(hostileFile{"word/document.xml", []byte(`<?xml version="1.0" encoding="x-evil"?><a/>`)})},
	}
}

func (h *maker) pages() []hostileFile {
	return []hostileFile{
		{"deep.html", []byte("<html><body>" + strings.Repeat("<div>", 100_000) + "x")},
		{"zeros.html", []byte("<html>\x00\x00\x00</html>")},
		{"large.html", append([]byte("<!doctype html><p>"), bytes.Repeat([]byte("word "), 33<<20/5)...)},
		{"noise.html", h.random(10_000)},
	}
}

func (h *maker) mails() []hostileFile {
	head := "From: a@example.org\r\nDate: Mon, 20 May 2013 10:00:00 +0300\r\nMIME-Version: 1.0\r\nContent-Type: "
	var deep strings.Builder
	deep.WriteString(head)
	for i := range 50 {
		fmt.Fprintf(&deep, "multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\nContent-Type: ", i, i)
	}
	deep.WriteString("text/plain\r\n\r\nx\r\n")
	many := head + "multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\nContent-Type: text/plain\r\n\r\nx\r\n", 1000) + "--b--\r\n"
	attached := func(name, data string) []byte {
		return []byte(head + "multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Disposition: attachment; filename=\"" + name + "\"\r\n\r\n" + data + "\r\n--b--\r\n")
	}
	return []hostileFile{
		{"deep.eml", []byte(deep.String())},
		{"many.eml", []byte(many)},
		{"cut-off.eml", []byte(head + "multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nx\r\n")},
		{"no-header.eml", []byte("Dear all,\r\n\r\nthis is no e-mail.")},
		{"bad-base64.eml", []byte(head + "text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n****")},
		{"bad-attachment.eml", attached("../../report.pdf", "no PDF")},
		{"bomb-attached.eml", attached("x.zip", string(h.zipOf(hostileFile{"zeros.txt", make([]byte, 32<<20)})))},
	}
}

// warcRecord is a WARC record.
func warcRecord(fields, block string) string {
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nWARC-Date: 2013-05-19T10:00:00Z\r\n%sContent-Length: %d\r\n\r\n%s\r\n\r\n",
		fields, len(block), block)
}

func (h *maker) webArchives() []hostileFile {
	response := func(encoding, body string) string {
		return warcRecord("Content-Type: application/http\r\n", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: "+encoding+"\r\n\r\n"+body)
	}
	page := response("identity", "<p>A report.</p>")
	return []hostileFile{
		{"noise.warc", append([]byte("WARC/1.0\r\n"), h.random(4096)...)},
		{"cut-off.warc", []byte(page[:len(page)-20])},
		{"negative.warc", []byte(strings.Replace(page, "Content-Length: ", "Content-Length: -", 1))},
		{"endless-header.warc", []byte("WARC/1.0\r\n" + strings.Repeat("a: b\r\n", 100_000))},
		{"endless-line.warc", []byte("WARC/1.0\r\n" + strings.Repeat("a", 1<<20))},
		{"no-page.warc", []byte(warcRecord("", "nothing"))},
		{"bomb-in-body.warc", []byte(response("gzip", string(h.gz(make([]byte, 32<<20)))))},
		{"unknown-compression.warc", []byte(response("br", "x"))},
		{"broken-list.wacz", h.zipOf(hostileFile{"datapackage.json", []byte("{}")}, hostileFile{"archive/a.warc", []byte(page)}, hostileFile{"pages/pages.jsonl", []byte("{")})},
		{"cut-off.wacz", h.zipOf(hostileFile{"datapackage.json", []byte("{}")}, hostileFile{"archive/a.warc.gz", h.gz([]byte(page))[:40]})},
	}
}

func (h *maker) pictures() []hostileFile {
	img := image.NewGray(image.Rect(0, 0, 64, 64))
	for i := range img.Pix {
		img.Set(i%64, i/64, color.Gray{uint8(i * 7)})
	}
	var p, j bytes.Buffer
	if err := png.Encode(&p, img); err != nil {
		h.t.Fatal(err)
	}
	if err := jpeg.Encode(&j, img, nil); err != nil {
		h.t.Fatal(err)
	}
	vast := bytes.Clone(p.Bytes())
	binary.BigEndian.PutUint32(vast[16:], 1<<30)
	binary.BigEndian.PutUint32(vast[20:], 1<<30)
	binary.BigEndian.PutUint32(vast[29:], crc32.ChecksumIEEE(vast[12:29]))
	return []hostileFile{
		{"cut-off.png", p.Bytes()[:p.Len()/2]},
		{"vast.png", vast},
		{"cut-off.jpg", j.Bytes()[:j.Len()/2]},
		{"really-a-png.jpg", p.Bytes()},
		{"noise.gif", append([]byte("GIF89a"), append(h.random(3), 0x3b)...)},
		{"noise.jpg", append([]byte("\xff\xd8\xff"), append(h.random(4096), "\xff\xd9"...)...)},
	}
}

func (h *maker) films() []hostileFile {
	box := func(kind string, size int, data string) string {
		return string(binary.BigEndian.AppendUint32(nil, uint32(size))) + kind + data
	}
	ftyp := box("ftyp", 16, "mp42\x00\x00\x00\x00")
	return []hostileFile{
		{"cut-off.mp4", []byte(ftyp + box("mdat", 1<<20, "x"))},
		{"no-index.mp4", []byte(ftyp + box("mdat", 9, "x"))},
		{"tiny-boxes.mp4", []byte(ftyp + box("free", 4, ""))},
		{"endless-boxes.mp4", []byte(ftyp + strings.Repeat(box("free", 8, ""), 200_000))},
		{"vast-box.mp4", []byte(ftyp + box("moov", 1, "\x7f\xff\xff\xff\xff\xff\xff\xff"))},
	}
}

func (h *maker) others() []hostileFile {
	return []hostileFile{
		{"a.rar", []byte("Rar!\x1a\x07\x00")},
		{"a.7z", []byte("7z\xbc\xaf\x27\x1c")},
		{"a.xz", []byte("\xfd7zXZ\x00")},
		{"a.bz2", []byte("BZh91AY")},
		{"a.exe", []byte("MZ\x90\x00\x03")},
		{"program.txt", []byte("\x7fELF\x02\x01")},
		{"a.db", []byte("SQLite format 3\x00")},
		{"a.rtf", []byte(`{\rtf1 x}`)},
		{"a.xlsx", h.zipOf(hostileFile{"xl/workbook.xml", []byte("<a/>")})},
		{"a.pptx", h.zipOf(hostileFile{"ppt/presentation.xml", []byte("<a/>")})},
		{"a.odt", h.zipOf(hostileFile{"mimetype", []byte("x")}, hostileFile{"content.xml", []byte("<a/>")})},
	}
}

// No hostile file is taken in, crashes, hangs, or leaves anything behind.
func TestHostileFilesLeaveNoTrace(t *testing.T) {
	plainlyAlone(t)
	files := hostileFiles(t)
	if len(files) < 60 {
		t.Fatalf("%d hostile files, want at least 60", len(files))
	}
	folder, temp, home := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "case")
	t.Setenv("TMPDIR", temp)
	exits(t, 0, "init", home)
	for _, f := range files {
		path := filepath.Join(folder, f.name)
		if err := os.WriteFile(path, f.data, 0o600); err != nil {
			t.Fatal(err)
		}
		begun := processorTime(t)
		said := exits(t, 3, "import", home, path)
		d := processorTime(t) - begun
		if d > 10*time.Second {
			t.Errorf("%s: refused only after %v of work", f.name, d)
		}
		if lines := strings.Split(strings.TrimSpace(said), "\n"); len(lines) != 1 || !strings.Contains(said, f.name) || strings.Contains(said, "goroutine") {
			t.Errorf("%s: said %q; want one line that names the file", f.name, said)
		}
		if testing.Verbose() {
			t.Logf("%.1f s: %s", d.Seconds(), strings.ReplaceAll(strings.TrimSpace(said), folder+"/", ""))
		}
		nothingIn(t, f.name, filepath.Join(home, "originals"))
		nothingIn(t, f.name, temp)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	if said := exits(t, 0, "verify", home); !strings.Contains(said, "Entries 0, rows 0") {
		t.Errorf("verify says %q; want an empty ledger", said)
	}
}

// processorTime is what this process and the programs that it ran have worked: other programs
// on the machine don't count.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var sum time.Duration
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if err := syscall.Getrusage(who, &u); err != nil {
			t.Fatal(err)
		}
		sum += time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	return sum
}

// exits runs a command, which is to exit with a code, and returns what it said to people.
func exits(t *testing.T, want int, args ...string) string {
	t.Helper()
	var said bytes.Buffer
	code := cli.Main(args, cli.Env{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: &said, Getenv: func(string) string { return "" }})
	if code != want {
		t.Errorf("salient %s: exit %d, want %d: %s", strings.Join(args, " "), code, want, said.String())
	}
	return said.String()
}

func nothingIn(t *testing.T, after, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			t.Errorf("%s left %s", after, path)
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Error(err)
	}
}
