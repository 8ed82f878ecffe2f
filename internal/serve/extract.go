package serve

import (
	"fmt"
	"io"

	"github.com/salient-osint/salient/internal/desk"
)

// ExtractedText prints for each document what became of its text layer and its passages.
func ExtractedText(w io.Writer, list []desk.Extracted, entry uint64, dry bool) error {
	changed, orphaned := 0, 0
	for _, e := range list {
		switch {
		case e.NoText != "":
			fmt.Fprintf(w, "%s: no text layer: %s\n", e.Document, e.NoText)
			continue
		case e.Same:
			fmt.Fprintf(w, "%s: as it was, by %s\n", e.Document, e.Extractor)
			continue
		}
		changed++
		orphaned += len(e.Orphaned)
		fmt.Fprintf(w, "%s: by %s", e.Document, e.Extractor)
		if e.Before != "" && e.Before != e.Extractor {
			fmt.Fprintf(w, " (was %s)", e.Before)
		}
		fmt.Fprintf(w, "; %s found again\n", counted(e.Found, "passage"))
		for _, id := range e.Orphaned {
			fmt.Fprintf(w, "    orphaned: claim %s, whose quote isn't in the new text\n", id)
		}
	}
	end := fmt.Sprintf("Entry %d.", entry)
	if dry {
		end = "Nothing written."
	} else if changed == 0 {
		end = "Nothing to write."
	}
	_, err := fmt.Fprintf(w, "%s made anew, %s orphaned. %s\n", counted(changed, "text layer"), counted(orphaned, "passage"), end)
	return err
}
