-- Files that documents are read with: gazetteers and patterns. What follows from them is a cache.

CREATE TABLE lexicons (
	"id" TEXT PRIMARY KEY NOT NULL,
	"name" TEXT NOT NULL,
	"type" TEXT NOT NULL,
	"reader" TEXT NOT NULL,
	"file" TEXT NOT NULL,
	"sha256" TEXT NOT NULL,
	"licence" TEXT NOT NULL,
	"sensitivity" TEXT NOT NULL,
	"note" TEXT NOT NULL,
	extra TEXT NOT NULL,
	entry INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
