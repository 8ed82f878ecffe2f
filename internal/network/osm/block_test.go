package osm

import (
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/network"
)

// FuzzBlock reads unpacked messages, which a fuzzer can't reach through zlib.
func FuzzBlock(f *testing.F) {
	f.Add([]byte("\x0a\x12\x0a\x00\x0a\x07highway\x0a\x05trunk\x12\x0e\x1a\x0c\x08\x01\x12\x01\x01\x1a\x01\x02B\x02\x02\x02"))
	f.Add([]byte("\x0a\x02\x0a\x00\x12\x10\x12\x0e\x0a\x02\x02\x02\x42\x02\x02\x02\x4a\x02\x02\x02\x52\x00"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		r := &pbf{raw: &network.Raw{}, ids: []int64{1, 2, 5}}
		_, _ = r.waysOf(b, network.Words{})
		_, _ = r.place(b)
		_, _ = eachNode(b, func(_ int64, _ geo.Point, tags func() ([]salient.Tag, error)) error {
			_, err := tags()
			return err
		})
	})
}

func TestCoordinatesAreExact(t *testing.T) {
	b := block{granularity: 100}
	for text, v := range map[float64]int64{34.5064567: 345064567, -0.0000001: -1, 179.9999999: 1799999999, -89.1234568: -891234568} {
		if got := b.degrees(0, v); got != text {
			t.Errorf("degrees(%d) = %v, want %v, as XML has it", v, got, text)
		}
	}
	b.granularity = 1
	if got := b.degrees(5, 1<<62); got <= 180 {
		t.Errorf("degrees of a number that overflows = %v, want one off the Earth", got)
	}
}
