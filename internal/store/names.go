package store

import (
	"strings"

	"github.com/salient-osint/salient"
)

// Names reports whether text names an id: the id stands in it with no letter or digit of an
// id (a–z, 0–9) next to it. "abu-omar" is named by "[@abu-omar]" and by
// "abu-omar-brigade", not by "abu-omari".
func Names(text, id string) bool {
	for from := 0; id != ""; {
		i := strings.Index(text[from:], id)
		if i < 0 {
			return false
		}
		start := from + i
		end := start + len(id)
		if (start == 0 || !alnum(text[start-1])) && (end == len(text) || !alnum(text[end])) {
			return true
		}
		from = start + 1
	}
	return false
}

func alnum(b byte) bool { return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' }

// Naming lists the columns in which a row names an id, its own id's column included. An id
// that could be a word of ordinary text, being of letters only ("homs"), is named only by
// a whole cell, a member of a list ("hama|homs"), a side with its dates ("homs@2013") or a
// citation ("@homs"), and by an equal id; every other as Names says.
func Naming(row salient.Row, id string) []string {
	is := Names
	if plainWord(id) {
		is = refersTo
	}
	var out []string
	if is(row.ID, id) {
		out = append(out, salient.Columns(row.Kind)[0])
	}
	for _, c := range row.Cells {
		if is(c.Text, id) {
			out = append(out, c.Column)
		}
	}
	return out
}

func plainWord(id string) bool {
	return !strings.ContainsFunc(id, func(r rune) bool { return r < 'a' || r > 'z' })
}

func refersTo(text, id string) bool {
	if !strings.Contains(text, id) {
		return false
	}
	for member := range strings.SplitSeq(text, "|") {
		member = strings.TrimSpace(member)
		if before, _, _ := strings.Cut(member, "@"); member == id || before == id {
			return true
		}
	}
	cited := "@" + id
	i := strings.Index(text, cited)
	for i >= 0 {
		rest := text[i+len(cited):]
		if rest == "" || !alnum(rest[0]) && rest[0] != '-' && rest[0] != '_' {
			return true
		}
		j := strings.Index(rest, cited)
		if j < 0 {
			return false
		}
		i += len(cited) + j
	}
	return false
}
