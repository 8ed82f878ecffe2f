package brief

import (
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Styles lists the styles of notes, by the names that the Citation Style Language gives them.
func Styles() []string { return sortedKeys(styles) }

// style is a way of writing notes.
type style struct {
	full  func(n *noting, l *line, d *salient.Document, locator string) // the first note on a document
	again func(n *noting, l *line, d *salient.Document, locator string) // a later one
	ibid  bool                                                          // ibid. stands where the note before is on the same document alone
}

var styles = map[string]style{
	chicago: {(*noting).full, (*noting).short, true},
	"apa":   {(*noting).apa, (*noting).authorYear, false},
	"ieee":  {(*noting).ieee, (*noting).byNumber, false},
}

// styleOf is the style that a brief asks for, else Chicago.
func styleOf(m Meta) style {
	if s, ok := styles[m.Style]; ok {
		return s
	}
	return styles[chicago]
}

// short is a document's short form in Chicago's notes.
func (n *noting) short(l *line, d *salient.Document, locator string) {
	l.add(n.shorts[d.ID].runs()...)
	l.after(locator)
}

// apa writes an entry of a list of references after the Publication Manual of the APA, 7th
// edition, chapters 9 and 10: author, date in brackets, title, where it appeared, address.
func (n *noting) apa(l *line, d *salient.Document, locator string) {
	container, via := n.container(d)
	name := inverted(n.named(d), "& ")
	switch {
	case name != "":
		l.roman(stopped(name) + " ")
	case container != "":
		l.roman(stopped(container) + " ")
	}
	l.roman("(" + n.dated(d, "2006, January 2") + "). ")
	if report(d) || aired(d) {
		l.italic(d.Title)
	} else {
		l.roman(strings.TrimSuffix(d.Title, "."))
	}
	if name != "" && container != "" {
		l.roman(". ")
		l.italic(container)
	}
	l.after(locator)
	l.after(via)
	n.proof(l, d, "retrieved "+n.accessed(d, "January 2, 2006")+", from ", "from ")
}

// authorYear is APA's reference to a document that a note before gives in full.
func (n *noting) authorYear(l *line, d *salient.Document, locator string) {
	s := n.shorts[d.ID]
	author := strings.ReplaceAll(s.author, " and ", " & ")
	if author == "" {
		author = "“" + s.title + "”"
	}
	year := s.date
	if year == "" {
		year = n.dated(d, "2006")
	}
	l.roman(author + " (" + year + ")")
	l.after(locator)
}

// ieee writes a reference after the IEEE Reference Style Guide (2023): initials before the
// family name, title in quotation marks, date, address behind "[Online]. Available".
func (n *noting) ieee(l *line, d *salient.Document, locator string) {
	if a := initialled(n.named(d)); a != "" {
		l.roman(a + ", ")
	}
	container, via := n.container(d)
	if report(d) {
		l.italic(d.Title)
		l.after(container)
	} else {
		l.quoted(d.Title)
		l.italic(container)
	}
	l.after(n.dated(d, "Jan. 2, 2006"))
	l.after(locator)
	l.after(via)
	n.proof(l, d, "accessed: "+n.accessed(d, "Jan. 2, 2006")+". [Online]. Available: ", "[Online]. Available: ")
}

// byNumber is IEEE's reference to a document by the number of the note that has it in full.
func (n *noting) byNumber(l *line, d *salient.Document, locator string) {
	l.roman("[" + decimal(n.first[d.ID]) + "]")
	l.after(locator)
}

// proof adds addresses, and on request the original's SHA-256; accessed stands before the
// address of a document with a day of access, plain before another's.
func (n *noting) proof(l *line, d *salient.Document, accessed, plain string) {
	words := plain
	if !d.Accessed.IsZero() {
		words = accessed
	}
	l.address(words, d.URL)
	n.kept(l, d)
}

// kept adds what the front matter's proof asks for.
func (n *noting) kept(l *line, d *salient.Document) {
	asked := n.doc.Meta.Proof
	if asked == nil || slices.Contains(asked, "archived") {
		l.address("archived at ", d.Archived)
	}
	if slices.Contains(asked, "sha256") && d.SHA256 != "" {
		l.after("SHA-256 " + d.SHA256)
	}
}

func report(d *salient.Document) bool {
	return d.Type == "report" || d.Type == "book" || d.Type == "thesis"
}

// named are the authors of a document; a source that isn't what it appeared in stands for one
// that isn't named.
func (n *noting) named(d *salient.Document) []string {
	if names := authorsOf(d); len(names) > 0 {
		return names
	}
	if a := n.authors(d); a != "" {
		return []string{a}
	}
	return nil
}

// inverted lists people family name first, with initials: "Mercer, J., & Haddad, O."
func inverted(names []string, last string) string {
	out := make([]string, len(names))
	for i, name := range names {
		family, given := nameParts(name)
		out[i] = family
		if given != "" {
			out[i] += ", " + given
		}
	}
	if n := len(out); n > 1 {
		out[n-1] = last + out[n-1]
	}
	return strings.Join(out, ", ")
}

// initialled lists people with their initials first: "J. Mercer and O. Haddad".
func initialled(names []string) string {
	out := make([]string, len(names))
	for i, name := range names {
		family, given := nameParts(name)
		out[i] = strings.TrimSpace(given + " " + family)
	}
	return listed(out)
}

// nameParts divides a person's name into family name and initials; an organisation has none.
func nameParts(name string) (family, initials string) {
	family = (&noting{}).familyOf(name)
	given := strings.TrimSpace(strings.TrimSuffix(name, family))
	if f, g, ok := strings.Cut(name, ","); ok {
		family, given = f, g
	}
	var out []string
	for _, w := range strings.FieldsFunc(given, func(r rune) bool { return r == ' ' || r == '.' }) {
		out = append(out, string([]rune(w)[:1])+".")
	}
	return family, strings.Join(out, " ")
}

func stopped(s string) string {
	if strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// dated writes a document's day in a layout of package time; a date that isn't a day as Words
// does.
func (n *noting) dated(d *salient.Document, layout string) string {
	if d.Published.IsZero() {
		return "n.d."
	}
	return laidOut(d.Published, layout)
}

func (n *noting) accessed(d *salient.Document, layout string) string {
	return laidOut(d.Accessed, layout)
}

// ieeeMonths writes the months that IEEE abbreviates otherwise than package time.
var ieeeMonths = strings.NewReplacer("May.", "May", "Jun.", "June", "Jul.", "July", "Sep.", "Sept.")

func laidOut(d when.Date, layout string) string {
	day, err := when.ParseDay(strings.TrimRight(d.String(), "?~%"))
	if err != nil {
		return d.Words()
	}
	out := ieeeMonths.Replace(day.Time().Format(layout))
	if d.Uncertain() {
		out += "?"
	}
	if d.Approximate() {
		out = "ca. " + out
	}
	return out
}
