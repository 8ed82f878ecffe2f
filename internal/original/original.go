// Package original is the port to the originals of a case: bytes kept by their SHA-256,
// written once, never changed.
package original

import (
	"context"
	"io"
)

// File is an open original.
type File interface {
	io.ReadSeekCloser
	io.ReaderAt
}

// Store keeps originals.
type Store interface {
	// Put keeps what r holds and returns its SHA-256 in hex and its size. The same bytes
	// twice are one original. When Put returns nil the bytes survive the machine losing
	// power; if it fails nothing is kept.
	Put(ctx context.Context, r io.Reader) (sum string, size int64, err error)
	// Open reads an original; salient.ErrNotFound if it isn't held. What is read from its
	// beginning to its end without seeking is checked against its SHA-256.
	Open(ctx context.Context, sum string) (File, error)
	// Has reports whether an original is held.
	Has(ctx context.Context, sum string) (bool, error)
	// Sums lists what is held, sorted.
	Sums(ctx context.Context) ([]string, error)
	// Verify reads every original and lists those whose bytes don't match their name.
	Verify(ctx context.Context) (bad []string, err error)
	// Destroy removes an original for good; salient.ErrNotFound if it isn't held.
	Destroy(ctx context.Context, sum string) error
}
