package brief_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/when"
)

func TestNoticesAreParagraphsAndLists(t *testing.T) {
	c := &salient.Correction{Made: when.Of(2013, 6, 9), Text: "It was withdrawn.\n\nThese no longer stand:\n\n- One.\n- Two.\n\nAnd:\n- Three."}
	want := []brief.Notice{{Day: "9 June 2013", ISO: "2013-06-09", Parts: []brief.NoticePart{
		{Text: "It was withdrawn."}, {Text: "These no longer stand:"}, {Items: []string{"One.", "Two."}}, {Text: "And:"}, {Items: []string{"Three."}},
	}}}
	if diff := cmp.Diff(want, brief.NoticesOf([]*salient.Correction{c})); diff != "" {
		t.Errorf("NoticesOf (-want +got):\n%s", diff)
	}
}

// Corrections stand between the title and the text, in the order given, and nowhere else.
func TestCorrectionsStandUnderTheTitle(t *testing.T) {
	_, doc := sample(t)
	in := inputs(doc, river())
	plain := map[string]string{}
	for name, render := range renderers {
		page, err := render(doc, in)
		if err != nil {
			t.Fatal(err)
		}
		plain[name] = string(page)
	}
	in.Corrections = []*salient.Correction{{Made: when.Of(2013, 6, 9), Text: "The first."}, {Made: when.Of(2013, 6, 10), Text: "The second."}}
	for name, render := range renderers {
		page, err := render(doc, in)
		if err != nil {
			t.Fatal(err)
		}
		head, rest, _ := strings.Cut(string(page), "\n<aside class=\"correction\"")
		i := strings.LastIndex(rest, "</aside>\n<article>")
		if i < 0 || head+rest[i+len("</aside>"):] != plain[name] {
			t.Errorf("%s: without its corrections the page isn't the page without corrections", name)
			continue
		}
		if first, second := strings.Index(rest[:i], "The first."), strings.Index(rest[:i], "The second."); first < 0 || second < first {
			t.Errorf("%s: the notices stand at %d and %d, want them in order", name, first, second)
		}
	}
}
