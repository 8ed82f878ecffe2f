-- Briefs as they went out, and the notices that correct them. The files are originals.

CREATE TABLE publications (
	"id" TEXT PRIMARY KEY NOT NULL,
	"brief" TEXT NOT NULL,
	"file" TEXT NOT NULL,
	"title" TEXT NOT NULL,
	"number" TEXT NOT NULL,
	"published" TEXT NOT NULL,
	"known" TEXT NOT NULL,
	"date" TEXT NOT NULL,
	"recorded" TEXT NOT NULL,
	"head" TEXT NOT NULL,
	"text" TEXT NOT NULL,
	"forms" TEXT NOT NULL,
	"figures" TEXT NOT NULL,
	"cites" TEXT NOT NULL,
	extra TEXT NOT NULL,
	entry INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE corrections (
	"id" TEXT PRIMARY KEY NOT NULL,
	"brief" TEXT NOT NULL,
	"publication" TEXT NOT NULL,
	"made" TEXT NOT NULL,
	"kind" TEXT NOT NULL,
	"withdrawn" TEXT NOT NULL,
	"text" TEXT NOT NULL,
	extra TEXT NOT NULL,
	entry INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
