package brief

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/salient-osint/salient"
)

// full writes the first note on a document, by its CSL type, after the Chicago Manual of
// Style, 17th edition: 14.172 (reports as books), 14.191 (newspapers), 14.207 (web pages),
// 14.208 (blogs and posts), 14.265 (broadcasts). Types that it doesn't know are set as web
// pages.
func (n *noting) full(l *line, d *salient.Document, locator string) {
	if a := n.authors(d); a != "" {
		l.roman(a + ", ")
	}
	container, via := n.container(d)
	switch d.Type {
	case "report", "book", "thesis":
		l.italic(d.Title)
		l.roman(" (" + commas(container, n.date(d)) + ")")
	case "broadcast", "motion_picture":
		l.quoted(d.Title)
		l.italic(container)
		l.roman(", aired " + n.date(d))
		if s := n.sourceName(d); s != container {
			l.after("on " + s)
		}
	case "article-newspaper", "article-magazine", "article-journal", "post", "post-weblog":
		l.quoted(d.Title)
		l.italic(container)
		l.after(n.date(d))
	default:
		l.quoted(d.Title)
		l.roman(container)
		l.after(n.date(d))
	}
	l.after(locator)
	l.after(via)
	l.address("", d.URL)
	n.kept(l, d)
	if !d.Accessed.IsZero() {
		l.after("accessed " + d.Accessed.Words())
	}
}

// quoted adds a title in quotation marks, ready for what follows it. The title is a run of
// its own, so that its direction can't touch its neighbours'.
func (l *line) quoted(title string) {
	l.roman("“")
	l.roman(strings.TrimSuffix(title, "."))
	l.roman(",” ")
}

func commas(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}

// hostname matches a container that says where a copy was read instead of what it appeared in.
var hostname = regexp.MustCompile(`(?:^|\s)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}$`)

// container is what a document appeared in: its container, else its source. via is a
// container that only says where a copy was read.
func (n *noting) container(d *salient.Document) (container, via string) {
	source := n.sourceName(d)
	switch {
	case d.Container == "":
		return source, ""
	case hostname.MatchString(d.Container):
		return source, d.Container
	}
	return d.Container, ""
}

// aired reports whether a document was broadcast: then its source is the station.
func aired(d *salient.Document) bool { return d.Type == "broadcast" || d.Type == "motion_picture" }

// authors are the document's, as many as three; a source that isn't what the document
// appeared in stands for an author that isn't named.
func (n *noting) authors(d *salient.Document) string {
	if names := authorsOf(d); len(names) > 0 {
		return listed(names)
	}
	if container, _ := n.container(d); container == n.sourceName(d) || aired(d) {
		return ""
	}
	return n.sourceName(d)
}

var authorBreak = regexp.MustCompile(`\s*[;|]\s*|\s+and\s+`)

// authorsOf takes the author's cell apart: names separated by ; or | or "and".
func authorsOf(d *salient.Document) []string {
	var out []string
	for _, a := range authorBreak.Split(d.Author, -1) {
		if a = strings.TrimSpace(a); a != "" {
			out = append(out, a)
		}
	}
	return out
}

// listed joins names as Chicago does: "a, b, and c"; of four or more the first "et al.".
func listed(names []string) string {
	switch n := len(names); {
	case n > 3:
		return names[0] + " et al."
	case n == 3:
		return names[0] + ", " + names[1] + ", and " + names[2]
	}
	return strings.Join(names, " and ")
}

// shortForm names a document that a note before has given in full.
type shortForm struct {
	author, title string
	italic        bool   // the title is a report's
	date          string // only where another document has the same author and title
}

func (s shortForm) runs() []Run {
	var l line
	if s.author != "" {
		l.roman(s.author + ", ")
	}
	if s.italic {
		l.italic(s.title)
	} else {
		l.roman("“")
		l.roman(s.title)
		l.roman("”")
	}
	l.after(s.date)
	return l.runs
}

// shortForms gives each document its short form: family name and up to four words of the
// title (Chicago 14.30, 14.33), told apart by date, else by id.
func (e *edition) shortForms(docs []*salient.Document) map[salient.DocumentID]shortForm {
	out := map[salient.DocumentID]shortForm{}
	same := map[shortForm]int{}
	n := &noting{edition: e}
	for _, d := range docs {
		s := shortForm{author: n.shortAuthor(d), title: shortTitle(d.Title), italic: report(d)}
		out[d.ID] = s
		same[s]++
	}
	dated := map[shortForm]int{}
	for _, d := range docs {
		if s := out[d.ID]; same[s] > 1 {
			s.date = n.date(d)
			out[d.ID] = s
			dated[s]++
		}
	}
	for _, d := range docs {
		if s := out[d.ID]; dated[s] > 1 {
			s.date += " (" + string(d.ID) + ")"
			out[d.ID] = s
		}
	}
	return out
}

// shortAuthor is the family names of people and the names of organisations; where nobody is
// named, what the document appeared in.
func (n *noting) shortAuthor(d *salient.Document) string {
	names := authorsOf(d)
	if len(names) == 0 {
		container, _ := n.container(d)
		return cmp.Or(n.authors(d), container)
	}
	for i, a := range names {
		names[i] = n.family(a)
	}
	return listed(names)
}

var (
	bodyWord = regexp.MustCompile(`(?i)\b(?:of|for|and|the|agency|press|news|centre|center|institute|network|committee|council|ministry|office|university|group|observatory|associated|staff|correspondents?)\b`)
	particle = regexp.MustCompile(`(?i)^(?:al|el|de|del|della|der|den|di|du|la|le|van|von|bin|ibn|abu|umm)$`)
)

// family is a person's family name with its particles ("van Dam", "al-Assad"); the whole
// name of what seems to be an organisation.
func (n *noting) family(name string) string {
	if n.isName(name) {
		return name
	}
	return n.familyOf(name)
}

// familyOf is a family name as far as the name itself tells.
func (n *noting) familyOf(name string) string {
	if last, _, ok := strings.Cut(name, ","); ok {
		return last
	}
	words := strings.Fields(name)
	organisation := len(words) < 2 || len(words) > 4 || bodyWord.MatchString(name)
	if organisation {
		return name
	}
	i := len(words) - 1
	for i > 1 && particle.MatchString(words[i-1]) {
		i--
	}
	return strings.Join(words[i:], " ")
}

// isName reports whether a source of the case, or an actor that is no person, has the name.
func (n *noting) isName(name string) bool {
	for _, s := range n.whole.Sources {
		if strings.EqualFold(s.Name, name) {
			return true
		}
	}
	for _, a := range n.whole.Actors {
		if strings.EqualFold(a.Name, name) && a.Kind != "public-figure" {
			return true
		}
	}
	return false
}

var (
	article  = regexp.MustCompile(`(?i)^(?:the|an?)\s+`)
	dangling = regexp.MustCompile(`(?i)\s+(?:of|in|on|at|to|for|by|as|and|or|the|an?|from|with|near|over|is|are|its|his|how|says?|say)$`)
)

// shortTitle is a title to its first colon or, if it is long, its first four words, without
// an article before it or a word that leads on behind it.
func shortTitle(title string) string {
	t, _, _ := strings.Cut(title, ": ")
	t = article.ReplaceAllString(t, "")
	words := strings.Fields(t)
	if len(words) > 4 {
		t = strings.Join(words[:4], " ")
		for n := ""; n != t; {
			n, t = t, dangling.ReplaceAllString(t, "")
		}
	}
	t = capital(strings.TrimRight(t, ",;.–—- "))
	if strings.HasPrefix(t, "[") && !strings.HasSuffix(t, "]") {
		t += "…]" // a title of the coder's own
	}
	return t
}
