// Package ingest is the port to decoders: what makes a document of a file. A Reader looks at
// a file's first bytes, hands it to the Decoder or Unpacker of its kind, and yields an Item for
// every document in it: one for a report, many for an archive. Decoders are packages below
// this one; each parses one family of formats and knows nothing of cases.
//
// # Text layers
//
// A text layer is one string: Unicode NFC, lines ending in LF, a form feed (U+000C) where a
// page ends, in logical order whatever the direction of the script. Offsets into it are
// counted in Unicode code points. Its name is the SHA-256 of its UTF-8 bytes; beside it stands
// which extractor made it, with its version, as another may read the same file otherwise.
//
// # Hostile files
//
// Files come from strangers. Nothing in one is run, no address in it is fetched, and no name
// in it is used as a path. Reading is bounded in depth, members, bytes and time (Limits); what
// exceeds a bound, isn't what its name says, is encrypted or cut off is one error, which
// wraps salient.ErrInvalid and says in words what is wrong.
package ingest
