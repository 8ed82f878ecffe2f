package osm

import (
	"encoding/binary"
	"errors"
)

// errWire is bytes that are no protobuf message, or not the one expected.
var errWire = errors.New("broken protobuf message")

// wire reads the fields of a protobuf message.
type wire struct {
	b   []byte
	err error
}

// field is one field of a message: a number or bytes, by its type.
type field struct {
	number int
	varint uint64
	bytes  []byte // of a message, a string or packed numbers; nil for a number
}

// next gives the next field; ok is false at the end, or where the bytes are broken.
func (w *wire) next() (f field, ok bool) {
	if len(w.b) == 0 || w.err != nil {
		return field{}, false
	}
	tag := w.uvarint()
	f.number = int(tag >> 3)
	switch tag & 7 {
	case 0:
		f.varint = w.uvarint()
	case 1:
		f.bytes = w.take(8)
	case 2:
		f.bytes = w.take(w.uvarint())
	case 5:
		f.bytes = w.take(4)
	default:
		w.err = errWire
	}
	if tag>>3 == 0 || tag>>3 > 1<<29 {
		w.err = errWire
	}
	return f, w.err == nil
}

func (w *wire) take(n uint64) []byte {
	if n > uint64(len(w.b)) {
		w.err = errWire
		return nil
	}
	out := w.b[:n:n]
	w.b = w.b[n:]
	return out
}

func (w *wire) uvarint() uint64 {
	if len(w.b) > 0 && w.b[0] < 0x80 {
		v := uint64(w.b[0])
		w.b = w.b[1:]
		return v
	}
	v, n := binary.Uvarint(w.b)
	if n <= 0 {
		w.err, w.b = errWire, nil
		return 0
	}
	w.b = w.b[n:]
	return v
}

// svarint is a zigzag number.
func (w *wire) svarint() int64 {
	u := w.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

// more reports whether packed numbers are left.
func (w *wire) more() bool { return len(w.b) > 0 && w.err == nil }
