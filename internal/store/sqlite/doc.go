// Package sqlite keeps a case in a folder, with SQLite: it is a backend of store.DB.
//
//	case.db     ledger and tables
//	chunks/     the changes of large entries, compressed
//	originals/  bytes kept by their SHA-256 (internal/original/dir; only backed up here)
//	cache.db    answers that can be computed again; may be deleted at any time
//
// Any number of programs may open a case at once; one writes at a time, the others wait.
// docs/ledger.md describes the formats, and says what Verify proves.
//
// Beside the port there are Backup and Restore, which make one file of the folder and the
// folder of one file.
package sqlite
