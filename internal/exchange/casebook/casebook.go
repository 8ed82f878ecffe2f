// Package casebook reads and writes casebooks: a folder of UTF-8 CSV files (RFC 4180) and
// briefs, described by a Frictionless datapackage.json. It parses and prints; what rows
// may say and how they hang together is internal/desk's.
//
// Reading is lenient in form (a byte order mark, CRLF, needless quotes, any order of
// columns and rows) and strict in substance: every problem is reported with its file, line
// and position. Writing gives the canonical form: the same rows always give the same bytes.
package casebook

import (
	"github.com/salient-osint/salient"
)

// table is one CSV file of a casebook.
type table struct {
	file string
	kind salient.Kind
}

// tables in the order in which one may refer to another.
var tables = []table{
	{"case.csv", salient.KindSetting},
	{"sources.csv", salient.KindSource},
	{"actors.csv", salient.KindActor},
	{"places.csv", salient.KindPlace},
	{"roads.csv", salient.KindRoad},
	{"networks.csv", salient.KindNetwork},
	{"lexicons.csv", salient.KindLexicon},
	{"documents.csv", salient.KindDocument},
	{"claims.csv", salient.KindClaim},
	{"contradictions.csv", salient.KindContradiction},
	{"hypotheses.csv", salient.KindHypothesis},
	{"judgements.csv", salient.KindJudgement},
}

const (
	packageFile = "datapackage.json"
	briefsDir   = "briefs"
)

// Limits of what is read: a cell, a row, a file, the columns of a table. A row is read into
// memory whole, some five times over.
const (
	maxCell    = 4 << 20
	maxRow     = 8 << 20
	maxFile    = 2 << 30
	maxColumns = 1000
)
