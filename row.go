package salient

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Kind is the kind of a row; each kind but Brief, Publication, Correction and File is one table of a
// casebook.
type Kind string

// The kinds, in the order in which one may refer to another.
const (
	KindSetting       Kind = "setting"
	KindSource        Kind = "source"
	KindActor         Kind = "actor"
	KindPlace         Kind = "place"
	KindRoad          Kind = "road"
	KindNetwork       Kind = "network" // a file of roads: the original, and how it is read
	KindLexicon       Kind = "lexicon" // a file that documents are read with
	KindDocument      Kind = "document"
	KindClaim         Kind = "claim"
	KindContradiction Kind = "contradiction"
	KindHypothesis    Kind = "hypothesis"
	KindJudgement     Kind = "judgement"
	KindBrief         Kind = "brief"       // a brief's text, in the one column "text"
	KindPublication   Kind = "publication" // a brief as it went out: tells of this ledger, and is in no casebook
	KindCorrection    Kind = "correction"  // a notice that corrects one, likewise
	KindFile          Kind = "file"        // how a casebook's file was laid out: its name, its "columns"; or its "text"
)

// Kinds lists all kinds in that order.
var Kinds = []Kind{
	KindSetting, KindSource, KindActor, KindPlace, KindRoad, KindNetwork, KindLexicon, KindDocument, KindClaim,
	KindContradiction, KindHypothesis, KindJudgement, KindBrief, KindPublication, KindCorrection, KindFile,
}

// columns of each kind, the first being the id, in the canonical order of a casebook.
var columns = map[Kind][]string{
	KindSetting:       {"key", "value"},
	KindSource:        split("id,name,kind,reliability,leaning,republishes,language,url,sensitivity,status,withdrawn_why,note"),
	KindDocument:      split("id,source,type,title,author,container,published,collected,accessed,archived,language,url,sha256,file,sensitivity,status,withdrawn_why,note"),
	KindPlace:         split("id,name,names,kind,parent,lon,lat,precision,population,pcode,geonameid,area,rear_of,sensitivity,note"),
	KindActor:         split("id,name,names,kind,echelon,sidc,begin,end,colour,sensitivity,note"),
	KindRoad:          split("id,name,class,oneway,speed_kmh,from,to,geometry,note"),
	KindNetwork:       split("id,name,format,reader,file,sha256,snap_m,clip,limits,licence,sensitivity,note"),
	KindLexicon:       split("id,name,type,reader,file,sha256,licence,sensitivity,note"),
	KindClaim:         split("id,document,locator,quote,says,claimant,about,origin,stance,hedge,credibility,evidence,kind,place,to,actor,other,what,value,amount,unit,when,span,start,end,layer_sha256,status,decided_by,decided_at,reason,sensitivity,note"),
	KindJudgement:     split("id,kind,author,brief,text,term,confidence,basis,condition,alternatives,made,deadline,question,outcome,resolved,resolution_source,supersedes,note"),
	KindContradiction: split("id,claims,status,explanation"),
	KindHypothesis:    split("id,question,text,claims_for,claims_against"),
	KindBrief:         {"id", "text"},
	KindPublication:   split("id,brief,file,title,number,published,known,date,recorded,head,text,forms,figures,cites"),
	KindCorrection:    split("id,brief,publication,made,kind,withdrawn,text"),
	KindFile:          {"id", "columns", "text"},
}

func split(s string) []string { return strings.Split(s, ",") }

// Columns returns the columns of a kind in canonical order, the id first.
func Columns(k Kind) []string { return slices.Clone(columns[k]) }

// further columns that Salient writes itself, behind those of the casebook's contract.
var further = map[Kind][]string{
	KindDocument: {"extractor", "layer_sha256", "unconfirmed"},
}

// Further returns the columns of a kind that Salient keeps beside those of Columns.
func Further(k Kind) []string { return slices.Clone(further[k]) }

// Row is one row as written: the cells that aren't blank, trimmed and in Unicode NFC.
// Unknown columns are kept.
type Row struct {
	Kind  Kind
	ID    string
	Cells []Cell // canonical order: known columns, then unknown ones by name; never the id
}

// Cell is one cell of a row.
type Cell struct{ Column, Text string }

// NewRow makes a row of the cells that aren't blank, in canonical order. A column given
// twice keeps its last text.
func NewRow(k Kind, id string, cells map[string]string) Row {
	r := Row{Kind: k, ID: id}
	known := columns[k][1:]
	for _, c := range known {
		if t := cells[c]; t != "" {
			r.Cells = append(r.Cells, Cell{c, t})
		}
	}
	var unknown []Cell
	for c, t := range cells {
		if t != "" && c != columns[k][0] && !slices.Contains(known, c) {
			unknown = append(unknown, Cell{c, t})
		}
	}
	slices.SortFunc(unknown, func(a, b Cell) int { return strings.Compare(a.Column, b.Column) })
	r.Cells = append(r.Cells, unknown...)
	return r
}

// Get returns the text of a column, "" if blank. The kind's id column gives the id.
func (r Row) Get(column string) string {
	if cols := columns[r.Kind]; len(cols) > 0 && column == cols[0] {
		return r.ID
	}
	for _, c := range r.Cells {
		if c.Column == column {
			return c.Text
		}
	}
	return ""
}

// Map returns the cells by column, without the id.
func (r Row) Map() map[string]string {
	m := make(map[string]string, len(r.Cells))
	for _, c := range r.Cells {
		m[c.Column] = c.Text
	}
	return m
}

// With returns the row with one cell changed; blank text removes it.
func (r Row) With(column, text string) Row {
	m := r.Map()
	m[column] = text
	return NewRow(r.Kind, r.ID, m)
}

// Equal reports whether both rows have the same kind, id and cells.
func (r Row) Equal(s Row) bool {
	return r.Kind == s.Kind && r.ID == s.ID && slices.Equal(r.Cells, s.Cells)
}

// Canonical returns the bytes that the ledger hashes: a JSON array of kind, id and the
// cells as pairs, in canonical order.
func (r Row) Canonical() []byte {
	parts := make([]string, 0, 2+2*len(r.Cells))
	parts = append(parts, string(r.Kind), r.ID)
	for _, c := range r.Cells {
		parts = append(parts, c.Column, c.Text)
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(parts); err != nil {
		panic(err) // strings always encode
	}
	return []byte(strings.TrimSuffix(b.String(), "\n"))
}

// ParseRow reads what Canonical writes; other bytes are ErrDamaged.
func ParseRow(b []byte) (Row, error) {
	var parts []string
	if err := json.Unmarshal(b, &parts); err != nil || len(parts) < 2 || len(parts)%2 != 0 {
		return Row{}, fmt.Errorf("row payload: %w", ErrDamaged)
	}
	r := Row{Kind: Kind(parts[0]), ID: parts[1]}
	if _, ok := columns[r.Kind]; !ok {
		return Row{}, fmt.Errorf("row of unknown kind %q: %w", parts[0], ErrDamaged)
	}
	for i := 2; i < len(parts); i += 2 {
		r.Cells = append(r.Cells, Cell{parts[i], parts[i+1]})
	}
	return r, nil
}
