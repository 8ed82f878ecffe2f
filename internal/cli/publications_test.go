package cli_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/withdrawal"
)

// Publishing changes no answer, as it is now or as the ledger was recorded, nor what is cached.
func TestPublishingChangesNoAnswer(t *testing.T) {
	plainly(t)
	dir := bridge(t)
	ask := func() (out []string) {
		for _, args := range [][]string{
			{"control", dir, "--on", "2020-03-13", "--json"},
			{"siege", dir, "--json"},
			{"contested", dir, "--json"},
			{"sources", dir, "--json"},
			{"check", dir, "the-bridge", "--json"},
			{"control", dir, "--on", "2020-03-13", "--recorded", "1", "--json"},
		} {
			out = append(out, run(t, args...))
		}
		return out
	}
	want, build := ask(), viewOf(t, dir).Build
	out := t.TempDir()
	for n := range 3 {
		run(t, "publish", dir, weekly(t, n), "-o", out, "--no-pdf")
	}
	if diff := cmp.Diff(want, ask()); diff != "" {
		t.Errorf("answers after publishing (-before +after):\n%s", diff)
	}
	v := viewOf(t, dir)
	if v.Build != build || v.Head.Seq != build.Seq+3 {
		t.Errorf("the view stands on entry %d and is built from %d; want %d and %d", v.Head.Seq, v.Build.Seq, build.Seq+3, build.Seq)
	}
	if got := len(v.All.Published("week")); got != 3 {
		t.Errorf("publications of week: %d, want 3", got)
	}
}

// weekly is a brief in a file, whose text is another for each n.
func weekly(t *testing.T, n int) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "week.md")
	text := fmt.Sprintf("---\ntitle: Week %d\nknown: 2020-03-21\n---\n\nThe north said that it had taken the right bank, and the southern council denied it. [@c06; @c08]\n", n)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// A program that is killed while it publishes leaves no publication without its files.
func TestKilledWhilePublishingNoEntryLacksItsFiles(t *testing.T) {
	plainly(t)
	dir, out := bridge(t), t.TempDir()
	program := filepath.Join(t.TempDir(), "salient")
	if err := os.Symlink(os.Args[0], program); err != nil {
		t.Fatal(err)
	}
	publish := func(n int, within time.Duration) (took time.Duration, killed bool) {
		child := exec.Command(program, "publish", dir, weekly(t, n), "-o", out, "--no-pdf")
		child.Env = append(os.Environ(), "SALIENT_NOW=2026-11-23")
		started := time.Now()
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		end := time.AfterFunc(within, func() { _ = child.Process.Kill() }) // ended already if it was quick
		defer end.Stop()
		err := child.Wait()
		return time.Since(started), err != nil
	}
	publish(0, time.Minute)
	whole, _ := publish(1, time.Minute)
	rng := rand.New(rand.NewPCG(6, 6))
	killed, published := 0, checkPublished(t, dir, 1)
	for n := 2; n < 14; n++ {
		if _, dead := publish(n, whole/2+time.Duration(rng.Int64N(int64(whole)))); dead {
			killed++
		}
		published = checkPublished(t, dir, published)
	}
	t.Logf("12 runs, %d killed, %d published", killed, published-2)
}

// checkPublished verifies the case, and that it has at most one publication more than before.
func checkPublished(t *testing.T, path string, before int) int {
	t.Helper()
	d := openDesk(t, path)
	defer d.DB.Close()
	report, err := d.Verify(context.Background(), "")
	if err != nil || len(report.Problems) > 0 {
		t.Fatalf("Verify = %v, %v; want no problems", report.Problems, err)
	}
	v, err := d.View(context.Background(), desk.Cut{})
	if err != nil {
		t.Fatal(err)
	}
	n := len(v.All.Publications)
	if n < before || n > before+1 {
		t.Fatalf("%d publications; there were %d", n, before)
	}
	return n
}

// The pages list what was published; a notice's text is words to be printed, whatever is in it.
func TestPublicationsPagesShowWhatIsRecorded(t *testing.T) {
	plainly(t)
	dir := bridge(t)
	run(t, "publish", dir, "the-bridge", "-o", t.TempDir(), "--no-pdf")
	run(t, "withdraw", dir, "courier-05", "--why", "it <b>never</b> was")
	s := serverOf(t, openDesk(t, dir))
	list := s.get("/publications").Body.String()
	one := s.get("/publications/the-bridge-1").Body.String()
	for _, want := range []string{`href="/publications/the-bridge-1"`, "1 correction", "/publications/the-bridge-1/html"} {
		if !strings.Contains(list, want) {
			t.Errorf("the list lacks %q", want)
		}
	}
	for _, want := range []string{"it &lt;b&gt;never&lt;/b&gt; was", "/edit/correction/the-bridge-1-corrected-3", "pack.zip"} {
		if !strings.Contains(one, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	w := s.get("/publications/the-bridge-1/html")
	if policy := w.Header().Get("Content-Security-Policy"); w.Code != 200 || !strings.HasPrefix(policy, "sandbox ") {
		t.Errorf("the kept page: %d under the policy %q, want 200 under one of its own", w.Code, policy)
	}
	for path, code := range map[string]int{"/publications/the-bridge-1/md": 200, "/publications/the-bridge-1/doc": 404, "/publications/none": 404, "/edit/correction/the-bridge-1-corrected-3": 200, "/edit/publication/the-bridge-1": 404} {
		if got := s.get(path).Code; got != code {
			t.Errorf("GET %s = %d, want %d", path, got, code)
		}
	}
}

// A notice names nothing that isn't open to everybody.
func TestANoticeDoesNotNameWhatIsWithheld(t *testing.T) {
	plainly(t)
	dir := bridge(t)
	run(t, "publish", dir, "the-bridge", "-o", t.TempDir(), "--no-pdf")
	d := openDesk(t, dir)
	row, revision, err := d.Row(context.Background(), desk.Ref{Kind: salient.KindDocument, ID: "courier-05"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Save(context.Background(), desk.Edit{Row: row.With("sensitivity", "withheld"), Revision: revision, Who: "t", Why: "t"}); err != nil {
		t.Fatal(err)
	}
	run(t, "withdraw", dir, "courier-05", "--why", "the secret reason")
	for _, c := range viewOf(t, dir).All.Corrections {
		if strings.Contains(c.Text, "quiet week") || strings.Contains(c.Text, "secret") || !strings.Contains(c.Text, "A document on which this rested was withdrawn.") {
			t.Errorf("the notice says: %s", c.Text)
		}
	}
}

// Nothing is forgotten while the kept page of a publication shows its words; once the publication
// is forgotten, its files are gone.
func TestNothingIsForgottenThatAKeptPageShows(t *testing.T) {
	plainly(t)
	dir := bridge(t)
	run(t, "publish", dir, "the-bridge", "-o", t.TempDir(), "--no-pdf")
	ctx, d := context.Background(), openDesk(t, dir)
	for id, name := range map[string]string{"someone": "A quiet week", "nobody": "quiet wee"} {
		row := salient.NewRow(salient.KindActor, id, map[string]string{"name": name})
		if _, err := d.Save(ctx, desk.Edit{Row: row, Who: "t", Why: "t"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Forget(ctx, "t", "asked", "nobody"); err != nil {
		t.Errorf("Forget of an actor whose name isn't shown = %v, want nil", err)
	}
	if _, err := d.Forget(ctx, "t", "asked", "someone"); !errors.Is(err, salient.ErrConflict) || !strings.Contains(err.Error(), "publication the-bridge-1") {
		t.Errorf("Forget of an actor whose name is shown = %v, want a conflict that names the publication", err)
	}
	files := []string{"html", "md", "docx", "pack.zip"}
	v := viewOf(t, dir)
	p, _ := v.All.Publication("the-bridge-1")
	if _, err := d.Forget(ctx, "t", "asked", "the-bridge-1"); err != nil {
		t.Fatal(err)
	}
	for _, form := range files {
		if _, err := d.PublishedFile(ctx, p, form); !errors.Is(err, salient.ErrNotFound) {
			t.Errorf("%s of a forgotten publication: %v, want ErrNotFound", form, err)
		}
	}
	if _, err := d.Forget(ctx, "t", "asked", "someone"); err != nil {
		t.Errorf("Forget after the publication is gone = %v, want nil", err)
	}
}

// What was published is compared by its own text, whatever became of the brief since: for each
// document, what is listed for it is what is listed while the brief still reads so.
func TestWithdrawingListsWhatWasPublishedWhateverBecameOfTheBrief(t *testing.T) {
	plainly(t)
	dir := bridge(t)
	run(t, "publish", dir, "the-bridge", "-o", t.TempDir(), "--no-pdf")
	ctx, d := context.Background(), openDesk(t, dir)
	before := publishedEffects(t, d)
	row, revision, err := d.Row(ctx, desk.Ref{Kind: salient.KindBrief, ID: "the-bridge"})
	if err != nil {
		t.Fatal(err)
	}
	text := "---\ntitle: Another\nknown: 2020-03-21\n---\n\nNothing is left of it. {.analysis}\n"
	if _, err := d.Save(ctx, desk.Edit{Row: row.With("text", text), Revision: revision, Who: "t", Why: "t"}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, publishedEffects(t, d), cmpopts.IgnoreUnexported(withdrawal.Published{})); diff != "" {
		t.Errorf("what withdrawing lists of a publication changed with the brief (-before +after):\n%s", diff)
	}
	if len(before) < 2 {
		t.Errorf("%d documents change what was published, want at least 2: the test is empty", len(before))
	}
}

// publishedEffects is what withdrawing each document would change in what was published.
func publishedEffects(t *testing.T, d *desk.Desk) map[salient.DocumentID][]withdrawal.Brief {
	t.Helper()
	ctx := context.Background()
	v, err := d.View(ctx, desk.Cut{})
	if err != nil {
		t.Fatal(err)
	}
	out := map[salient.DocumentID][]withdrawal.Brief{}
	for i := range v.All.Documents {
		id := v.All.Documents[i].ID
		w, err := d.Withdraw(ctx, desk.Withdrawing{ID: "document:" + string(id), Who: "tester", Why: "a test"})
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range withdrawal.Of(ctx, w).Briefs {
			if b.Published != nil {
				out[id] = append(out[id], b)
			}
		}
	}
	return out
}
