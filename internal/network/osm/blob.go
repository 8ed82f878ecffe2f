package osm

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"

	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"github.com/salient-osint/salient/internal/network"
)

// Bounds of the format's own definition.
const (
	maxHeader = 64 << 10
	maxBlob   = 32 << 20
)

// blob is one packed part of a file.
type blob struct {
	at     int64 // its first byte in the file
	number int
	kind   string // OSMHeader, OSMData, or one to be skipped
	data   []byte
}

func (b blob) fault(err error) error {
	var f *network.Fault
	if errors.As(err, &f) {
		return &network.Fault{At: fmt.Sprintf("blob at byte %d", b.at), What: f.What}
	}
	return &network.Fault{At: fmt.Sprintf("blob at byte %d", b.at), What: err.Error()}
}

// blobs reads a file blob by blob.
type blobs struct {
	r      *bufio.Reader
	at     int64
	number int
}

// next gives the next blob; io.EOF at the end.
func (s *blobs) next() (blob, error) {
	b := blob{at: s.at, number: s.number}
	var size [4]byte
	if _, err := io.ReadFull(s.r, size[:]); err != nil {
		if errors.Is(err, io.EOF) && s.number > 0 {
			return b, io.EOF
		}
		return b, s.cut(b, err)
	}
	n := binary.BigEndian.Uint32(size[:])
	if n > maxHeader {
		return b, b.fault(fmt.Errorf("expected a blob's header of at most %d bytes, not %d", maxHeader, n))
	}
	head := make([]byte, n)
	if _, err := io.ReadFull(s.r, head); err != nil {
		return b, s.cut(b, err)
	}
	length := int64(-1)
	w := wire{b: head}
	for f, ok := w.next(); ok; f, ok = w.next() {
		switch f.number {
		case 1:
			b.kind = string(f.bytes)
		case 3:
			length = int64(f.varint)
		}
	}
	if w.err != nil || b.kind == "" || length < 0 || length > maxBlob {
		return b, b.fault(errors.New("expected a blob's header: its type, and its length of at most 32 MiB"))
	}
	b.data = make([]byte, length)
	if _, err := io.ReadFull(s.r, b.data); err != nil {
		return b, s.cut(b, err)
	}
	s.at += 4 + int64(n) + length
	s.number++
	return b, nil
}

// cut is the fault of a file that ends within a blob; errors of reading stay what they are.
func (s *blobs) cut(b blob, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return b.fault(errors.New("the file ends within the blob"))
	}
	return err
}

// unpacker unpacks blobs, keeping its space from one to the next.
type unpacker struct {
	zlib io.ReadCloser
	zstd *zstd.Decoder
	out  []byte
}

// unpack gives a blob's message, which belongs to the unpacker until the next call.
func (u *unpacker) unpack(data []byte) ([]byte, error) {
	w := wire{b: data}
	var packed []byte
	how, size := 0, uint64(0)
	for f, ok := w.next(); ok; f, ok = w.next() {
		switch f.number {
		case 2:
			size = f.varint
		case 1, 3, 4, 5, 6, 7:
			how, packed = f.number, f.bytes
		}
	}
	switch {
	case w.err != nil:
		return nil, w.err
	case size > maxBlob:
		return nil, fmt.Errorf("a blob of %d bytes: expected at most 32 MiB", size)
	}
	switch how {
	case 1:
		return packed, nil
	case 3:
		return u.inflate(packed, int(size))
	case 7:
		return u.unzstd(packed)
	}
	return nil, errors.New("expected a blob packed with zlib or zstd, or not at all")
}

func (u *unpacker) inflate(packed []byte, size int) ([]byte, error) {
	in := bytes.NewReader(packed)
	var err error
	if u.zlib == nil {
		u.zlib, err = zlib.NewReader(in)
	} else {
		err = u.zlib.(zlib.Resetter).Reset(in, nil)
	}
	if err != nil {
		return nil, err
	}
	u.out = slices.Grow(u.out[:0], min(size, 16*len(packed)+1024)+1)
	for {
		if len(u.out) == cap(u.out) {
			u.out = slices.Grow(u.out, len(u.out)+512)
		}
		n, err := u.zlib.Read(u.out[len(u.out):cap(u.out)])
		u.out = u.out[:len(u.out)+n]
		switch {
		case len(u.out) > size:
			return nil, fmt.Errorf("the blob unpacks to more than the %d bytes that it says", size)
		case errors.Is(err, io.EOF):
			return u.out, nil
		case err != nil:
			return nil, err
		}
	}
}

func (u *unpacker) unzstd(packed []byte) (out []byte, err error) {
	if u.zstd == nil {
		u.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxBlob))
		if err != nil {
			return nil, err
		}
	}
	u.out, err = u.zstd.DecodeAll(packed, u.out[:0])
	return u.out, err
}

func (u *unpacker) close() {
	if u.zstd != nil {
		u.zstd.Close()
	}
}

// job is a blob being worked on, and what came of it.
type job[T any] struct {
	blob
	out  T
	err  error
	done chan struct{}
}

// pass reads a file from end to end: work is called for each blob of data that wanted says
// yes to, by as many goroutines as there are processors, each with a worker of its own; take
// for what came of it, in the order of blobs. It returns when all goroutines have ended.
func pass[T any](ctx context.Context, f network.File, wanted func(number int) bool, worker func() func(message []byte) (T, error), take func(blob, T) error) (err error) {
	file, err := f.Open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	workers := runtime.GOMAXPROCS(0)
	jobs, order := make(chan *job[T]), make(chan *job[T], workers)
	var group sync.WaitGroup
	defer group.Wait()
	defer stop() // before waiting
	var reading error
	group.Go(func() {
		defer close(jobs)
		defer close(order)
		reading = feed(ctx, file, wanted, jobs, order)
	})
	for range workers {
		group.Go(func() { // ends when jobs is closed
			var u unpacker
			defer u.close()
			work := worker()
			for j := range jobs {
				message, err := u.unpack(j.data)
				if err == nil {
					j.out, err = work(message)
				}
				j.err = err
				close(j.done)
			}
		})
	}
	for j := range order {
		<-j.done
		switch {
		case j.err != nil && ctx.Err() != nil:
			return ctx.Err()
		case j.err != nil:
			return j.fault(j.err)
		}
		if err := take(j.blob, j.out); err != nil {
			return err
		}
	}
	return reading
}

// feed hands out the blobs of a file, each first to whoever takes results in order.
func feed[T any](ctx context.Context, file io.Reader, wanted func(int) bool, jobs, order chan<- *job[T]) error {
	s := blobs{r: bufio.NewReaderSize(file, 1<<20)}
	for {
		b, err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if b.kind == "OSMHeader" {
			if err := checkHeader(b); err != nil {
				return err
			}
		} else if b.number == 0 {
			return b.fault(errors.New("expected the file's header first"))
		}
		if b.kind != "OSMData" || !wanted(b.number) {
			continue
		}
		j := &job[T]{blob: b, done: make(chan struct{})}
		for _, to := range []chan<- *job[T]{order, jobs} {
			select {
			case to <- j:
			case <-ctx.Done():
				j.err = ctx.Err()
				close(j.done)
				return ctx.Err()
			}
		}
	}
}

// checkHeader refuses a file that needs what isn't understood.
func checkHeader(b blob) error {
	var u unpacker
	defer u.close()
	message, err := u.unpack(b.data)
	if err != nil {
		return b.fault(err)
	}
	w := wire{b: message}
	for f, ok := w.next(); ok; f, ok = w.next() {
		if need := string(f.bytes); f.number == 4 && need != "OsmSchema-V0.6" && need != "DenseNodes" {
			return b.fault(fmt.Errorf("the file needs %.80q, which isn't understood", need))
		}
	}
	if w.err != nil {
		return b.fault(w.err)
	}
	return nil
}
