-- Files of roads: which original, and how it is read. The roads themselves are a cache.

CREATE TABLE networks (
	"id" TEXT PRIMARY KEY NOT NULL,
	"name" TEXT NOT NULL,
	"format" TEXT NOT NULL,
	"reader" TEXT NOT NULL,
	"file" TEXT NOT NULL,
	"sha256" TEXT NOT NULL,
	"snap_m" TEXT NOT NULL,
	"clip" TEXT NOT NULL,
	"limits" TEXT NOT NULL,
	"licence" TEXT NOT NULL,
	"sensitivity" TEXT NOT NULL,
	"note" TEXT NOT NULL,
	extra TEXT NOT NULL,
	entry INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
