package store

import (
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"math"

	"github.com/klauspost/compress/zstd"

	"github.com/salient-osint/salient"
)

// ChunkAbove is how many changes an entry may have before their leaves go to a chunk.
const ChunkAbove = 1000

// A chunk is the magic, then blocks. A block is its head (three big-endian 32-bit numbers:
// N of its first leaf, length before compression, length after) and a zstd frame. What is
// compressed are leaves: N as a varint, the salt, the payload's length as a varint, the
// payload. N grows through the whole chunk; forgotten leaves are missing.
const (
	chunkMagic = "salient chunk 1\n"
	blockHead  = 12
	blockCut   = 256 << 10          // a block is closed when it has reached this
	blockMax   = MaxPayload * 3 / 2 // no block is longer: bounds what a reader unpacks
)

// ChunkWriter writes a chunk: the same leaves give the same bytes with one version of the
// compressor. After an error it is of no further use.
type ChunkWriter struct {
	w     io.Writer
	z     *zstd.Encoder
	block []byte
	first int // N of the block's first leaf
	last  int // N of the leaf before
}

// NewChunkWriter begins a chunk.
func NewChunkWriter(w io.Writer) (*ChunkWriter, error) {
	z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(true))
	if err != nil {
		return nil, fmt.Errorf("begin chunk: %w", err)
	}
	_, err = io.WriteString(w, chunkMagic)
	return &ChunkWriter{w: w, z: z, last: -1}, err
}

// Add writes the next leaf, whose N must be above the last one's.
func (c *ChunkWriter) Add(l Leaf) error {
	if l.N <= c.last || l.N > math.MaxInt32 || len(l.Payload) > MaxPayload {
		return fmt.Errorf("leaf %d of %d bytes after leaf %d doesn't fit a chunk: %w", l.N, len(l.Payload), c.last, salient.ErrInvalid)
	}
	if len(c.block) == 0 {
		c.first = l.N
	}
	c.block = binary.AppendUvarint(c.block, uint64(l.N))
	c.block = append(c.block, l.Salt[:]...)
	c.block = binary.AppendUvarint(c.block, uint64(len(l.Payload)))
	c.block = append(c.block, l.Payload...)
	c.last = l.N
	if len(c.block) >= blockCut {
		return c.flush()
	}
	return nil
}

func (c *ChunkWriter) flush() error {
	if len(c.block) == 0 {
		return nil
	}
	out := make([]byte, blockHead, blockHead+len(c.block)/2)
	out = c.z.EncodeAll(c.block, out)
	binary.BigEndian.PutUint32(out[0:], uint32(c.first))
	binary.BigEndian.PutUint32(out[4:], uint32(len(c.block)))
	binary.BigEndian.PutUint32(out[8:], uint32(len(out)-blockHead))
	c.block = c.block[:0]
	_, err := c.w.Write(out)
	return err
}

// Close writes what is left. It doesn't close the writer below.
func (c *ChunkWriter) Close() error {
	err := c.flush()
	if zerr := c.z.Close(); err == nil {
		err = zerr
	}
	return err
}

// Chunk reads a chunk, for one goroutine. What isn't a chunk is salient.ErrDamaged; never
// more than one block is unpacked at a time, and none that claims more than the limit.
type Chunk struct {
	r      io.ReaderAt
	z      *zstd.Decoder
	blocks []block
	held   int // index of the block in leaves, -1 if none
	leaves []Leaf
}

type block struct {
	at     int64 // of the frame
	first  int
	raw    int
	packed int
}

// ReadChunk reads the heads of a chunk's blocks.
func ReadChunk(r io.ReaderAt, size int64) (*Chunk, error) {
	magic := make([]byte, len(chunkMagic))
	if _, err := r.ReadAt(magic, 0); err != nil && err != io.EOF || string(magic) != chunkMagic {
		return nil, damagedChunk("it doesn't begin as one")
	}
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(blockMax))
	if err != nil {
		return nil, fmt.Errorf("read chunk: %w", err)
	}
	c := &Chunk{r: r, z: z, held: -1}
	for at := int64(len(chunkMagic)); at < size; {
		b, err := readBlockHead(r, at, size)
		if err != nil {
			return nil, err
		}
		if n := len(c.blocks); n > 0 && b.first <= c.blocks[n-1].first {
			return nil, damagedChunk("blocks out of order")
		}
		c.blocks = append(c.blocks, b)
		at = b.at + int64(b.packed)
	}
	return c, nil
}

func readBlockHead(r io.ReaderAt, at, size int64) (block, error) {
	var head [blockHead]byte
	if n, err := r.ReadAt(head[:], at); n < blockHead {
		return block{}, fmt.Errorf("chunk ends within the head of a block: %w (%w)", salient.ErrDamaged, err)
	}
	b := block{
		at:     at + blockHead,
		first:  int(binary.BigEndian.Uint32(head[0:])),
		raw:    int(binary.BigEndian.Uint32(head[4:])),
		packed: int(binary.BigEndian.Uint32(head[8:])),
	}
	if b.raw > blockMax || int64(b.packed) > size-b.at || b.first > math.MaxInt32 {
		return block{}, damagedChunk("a block is longer than it can be")
	}
	return b, nil
}

func damagedChunk(what string) error { return fmt.Errorf("chunk: %s: %w", what, salient.ErrDamaged) }

// Close frees what unpacking needs. It doesn't close the reader below.
func (c *Chunk) Close() { c.z.Close() }

// Leaves yields the leaves that are left, in order. The bytes of a payload are the
// caller's until the next one.
func (c *Chunk) Leaves() iter.Seq2[Leaf, error] {
	return func(yield func(Leaf, error) bool) {
		for i := range c.blocks {
			if err := c.unpack(i); err != nil {
				yield(Leaf{}, err)
				return
			}
			for _, l := range c.leaves {
				if !yield(l, nil) {
					return
				}
			}
		}
	}
}

// Leaf finds a leaf; ok is false if it isn't in the chunk.
func (c *Chunk) Leaf(n int) (l Leaf, ok bool, err error) {
	i := len(c.blocks) - 1
	for i >= 0 && c.blocks[i].first > n {
		i--
	}
	if i < 0 {
		return Leaf{}, false, nil
	}
	if err := c.unpack(i); err != nil {
		return Leaf{}, false, err
	}
	for _, l := range c.leaves {
		if l.N == n {
			return l, true, nil
		}
	}
	return Leaf{}, false, nil
}

// unpack reads block i into leaves, unless it is there.
func (c *Chunk) unpack(i int) error {
	if c.held == i {
		return nil
	}
	c.held = -1
	b := c.blocks[i]
	packed := make([]byte, b.packed)
	if n, err := c.r.ReadAt(packed, b.at); n < len(packed) {
		return fmt.Errorf("chunk ends within a block: %w (%w)", salient.ErrDamaged, err)
	}
	raw, err := c.z.DecodeAll(packed, make([]byte, 0, min(b.raw, 2*blockCut)))
	if err != nil || len(raw) != b.raw {
		return damagedChunk("a block doesn't unpack to what its head says")
	}
	c.leaves, err = parseLeaves(raw)
	if err != nil {
		return err
	}
	end := math.MaxInt
	if i+1 < len(c.blocks) {
		end = c.blocks[i+1].first
	}
	if len(c.leaves) == 0 || c.leaves[0].N != b.first || c.leaves[len(c.leaves)-1].N >= end {
		return damagedChunk("a block holds other leaves than its head says")
	}
	c.held = i
	return nil
}

func parseLeaves(raw []byte) ([]Leaf, error) {
	var out []Leaf
	last := -1
	for len(raw) > 0 {
		n, w := binary.Uvarint(raw)
		if w <= 0 || n > math.MaxInt32 || int(n) <= last || len(raw) < w+len(Salt{}) {
			return nil, damagedChunk("a leaf's number or salt")
		}
		l := Leaf{N: int(n), Salt: Salt(raw[w : w+len(Salt{})])}
		raw = raw[w+len(Salt{}):]
		size, w := binary.Uvarint(raw)
		if w <= 0 || size > uint64(len(raw)-w) {
			return nil, damagedChunk("a leaf's length")
		}
		end := w + int(size)
		l.Payload, raw = raw[w:end:end], raw[end:]
		out, last = append(out, l), l.N
	}
	return out, nil
}
