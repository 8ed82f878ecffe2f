package desk

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/salient-osint/salient"
)

// unshown is salient.ErrConflict while the kept page of a publication shows the words of a row:
// its name, its title, what it says. The publication has to be forgotten first, with its files.
func (d *Desk) unshown(ctx context.Context, ref Ref) error {
	words, err := d.wordsOf(ctx, ref)
	if err != nil || len(words) == 0 {
		return err
	}
	v, err := d.View(ctx, Cut{})
	if err != nil {
		return err
	}
	var shown []string
	for i := range v.All.Publications {
		p := &v.All.Publications[i]
		page, err := d.publishedPage(ctx, p)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(words, func(w string) bool { return hasWords(page, w) }) {
			shown = append(shown, "publication "+string(p.ID))
		}
	}
	if len(shown) > 0 {
		return fmt.Errorf("forget %s %q: it is shown by the kept files of %s: %w", ref.Kind, ref.ID, strings.Join(shown, ", "), salient.ErrConflict)
	}
	return nil
}

// publishedPage is the text of a publication's HTML; "" if none is kept.
func (d *Desk) publishedPage(ctx context.Context, p *salient.Publication) (string, error) {
	f, err := d.PublishedFile(ctx, p, "html")
	if errors.Is(err, salient.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	return html.UnescapeString(string(b)), err
}

// shownColumns are those of which publications print words.
var shownColumns = map[salient.Kind][]string{
	salient.KindSource:    {"name"},
	salient.KindActor:     {"name", "names"},
	salient.KindPlace:     {"name", "names"},
	salient.KindDocument:  {"title"},
	salient.KindClaim:     {"says", "quote"},
	salient.KindJudgement: {"text"},
}

// wordsOf lists what a row's revisions say in these columns, each once.
func (d *Desk) wordsOf(ctx context.Context, ref Ref) ([]string, error) {
	revisions, err := d.Revisions(ctx, ref)
	var out []string
	for _, rev := range revisions {
		for _, column := range shownColumns[ref.Kind] {
			cell := rev.Change.Row.Get(column)
			parts := []string{cell}
			if column == "names" {
				parts = strings.Split(cell, "|")
			}
			for _, s := range parts {
				if _, name, named := strings.Cut(s, ":"); named && column == "names" {
					s = name
				}
				if s = strings.TrimSpace(s); s != "" && !slices.Contains(out, s) {
					out = append(out, s)
				}
			}
		}
	}
	return out, err
}

// hasWords reports whether words stand in a text with no letter or digit next to them.
func hasWords(text, words string) bool {
	for {
		i := strings.Index(text, words)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(words):])
		if !ofWord(before) && !ofWord(after) {
			return true
		}
		text = text[i+1:]
	}
}

func ofWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
