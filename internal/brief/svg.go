package brief

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
)

// drawable lists the SVG elements that a figure may be made of.
var drawable = []string{
	"svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
	"text", "tspan", "textPath", "pattern", "clipPath", "mask", "marker", "use", "symbol", "a", "switch",
	"linearGradient", "radialGradient", "stop", "metadata",
}

// checkSVG reports what keeps a drawing from standing in a publication: it must be one
// well-formed SVG of drawing elements, without scripts, styles, event handlers, or anything
// from elsewhere. taken holds the ids of the drawings before it, which it may not repeat.
func checkSVG(svg []byte, taken map[string]bool) error {
	d := xml.NewDecoder(bytes.NewReader(svg))
	d.Strict = true
	root := ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("drawing: %w: %w", salient.ErrInvalid, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if root == "" {
				root = t.Name.Local
			}
			if err := checkElement(t, taken); err != nil {
				return err
			}
		case xml.ProcInst, xml.Directive:
			return fmt.Errorf("drawing begins with a declaration, not with <svg>: %w", salient.ErrInvalid)
		}
	}
	if root != "svg" {
		return fmt.Errorf("drawing is no SVG: %w", salient.ErrInvalid)
	}
	return nil
}

func checkElement(e xml.StartElement, taken map[string]bool) error {
	if !slices.Contains(drawable, e.Name.Local) {
		return fmt.Errorf("drawing has the element %q: %w", e.Name.Local, salient.ErrInvalid)
	}
	for _, a := range e.Attr {
		name := strings.ToLower(a.Name.Local)
		switch {
		case strings.HasPrefix(name, "on") || name == "style":
			return fmt.Errorf("drawing has the attribute %q: %w", a.Name.Local, salient.ErrInvalid)
		case name == "href" && (e.Name.Local != "a" && !strings.HasPrefix(a.Value, "#") || safeURL(a.Value) == ""):
			return fmt.Errorf("drawing leads to %.60q: %w", a.Value, salient.ErrInvalid)
		case strings.Contains(a.Value, "url(") && !strings.Contains(a.Value, "url(#"):
			return fmt.Errorf("drawing takes in %.60q: %w", a.Value, salient.ErrInvalid)
		case name == "id":
			if taken[a.Value] {
				return fmt.Errorf("drawing repeats the id %q of another: %w", a.Value, salient.ErrInvalid)
			}
			taken[a.Value] = true
		}
	}
	return nil
}
