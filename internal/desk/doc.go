// Package desk is where the command line, the API and the pages meet: every user action is
// a method here, once, with its validation and its one transaction. Formats bring Lines in
// and take rows out; desk decides what is valid, which id means what, what has changed and
// what may be shown.
//
// A View is a case at one cut (known by a day, recorded by an entry) together with what the
// engines answer for it, each worked out once, when it is first asked for.
package desk

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/network"
	"github.com/salient-osint/salient/internal/original"
	"github.com/salient-osint/salient/internal/store"
)

// Desk works on one case.
type Desk struct {
	DB         store.DB
	Originals  original.Store
	Now        func() time.Time
	Log        *slog.Logger      // nil: nothing is logged
	Formats    map[string]Format // readers of networks, by salient.Network.Format
	Gazetteers Gazetteers        // of places beside the case's own; nil: none
	Model      Model             // that may be asked for candidates; nil: none
	Ingest     ingest.Reader     // reads documents; without decoders none can be brought in
	Tables     TableReader       // reads tables; nil: they are documents and no more

	mu       sync.Mutex
	views    map[viewKey]*View // the latest few, so that a page after a page is quick
	order    []viewKey
	packed   map[string]*network.Packed // the roads of networks, by their key in the cache
	soon     *View                      // the one that answers while its twin learns
	learning sync.WaitGroup             // what learns in the background

	readings readings // what was read in documents
	asking   sync.Map // documents that the model is being asked about, by id

	seen uint64 // up to which entry View has looked for what was forgotten
}

// New returns a desk over a case's database and originals. now is the clock that dates
// what analysts decide.
func New(db store.DB, originals original.Store, now func() time.Time) *Desk {
	return &Desk{DB: db, Originals: originals, Now: now, views: map[viewKey]*View{}}
}

// Close waits for what is being learned, and closes the case.
func (d *Desk) Close() error {
	d.learning.Wait()
	return d.DB.Close()
}

// Head is the newest entry of the ledger.
func (d *Desk) Head(ctx context.Context) (store.Entry, error) {
	var head store.Entry
	err := d.DB.View(ctx, func(r store.Reader) (err error) {
		head, err = r.Head()
		return err
	})
	return head, err
}
