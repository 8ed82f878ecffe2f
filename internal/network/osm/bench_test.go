package osm_test

import (
	"bytes"
	"context"
	"io"
	"testing"

	"github.com/salient-osint/salient/internal/bench/extract"
	"github.com/salient-osint/salient/internal/bench/net"
	"github.com/salient-osint/salient/internal/network"
	"github.com/salient-osint/salient/internal/network/osm"
)

func fileOf(b []byte) network.File {
	return network.File{Name: "made up", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
}

// BenchmarkPBF reads a file of 6.2 million objects, four fifths of which are nodes that are on
// no road, as in a real extract.
func BenchmarkPBF(b *testing.B) {
	n := net.New(net.Large(3600))
	e := extract.OfNet(n)
	for i := range 4_700_000 {
		e.Nodes = append(e.Nodes, extract.Node{ID: int64(10_000_000 + i), At: n.Nodes[i%len(n.Nodes)]})
	}
	var file bytes.Buffer
	if err := e.PBF(&file); err != nil {
		b.Fatal(err)
	}
	objects := len(e.Nodes) + len(e.Ways)
	b.ResetTimer()
	for b.Loop() {
		raw, err := osm.PBF(context.Background(), fileOf(file.Bytes()), nil)
		if err != nil || raw.Objects != objects {
			b.Fatalf("PBF read %v objects, %v; want %d", raw.Objects, err, objects)
		}
	}
	b.ReportMetric(float64(objects)/b.Elapsed().Seconds()*float64(b.N), "objects/s")
}

// BenchmarkNetwork makes the network of the large net's file, and packs it, as an import does.
func BenchmarkNetwork(b *testing.B) {
	s := net.Large(3600)
	s.Days = 1
	var file bytes.Buffer
	if err := extract.OfNet(net.New(s)).PBF(&file); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		raw, err := osm.PBF(context.Background(), fileOf(file.Bytes()), nil)
		if err != nil {
			b.Fatal(err)
		}
		n, report := network.Build(raw, network.Options{Network: "large"})
		b.ReportMetric(float64(len(n.Pack())), "bytes")
		b.ReportMetric(float64(report.Roads), "roads")
	}
}
