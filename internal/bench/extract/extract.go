package extract

import (
	"bufio"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/bench/net"
)

// Node is a point with an id.
type Node struct {
	ID   int64
	At   geo.Point
	Tags []salient.Tag
}

// Way is a line along nodes.
type Way struct {
	ID   int64
	Refs []int64
	Tags []salient.Tag
}

// Extract is what a file holds. Coordinates have seven decimals, as OpenStreetMap's do.
type Extract struct {
	Nodes []Node
	Ways  []Way
}

// OfNet gives a net as an extract: its nodes from id 1, its edges as ways from id 1, each
// with a class by its speed and the speed as its limit.
func OfNet(n *net.Net) Extract {
	e := Extract{Nodes: make([]Node, len(n.Nodes)), Ways: make([]Way, len(n.Edges))}
	for i, at := range n.Nodes {
		e.Nodes[i] = Node{ID: int64(i + 1), At: rounded(at)}
	}
	classes := []string{"residential", "tertiary", "secondary", "primary"}
	for i, x := range n.Edges {
		tags := []salient.Tag{{Key: "highway", Value: classes[int(x.KmH-20)/15%4]}, {Key: "maxspeed", Value: strconv.Itoa(int(x.KmH))}}
		if x.OneWay {
			tags = append(tags, salient.Tag{Key: "oneway", Value: "yes"})
		}
		e.Ways[i] = Way{ID: int64(i + 1), Refs: []int64{int64(x.From) + 1, int64(x.To) + 1}, Tags: tags}
	}
	return e
}

func rounded(p geo.Point) geo.Point {
	return geo.Point{Lon: math.Round(p.Lon*1e7) / 1e7, Lat: math.Round(p.Lat*1e7) / 1e7}
}

// XML writes the extract as OpenStreetMap XML.
func (e Extract) XML(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<osm version=\"0.6\" generator=\"made up\">\n")
	for _, n := range e.Nodes {
		fmt.Fprintf(b, " <node id=\"%d\" lat=\"%.7f\" lon=\"%.7f\">", n.ID, n.At.Lat, n.At.Lon)
		xmlTags(b, n.Tags)
		fmt.Fprintf(b, "</node>\n")
	}
	for _, x := range e.Ways {
		fmt.Fprintf(b, " <way id=\"%d\">", x.ID)
		for _, r := range x.Refs {
			fmt.Fprintf(b, "<nd ref=\"%d\"/>", r)
		}
		xmlTags(b, x.Tags)
		fmt.Fprintf(b, "</way>\n")
	}
	fmt.Fprintf(b, "</osm>\n")
	return b.Flush()
}

func xmlTags(b *bufio.Writer, tags []salient.Tag) {
	for _, t := range tags {
		b.WriteString(`<tag k="`)
		_ = xml.EscapeText(b, []byte(t.Key)) // a buffer's error comes from Flush
		b.WriteString(`" v="`)
		_ = xml.EscapeText(b, []byte(t.Value))
		b.WriteString(`"/>`)
	}
}

// GeoJSON writes the extract's ways as a FeatureCollection of LineStrings.
func (e Extract) GeoJSON(w io.Writer) error {
	b := bufio.NewWriter(w)
	at := make(map[int64]geo.Point, len(e.Nodes))
	for _, n := range e.Nodes {
		at[n.ID] = n.At
	}
	b.WriteString("{\"type\":\"FeatureCollection\",\"features\":[")
	for i, x := range e.Ways {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(b, "\n{\"type\":\"Feature\",\"id\":\"way/%d\",\"properties\":{", x.ID)
		for k, t := range x.Tags {
			if k > 0 {
				b.WriteByte(',')
			}
			key, _ := json.Marshal(t.Key) // strings always encode
			value, _ := json.Marshal(t.Value)
			fmt.Fprintf(b, "%s:%s", key, value)
		}
		b.WriteString("},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[")
		for k, r := range x.Refs {
			if k > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(b, "[%.7f,%.7f]", at[r].Lon, at[r].Lat)
		}
		b.WriteString("]}}")
	}
	b.WriteString("\n]}\n")
	return b.Flush()
}
