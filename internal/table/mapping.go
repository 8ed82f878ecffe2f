package table

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/salient-osint/salient"
)

// Mapping says what the columns of a table mean.
type Mapping struct {
	Name   string           `yaml:"name,omitempty" json:"name,omitempty"`     // whose table it is; ids of claims begin with it
	Sheet  string           `yaml:"sheet,omitempty" json:"sheet,omitempty"`   // "": the first
	Header int              `yaml:"header,omitempty" json:"header,omitempty"` // Guess, None, or the row's number
	Fields map[string]Field `yaml:"fields" json:"fields"`                     // by Target.Name
	Dates  string           `yaml:"dates,omitempty" json:"dates,omitempty"`   // of 3/4/2013: dmy or mdy; "": as the column shows
	Near   float64          `yaml:"near_km,omitempty" json:"near_km,omitempty"`
	Add    []string         `yaml:"add,omitempty" json:"add,omitempty"` // places, actors: what the case lacks is added
}

// Field says where the text of one of a claim's columns comes from.
type Field struct {
	Column string `yaml:"column,omitempty" json:"column,omitempty"`
	// Text is written where the column is blank or there is none. {name} in it stands for
	// what the row has in the column of that name.
	Text string `yaml:"text,omitempty" json:"text,omitempty"`
	// Words are what the column's words mean: an id, one of our words, Skip, or "" for nothing.
	Words map[string]string `yaml:"words,omitempty" json:"words,omitempty"`
}

// Skip as the meaning of a word leaves the row out.
const Skip = "-"

// defaultNear is how far from a place of the case a point may lie that is taken for it, in km.
const defaultNear = 2

// MaxMapping bounds what is read of a mapping, in bytes.
const MaxMapping = 1 << 20

// maxNear bounds near_km.
const maxNear = 100

// ParseMapping reads a mapping as YAML, or as JSON, which is YAML. What is wrong with it is
// salient.ErrInvalid, with the line where one is known.
func ParseMapping(b []byte) (Mapping, error) {
	var m Mapping
	if len(b) > MaxMapping {
		return m, fmt.Errorf("a mapping larger than %d bytes: %w", MaxMapping, salient.ErrInvalid)
	}
	in := yaml.NewDecoder(bytes.NewReader(b))
	in.KnownFields(true)
	err := in.Decode(&m)
	var wrong *yaml.TypeError
	switch {
	case errors.Is(err, io.EOF):
		return m, fmt.Errorf("an empty mapping: expected fields: %w", salient.ErrInvalid)
	case errors.As(err, &wrong):
		return m, fmt.Errorf("%s: %w", strings.Join(wrong.Errors, "; "), salient.ErrInvalid)
	case err != nil:
		return m, fmt.Errorf("%s: %w", strings.TrimPrefix(err.Error(), "yaml: "), salient.ErrInvalid)
	}
	return m, m.check()
}

// check finds what is wrong with a mapping whatever the table.
func (m Mapping) check() error {
	var wrong []string
	for _, name := range slices.Sorted(maps.Keys(m.Fields)) {
		if _, ok := targetNamed(name); !ok {
			wrong = append(wrong, fmt.Sprintf("fields: %q: expected one of %s", name, strings.Join(targetNames(), ", ")))
		} else if f := m.Fields[name]; f.Column == "" && f.Text == "" {
			wrong = append(wrong, fmt.Sprintf("fields: %s: expected a column or a text", name))
		}
	}
	if m.Dates != "" && m.Dates != "dmy" && m.Dates != "mdy" {
		wrong = append(wrong, fmt.Sprintf("dates: %q: expected dmy or mdy", m.Dates))
	}
	if !(m.Near >= 0 && m.Near <= maxNear) {
		wrong = append(wrong, fmt.Sprintf("near_km: %v: expected 0 to %d", m.Near, maxNear))
	}
	if m.Header < None {
		wrong = append(wrong, fmt.Sprintf("header: %d: expected a row's number, or -1 for none", m.Header))
	}
	for _, a := range m.Add {
		if a != "places" && a != "actors" {
			wrong = append(wrong, fmt.Sprintf("add: %q: expected places or actors", a))
		}
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%s: %w", strings.Join(wrong, "; "), salient.ErrInvalid)
	}
	return nil
}

// YAML writes the mapping for people; ParseMapping reads it.
func (m Mapping) YAML() ([]byte, error) {
	var b bytes.Buffer
	out := yaml.NewEncoder(&b)
	out.SetIndent(2)
	err := out.Encode(m)
	return b.Bytes(), errors.Join(err, out.Close())
}

// JSON writes the mapping on one line, the same for the same mapping; ParseMapping reads it.
func (m Mapping) JSON() (string, error) {
	b, err := json.Marshal(m)
	return string(b), err
}

// adds reports whether what the case lacks is added.
func (m Mapping) adds(what string) bool { return slices.Contains(m.Add, what) }

// Names, in braces, stand for columns.
var inBraces = regexp.MustCompile(`\{([^{}]+)\}`)

// Against lists what is wrong with the mapping for a table: columns that it lacks, what every
// claim needs.
func (m Mapping) Against(t *Table) []string {
	var out []string
	lacks := func(field, column string) {
		if t.Column(column) < 0 {
			out = append(out, fmt.Sprintf("%s: no column %q: the table has %s", field, column, strings.Join(t.Columns, ", ")))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.Fields)) {
		f := m.Fields[name]
		if f.Column != "" {
			lacks(name, f.Column)
		}
		for _, x := range inBraces.FindAllStringSubmatch(f.Text, -1) {
			lacks(name, x[1])
		}
	}
	if _, ok := m.Fields["kind"]; !ok {
		out = append(out, "kind: nothing says what kind of claim the rows are: "+strings.Join(plain(salient.ClaimKinds), ", "))
	}
	return out
}
