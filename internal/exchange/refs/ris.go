package refs

import (
	"cmp"
	"regexp"
	"strings"
)

// risTag matches a line of RIS: two capitals or digits, two spaces, a hyphen.
var risTag = regexp.MustCompile(`^([A-Z][A-Z0-9])  ?-(?: (.*)|\s*)$`)

var risKinds = map[string]string{
	"NEWS": "article-newspaper", "JOUR": "article-journal", "MGZN": "article-magazine", "RPRT": "report", "ELEC": "webpage", "WEB": "webpage", "BLOG": "post-weblog",
	"BOOK": "book", "CHAP": "chapter", "THES": "thesis", "VIDEO": "motion_picture", "MPCT": "motion_picture", "SOUND": "broadcast", "CONF": "paper-conference", "MAP": "map", "DATA": "dataset",
}

// readRIS reads references from TY to ER. A line without a tag goes on with the one before.
func readRIS(f *file) {
	var r *risRecord
	last := ""
	for at := 0; at < len(f.text); {
		line, _, _ := strings.Cut(f.text[at:], "\n")
		m := risTag.FindStringSubmatch(strings.TrimRight(line, "\r"))
		switch {
		case m == nil && strings.TrimSpace(line) == "":
		case m == nil && r != nil && last != "":
			r.more(last, strings.TrimSpace(line))
		case m == nil:
			f.fail(at, "expected a tag, like TY  - NEWS")
			return
		case m[1] == "TY" && r != nil:
			f.fail(at, "a reference begins before the one before it ends with ER  - ")
			return
		case m[1] == "TY":
			r = &risRecord{kind: strings.TrimSpace(m[2]), at: map[string]int{"": at}, values: map[string][]string{}}
		case r == nil:
			f.fail(at, "%s stands before TY  - , with which a reference begins", m[1])
			return
		case m[1] == "ER":
			f.refs = append(f.refs, r.reference())
			r, last = nil, ""
		default:
			last = m[1]
			r.set(m[1], strings.TrimSpace(m[2]), at+len(line)-len(strings.TrimLeft(line[min(6, len(line)):], " ")))
		}
		at += len(line) + 1
	}
	if r != nil {
		f.fail(len(f.text), "the file ends within a reference: expected ER  - ")
	}
}

type risRecord struct {
	kind   string
	values map[string][]string
	at     map[string]int
}

func (r *risRecord) set(tag, value string, at int) {
	if _, ok := r.at[tag]; !ok {
		r.at[tag] = at
	}
	r.values[tag] = append(r.values[tag], value)
}

// more adds a line to the value set last.
func (r *risRecord) more(tag, line string) {
	v := r.values[tag]
	v[len(v)-1] = strings.TrimSpace(v[len(v)-1] + " " + line)
}

// first is the first value of the first tag that has one.
func (r *risRecord) first(tags ...string) string {
	for _, t := range tags {
		for _, v := range r.values[t] {
			if v != "" {
				return v
			}
		}
	}
	return ""
}

func (r *risRecord) reference() reference {
	out := reference{
		key: r.first("ID"), kind: cmp.Or(risKinds[r.kind], "document"), title: r.first("TI", "T1", "CT", "BT"), container: r.first("T2", "JO", "JF", "JA", "BT"),
		publisher: r.first("PB"), issued: risDate(r.first("DA", "PY", "Y1")), accessed: risDate(r.first("Y2")), url: r.first("UR", "L2"), language: r.first("LA"),
		note: r.first("N1"), at: map[string]int{"": r.at[""]},
	}
	if out.container == out.title {
		out.container = ""
	}
	for _, tag := range []string{"AU", "A1"} {
		for _, a := range r.values[tag] {
			out.authors = append(out.authors, turned(a))
		}
	}
	for field, tags := range map[string][]string{"issued": {"DA", "PY", "Y1"}, "accessed": {"Y2"}, "title": {"TI", "T1"}} {
		for _, t := range tags {
			if at, ok := r.at[t]; ok {
				out.at[field] = at
				break
			}
		}
	}
	return out
}

// risDate reads YYYY/MM/DD/other, whose parts may be left blank.
func risDate(s string) string {
	parts := strings.SplitN(s, "/", 4)
	if len(parts) < 2 {
		return edtf(s)
	}
	return edtf(strings.TrimRight(strings.Join(parts[:min(3, len(parts))], "-"), "-"))
}

// turned writes "Family, Given" as "Given Family".
func turned(name string) string {
	family, given, ok := strings.Cut(name, ",")
	if !ok {
		return strings.TrimSpace(name)
	}
	given, suffix, _ := strings.Cut(given, ",")
	return strings.Join(strings.Fields(given+" "+family+" "+suffix), " ")
}
