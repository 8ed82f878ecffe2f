package ingest

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	utf "golang.org/x/text/encoding/unicode"
)

// Decoded turns bytes into text. label is the encoding that their container names (as HTTP
// and HTML write it), "" if none does; it is believed unless a byte order mark says otherwise
// or the bytes are no text under it. It returns the name of the encoding that was used.
func Decoded(b []byte, label string) (text, name string, err error) {
	if enc, name := marked(b); enc != nil {
		return decode(b, enc, name)
	}
	if enc, err := htmlindex.Get(strings.TrimSpace(label)); err == nil && !isUTF8(label) {
		name, _ := htmlindex.Name(enc)
		return decode(b, enc, name)
	}
	if utf8.Valid(b) {
		if bytes.IndexByte(b, 0) >= 0 {
			return "", "", Bad("not text: it holds zero bytes")
		}
		return string(b), "utf-8", nil
	}
	if enc, name := wide(b); enc != nil {
		return decode(b, enc, name)
	}
	if !printable(b) {
		return "", "", Bad("not text: expected UTF-8, UTF-16 or a single-byte encoding of Latin, Cyrillic or Arabic script")
	}
	best := sniffed(b)
	return decode(b, best.enc, best.name)
}

func isUTF8(label string) bool {
	l := strings.ToLower(strings.TrimSpace(label))
	return l == "utf-8" || l == "utf8"
}

func decode(b []byte, enc encoding.Encoding, name string) (string, string, error) {
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return "", "", Bad("not text in %s: %v", name, err)
	}
	if bytes.IndexByte(out, 0) >= 0 {
		return "", "", Bad("not text in %s: it holds zero characters", name)
	}
	return string(out), name, nil
}

// marked is the encoding that a byte order mark tells.
func marked(b []byte) (encoding.Encoding, string) {
	switch {
	case bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}):
		return utf.UTF8BOM, "utf-8"
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		return utf.UTF16(utf.LittleEndian, utf.UseBOM), "utf-16le"
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		return utf.UTF16(utf.BigEndian, utf.UseBOM), "utf-16be"
	}
	return nil, ""
}

// wide recognises UTF-16 without a mark: of Latin text every other byte is zero, and spaces
// and full stops are in any.
func wide(b []byte) (encoding.Encoding, string) {
	head := b[:min(len(b), 4096)]
	if len(b)%2 != 0 || bytes.IndexByte(head, 0) < 0 {
		return nil, ""
	}
	var even, odd int
	for i, c := range head {
		if c == 0 && i%2 == 0 {
			even++
		} else if c == 0 {
			odd++
		}
	}
	switch n := len(head) / 2; {
	case odd > n/10 && even < odd/20+1:
		return utf.UTF16(utf.LittleEndian, utf.IgnoreBOM), "utf-16le"
	case even > n/10 && odd < even/20+1:
		return utf.UTF16(utf.BigEndian, utf.IgnoreBOM), "utf-16be"
	}
	return nil, ""
}

// printable reports whether bytes can be text in a single-byte encoding: next to no control
// characters.
func printable(b []byte) bool {
	controls := 0
	for _, c := range b {
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' || c == 0x7f {
			controls++
		}
	}
	return controls*1000 <= len(b) && bytes.IndexByte(b, 0) < 0
}

// single is a single-byte encoding and the letters that are frequent in its languages, the
// most frequent first.
type single struct {
	name     string
	enc      *charmap.Charmap
	frequent string
}

const (
	cyrillicLetters = "оаинетсрвлкмдупяяьызгбчйжхшюцщіїєэфґ"
	arabicLetters   = "اليمنوترهبعدفسكقحجشةىأصطخضذزثئغءظإؤآپچژگ"
	latinLetters    = "éèàäöüßñçóáíêâôîûœæøåãõúřšžýěłąęśżźćńıİğş"
)

var singles = []single{
	{"windows-1251", charmap.Windows1251, cyrillicLetters},
	{"koi8-u", charmap.KOI8U, cyrillicLetters},
	{"windows-1256", charmap.Windows1256, arabicLetters},
	{"iso-8859-6", charmap.ISO8859_6, arabicLetters},
	{"ibm866", charmap.CodePage866, cyrillicLetters},
	{"windows-1252", charmap.Windows1252, latinLetters},
}

// sniffed picks the encoding under which the bytes above 127 look most like a language:
// frequent letters score by their rank, lower case within words, anything that isn't a letter
// costs.
func sniffed(b []byte) single {
	head := b[:min(len(b), 1<<16)]
	best, top := singles[len(singles)-1], -1<<62
	for _, s := range singles {
		if score := s.score(head); score > top {
			best, top = s, score
		}
	}
	return best
}

func (s single) score(b []byte) int {
	rank := map[rune]int{}
	for i, r := range []rune(s.frequent) {
		rank[r] = 60 - i
	}
	score := 0
	var before rune
	for _, c := range b {
		r := s.enc.DecodeByte(c)
		if c >= 0x80 {
			score += s.letter(r, before, rank)
		}
		before = r
	}
	return score
}

func (s single) letter(r, before rune, rank map[rune]int) int {
	switch lower := unicode.ToLower(r); {
	case !unicode.IsLetter(r) && (strings.ContainsRune("«»“”„’–—…№؟،؛ـ\u200c\u00a0", r) || unicode.Is(unicode.Mn, r)):
		return 0
	case !unicode.IsLetter(r):
		return -100
	case unicode.IsUpper(r) && unicode.IsLower(before): // koi8 read as windows-1251 and the reverse
		return -50
	case unicode.IsUpper(r):
		return rank[lower] / 2
	case rank[r] > 0 && s.frequent == latinLetters && !unicode.Is(unicode.Latin, before) && unicode.IsLetter(before):
		return -50
	case rank[r] > 0 && s.frequent == latinLetters:
		return latinAlone(rank[r], before)
	default:
		return rank[r] - 20
	}
}

// latinAlone scores an accented Latin letter: it stands among plain ones, not beside another.
func latinAlone(rank int, before rune) int {
	if before >= 0x80 {
		return -50
	}
	return rank
}
