package refs

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// cslItem is an item of CSL-JSON, as far as a document needs it.
type cslItem struct {
	ID             cslText   `json:"id"`
	Key            cslText   `json:"citation-key"`
	Type           string    `json:"type"`
	Title          string    `json:"title"`
	Author         []cslName `json:"author"`
	ContainerTitle string    `json:"container-title"`
	Publisher      string    `json:"publisher"`
	Issued         cslDate   `json:"issued"`
	Accessed       cslDate   `json:"accessed"`
	URL            string    `json:"URL"`
	ArchiveURL     string    `json:"archive_location"`
	Language       string    `json:"language"`
	Note           string    `json:"note"`
}

// cslText is a text that some write as a number.
type cslText string

func (t *cslText) UnmarshalJSON(b []byte) error {
	var s any
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	switch v := s.(type) {
	case nil:
	case string:
		*t = cslText(v)
	case float64:
		*t = cslText(strings.TrimSuffix(fmt.Sprintf("%.0f", v), "."))
	default:
		return errors.New("expected a text or a number")
	}
	return nil
}

type cslName struct {
	Family, Given, Literal string
	Particle               string `json:"non-dropping-particle"`
	Dropping               string `json:"dropping-particle"`
}

func (n cslName) text() string {
	if n.Literal != "" {
		return n.Literal
	}
	return strings.Join(strings.Fields(n.Given+" "+n.Dropping+" "+n.Particle+" "+n.Family), " ")
}

type cslDate struct {
	Parts   [][]cslText `json:"date-parts"`
	Circa   any         `json:"circa"`
	Raw     string      `json:"raw"`
	Literal string      `json:"literal"`
}

// edtf writes the date; two dates are an interval.
func (d cslDate) edtf() string {
	var ends []string
	for _, p := range d.Parts {
		var parts []string
		for _, n := range p {
			if n != "" {
				parts = append(parts, string(n))
			}
		}
		if len(parts) > 0 {
			ends = append(ends, edtf(strings.Join(parts, "-")))
		}
	}
	out := strings.Join(ends, "/")
	if out == "" {
		out = edtf(strings.TrimSpace(d.Raw + d.Literal))
	}
	if out != "" && d.Circa != nil && d.Circa != false && d.Circa != "" && d.Circa != 0.0 {
		out += "~"
	}
	return out
}

// readCSL reads an array of items, each by itself, so that a fault of one hides no other.
func readCSL(f *file) {
	if rest := strings.TrimLeft(f.text, " \t\r\n"); !strings.HasPrefix(rest, "[") {
		f.fail(len(f.text)-len(rest), "expected a list of CSL-JSON items, [{…}, …]")
		return
	}
	var items []json.RawMessage
	if err := json.Unmarshal([]byte(f.text), &items); err != nil {
		var s *json.SyntaxError
		if errors.As(err, &s) && int(s.Offset) <= len(f.text) {
			f.fail(max(0, int(s.Offset)-1), "%v", err)
		} else {
			f.fail(len(f.text), "%v", err)
		}
		return
	}
	at := strings.IndexByte(f.text, '[') + 1
	for _, raw := range items {
		for strings.IndexByte(", \t\r\n", f.text[at]) >= 0 {
			at++
		}
		f.item(raw, at)
		at += len(raw)
	}
}

func (f *file) item(raw json.RawMessage, at int) {
	var x cslItem
	if err := json.Unmarshal(raw, &x); err != nil {
		var t *json.UnmarshalTypeError
		if errors.As(err, &t) {
			f.fail(at+max(0, int(t.Offset)-1), "%s: expected %s, not a %s", t.Field, t.Type, t.Value)
		} else {
			f.fail(at, "%v", err)
		}
		return
	}
	r := reference{
		key: string(x.Key), kind: x.Type, title: x.Title, container: x.ContainerTitle, publisher: x.Publisher,
		issued: x.Issued.edtf(), accessed: x.Accessed.edtf(), url: x.URL, language: x.Language, note: x.Note, at: map[string]int{"": at},
	}
	if r.key == "" {
		r.key = string(x.ID)
	}
	if strings.Contains(x.ArchiveURL, "://") {
		r.archive = x.ArchiveURL
	}
	for _, n := range x.Author {
		if name := n.text(); name != "" {
			r.authors = append(r.authors, name)
		}
	}
	r.locate(raw, at)
	f.refs = append(f.refs, r)
}

// cslFields are the names of CSL's fields.
var cslFields = map[string]string{"title": "title", "issued": "issued", "accessed": "accessed", "type": "kind", "container-title": "container", "URL": "url", "author": "authors", "language": "language", "note": "note"}

// locate notes where the values of an item's fields begin.
func (r *reference) locate(raw json.RawMessage, at int) {
	d := json.NewDecoder(strings.NewReader(string(raw)))
	if _, err := d.Token(); err != nil {
		return
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return
		}
		from := int(d.InputOffset())
		value := slices.IndexFunc(raw[from:], func(b byte) bool { return !strings.ContainsRune(": \t\r\n", rune(b)) })
		if name, ok := key.(string); ok && cslFields[name] != "" {
			r.at[cslFields[name]] = at + from + max(0, value)
		}
		var skipped json.RawMessage
		if d.Decode(&skipped) != nil {
			return
		}
	}
}
