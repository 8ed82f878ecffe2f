// Package store is the port to a case's database: a ledger that is only appended to, and
// tables that are functions of it. What a backend must do is written down as a test,
// internal/store/storetest. The pure part that backends share is here: what the bytes of an
// entry and a chunk are (Change.Payload, Header, ChunkWriter), how they are hashed into a
// chain (Leaf.Hash, Header.Hash), and what a change makes of a table (Tabulate).
//
// # The chain
//
// An entry has leaves: leaf 0 is who and why, leaves 1, 2 … are its changes in order. A
// leaf's hash is the SHA-256 of 32 random bytes, its salt, followed by its payload. The
// entry's hash is the SHA-256 of a header of text lines (Header.Text), which names the hash
// of the entry before, and the hash of the entry's leaf hashes.
//
// The chain is headers and leaf hashes; salts and payloads lie apart. So a payload can be
// destroyed with its salt, and the chain still verifies; and nobody who has only the hash
// can try guesses against it, because the salt is gone.
//
// Nothing here does I/O beyond the readers and writers that it is handed.
package store
