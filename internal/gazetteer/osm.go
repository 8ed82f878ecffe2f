package gazetteer

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// osmNode is what is read of a node of OpenStreetMap.
type osmNode struct {
	ID   string `xml:"id,attr"`
	Lat  string `xml:"lat,attr"`
	Lon  string `xml:"lon,attr"`
	Tags []struct {
		K string `xml:"k,attr"`
		V string `xml:"v,attr"`
	} `xml:"tag"`
}

// osm reads the nodes of an OpenStreetMap XML file that have a tag place and a name.
func (t *tables) osm(b []byte) {
	d := xml.NewDecoder(bytes.NewReader(b))
	for len(t.errs) < mostProblems {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		line, column := d.InputPos()
		if err != nil {
			t.fail(line, column, "not XML (%v)", err)
			return
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "node" {
			continue
		}
		var n osmNode
		if err := d.DecodeElement(&n, &start); err != nil {
			t.fail(line, column, "not a node (%v)", err)
			return
		}
		t.node(n, line, column)
	}
}

func (t *tables) node(n osmNode, line, column int) {
	e := Entry{Place: Place{ID: "osm:" + n.ID}}
	place := ""
	for _, tag := range n.Tags {
		switch key, _, _ := strings.Cut(tag.K, ":"); {
		case tag.K == "place":
			place = tag.V
		case tag.K == "population":
			e.People, _ = strconv.ParseInt(tag.V, 10, 64)
		case tag.K == "name":
			e.Name = tag.V
		case key == "name", key == "alt_name", key == "old_name", key == "int_name", key == "loc_name", key == "official_name", key == "short_name":
			e.Names = append(e.Names, strings.Split(tag.V, ";")...)
		}
	}
	if place == "" || e.Name == "" && len(e.Names) == 0 {
		return
	}
	if e.Name == "" {
		e.Name = e.Names[0]
	}
	if err := e.locate(n.Lat, n.Lon); err != nil {
		t.fail(line, column, "%v", err)
		return
	}
	e.Kind = kindOf(place, -1, "")
	t.add(e)
}
