-- The ledger: headers and leaf hashes are the chain; payloads and chunks can be destroyed.

CREATE TABLE entries (
	seq     INTEGER PRIMARY KEY,
	at      TEXT NOT NULL,    -- RFC 3339, UTC, to the second
	changes INTEGER NOT NULL, -- leaves beside leaf 0
	forgets TEXT NOT NULL,    -- positions of the leaves that it destroyed: 12.0 12.7
	hash    BLOB NOT NULL
) STRICT;

CREATE TABLE leaves (
	seq  INTEGER NOT NULL REFERENCES entries DEFERRABLE INITIALLY DEFERRED,
	n    INTEGER NOT NULL,
	hash BLOB NOT NULL,
	PRIMARY KEY (seq, n)
) STRICT, WITHOUT ROWID;

-- Who and why of every entry (n = 0), and the changes of entries without a chunk.
CREATE TABLE payloads (
	seq  INTEGER NOT NULL,
	n    INTEGER NOT NULL,
	salt BLOB NOT NULL,
	body BLOB NOT NULL,
	PRIMARY KEY (seq, n),
	FOREIGN KEY (seq, n) REFERENCES leaves DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

-- The file in chunks/ that holds the changes of a large entry.
CREATE TABLE chunks (
	seq        INTEGER PRIMARY KEY REFERENCES entries DEFERRABLE INITIALLY DEFERRED,
	generation INTEGER NOT NULL, -- counts how often the file was written anew
	size       INTEGER NOT NULL,
	sha256     BLOB NOT NULL
) STRICT;

-- What the ledger and the tables must agree with.
CREATE TABLE state (
	one            INTEGER PRIMARY KEY CHECK (one = 1),
	seq            INTEGER NOT NULL, -- of the newest entry, 0 if none
	hash           BLOB NOT NULL,
	tables_version INTEGER NOT NULL, -- store.TablesVersion when the tables were made
	unclean        INTEGER NOT NULL  -- 1: something was forgotten, its bytes may still lie in the files
) STRICT;

INSERT INTO state VALUES (1, 0, zeroblob(32), 0, 0);

-- From here on: functions of the ledger.

CREATE TABLE revisions (
	kind    TEXT NOT NULL,
	id      TEXT NOT NULL,
	seq     INTEGER NOT NULL,
	n       INTEGER NOT NULL,
	removed INTEGER NOT NULL,
	PRIMARY KEY (kind, id, seq, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
	"key" TEXT PRIMARY KEY NOT NULL,
	"value" TEXT NOT NULL,
	extra TEXT NOT NULL,
	entry INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sources (
	"id" TEXT PRIMARY KEY NOT NULL,
	"name" TEXT NOT NULL,
	"kind" TEXT NOT NULL,
	"reliability" TEXT NOT NULL,
	"leaning" TEXT NOT NULL,
	"republishes" TEXT NOT NULL,
	"language" TEXT NOT NULL,
	"url" TEXT NOT NULL,
	"sensitivity" TEXT NOT NULL,
	"status" TEXT NOT NULL,
	"withdrawn_why" TEXT NOT NULL,
	"note" TEXT NOT NULL,
	extra TEXT NOT NULL,
	entry INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE actors (
	"id" TEXT PRIMARY KEY NOT NULL,
	"name" TEXT NOT NULL,
	"names" TEXT NOT NULL,
	"kind" TEXT NOT NULL,
	"echelon" TEXT NOT NULL,
	"sidc" TEXT NOT NULL,
	"begin" TEXT NOT NULL,
	"end" TEXT NOT NULL,
	"colour" TEXT NOT NULL,
	"sensitivity" TEXT NOT NULL,
	"note" TEXT NOT NULL,
	extra TEXT NOT NULL,
	entry INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE places (
	"id" TEXT PRIMARY KEY NOT NULL,
	"name" TEXT NOT NULL,
	"names" TEXT NOT NULL,
	"kind" TEXT NOT NULL,
	"parent" TEXT NOT NULL,
	"lon" TEXT NOT NULL,
	"lat" TEXT NOT NULL,
	"precision" TEXT NOT NULL,
	"population" TEXT NOT NULL,
	"pcode" TEXT NOT NULL,
	"geonameid" TEXT NOT NULL,
	"area" TEXT NOT NULL,
	"rear_of" TEXT NOT NULL,
	"sensitivity" TEXT NOT NULL,
	"note" TEXT NOT NULL,
	extra TEXT NOT NULL,
	lon_deg REAL,
	lat_deg REAL,
	entry INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE roads (
	"id" TEXT PRIMARY KEY NOT NULL,
	"name" TEXT NOT NULL,
	"class" TEXT NOT NULL,
	"oneway" TEXT NOT NULL,
	"speed_kmh" TEXT NOT NULL,
	"from" TEXT NOT NULL,
	"to" TEXT NOT NULL,
	"geometry" TEXT NOT NULL,
	"note" TEXT NOT NULL,
	extra TEXT NOT NULL,
	entry INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
	"id" TEXT PRIMARY KEY NOT NULL,
	"source" TEXT NOT NULL,
	"type" TEXT NOT NULL,
	"title" TEXT NOT NULL,
	"author" TEXT NOT NULL,
	"container" TEXT NOT NULL,
	"published" TEXT NOT NULL,
	"collected" TEXT NOT NULL,
	"accessed" TEXT NOT NULL,
	"archived" TEXT NOT NULL,
	"language" TEXT NOT NULL,
	"url" TEXT NOT NULL,
	"sha256" TEXT NOT NULL,
	"file" TEXT NOT NULL,
	"sensitivity" TEXT NOT NULL,
	"status" TEXT NOT NULL,
	"withdrawn_why" TEXT NOT NULL,
	"note" TEXT NOT NULL,
	extra TEXT NOT NULL,
	entry INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE claims (
	"id" TEXT PRIMARY KEY NOT NULL,
	"document" TEXT NOT NULL,
	"locator" TEXT NOT NULL,
	"quote" TEXT NOT NULL,
	"says" TEXT NOT NULL,
	"claimant" TEXT NOT NULL,
	"about" TEXT NOT NULL,
	"origin" TEXT NOT NULL,
	"stance" TEXT NOT NULL,
	"hedge" TEXT NOT NULL,
	"credibility" TEXT NOT NULL,
	"evidence" TEXT NOT NULL,
	"kind" TEXT NOT NULL,
	"place" TEXT NOT NULL,
	"to" TEXT NOT NULL,
	"actor" TEXT NOT NULL,
	"other" TEXT NOT NULL,
	"what" TEXT NOT NULL,
	"value" TEXT NOT NULL,
	"amount" TEXT NOT NULL,
	"unit" TEXT NOT NULL,
	"when" TEXT NOT NULL,
	"span" TEXT NOT NULL,
	"start" TEXT NOT NULL,
	"end" TEXT NOT NULL,
	"layer_sha256" TEXT NOT NULL,
	"status" TEXT NOT NULL,
	"decided_by" TEXT NOT NULL,
	"decided_at" TEXT NOT NULL,
	"reason" TEXT NOT NULL,
	"sensitivity" TEXT NOT NULL,
	"note" TEXT NOT NULL,
	extra TEXT NOT NULL,
	first_day INTEGER,
	last_day INTEGER,
	entry INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE contradictions (
	"id" TEXT PRIMARY KEY NOT NULL,
	"claims" TEXT NOT NULL,
	"status" TEXT NOT NULL,
	"explanation" TEXT NOT NULL,
	extra TEXT NOT NULL,
	entry INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE hypotheses (
	"id" TEXT PRIMARY KEY NOT NULL,
	"question" TEXT NOT NULL,
	"text" TEXT NOT NULL,
	"claims_for" TEXT NOT NULL,
	"claims_against" TEXT NOT NULL,
	extra TEXT NOT NULL,
	entry INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE judgements (
	"id" TEXT PRIMARY KEY NOT NULL,
	"kind" TEXT NOT NULL,
	"author" TEXT NOT NULL,
	"brief" TEXT NOT NULL,
	"text" TEXT NOT NULL,
	"term" TEXT NOT NULL,
	"confidence" TEXT NOT NULL,
	"basis" TEXT NOT NULL,
	"condition" TEXT NOT NULL,
	"alternatives" TEXT NOT NULL,
	"made" TEXT NOT NULL,
	"deadline" TEXT NOT NULL,
	"question" TEXT NOT NULL,
	"outcome" TEXT NOT NULL,
	"resolved" TEXT NOT NULL,
	"resolution_source" TEXT NOT NULL,
	"supersedes" TEXT NOT NULL,
	"note" TEXT NOT NULL,
	extra TEXT NOT NULL,
	entry INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE briefs (
	"id" TEXT PRIMARY KEY NOT NULL,
	"text" TEXT NOT NULL,
	extra TEXT NOT NULL,
	entry INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE files (
	"id" TEXT PRIMARY KEY NOT NULL,
	"columns" TEXT NOT NULL,
	"text" TEXT NOT NULL,
	extra TEXT NOT NULL,
	entry INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
