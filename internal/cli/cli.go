// Package cli is Salient's command line, and the only place that wires: it opens a case's
// database and originals, hands them to a desk, and the desk to the pages and the API.
//
// Results go to standard output, messages for people to standard error. Exit codes: 0 done,
// 1 failed, 2 wrong usage, 3 bad input (nothing written), 4 not found.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"os/user"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/salient-osint/salient"
)

// Env is what a command touches of the machine it runs on.
type Env struct {
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
	Getenv func(string) string
}

// System is the real machine.
func System() Env { return Env{os.Stdin, os.Stdout, os.Stderr, os.Getenv} }

// commands is the command line as kong reads it.
type commands struct {
	Who string `help:"Who does this; signs what is written (default: SALIENT_WHO, else the user's name)." placeholder:"NAME"`

	Demo demoCmd `cmd:"" help:"Make the al-Qusayr case if it isn't there, and serve it."`

	Init    initCmd    `cmd:"" group:"case" help:"Make a new, empty case."`
	Import  importCmd  `cmd:"" group:"case" help:"Bring casebooks, documents, references or roads into a case."`
	Table   tableCmd   `cmd:"" group:"case" help:"Show what claims a table (.csv .tsv .xlsx) makes, and write what its columns mean. Stores nothing."`
	Extract extractCmd `cmd:"" group:"case" help:"Make text layers anew, and find their passages again."`
	Export  exportCmd  `cmd:"" group:"case" help:"Write a case as a casebook."`
	Read    readCmd    `cmd:"" group:"case" help:"Read documents: places, parties, dates and candidate claims. Stores nothing."`

	Control    controlCmd    `cmd:"" group:"ask" help:"Who held a place, how sure, and why."`
	Map        mapCmd        `cmd:"" group:"ask" help:"Draw the map of a day, as .svg, .png, .geojson or .gpkg."`
	Area       areaCmd       `cmd:"" group:"ask" help:"How much each side held: places, area, people, front."`
	Route      routeCmd      `cmd:"" group:"ask" help:"Which way was open to a side, on a day or through a span of days."`
	Siege      siegeCmd      `cmd:"" group:"ask" help:"Which held places had no way to their side's rear, from when to when."`
	Choke      chokeCmd      `cmd:"" group:"ask" help:"Which places, if lost, cut every way."`
	Orbat      orbatCmd      `cmd:"" group:"ask" help:"Who fought under whom on a day."`
	Timeline   timelineCmd   `cmd:"" group:"ask" help:"What happened, in order."`
	Contested  contestedCmd  `cmd:"" group:"ask" help:"Which claims exclude each other."`
	Claimed    claimedCmd    `cmd:"" group:"ask" help:"What a side's friends claim, concede and deny, improbable or not."`
	Changes    changesCmd    `cmd:"" group:"ask" help:"Which places changed between two days or two states of knowledge, and which claims did it."`
	Gaps       gapsCmd       `cmd:"" group:"ask" help:"Where and when nobody reports."`
	Sources    sourcesCmd    `cmd:"" group:"ask" help:"What was learned of each source: how it compares, runs early or late, repeats."`
	Judgements judgementsCmd `cmd:"" group:"ask" help:"What our analysts judged, and how good their forecasts were."`
	Next       nextCmd       `cmd:"" group:"ask" help:"Which further report would tell most about a place, and what it would change."`
	Whatif     whatifCmd     `cmd:"" group:"ask" help:"What would be cut, besieged and relieved if a place changed hands."`
	Review     reviewCmd     `cmd:"" group:"ask" help:"Which documents have candidates that nobody decided on, and how many of these are right."`
	Search     searchCmd     `cmd:"" group:"ask" help:"Which documents hold some words: in their text, their title, or what is claimed from them."`

	Check        checkCmd        `cmd:"" group:"publish" help:"Check a brief: every factual sentence needs its claims."`
	Sourcing     sourcingCmd     `cmd:"" group:"publish" help:"Draft a brief's source descriptors and source summary statement."`
	Publish      publishCmd      `cmd:"" group:"publish" help:"Write a brief as HTML, PDF and DOCX, with a pack of its evidence."`
	Publications publicationsCmd `cmd:"" group:"publish" help:"What was published: when, from which state of the case, in which files; and the files."`

	Withdraw withdrawCmd `cmd:"" group:"publish" help:"Withdraw a source, a document or a claim, and list each holding, siege, figure and sentence that changes."`

	Verify  verifyCmd  `cmd:"" group:"keep" help:"Check ledger, tables, originals and passages, or an evidence pack; print the head."`
	Rebuild rebuildCmd `cmd:"" group:"keep" help:"Make the tables anew from the ledger."`
	Backup  backupCmd  `cmd:"" group:"keep" help:"Write the whole case into one file."`
	Restore restoreCmd `cmd:"" group:"keep" help:"Make a case from a backup."`
	Forget  forgetCmd  `cmd:"" group:"keep" help:"Destroy a row for good, and leave a tombstone."`

	PDFText pdfTextCmd `cmd:"" name:"pdf-text" hidden:"" help:"Read a PDF from standard input."`

	Serve serveCmd `cmd:"" help:"Serve pages and API on this machine."`
}

var groups = []kong.Group{
	{Key: "case", Title: "Bring in and take out:"},
	{Key: "ask", Title: "Ask:"},
	{Key: "publish", Title: "Publish:"},
	{Key: "keep", Title: "Keep:"},
}

// Exit codes.
const (
	exitFailed   = 1
	exitUsage    = 2
	exitInvalid  = 3
	exitNotFound = 4
)

// Main runs one command and returns its exit code.
func Main(args []string, env Env) int {
	var c commands
	code := -1
	parser, err := kong.New(&c, kong.Name("salient"),
		kong.Description("Open-source analysis of armed conflict: who held what, which road was open, who fought under whom, and the passages that say so."),
		kong.ExplicitGroups(groups), kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Writers(env.Stdout, env.Stderr), kong.Exit(func(n int) { code = n }))
	if err != nil {
		panic(err) // the command line's own definition is wrong
	}
	k, err := parser.Parse(args)
	if code >= 0 {
		return code // --help was answered
	}
	if err != nil {
		fmt.Fprintf(env.Stderr, "salient: %v\nsalient --help lists the commands.\n", err)
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	app := &app{Env: env, ctx: ctx, who: who(c.Who, env)}
	if err := k.Run(app); err != nil {
		fmt.Fprintf(env.Stderr, "salient: %v\n", err)
		return exitCode(err)
	}
	return 0
}

// exitCode maps an error to the exit code that scripts act on.
func exitCode(err error) int {
	switch {
	case errors.Is(err, salient.ErrInvalid):
		return exitInvalid
	case errors.Is(err, salient.ErrUsage):
		return exitUsage
	case errors.Is(err, salient.ErrNotFound):
		return exitNotFound
	}
	return exitFailed
}

func who(flag string, env Env) string {
	if flag != "" {
		return flag
	}
	if w := env.Getenv("SALIENT_WHO"); w != "" {
		return w
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "unknown"
}

// clock is the time that entries are dated with: SALIENT_NOW if it is set, else now.
func clock(env Env) (func() time.Time, error) {
	s := env.Getenv("SALIENT_NOW")
	if s == "" {
		return time.Now, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return func() time.Time { return t }, nil
		}
	}
	return nil, fmt.Errorf("SALIENT_NOW is %q; expected a day or an RFC 3339 time: %w", s, salient.ErrUsage)
}
