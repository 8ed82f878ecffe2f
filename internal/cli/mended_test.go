package cli_test

import (
	"strings"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
)

// What was mended before it was accepted wasn't right as it was offered.
func TestAMendedCandidateWasNotRight(t *testing.T) {
	for column, value := range map[string]string{"": "", "when": "2020-04-01/2020-04-10", "what": "contests", "stance": "denies"} {
		d, id := reviewing(t)
		o := offered(t, d.review(t, id), "controls", "hilltop")
		row, added, err := d.Draft(t.Context(), mustView(t, d), id, o.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		if column != "" {
			row = row.With(column, value)
		}
		if _, err := d.SaveMended(t.Context(), "ana", "", row, added); err != nil {
			t.Fatal(err)
		}
		list := d.review(t, id).Ranking.Decisions
		if len(list) != 1 || list[0].Accepted != (column == "") {
			t.Errorf("with another %q: %+v", column, list)
		}
	}
}

// A mended column of a document needs nobody's word any more.
func TestMendingADocumentConfirmsIt(t *testing.T) {
	d, _, short := pile(t)
	row, revision := d.row(t, "document", string(short))
	d.save(t, revision, row.With("unconfirmed", "source|title"))
	row, revision = d.row(t, "document", string(short))
	d.save(t, revision, row.With("title", "Second"))
	if got, _ := d.row(t, "document", string(short)); got.Get("unconfirmed") != "source" {
		t.Errorf("unconfirmed after the title was mended: %q, want source", got.Get("unconfirmed"))
	}
	row, revision = d.row(t, "document", string(short))
	d.save(t, revision, row.With("unconfirmed", "source|title"))
	if got, _ := d.row(t, "document", string(short)); got.Get("unconfirmed") != "source|title" {
		t.Errorf("unconfirmed as somebody set it: %q", got.Get("unconfirmed"))
	}
}

// Two documents of one source, title and day are pointed out on each other's pages.
func TestADocumentsPageNamesItsTwin(t *testing.T) {
	d, long, short := pile(t)
	s := served(t, d.Desk, "ana")
	const says = "Of the same source, title and day"
	if _, body, _ := s.get(t, "/documents/"+string(short)); strings.Contains(body, says) {
		t.Error("documents that differ are called the same")
	}
	for _, id := range []string{string(short), string(long)} {
		row, revision := d.row(t, "document", id)
		d.save(t, revision, row.With("title", map[bool]string{true: "The Bridge", false: "the bridge"}[id == string(short)]).With("published", "2020-04-07"))
	}
	for _, id := range []string{string(short), string(long)} {
		if _, body, _ := s.get(t, "/documents/"+id); !strings.Contains(body, says) {
			t.Errorf("/documents/%s doesn't name its twin", id)
		}
	}
}

// A card and the claim that comes of it say that the sentence names no date.
func TestACardSaysWhereItsDateComesFrom(t *testing.T) {
	d, _ := reviewing(t)
	id := salient.DocumentID(d.take(t, file("third.txt", "Rebels captured Hilltop.\n")).Documents[0].ID)
	d.publish(t, id, "2020-04-09")
	s := served(t, d.Desk, "ana")
	if _, body, _ := s.get(t, "/documents/"+string(id)+"/review"); !strings.Contains(body, "not in the text: by the day of publication") {
		t.Errorf("the card doesn't say it:\n%s", body)
	}
	o := d.review(t, id).Offers[0]
	d.rule(t, desk.Ruling{Document: id, Offers: o.IDs(), Accept: true})
	if note := mustRow(t, d, salient.KindClaim, string(o.ID)).Get("note"); !strings.Contains(note, "dated by the document's day") {
		t.Errorf("note %q", note)
	}
}
