package network

import (
	"bytes"
	"fmt"
)

// Looks says what the first bytes of a file look like; "" if like nothing that is known.
func Looks(head []byte) string {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	switch {
	case bytes.HasPrefix(head, []byte("SQLite format 3\x00")):
		return "a GeoPackage or another SQLite database"
	case bytes.HasPrefix(text, []byte("{")):
		return "JSON"
	case bytes.HasPrefix(text, []byte("<")):
		return "XML"
	case len(head) > 13 && bytes.Equal(head[:3], []byte{0, 0, 0}) && bytes.Equal(head[6:13], []byte("OSMHead")):
		return "OpenStreetMap PBF"
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		return "gzip: unpack it first"
	case bytes.HasPrefix(head, []byte("BZh")):
		return "bzip2: unpack it first"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return "a zip archive: unpack it first"
	case len(head) == 0:
		return "an empty file"
	}
	return ""
}

// Unlike is the fault of a file whose beginning isn't of the format that its name says.
func Unlike(want string, head []byte) *Fault {
	if looks := Looks(head); looks != "" {
		return &Fault{At: "byte 0", What: fmt.Sprintf("expected %s; this looks like %s", want, looks)}
	}
	return &Fault{At: "byte 0", What: "expected " + want}
}
