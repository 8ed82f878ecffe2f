package ingest

import (
	"encoding/xml"
	"io"
)

// CoreProperties adds to m what the core properties of an office document (docProps/core.xml)
// say: title, author, and when it was begun, which need not be when it was published. What is
// damaged there is left open. At most 1 MiB is read.
func CoreProperties(m Meta, core io.Reader) Meta {
	var said struct {
		Title   string `xml:"title"`
		Creator string `xml:"creator"`
		Created string `xml:"created"`
	}
	if xml.NewDecoder(io.LimitReader(core, 1<<20)).Decode(&said) != nil {
		return m
	}
	m.Title, m.Author = Clipped(said.Title, 300), Clipped(said.Creator, 300)
	if day := Day(said.Created); day != "" {
		m.Published = day + "?"
	}
	return m
}
