package cli_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/ingest"
)

// edition is an extractor whose text is laid out otherwise in each of its versions.
type edition struct{ version *int }

func (e edition) Decode(_ context.Context, b ingest.Blob) (ingest.Document, error) {
	raw, err := b.All(1 << 25)
	if err != nil {
		return ingest.Document{}, err
	}
	text := string(raw)
	if *e.version > 1 {
		text = "A head that wasn't there.\n\n" + strings.ReplaceAll(strings.ReplaceAll(text, " ", "\n"), "lost and found", "")
		text = strings.ReplaceAll(text, "the\nlost\nword", "")
	}
	return ingest.Document{Layer: &ingest.Layer{Text: text, Extractor: fmt.Sprintf("edition %d", *e.version)}}, nil
}

const twice = "Activists said so. On Monday the bridge was lost. Activists said so. On Tuesday it was held. Here stands the lost word."

// file is a file in memory.
func file(name, text string) desk.File {
	return desk.File{Name: name, Open: func() (ingest.Blob, io.Closer, error) {
		return ingest.BlobOf(name, []byte(text)), io.NopCloser(nil), nil
	}}
}

func (d desktop) take(t testing.TB, files ...desk.File) desk.Diff {
	t.Helper()
	diff, err := d.bring(desk.ImportOptions{Files: files, Why: "documents"})
	if err != nil {
		t.Fatal(err)
	}
	return diff
}

func TestPassagesMoveToANewLayerOrAreOrphaned(t *testing.T) {
	d := newDesk(t)
	version := 1
	d.Ingest = ingest.Reader{Decoders: map[ingest.Kind]ingest.Decoder{ingest.Text: edition{&version}}}
	id := d.take(t, file("a.txt", twice)).Documents[0].ID
	quote := func(claim, words string, start int) {
		row := salient.NewRow(salient.KindClaim, claim, map[string]string{
			"document": id, "quote": words, "claimant": "activists", "stance": "asserts", "kind": "statement", "what": "says", "when": "2013-05-20", "span": "some", "status": "candidate",
		})
		if start > 0 {
			row = row.With("start", fmt.Sprint(start)).With("end", fmt.Sprint(start+len(words)))
		}
		d.save(t, 0, row)
	}
	quote("unique", "the bridge was lost", 0)
	quote("second", "Activists said so.", strings.LastIndex(twice, "Activists"))
	quote("gone", "the lost word", 0)

	version = 2
	list, entry, err := d.Extract(t.Context(), "ana", "a better program", nil, false)
	if err != nil || len(list) != 1 || list[0].Found != 2 || !slices.Equal(list[0].Orphaned, []salient.ClaimID{"gone"}) || entry.Changes != 3 {
		t.Fatalf("Extract = %+v, entry of %d changes, %v; want 2 found, gone orphaned, 3 changes", list, entry.Changes, err)
	}
	doc, err := mustRow(t, d, salient.KindDocument, id).Document()
	if err != nil {
		t.Fatal(err)
	}
	text, err := d.Text(t.Context(), &doc)
	if err != nil || text.Extractor != "edition 2" {
		t.Fatalf("Text = %q, %v; want the new layer", text.Extractor, err)
	}
	if at := mustRow(t, d, salient.KindClaim, "second").Get("start"); at != fmt.Sprint(strings.LastIndex(text.Text, "Activists")) {
		t.Errorf("the second of two equal quotes moved to %s in %q", at, text.Text)
	}
	report, err := d.Verify(t.Context(), "")
	if err != nil || len(report.Problems) > 0 || report.Passages != 2 || report.Orphaned != 1 {
		t.Errorf("Verify = %+v, %v; want 2 passages, 1 orphaned, no problems", report, err)
	}
	if again, _, err := d.Extract(t.Context(), "ana", "again", nil, false); err != nil || !again[0].Same {
		t.Errorf("Extract again = %+v, %v; want the same", again, err)
	}
}

func TestTheSameBytesTwiceAreOneDocument(t *testing.T) {
	d := newDesk(t)
	version := 1
	d.Ingest = ingest.Reader{Decoders: map[ingest.Kind]ingest.Decoder{ingest.Text: edition{&version}}}
	first := d.take(t, file("a.txt", twice), file("b.txt", twice), file("c.txt", "Another."))
	if len(first.Added) != 3 { // a source, two documents
		t.Errorf("added %v; want one source and two documents", first.Added)
	}
	before := d.written(t)
	again := d.take(t, file("z.txt", twice))
	if again.Entry != 0 || !again.Documents[0].Known || again.Documents[0].ID != first.Documents[0].ID {
		t.Errorf("bringing in again = %+v; want no entry and the first document", again)
	}
	if after := d.written(t); len(after) != len(before) {
		t.Errorf("%d files in the case instead of %d", len(after), len(before))
	}
}

// A file that comes after its row, as for texts that weren't ours to keep, is anchored to it.
func TestAnOriginalThatComesLaterGoesToItsRow(t *testing.T) {
	d := newDesk(t)
	version := 1
	d.Ingest = ingest.Reader{Decoders: map[ingest.Kind]ingest.Decoder{ingest.Text: edition{&version}}}
	id := d.take(t, file("a.txt", twice)).Documents[0].ID
	row := mustRow(t, d, salient.KindDocument, id)
	other := newDesk(t)
	other.Ingest = d.Ingest
	bare := salient.NewRow(salient.KindDocument, "its-own-id", map[string]string{"source": "s", "sha256": row.Get("sha256")})
	if _, err := other.bring(desk.ImportOptions{}, salient.NewRow(salient.KindSource, "s", map[string]string{"name": "S"}), bare); err != nil {
		t.Fatal(err)
	}
	diff := other.take(t, file("a.txt", twice))
	if len(diff.Added) != 0 || len(diff.Changed) != 1 || diff.Changed[0].ID != "its-own-id" {
		t.Errorf("Import = %+v; want its-own-id changed and nothing added", diff)
	}
}

// Whatever is refused or only tried leaves the case and its originals as they were.
func TestDryAndRefusedImportsKeepNothing(t *testing.T) {
	d := newDesk(t)
	version := 1
	d.Ingest = ingest.Reader{Decoders: map[ingest.Kind]ingest.Decoder{ingest.Text: edition{&version}}}
	before := d.written(t)
	good, bad := file("a.txt", twice), file("b.pdf", "no PDF")
	if diff, err := d.bring(desk.ImportOptions{Files: []desk.File{good}, DryRun: true}); err != nil || len(diff.Documents) != 1 {
		t.Errorf("dry run = %+v, %v", diff, err)
	}
	for _, o := range []desk.ImportOptions{{Files: []desk.File{good, bad}}, {Files: []desk.File{good}, Source: "nobody"}} {
		if _, err := d.bring(o); !errors.Is(err, salient.ErrInvalid) {
			t.Errorf("Import(%v) = %v; want salient.ErrInvalid", o, err)
		}
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Import(cancelled, "ana", lines(), desk.ImportOptions{Files: []desk.File{good}}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled import = %v", err)
	}
	if after := d.written(t); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("left behind: %v instead of %v", after, before)
	}
	if diff, err := d.bring(desk.ImportOptions{Files: []desk.File{good, bad}, KeepGoing: true}); err != nil || len(diff.Documents) != 1 || len(diff.Warnings) != 1 {
		t.Errorf("keeping going = %+v, %v; want one document and one warning", diff, err)
	}
}

func TestForgettingADocumentDestroysItsLayers(t *testing.T) {
	d := newDesk(t)
	version := 1
	d.Ingest = ingest.Reader{Decoders: map[ingest.Kind]ingest.Decoder{ingest.Text: edition{&version}}}
	id := d.take(t, file("a.txt", twice)).Documents[0].ID
	version = 2
	if _, _, err := d.Extract(t.Context(), "ana", "anew", nil, false); err != nil {
		t.Fatal(err)
	}
	if found, err := d.Search(t.Context(), mustView(t, d), desk.Search{Words: "bridge"}); err != nil || found.Total != 1 {
		t.Fatalf("Search = %+v, %v", found, err)
	}
	if _, err := d.Forget(t.Context(), "ana", "on request", id); err != nil {
		t.Fatal(err)
	}
	if sums, err := d.Originals.Sums(t.Context()); err != nil || len(sums) > 0 {
		t.Errorf("originals after Forget: %v, %v; want none", sums, err)
	}
	if in := foundIn(t, d.path, "Activists", "bridge", "Tuesday", "tuesday"); len(in) > 0 {
		t.Errorf("words of the document are left in %v", in)
	}
}

func mustView(t *testing.T, d desktop) *desk.View {
	t.Helper()
	v, err := d.View(t.Context(), desk.Cut{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestPagesTakeFilesAndShowThem(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	s := emptySite(t)
	big := strings.Repeat("A long report. ", 1<<20)
	code, body, _ := s.upload(t, map[string]string{"report.txt": big, "<b>.bin": "\x7fELF"}, nil)
	if code != http.StatusUnprocessableEntity || !strings.Contains(body, "&lt;b&gt;.bin: ") || strings.Contains(body, "<b>.bin") {
		t.Errorf("POST /documents with a bad file = %d; want 422 with its name", code)
	}
	code, _, head := s.upload(t, nil, map[string]string{"text": "The bridge fell.\r\nNobody saw it.", "url": "https://t.me/x/1", "published": "2013-05-20"})
	if code != http.StatusSeeOther {
		t.Fatalf("POST /documents with a text = %d; want a page to go on to", code)
	}
	_, body, _ = s.get(t, head.Get("Location"))
	for _, want := range []string{"The bridge fell.", "<dd><span dir=\"auto\">post</span>", "confirmed by nobody: source", "its text by edition"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page of a pasted text lacks %q", want)
		}
	}
	nothingIn(t, "uploads", temp)
}

// emptySite serves an empty case that reads texts.
func emptySite(t *testing.T) site {
	t.Helper()
	path := filepath.Join(t.TempDir(), "case")
	exits(t, 0, "init", path)
	d := openDesk(t, path)
	d.Ingest = ingest.Reader{Decoders: map[ingest.Kind]ingest.Decoder{ingest.Text: edition{new(int)}}}
	return served(t, d, "analyst")
}

func TestFilesAndTextsAreDroppedAndPastedOnThePage(t *testing.T) {
	plainly(t)
	b := openTab(t)
	s := emptySite(t)
	b.see(1440, 900, "light")
	b.do(chromedp.Navigate(s.URL + "/documents"))
	b.listens()
	eval[bool](b, `(() => { const d = new DataTransfer(); d.items.add(new File(["Dropped words."], "dropped.txt"));
		document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: d, bubbles: true, cancelable: true})); return true })()`)
	b.until("the document's page", `document.body?.textContent.includes("Dropped words.") === true && location.pathname.startsWith("/documents/dropped-txt")`)
	b.do(chromedp.Navigate(s.URL + "/documents"))
	b.listens()
	eval[bool](b, `(() => { const d = new DataTransfer(); d.setData("text/plain", "Pasted words.");
		document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData: d, bubbles: true, cancelable: true})); return true })()`)
	b.until("the text in its field", `document.querySelector("textarea").value === "Pasted words." && document.querySelector("details.bring").open`)
	for _, c := range b.taken() {
		t.Error(c)
	}
}

// upload sends a form with files.
func (s site) upload(t *testing.T, files, fields map[string]string) (int, string, http.Header) {
	t.Helper()
	return s.uploadTo(t, "/documents", files, fields)
}

func (s site) uploadTo(t *testing.T, path string, files, fields map[string]string) (int, string, http.Header) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, text := range files {
		part, err := w.CreateFormFile("files", name)
		if err == nil {
			_, err = io.WriteString(part, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range fields {
		if err := w.WriteField(name, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	client := *s.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := client.Post(s.URL+path, w.FormDataContentType(), &b)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body), answer.Header
}

// located is a photo whose camera wrote where it stood.
type located struct{}

func (located) Decode(context.Context, ingest.Blob) (ingest.Document, error) {
	return ingest.Document{NoText: "a picture", Meta: ingest.Meta{Recorded: "2013-05-19 14:03", At: &geo.Point{Lon: 36.5712, Lat: 34.5123}}}, nil
}

func TestWhereAPhotoWasTakenIsWrittenNowhere(t *testing.T) {
	d := newDesk(t)
	d.Ingest = ingest.Reader{Decoders: map[ingest.Kind]ingest.Decoder{ingest.Text: located{}}}
	id := d.take(t, file("a.txt", "stands for a photo")).Documents[0].ID
	if got := mustRow(t, d, salient.KindDocument, id).Get("sensitivity"); got != string(salient.Restricted) {
		t.Errorf("sensitivity = %q, want %q: an open export would hand out its original", got, salient.Restricted)
	}
	if in := foundIn(t, d.path, "36.57", "34.51", "14:03"); len(in) > 0 {
		t.Errorf("the camera's place or time stands in %v", in)
	}
}
