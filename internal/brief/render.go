package brief

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"regexp"
	"strings"

	"github.com/salient-osint/salient"
)

// Figure is a drawing for a brief, and what is said about it.
type Figure struct {
	SVG     []byte // an svg element; its ids differ from those of the brief's other figures
	Table   *Table // instead of SVG
	Title   string // the finding; "" takes the brief's
	Drawn   string // what is drawn, on which day, as known by which
	Sources string // sources, how boundaries were made, licences
	Alt     string // the finding and the numbers, for those who don't see it
}

// Table is a figure of rows and columns.
type Table struct {
	Head []string
	Rows []TableRow
}

// TableRow is a row of a table; its first cell names what the others tell of.
type TableRow struct {
	Cells []string
	Depth int // how far in the first cell stands, 0 to 6
}

// Class is the class that sets the first cell in; "" for one that isn't.
func (r TableRow) Class() string {
	if r.Depth == 0 {
		return ""
	}
	return "in" + decimal(min(r.Depth, 6))
}

// Inputs is what a publication is made of, beside its text.
type Inputs struct {
	Case    *salient.Case     // all that the case holds
	Figures map[string]Figure // by FigureRef.Ref
	Build   string            // hash of what this was built from; "" isn't printed
	Program string            // "Salient 0.1"; "" isn't printed
	Still   bool              // without the script, for a frame in which none may run

	Corrections []*salient.Correction // of what was published before, in the order of days
}

//go:embed page.css
var screenCSS string

//go:embed print.css
var printCSS string

//go:embed page.js
var screenJS string

//go:embed page.tmpl
var pageText string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{"runs": func(p *page, r []Run) template.HTML { return p.runs(r) }}).Parse(pageText))

// Render writes a brief as one HTML file for readers: style, script and figures inside, no
// request to anywhere, readable without the script. What Check complains about is rendered
// as far as it goes, for previews; a figure that is missing or mustn't be shown is an error.
func Render(doc *Doc, in Inputs) ([]byte, error) { return render(doc, in, false) }

// RenderPrint writes the same brief as HTML for paper: A4, two columns, figures over both,
// notes at the end, no cards. internal/brief/pdf makes a PDF of it.
func RenderPrint(doc *Doc, in Inputs) ([]byte, error) { return render(doc, in, true) }

func render(doc *Doc, in Inputs, print bool) ([]byte, error) {
	p := newPage(doc, in, print)
	if err := p.figures(); err != nil {
		return nil, err
	}
	p.Blocks = p.blocks(doc.Blocks)
	p.style()
	var out bytes.Buffer
	if err := pageTemplate.Execute(&out, p); err != nil {
		return nil, fmt.Errorf("write page of %s: %w", doc.Name, err)
	}
	return out.Bytes(), nil
}

// figures checks every drawing that the brief asks for.
func (p *page) figures() error {
	taken := map[string]bool{}
	for _, f := range p.doc.Figures() {
		drawing, ok := p.in.Figures[f.Ref]
		if !ok {
			return fmt.Errorf("figure %q at %s:%v is not drawn: %w", f.Ref, p.doc.Name, f.At, salient.ErrNotFound)
		}
		if drawing.Table != nil {
			continue
		}
		if err := checkSVG(drawing.SVG, taken); err != nil {
			return fmt.Errorf("figure %q at %s:%v: %w", f.Ref, p.doc.Name, f.At, err)
		}
	}
	return nil
}

// style sets style, script and the policy that allows these two and nothing else.
func (p *page) style() {
	css, script := screenCSS, "'none'"
	switch {
	case p.Print:
		css = printCSS + fmt.Sprintf("@page { @bottom-left { content: \"%s\" } }\n", footText(p.Foot))
	case !p.in.Still:
		p.JS = template.JS(screenJS)
		script = "'" + sourceHash(screenJS) + "'"
	}
	p.CSS = template.CSS(css)
	p.CSP = "default-src 'none'; style-src '" + sourceHash(css) + "'; script-src " + script + "; base-uri 'none'; form-action 'none'"
}

// sourceHash is how a Content-Security-Policy names an inline style or script.
func sourceHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

var notFoot = regexp.MustCompile(`[^\pL\pN ·.,:…-]+`)

// footText is a text that can stand in quotation marks in a style sheet.
func footText(s string) string { return notFoot.ReplaceAllString(s, "") }

// runs writes runs as HTML. Everything that isn't markup of ours is escaped.
func (p *page) runs(runs []Run) template.HTML {
	var b strings.Builder
	for _, r := range runs {
		p.run(&b, r)
	}
	return template.HTML(b.String())
}

func (p *page) run(b *strings.Builder, r Run) {
	switch {
	case r.Break:
		b.WriteString("<br>")
		return
	case len(r.Cites) > 0:
		p.noteMark(b)
		return
	}
	var closing []string
	open := func(tag, attributes string) {
		b.WriteString("<" + tag + attributes + ">")
		closing = append(closing, "</"+tag+">")
	}
	if r.Link != "" {
		open("a", ` href="`+template.HTMLEscapeString(r.Link)+`"`)
	}
	if r.Style&Strong != 0 {
		open("strong", "")
	}
	if r.Style&Emphasis != 0 {
		open("em", "")
	}
	if r.Style&Monospace != 0 {
		open("code", "")
	}
	if strings.ContainsFunc(r.Text, otherDirection(p.Dir == "rtl")) {
		open("bdi", ` dir="auto"`)
	}
	b.WriteString(template.HTMLEscapeString(r.Text))
	for i := len(closing) - 1; i >= 0; i-- {
		b.WriteString(closing[i])
	}
}

// noteMark writes the number of the next note, and the note itself for the margin.
func (p *page) noteMark(b *strings.Builder) {
	n := p.Notes[p.next]
	p.next++
	fmt.Fprintf(b, `<sup><a id="r%d" href="#n%d" aria-label="Note %d">%d</a></sup>`, n.Number, n.Number, n.Number, n.Number)
	if !p.Print {
		fmt.Fprintf(b, `<span class="side" aria-hidden="true"><b>%d</b> %s</span>`, n.Number, p.runs([]Run{{Text: n.Brief}}))
	}
}
