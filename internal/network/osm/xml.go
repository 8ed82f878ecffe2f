package osm

import (
	"bufio"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/network"
)

// XMLVersion names this reader; another version may give other roads for the same file.
const XMLVersion = "osm-xml/1"

// XML reads the roads of an OpenStreetMap XML file (.osm). An object that is marked as deleted
// or invisible is left out.
func XML(ctx context.Context, f network.File, clip *geo.Box) (*network.Raw, error) {
	r := &xmlFile{ctx: ctx, f: f, raw: &network.Raw{ByID: true, Dropped: network.Tally{}}}
	if clip != nil {
		box := near(*clip)
		r.inside = []int64{}
		if err := r.scan(func(o object) error { return r.findInside(o, box) }); err != nil {
			return nil, err
		}
		slices.Sort(r.inside)
	}
	if err := r.scan(r.way); err != nil {
		return nil, err
	}
	r.raw.Points, r.ids = numbered(r.raw.Ways, r.refs)
	if err := r.scan(r.node); err != nil {
		return nil, err
	}
	return r.raw, nil
}

type xmlFile struct {
	ctx    context.Context // of XML: a scan has one for all its objects
	f      network.File
	raw    *network.Raw
	inside []int64 // nodes in the box or near it, sorted; nil if there is no box
	refs   [][]int64
	ids    []int64 // as of pbf
	points int
	read   int
}

// object is a node, a way or a relation.
type object struct {
	kind   string
	id     int64
	at     geo.Point
	placed bool // it has a latitude and a longitude
	gone   bool // deleted or invisible
	refs   []int64
	tags   []salient.Tag
}

func (r *xmlFile) findInside(o object, box geo.Box) error {
	if o.kind == "node" && o.placed && box.Has(o.at) {
		r.inside = append(r.inside, o.id)
	}
	if len(r.inside) > 2*network.MaxPoints {
		return network.TooMuch()
	}
	return nil
}

func (r *xmlFile) way(o object) error {
	if r.raw.Objects++; r.raw.Objects%1000 == 0 {
		r.f.Step(r.raw.Objects)
	}
	if o.kind != "way" || o.gone {
		return nil
	}
	why, ok := network.IsRoad(o.tags)
	if ok && r.inside != nil && !isFerry(o.tags) && !(&pbf{inside: r.inside}).anyInside(o.refs) {
		why, ok = network.BeyondBox, false
	}
	if !ok {
		r.raw.Dropped.Add(why, wayID(o.id))
		return nil
	}
	r.raw.Ways = append(r.raw.Ways, network.Way{ID: wayID(o.id), Tags: o.tags})
	r.refs = append(r.refs, o.refs)
	if r.points += len(o.refs); len(r.raw.Ways) > network.MaxWays || r.points > network.MaxPoints {
		return network.TooMuch()
	}
	return nil
}

func (r *xmlFile) node(o object) error {
	at, ok := slices.BinarySearch(r.ids, o.id)
	if o.kind != "node" || o.gone || !ok {
		return nil
	}
	if !o.placed {
		return &network.Fault{What: fmt.Sprintf("node %d: expected its lat and lon", o.id)}
	}
	if !o.at.Valid() {
		return &network.Fault{What: fmt.Sprintf("node %d: %v", o.id, network.Outside("", o.at))}
	}
	r.raw.Points[at] = o.at
	if network.IsSpot(o.tags) {
		r.raw.Spots = append(r.raw.Spots, network.Spot{ID: "node/" + strconv.FormatInt(o.id, 10), Point: int32(at), Tags: o.tags})
	}
	return nil
}

// scan reads the file from end to end.
func (r *xmlFile) scan(each func(object) error) (err error) {
	file, err := r.f.Open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	from := &watched{r: file}
	in := bufio.NewReaderSize(from, 1<<20)
	head, err := in.Peek(512)
	if len(head) == 0 || network.Looks(head) != "XML" {
		return errors.Join(notEnd(err), network.Unlike("OpenStreetMap XML", head))
	}
	s := scanner{from: from, dec: xml.NewDecoder(in), words: network.Words{}}
	if err := s.root(); err != nil {
		return s.fault(err)
	}
	for {
		if r.read++; r.read%1000 == 0 && r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		o, err := s.object()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = each(o)
		}
		if err != nil {
			return s.fault(err)
		}
	}
}

// watched remembers what went wrong in reading the file itself.
type watched struct {
	r   io.Reader
	err error
}

func (w *watched) Read(b []byte) (int, error) {
	n, err := w.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// scanner reads the elements below <osm>.
type scanner struct {
	from  *watched
	dec   *xml.Decoder
	words network.Words
}

// fault says where in the file an error is; errors of reading stay what they are.
func (s *scanner) fault(err error) error {
	var f *network.Fault
	var syntax *xml.SyntaxError
	var what string
	switch {
	case errors.As(err, &f):
		what = f.What
	case errors.As(err, &syntax) && syntax.Msg != "unexpected EOF":
		what = "XML: " + syntax.Msg
	case syntax != nil, errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		what = "the file ends too early"
	case s.from.err != nil:
		return err
	default: // of the decoder: a version or an encoding that it doesn't know
		what = "XML: " + strings.TrimPrefix(err.Error(), "xml: ")
	}
	line, column := s.dec.InputPos()
	return &network.Fault{Line: line, Column: column, What: what}
}

// root finds <osm>.
func (s *scanner) root() error {
	for {
		t, err := s.dec.Token()
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok {
			if e.Name.Local != "osm" {
				return &network.Fault{What: fmt.Sprintf("expected <osm>, not <%.40s>", e.Name.Local)}
			}
			return nil
		}
	}
}

// object reads the next node, way or relation; io.EOF behind </osm>.
func (s *scanner) object() (object, error) {
	for {
		t, err := s.dec.Token()
		if errors.Is(err, io.EOF) {
			return object{}, io.ErrUnexpectedEOF
		}
		if err != nil {
			return object{}, err
		}
		switch e := t.(type) {
		case xml.EndElement:
			return object{}, io.EOF // of <osm>: others are passed below
		case xml.StartElement:
			switch e.Name.Local {
			case "node", "way", "relation":
				return s.read(e)
			}
			if err := s.dec.Skip(); err != nil {
				return object{}, err
			}
		}
	}
}

func (s *scanner) read(e xml.StartElement) (object, error) {
	o := object{kind: e.Name.Local}
	if err := o.attributes(e); err != nil {
		return o, err
	}
	for {
		t, err := s.dec.Token()
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return o, err
		}
		switch e := t.(type) {
		case xml.EndElement:
			o.tags = network.SortTags(o.tags)
			return o, nil
		case xml.StartElement:
			if err := s.child(&o, e); err != nil {
				return o, err
			}
			if err := s.dec.Skip(); err != nil {
				return o, err
			}
		}
	}
}

func (o *object) attributes(e xml.StartElement) error {
	var lat, lon, id string
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "id":
			id = a.Value
		case "lat":
			lat = a.Value
		case "lon":
			lon = a.Value
		case "visible":
			o.gone = o.gone || a.Value == "false"
		case "action":
			o.gone = o.gone || a.Value == "delete"
		}
	}
	var err error
	if o.id, err = strconv.ParseInt(id, 10, 64); err != nil {
		return &network.Fault{What: fmt.Sprintf("<%s>: id %.40q: expected a whole number", o.kind, id)}
	}
	if lat == "" && lon == "" {
		return nil
	}
	y, err1 := strconv.ParseFloat(lat, 64)
	x, err2 := strconv.ParseFloat(lon, 64)
	if err1 != nil || err2 != nil {
		return &network.Fault{What: fmt.Sprintf("<%s id=\"%d\">: lat %.40q, lon %.40q: expected degrees", o.kind, o.id, lat, lon)}
	}
	o.at, o.placed = geo.Point{Lon: x, Lat: y}, true
	return nil
}

// child takes a <nd> or a <tag>.
func (s *scanner) child(o *object, e xml.StartElement) error {
	attr := func(name string) string {
		for _, a := range e.Attr {
			if a.Name.Local == name {
				return a.Value
			}
		}
		return ""
	}
	switch e.Name.Local {
	case "nd":
		ref, err := strconv.ParseInt(attr("ref"), 10, 64)
		if err != nil {
			return &network.Fault{What: fmt.Sprintf("way %d: <nd ref=%.40q>: expected a node's id", o.id, attr("ref"))}
		}
		o.refs = append(o.refs, ref)
	case "tag":
		o.tags = append(o.tags, salient.Tag{Key: s.words.Of([]byte(attr("k"))), Value: s.words.Of([]byte(attr("v")))})
	}
	return nil
}
