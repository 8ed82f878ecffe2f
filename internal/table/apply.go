package table

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
)

// Made is a claim made of a row.
type Made struct {
	Claim salient.Row    // without what the document says: its id, and where a quote stands in its text
	Row   int            // its number in the table
	At    map[string]int // a claim's column → the column that it was taken from, from 1
	Line  int            // of the book's text, from 0
	Text  string         // the row as it stands there
}

// Added is a place or an actor that the case lacks, and the row that names it first.
type Added struct {
	salient.Row
	Number int
}

// Fault is what is wrong with a cell.
type Fault struct {
	Row, Column int // Column 0: none is to blame alone
	What        string
}

// Unknown is a word of the table for which the case, or our lists, have none.
type Unknown struct {
	Target string
	Word   string
	Rows   int
	Alike  []string // ids of names that are spelt alike
}

// Result is what a mapping makes of a table.
type Result struct {
	Claims  []Made
	Added   []Added
	Faults  []Fault   // by rows; a row with a fault makes no claim
	Unknown []Unknown // by target, the most frequent first
	Skipped int       // rows left out by a word
}

// applier makes claims of rows, one after the other.
type applier struct {
	m       Mapping
	t       *Table
	column  map[string]int // by target
	order   map[string]string
	places  *names
	actors  *names
	points  points
	sources map[string]string // ids by names in small letters
	prefix  string
	unknown map[[2]string]int
	added   map[string]bool
	out     *Result

	// of the row
	row   Row
	at    map[string]int
	wrong bool
	skip  bool
	where *geo.Point
}

// Apply makes a claim of each row of a table. base begins the ids of rows that have no number of
// their own, and is the id of the table's document. Faults are those of single cells; what is wrong
// with the mapping itself, Against says.
func (m Mapping) Apply(t *Table, c *salient.Case, base string) *Result {
	a := &applier{
		m: m, t: t, column: map[string]int{}, order: map[string]string{}, places: placeNames(c.Places), actors: actorNames(c.Actors),
		points: pointsOf(c), sources: map[string]string{}, prefix: m.prefix(t), unknown: map[[2]string]int{}, added: map[string]bool{}, out: &Result{},
	}
	for i := range c.Sources {
		a.sources[strings.ToLower(c.Sources[i].Name)] = string(c.Sources[i].ID)
	}
	for name, f := range m.Fields {
		a.column[name] = -1
		if f.Column != "" {
			a.column[name] = t.Column(f.Column)
		}
	}
	for _, name := range []string{"when", "until"} {
		a.order[name] = m.Dates
		if i := a.column[name]; m.Dates == "" && m.Fields[name].Column != "" {
			a.order[name] = orderOf(t.values(i))
		}
	}
	for i, r := range t.Rows {
		a.claim(i, r, base)
	}
	a.out.Unknown = a.unknowns()
	a.out.dropUnused()
	return a.out
}

// dropUnused forgets what was added for rows that make no claim.
func (r *Result) dropUnused() {
	used := map[string]bool{}
	for _, c := range r.Claims {
		for _, column := range []string{"place", "to", "actor", "other"} {
			for _, id := range strings.Split(c.Claim.Get(column), "|") {
				used[id] = true
			}
		}
	}
	r.Added = slices.DeleteFunc(r.Added, func(a Added) bool { return !used[a.ID] })
}

// prefix begins the ids of claims that have a number in the table.
func (m Mapping) prefix(t *Table) string {
	if s := slug(m.Name); s != "" {
		return s
	}
	return "table-" + t.Fingerprint()[:8]
}

func (t *Table) values(column int) func(func(string) bool) {
	return func(yield func(string) bool) {
		for _, r := range t.Rows {
			if c := r.Cell(column); c != "" && !yield(c) {
				return
			}
		}
	}
}

// claim makes the claim of a row, unless something in it is wrong.
func (a *applier) claim(i int, r Row, base string) {
	a.row, a.at, a.wrong, a.skip, a.where = r, map[string]int{}, false, false, nil
	cells := map[string]string{}
	for _, name := range []string{"lon", "lat"} { // before the place that they may tell
		cells[name] = a.raw(name)
	}
	a.point(cells["lon"], cells["lat"])
	delete(cells, "lon")
	delete(cells, "lat")
	for _, t := range Targets {
		if t.kind != degree {
			cells[t.Name] = a.read(t, cells["kind"])
		}
	}
	switch {
	case a.skip:
		a.out.Skipped++
		return
	case a.wrong:
		return
	}
	id := base + "-r" + strconv.Itoa(r.Number)
	if s := slug(cells["id"]); s != "" {
		id = a.prefix + "-" + s
	}
	join(cells)
	cells["locator"] = a.t.Locator(r)
	a.out.Claims = append(a.out.Claims, Made{salient.NewRow(salient.KindClaim, id, cells), r.Number, a.at, a.t.Line(i), r.Line()})
}

// join puts together what a claim has in one column and a table in several.
func join(cells map[string]string) {
	if cells["until"] != "" && cells["until"] != cells["when"] {
		cells["when"] += "/" + cells["until"]
	}
	if cells["low"] != "" || cells["high"] != "" {
		cells["amount"] = strings.Join([]string{cells["amount"], cells["low"], cells["high"]}, "|")
	}
	for _, name := range []string{"until", "low", "high", "id"} {
		delete(cells, name)
	}
}

// raw is what a row has for a target: the cell, or what the mapping says in its place.
func (a *applier) raw(name string) string {
	f, ok := a.m.Fields[name]
	if !ok {
		return ""
	}
	i := a.column[name]
	if s := a.row.Cell(i); s != "" {
		a.at[name] = i + 1
		return s
	}
	if i >= 0 {
		a.at[name] = i + 1
	}
	if f.Text == "" {
		return ""
	}
	return Clean(inBraces.ReplaceAllStringFunc(f.Text, func(x string) string {
		return a.row.Cell(a.t.Column(x[1 : len(x)-1]))
	}))
}

// alikes are targets of which one's words mean the same as the other's.
var alikes = map[string]string{"actor": "other", "other": "actor", "place": "to", "to": "place"}

// meant is what a word of a target was said to mean, there or in the target that is like it.
func (a *applier) meant(target, word string) (string, bool) {
	if to, ok := a.m.Fields[target].meant(word); ok {
		return to, true
	}
	return a.m.Fields[alikes[target]].meant(word)
}

// ask notes a word for which nothing is known, once for targets that are alike.
func (a *applier) ask(target, word string) {
	if first := alikes[target]; (target == "other" || target == "to") && a.m.Fields[first].Column != "" {
		target = first
	}
	a.unknown[[2]string{target, word}]++
}

// meant is what a word was said to mean.
func (f Field) meant(word string) (string, bool) {
	if to, ok := f.Words[word]; ok {
		return to, true
	}
	for w, to := range f.Words {
		if strings.EqualFold(w, word) {
			return to, true
		}
	}
	return "", false
}

// read reads a target of the row; kind is that of the claim, if it is known yet.
func (a *applier) read(t Target, kind string) string {
	s := a.raw(t.Name)
	if s == "" && t.kind != place {
		return ""
	}
	if to, ok := a.meant(t.Name, s); ok && s != "" {
		a.skip = a.skip || to == Skip
		return to
	}
	switch t.kind {
	case date:
		return a.or(t, s, func() (string, string) { return readDate(s, a.order[t.Name]) })
	case count:
		return a.or(t, s, func() (string, string) { return readCount(s) })
	case place:
		return a.place(t, s)
	case party:
		return a.parties(t, s)
	case voice:
		if ids := a.actors.find(s); len(ids) == 1 {
			return ids[0]
		}
		if id, ok := a.sources[strings.ToLower(s)]; ok {
			return id
		}
	case word:
		return a.word(t, s, kind)
	}
	return s
}

// or is what was read, or a fault.
func (a *applier) or(t Target, s string, read func() (string, string)) string {
	out, want := read()
	if want != "" {
		a.fault(t.Name, s, want)
	}
	return out
}

func (a *applier) fault(target, got, want string) {
	a.wrong = true
	column := a.at[target]
	name := target
	if column > 0 {
		name = a.t.Columns[column-1]
	}
	if r := []rune(got); len(r) > 60 {
		got = string(r[:60]) + "…"
	}
	a.out.Faults = append(a.out.Faults, Fault{a.row.Number, column, fmt.Sprintf("%s: %q: expected %s", name, got, want)})
}

// word is one of ours, whatever its capitals.
func (a *applier) word(t Target, s, kind string) string {
	if t.Name == "what" && (kind == "" || salient.ClaimKind(kind) == salient.Statement) {
		return s
	}
	list := Words(t.Name, salient.ClaimKind(kind))
	if i := slices.IndexFunc(list, func(w string) bool { return strings.EqualFold(w, s) }); i >= 0 {
		return list[i]
	}
	a.ask(t.Name, s)
	want := "one of our words"
	if len(list) <= 10 {
		want = "one of " + strings.Join(list, ", ")
	}
	a.fault(t.Name, s, want+": say in words which is meant")
	return ""
}

// point reads where the row says that it happened.
func (a *applier) point(lon, lat string) {
	if lon == "" || lat == "" {
		return
	}
	x, want := readDegree(lon, 180)
	if want != "" {
		a.fault("lon", lon, want)
	}
	y, want2 := readDegree(lat, 90)
	if want2 != "" {
		a.fault("lat", lat, want2)
	}
	if want == "" && want2 == "" {
		a.where = &geo.Point{Lon: x, Lat: y}
	}
}

// near is how far a place may be from where the row says, in km.
func (a *applier) near() float64 {
	if a.m.Near > 0 {
		return a.m.Near
	}
	return defaultNear
}

// place finds the place of the case that a row means: by its name, or by where it lies.
func (a *applier) place(t Target, s string) string {
	at := a.where
	if t.Name != "place" {
		at = nil
	}
	if s == "" && at == nil {
		return ""
	}
	ids := a.places.find(s)
	if len(ids) == 1 {
		return ids[0]
	}
	if at != nil {
		any := func(id string) bool { return len(ids) == 0 || slices.Contains(ids, id) }
		if id := a.points.nearest(*at, a.near(), any); id != "" {
			return id
		}
	}
	if id := slug(s); len(ids) == 0 && id != "" && a.m.adds("places") {
		return a.addPlace(id, s, at)
	}
	if s == "" {
		a.at[t.Name] = a.at["lon"]
		a.fault(t.Name, fmt.Sprintf("%v %v", at.Lon, at.Lat), fmt.Sprintf("longitude and latitude within %g km of a place of the case, or a column with the place's name", a.near()))
		return ""
	}
	a.ask(t.Name, s)
	a.fault(t.Name, s, unclear("place", ids, a.places.alike(s), a.m.adds("places")))
	return ""
}

func (a *applier) addPlace(id, name string, at *geo.Point) string {
	cells := map[string]string{"name": name, "note": "named in row " + strconv.Itoa(a.row.Number) + " of a table"}
	if at != nil {
		cells["lon"], cells["lat"] = strconv.FormatFloat(at.Lon, 'f', -1, 64), strconv.FormatFloat(at.Lat, 'f', -1, 64)
		cells["precision"] = "approximate"
	}
	return a.add(salient.KindPlace, id, cells)
}

// add adds a row that the case lacks, once.
func (a *applier) add(kind salient.Kind, id string, cells map[string]string) string {
	has := a.places.has
	if kind == salient.KindActor {
		has = a.actors.has
	}
	free := id
	for n := 2; has[free] && !a.added[string(kind)+free+cells["name"]]; n++ {
		free = id + "-" + strconv.Itoa(n)
	}
	key := string(kind) + free + cells["name"]
	if !a.added[key] {
		a.added[key], has[free] = true, true
		a.out.Added = append(a.out.Added, Added{salient.NewRow(kind, free, cells), a.row.Number})
	}
	return free
}

// parties finds the actors that a cell names: one, or several parted by ; or |.
func (a *applier) parties(t Target, s string) string {
	if ids := a.actors.find(s); len(ids) == 1 {
		return ids[0]
	}
	var out []string
	for _, name := range strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == '|' }) {
		name = strings.TrimSpace(name)
		id, ok := a.meant(t.Name, name)
		if !ok {
			id = a.party(t, name)
		}
		if a.skip = a.skip || id == Skip; id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return strings.Join(out, "|")
}

func (a *applier) party(t Target, name string) string {
	ids := a.actors.find(name)
	switch id := slug(name); {
	case len(ids) == 1:
		return ids[0]
	case len(ids) == 0 && id != "" && a.m.adds("actors"):
		return a.add(salient.KindActor, id, map[string]string{"name": name, "note": "named in row " + strconv.Itoa(a.row.Number) + " of a table"})
	}
	a.ask(t.Name, name)
	a.fault(t.Name, name, unclear("party", ids, a.actors.alike(name), a.m.adds("actors")))
	return ""
}

// unknowns lists the words that nothing is known for.
func (a *applier) unknowns() []Unknown {
	var out []Unknown
	for key, n := range a.unknown {
		u := Unknown{Target: key[0], Word: key[1], Rows: n}
		switch t, _ := targetNamed(key[0]); t.kind {
		case place:
			u.Alike = a.places.alike(key[1])
		case party:
			u.Alike = a.actors.alike(key[1])
		}
		out = append(out, u)
	}
	rank := targetNames()
	slices.SortFunc(out, func(x, y Unknown) int {
		if n := slices.Index(rank, x.Target) - slices.Index(rank, y.Target); n != 0 {
			return n
		}
		if x.Rows != y.Rows {
			return y.Rows - x.Rows
		}
		return strings.Compare(x.Word, y.Word)
	})
	return out
}

// slug is a name as an id: small Latin letters and digits, hyphens between; "" if it has none.
func slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(norm.NFKD.String(s)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’':
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 60 {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}
