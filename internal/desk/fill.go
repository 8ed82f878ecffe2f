package desk

import (
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
)

// filled settles the lines that add to what the case has (Line.Fill). A source of a name that
// the case knows is that source, and its own row stays as it is. A document with an id or an
// address that the case has is that document, and only its blank cells are filled. An id that
// the case gave to something else gets a number behind it. Other lines come back as they are.
func filled(in []Line, have map[Ref]salient.Row) []Line {
	if !slices.ContainsFunc(in, func(l Line) bool { return l.Fill }) {
		return in
	}
	f := filler{have: have, placed: map[Ref]salient.Row{}, sources: map[string]string{}, names: map[string]string{}, addresses: map[string]string{}}
	f.index()
	var out []Line
	for _, l := range in {
		if !l.Fill {
			out = append(out, l)
		} else if l.Row.Kind == salient.KindSource {
			out = f.source(out, l)
		}
	}
	for _, l := range in {
		if l.Fill && l.Row.Kind == salient.KindDocument {
			l.Row = f.document(l.Row)
			if _, again := f.placed[refOf(l.Row)]; !again {
				out = append(out, l)
				f.place(l.Row)
			}
		}
	}
	return out
}

type filler struct {
	have      map[Ref]salient.Row
	placed    map[Ref]salient.Row // documents of the input so far
	names     map[string]string   // a source's name in small letters → its id
	addresses map[string]string   // a document's address → its id
	sources   map[string]string   // a source's id in the input → in the case
}

func (f *filler) index() {
	for ref, row := range f.have {
		switch ref.Kind {
		case salient.KindSource:
			f.known(f.names, row.Get("name"), ref.ID)
		case salient.KindDocument:
			f.known(f.addresses, row.Get("url"), ref.ID)
		}
	}
}

// known notes the smallest of the ids that share a name or an address.
func (f *filler) known(ids map[string]string, key, id string) {
	key = strings.ToLower(strings.TrimSpace(key))
	if old, ok := ids[key]; key != "" && (!ok || id < old) {
		ids[key] = id
	}
}

// source keeps a source's line if the case has none of its name.
func (f *filler) source(out []Line, l Line) []Line {
	name := strings.ToLower(l.Row.Get("name"))
	if id, ok := f.names[name]; ok {
		if _, again := f.sources[l.Row.ID]; !again {
			f.sources[l.Row.ID] = id
		}
		return out
	}
	given := l.Row.ID
	if _, again := f.sources[given]; again {
		return out // another spelling of a name that the input has
	}
	l.Row.ID = f.free(salient.KindSource, given)
	f.sources[given], f.names[name] = l.Row.ID, l.Row.ID
	return append(out, l)
}

// place notes a row of the input, so that what follows is compared with it too.
func (f *filler) place(r salient.Row) {
	f.placed[refOf(r)] = r
	f.known(f.addresses, r.Get("url"), r.ID)
}

func (f *filler) row(ref Ref) (salient.Row, bool) {
	if r, ok := f.placed[ref]; ok {
		return r, true
	}
	r, ok := f.have[ref]
	return r, ok
}

func (f *filler) free(k salient.Kind, id string) string {
	out := id
	for n := 2; ; n++ {
		if _, taken := f.row(Ref{k, out}); !taken {
			return out
		}
		out = id + "-" + strconv.Itoa(n)
	}
}

// document is a row with what the case has under its id or address, if it has it.
func (f *filler) document(r salient.Row) salient.Row {
	if id, ok := f.sources[r.Get("source")]; ok {
		r = r.With("source", id)
	}
	old, ok := f.row(Ref{r.Kind, r.ID})
	if id, found := f.addresses[strings.ToLower(r.Get("url"))]; found && r.Get("url") != "" {
		old, ok = f.row(Ref{r.Kind, id})
	} else if ok && old.Get("title") != r.Get("title") {
		r.ID, ok = f.free(r.Kind, r.ID), false
	}
	if !ok {
		return r
	}
	cells := r.Map()
	for _, c := range old.Cells {
		cells[c.Column] = c.Text
	}
	return salient.NewRow(old.Kind, old.ID, cells)
}
