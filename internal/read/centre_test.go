package read

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/salient-osint/salient/when"
)

// Of the city centre media say that it was taken, commanders deny it, and videos show otherwise.
func TestCityCentre(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(shared(t), "reference", "000_22f990e6cdc287b5.txt"))
	if err != nil {
		t.Skip("needs shared/reference")
	}
	r, err := New(OfCase(readCase(t), nil))
	if err != nil {
		t.Fatal(err)
	}
	day := when.Of(2013, 6, 6)
	var got []string
	for _, c := range r.Read(string(text), &day).Candidates {
		if c.Place == "al-qusayr-centre" && c.What == "controls" && strings.HasPrefix(c.When, "2013-05-19") {
			got = append(got, strings.Join([]string{c.Actor, string(c.Stance), c.Claimant, string(c.Evidence)}, " | "))
		}
	}
	want := "government | asserts | media reports | \ngovernment | denies | rebel commanders | \nopposition | asserts | videos posted online | video"
	if strings.Join(got, "\n") != want {
		t.Errorf("claims on the city centre on 19 May:\n%s\nwant:\n%s", strings.Join(got, "\n"), want)
	}
}
