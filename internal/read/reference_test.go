package read

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/gazetteer"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/when"
)
var _ = fmt.Sprint
var _ = strings.Join
var _ = gazetteer.Fold
var _ geo.Point
var _ *orbat.Book
var _ = os.Getenv
var _ = filepath.Join
var _ salient.Case
func TestDemo(t *testing.T) {
	r, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	day := when.Of(2013, 6, 6)
	for _, c := range r.Read("On 19 May, rebels seized the town.", &day).Candidates {
		t.Logf("%+v", c)
	}
}
