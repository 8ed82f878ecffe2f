package casebook

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
)

// Rows gives the rows of a kind, by id.
type Rows func(kind salient.Kind) iter.Seq2[salient.Row, error]

// Write writes a casebook into a new or empty folder, in canonical form: the columns that
// the case was brought in with and any that have gained content since, known ones first in
// their order; rows by id; quotes only where RFC 4180 needs them; LF; no BOM.
func Write(dir string, rows Rows) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	layouts, err := keyed(rows(salient.KindFile))
	if err != nil {
		return err
	}
	var written []string
	for _, t := range tables {
		ok, err := writeTable(dir, t, rows, layouts[t.file])
		if err != nil {
			return fmt.Errorf("write %s: %w", t.file, err)
		}
		if ok {
			written = append(written, t.file)
		}
	}
	if err := writeBriefs(dir, rows); err != nil {
		return err
	}
	return writePackage(dir, written, layouts[packageFile], rows)
}

func keyed(seq iter.Seq2[salient.Row, error]) (map[string]salient.Row, error) {
	m := map[string]salient.Row{}
	for r, err := range seq {
		if err != nil {
			return nil, err
		}
		m[r.ID] = r
	}
	return m, nil
}

// writeTable writes one file; false if there is nothing to write.
func writeTable(dir string, t table, rows Rows, layout salient.Row) (bool, error) {
	header, n, err := headerOf(t, rows, layout)
	if err != nil || n == 0 && layout.ID == "" {
		return false, err
	}
	f, err := os.Create(filepath.Join(dir, t.file))
	if err != nil {
		return false, err
	}
	defer f.Close()
	out := bufio.NewWriter(f)
	writeRecord(out, header)
	record := make([]string, len(header))
	for r, err := range rows(t.kind) {
		if err != nil {
			return false, err
		}
		for i, column := range header {
			record[i] = r.Get(column)
		}
		writeRecord(out, record)
	}
	if err := out.Flush(); err != nil {
		return false, err
	}
	return true, f.Close()
}

// headerOf gives the columns to write and the number of rows.
func headerOf(t table, rows Rows, layout salient.Row) ([]string, int, error) {
	known := salient.Columns(t.kind)
	used := map[string]bool{known[0]: true}
	n := 0
	for r, err := range rows(t.kind) {
		if err != nil {
			return nil, 0, err
		}
		n++
		for _, c := range r.Cells {
			used[c.Column] = true
		}
	}
	had := known
	if layout.ID != "" {
		had = strings.Split(layout.Get("columns"), ",")
	}
	for _, c := range had {
		used[c] = true
	}
	var header []string
	for _, c := range known {
		if used[c] {
			header = append(header, c)
			delete(used, c)
		}
	}
	for _, c := range had { // unknown ones in the order in which they stood
		if used[c] {
			header = append(header, c)
			delete(used, c)
		}
	}
	return append(header, sortedKeys(used)...), n, nil
}

func sortedKeys(m map[string]bool) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func writeRecord(out *bufio.Writer, record []string) {
	for i, s := range record {
		if i > 0 {
			out.WriteByte(',')
		}
		if strings.ContainsAny(s, ",\"\r\n") {
			s = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
		}
		out.WriteString(s)
	}
	out.WriteByte('\n')
}

func writeBriefs(dir string, rows Rows) error {
	for r, err := range rows(salient.KindBrief) {
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Join(dir, briefsDir), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, briefsDir, r.ID+".md"), []byte(r.Get("text")), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// dataPackage is the little of Frictionless' Data Package that describes a casebook.
type dataPackage struct {
	Profile   string     `json:"profile"`
	Name      string     `json:"name"`
	Title     string     `json:"title,omitempty"`
	Resources []resource `json:"resources"`
}

type resource struct {
	Name     string `json:"name"`
	Path     string `json:"path"`
	Profile  string `json:"profile"`
	Encoding string `json:"encoding"`
}

// writePackage writes the description that came with the case if it still names the files
// that are there, else a new one.
func writePackage(dir string, files []string, layout salient.Row, rows Rows) error {
	text := layout.Get("text")
	if !describes(text, files) {
		settings, err := keyed(rows(salient.KindSetting))
		if err != nil {
			return err
		}
		text = describe(files, settings["title"].Get("value"))
	}
	return os.WriteFile(filepath.Join(dir, packageFile), []byte(text), 0o644)
}

func describes(text string, files []string) bool {
	var p dataPackage
	if json.Unmarshal([]byte(text), &p) != nil {
		return false
	}
	var named []string
	for _, r := range p.Resources {
		if filepath.Ext(r.Path) == ".csv" {
			named = append(named, r.Path)
		}
	}
	slices.Sort(named)
	files = slices.Sorted(slices.Values(files))
	return slices.Equal(named, files)
}

func describe(files []string, title string) string {
	p := dataPackage{Profile: "tabular-data-package", Name: "casebook", Title: title}
	for _, f := range files {
		p.Resources = append(p.Resources, resource{strings.TrimSuffix(f, ".csv"), f, "tabular-data-resource", "utf-8"})
	}
	b, err := json.MarshalIndent(p, "", " ")
	if err != nil {
		panic(err) // plain strings always encode
	}
	return string(b) + "\n"
}

// Copy writes one more file of the casebook, such as an original, at its relative path.
// Paths that leave the folder are refused.
func Copy(dir, rel string, from io.Reader) error {
	if !filepath.IsLocal(rel) {
		return fmt.Errorf("path %q leaves the folder: %w", rel, salient.ErrInvalid)
	}
	to := filepath.Join(dir, rel)
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := io.Copy(f, from); err != nil {
		return err
	}
	return f.Close()
}
