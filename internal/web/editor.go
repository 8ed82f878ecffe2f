package web

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/serve"
	"github.com/salient-osint/salient/when"
)

// editorPage is a brief as it is being written. It is one form: without a script each button
// sends the text and the page comes back; the script asks for the parts by name.
type editorPage struct {
	frame
	ID       string
	Name     string // the brief's title
	Text     string // as typed
	Unsaved  bool   // Text isn't what the ledger has
	Revision uint64 // the entry that the text goes back to
	Newest   uint64 // the entry that last wrote the brief
	Why      string
	Errors   int
	Warnings int
	Problems []brief.Problem
	Clash    *clash
	Saved    string // what saving did
	Pick     pick
	Figure   figureForm
	Lists    []datalist
}

// clash is what somebody else saved meanwhile.
type clash struct {
	Entry    uint64
	Who, Why string
	Lines    difference // from theirs to ours
}

// editorPolicy is the pages' own, and lets the preview be shown in its frame.
const editorPolicy = policy + "; frame-src 'self'"

// previewPolicy lets an editor show a preview. No script runs in it, so that it may keep our
// origin, by which the editor keeps it scrolled to where it was.
const previewPolicy = "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"

func (s *site) openEditor(r *request) (reply, error) {
	row, revision, err := s.desk.Row(r.Context(), ref(salient.KindBrief, r.PathValue("id")))
	if err != nil {
		return reply{}, err
	}
	p := &editorPage{ID: row.ID, Text: row.Get("text"), Revision: revision, Newest: revision}
	return s.editorReply(r, p, "", 0)
}

// useEditor answers a button of the editor, with the whole page or with the part asked for.
func (s *site) useEditor(r *request) (reply, error) {
	if err := r.ParseForm(); err != nil {
		return reply{}, err
	}
	row, newest, err := s.desk.Row(r.Context(), ref(salient.KindBrief, r.PathValue("id")))
	if err != nil {
		return reply{}, err
	}
	p := &editorPage{ID: row.ID, Text: typed(r.PostForm), Newest: newest, Why: strings.TrimSpace(r.PostForm.Get("why"))}
	p.Unsaved = p.Text != row.Get("text")
	if p.Revision, err = readRevision(r.PostForm.Get("revision")); err != nil {
		return reply{}, err
	}
	switch do := r.PostForm.Get("do"); do {
	case "check", "":
		return s.editorReply(r, p, "checked", 0)
	case "pick":
		return s.editorReply(r, p, "picked", 0)
	case "figure":
		return s.editorReply(r, p, "drawn", 0)
	case "save":
		return s.saveBrief(r, p, row)
	default:
		return reply{}, badQuery("do", do, "check, save, pick or figure")
	}
}

// typed is the text that a form sends, with line ends as the ledger keeps them.
func typed(form url.Values) string { return strings.ReplaceAll(form.Get("text"), "\r\n", "\n") }

// editorReply completes the page, or only what a part of it needs if the form asks for that.
func (s *site) editorReply(r *request, p *editorPage, part string, status int) (reply, error) {
	whole := r.PostForm.Get("part") == ""
	if whole || part == "checked" {
		if err := s.checkTyped(r, p); err != nil {
			return reply{}, err
		}
	}
	if whole || part == "picked" {
		if err := r.readPick(&p.Pick); err != nil {
			return reply{}, err
		}
	}
	if whole || part == "drawn" {
		p.Figure = r.readFigure(brief.FigureKinds())
		p.Figure.check(r, p.Text)
	}
	if whole {
		p.Lists = r.datalists([]field{{List: "places"}, {List: "actors"}})
		part = ""
	}
	return reply{template: "editor", part: part, data: p, status: status, policy: editorPolicy}, nil
}

func (s *site) checkTyped(r *request, p *editorPage) error {
	c, err := serve.CheckBrief(r.Context(), s.desk, r.view, salient.BriefID(p.ID), p.ID+".md", []byte(p.Text), nil) // at every stop in typing: figures aren't drawn
	if err != nil {
		return err
	}
	p.Errors, p.Warnings, p.Problems, p.Name = c.Errors, c.Warnings, c.Problems, c.Doc.Meta.Title
	if p.Name == "" {
		p.Name = p.ID
	}
	p.Title = "Editing " + p.Name
	return nil
}

// saveBrief writes the text as one entry. If somebody else did since, it says what they wrote.
func (s *site) saveBrief(r *request, p *editorPage, theirs salient.Row) (reply, error) {
	row := theirs.With("text", p.Text)
	if !p.Unsaved { // also where the text came here on another way: there is nothing to write
		return s.savedBrief(r, p, fmt.Sprintf("Nothing to save: entry %s has this text.", number(p.Newest)))
	}
	entry, err := s.desk.Save(r.Context(), desk.Edit{Row: row, Revision: p.Revision, Who: s.who, Why: p.Why})
	var problems desk.Problems
	switch {
	case errors.Is(err, salient.ErrConflict):
		return s.clashing(r, p)
	case errors.As(err, &problems):
		p.Saved = "Not saved: " + problems.Error()
		return s.editorReply(r, p, "saved", 422)
	case err != nil:
		return reply{}, err
	}
	p.Newest = entry.Seq
	return s.savedBrief(r, p, fmt.Sprintf("Saved at %s as entry %s.", entry.At.Format("15:04 MST"), number(entry.Seq)))
}

func (s *site) savedBrief(r *request, p *editorPage, said string) (reply, error) {
	p.Revision, p.Unsaved, p.Saved = p.Newest, false, said
	if r.PostForm.Get("part") != "" {
		return reply{template: "editor", part: "saved", data: p}, nil
	}
	return reply{to: "/briefs/" + url.PathEscape(p.ID) + "/edit", said: said}, nil
}

// clashing shows theirs beside ours. Saving again writes ours over theirs, knowingly.
func (s *site) clashing(r *request, p *editorPage) (reply, error) {
	revs, err := s.desk.Revisions(r.Context(), ref(salient.KindBrief, p.ID))
	if err != nil {
		return reply{}, err
	}
	last := revs[len(revs)-1]
	p.Revision, p.Newest = last.Entry.Seq, last.Entry.Seq
	p.Clash = &clash{last.Entry.Seq, last.Entry.Who, last.Entry.Why, differ(last.Change.Row.Get("text"), p.Text)}
	return s.editorReply(r, p, "clash", 409)
}

// previewSaved shows the brief as the ledger has it.
func (s *site) previewSaved(r *request) (reply, error) {
	row, _, err := s.desk.Row(r.Context(), ref(salient.KindBrief, r.PathValue("id")))
	if err != nil {
		return reply{}, err
	}
	return s.preview(r, row.Get("text"))
}

// previewTyped shows a text as it would be published, or, of a form that says so, the figure
// that is being made.
func (s *site) previewTyped(r *request) (reply, error) {
	if err := r.ParseForm(); err != nil {
		return reply{}, err
	}
	text := typed(r.PostForm)
	if r.PostForm.Get("only") == "figure" {
		f := r.readFigure(brief.FigureKinds())
		text = frontOf(text) + f.Markdown + "\n"
	}
	return s.preview(r, text)
}

func (s *site) preview(r *request, text string) (reply, error) {
	id := r.PathValue("id")
	doc, _ := brief.Parse(id+".md", []byte(text))
	knownBy := func(day when.Day) (*desk.View, error) { return s.desk.View(r.Context(), desk.Cut{Known: &day}) }
	figures := draw.Drafts(doc, r.view, knownBy, figure.Light)
	page, err := brief.Render(doc, brief.Inputs{Case: r.view.All, Figures: figures, Program: "Salient", Still: true})
	return reply{kind: "text/html; charset=utf-8", body: page, policy: previewPolicy}, err
}

// frontOf is a brief's front matter, with both its lines of dashes; "" if it has none.
func frontOf(text string) string {
	if rest, ok := strings.CutPrefix(text, "---\n"); ok {
		if front, _, ok := strings.Cut(rest, "\n---\n"); ok {
			return "---\n" + front + "\n---\n\n"
		}
	}
	return ""
}

// figureForm makes a figure from fields instead of from its language.
type figureForm struct {
	Kind, Title, Alt string
	Kinds            []figureFields
	Markdown         string
	Problems         []string // with the figure alone
}

// figureFields are the fields of one kind.
type figureFields struct {
	Kind   string
	Params []figureField
}

type figureField struct {
	brief.FigureParam
	Value   string
	Options []option
}

// readFigure reads the form's fields, which are named f.KIND.PARAMETER.
func (r *request) readFigure(kinds []string) figureForm {
	get := func(name string) string { return clipped(strings.TrimSpace(r.PostForm.Get(name)), 1000) }
	f := figureForm{Kind: get("f.kind"), Title: get("f.title"), Alt: get("f.alt")}
	if !slices.Contains(kinds, f.Kind) {
		f.Kind = "map"
	}
	made := brief.FigureRef{Kind: f.Kind, Title: f.Title, Alt: f.Alt, Params: map[string]string{}}
	for _, kind := range kinds {
		fields := figureFields{Kind: kind}
		for _, param := range brief.FigureParams(kind) {
			field := figureField{FigureParam: param, Value: get("f." + kind + "." + param.Name)}
			if r.PostForm.Get("f.kind") == "" && param.Of == "day" && param.Required {
				field.Value = r.state.On.String()
			}
			if param.Of == "side" {
				field.Options = r.sideOptions()
			}
			if kind == f.Kind {
				made.Params[param.Name] = field.Value
			}
			fields.Params = append(fields.Params, field)
		}
		f.Kinds = append(f.Kinds, fields)
	}
	f.Markdown = made.Markdown()
	return f
}

func (r *request) sideOptions() (out []option) {
	for _, side := range draw.Sides(r.view.Case) {
		out = append(out, option{string(side.ID), side.Name})
	}
	return out
}

// check says what is wrong with the figure in the brief that is being written.
func (f *figureForm) check(r *request, text string) {
	doc, _ := brief.Parse("figure", []byte(frontOf(text)+f.Markdown+"\n"))
	for _, p := range brief.Check(doc, brief.Facts{Case: r.view.All}) {
		if strings.HasPrefix(p.Code, "B03") || p.Code == "B091" {
			f.Problems = append(f.Problems, p.Message)
		}
	}
}

// codesPage explains every code of check.
type codesPage struct {
	frame
	Codes []codeRow
}

type codeRow struct {
	Code  string
	Lines []string
}

func (s *site) codes(*request) (reply, error) {
	p := &codesPage{}
	p.Title = "Codes of check"
	for _, code := range brief.Codes() {
		p.Codes = append(p.Codes, codeRow{code, strings.Split(brief.Explain(code), "\n")})
	}
	return reply{template: "codes", data: p}, nil
}
