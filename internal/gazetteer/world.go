package gazetteer

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

//go:generate go run gen_world.go ../../../shared/data/geonames-cities1000 package/countries-10m.json

// worldTable is made by gen_world.go; origin and licence of its rows are in NOTICE.
//
//go:embed world.tsv.zst
var worldTable []byte

// World is the gazetteer inside the program: countries with their names in eight languages,
// divisions of the first level, capitals and settlements above 15,000 people. Its index is
// kept in the folder cache; with "" nothing is kept.
func World(cache string) (*Gazetteer, error) {
	sum := sha256.Sum256(worldTable)
	return cached(cache, hex.EncodeToString(sum[:]), func() (*Gazetteer, error) {
		z, err := zstd.NewReader(nil)
		if err != nil {
			return nil, err
		}
		defer z.Close()
		b, err := z.DecodeAll(worldTable, nil)
		if err != nil {
			return nil, fmt.Errorf("unpack the world gazetteer: %w", err)
		}
		t := newTables()
		t.read("world.tsv", b)
		return t.build()
	})
}
