package cli_test

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/salient-osint/salient/internal/browser"
)

// A picture of a map is as wide as asked for, and the same each time.
func TestAMapAsAPicture(t *testing.T) {
	plainly(t)
	if _, err := browser.Find(); err != nil {
		t.Skip(err)
	}
	dir := bridge(t)
	var files [2][]byte
	for i := range files {
		path := filepath.Join(t.TempDir(), "day.png")
		run(t, "map", dir, "--on", "2020-03-05", "--width", "640", "-o", path)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[i] = b
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("salient map -o day.png twice gave different bytes")
	}
	img, err := png.Decode(bytes.NewReader(files[0]))
	if err != nil {
		t.Fatal(err)
	}
	if got := img.Bounds().Dx(); got != 640 {
		t.Errorf("the picture is %d pixels wide, want 640", got)
	}
	colours := map[[3]uint32]bool{}
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			r, g, b, _ := img.At(x, y).RGBA()
			colours[[3]uint32{r, g, b}] = true
		}
	}
	if len(colours) < 50 {
		t.Errorf("the picture has %d colours; want a drawn map", len(colours))
	}
}
