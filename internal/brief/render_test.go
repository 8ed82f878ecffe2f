package brief_test

import (
	"testing"

	"github.com/salient-osint/salient/internal/brief"
)

func TestSampleIsRenderedAsBefore(t *testing.T) {
	_, doc := sample(t)
	c := river()
	if ps := brief.Check(doc, brief.Facts{Case: c}); len(ps) != 0 {
		t.Errorf("Check(river.md) = %v, want nothing", ps)
	}
	screen, err := brief.Render(doc, inputs(doc, c))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "river.html", screen)
	paper, err := brief.RenderPrint(doc, inputs(doc, c))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "river.print.html", paper)
}
