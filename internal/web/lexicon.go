package web

import (
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
)

// lexiconForm is what somebody says of the files that documents are to be read with.
type lexiconForm struct {
	Type, Licence, Level string
	Levels               []salient.Sensitivity
}

// bringLexicons keeps files that documents are read with: all of them, as one entry, or none.
func (s *site) bringLexicons(r *request) (reply, error) {
	if err := r.parseFiles(); err != nil {
		return reply{}, err
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // files that were too large for memory
	form := lexiconForm{
		Type: r.PostForm.Get("type"), Licence: clipped(strings.TrimSpace(r.PostForm.Get("licence")), 300), Level: r.PostForm.Get("sensitivity"),
	}
	u := lexiconUpload{headers: map[string]*multipart.FileHeader{}}
	for _, h := range r.MultipartForm.File["files"] {
		if err := u.add(h, form); err != nil {
			return s.lexiconsNotKept(r, form, desk.Problems{{File: h.Filename, What: err.Error()}})
		}
	}
	if len(u.lines) == 0 {
		return s.lexiconsNotKept(r, form, desk.Problems{{File: "form", What: "nothing was sent: choose files"}})
	}
	diff, err := s.desk.Import(r.Context(), s.who, u.each, desk.ImportOptions{Why: "kept on the page, to read with", Survey: true, File: u.open, Named: u.named})
	var problems desk.Problems
	if errors.As(err, &problems) {
		return s.lexiconsNotKept(r, form, problems)
	}
	if err != nil {
		return reply{}, err
	}
	return reply{to: "/case/" + string(salient.KindLexicon), said: lexiconsKept(diff)}, nil
}

// lexiconUpload is the rows of uploaded files, and the files by the path that a row gives them.
type lexiconUpload struct {
	lines   []desk.Line
	headers map[string]*multipart.FileHeader
}

func (u *lexiconUpload) add(h *multipart.FileHeader, form lexiconForm) error {
	if h.Filename == "" && h.Size == 0 {
		return nil
	}
	l, err := desk.LexiconLine(desk.LexiconFile{
		Path: baseName(h), Type: salient.LexiconType(form.Type), Licence: form.Licence, Level: salient.Sensitivity(form.Level),
		Open: func() (desk.Original, error) { return h.Open() },
	})
	if err == nil {
		u.lines, u.headers[l.Row.Get("file")] = append(u.lines, l), h
	}
	return err
}

func (u *lexiconUpload) each(yield func(desk.Line, error) bool) {
	for _, l := range u.lines {
		if !yield(l, nil) {
			return
		}
	}
}

func (u *lexiconUpload) open(path string) (desk.Original, error) {
	if h := u.headers[path]; h != nil {
		return h.Open()
	}
	return nil, fmt.Errorf("%s: %w", path, salient.ErrNotFound)
}

func (u *lexiconUpload) named(path string) string {
	if h := u.headers[path]; h != nil {
		return h.Filename
	}
	return path
}

// lexiconsKept says what the files hold.
func lexiconsKept(diff desk.Diff) string {
	if diff.Entry == 0 {
		return "The case has these files already."
	}
	var list []string
	for _, x := range diff.Lexicons {
		if x.Type == salient.Patterns {
			list = append(list, fmt.Sprintf("%s: %s, %s", x.Lexicon, counted(x.Rules, "rule"), counted(x.Words, "word")))
		} else {
			list = append(list, fmt.Sprintf("%s: %s, %s", x.Lexicon, counted(x.Places, "place"), counted(x.Names, "name")))
		}
	}
	return fmt.Sprintf("Kept %s, as entry %s of the ledger.", strings.Join(list, "; "), number(diff.Entry))
}

// lexiconsNotKept shows the list again, with what is wrong and what was chosen.
func (s *site) lexiconsNotKept(r *request, form lexiconForm, problems desk.Problems) (reply, error) {
	p, err := s.rowsOf(r, salient.KindLexicon)
	form.Levels = salient.Sensitivities
	p.Lexicon, p.Problems = &form, problems
	return reply{template: "rows", data: p, status: http.StatusUnprocessableEntity}, err
}
