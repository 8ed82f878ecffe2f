// Command roads asks the same of Salient and of others, side by side: pgRouting, a plain search
// written in Go, and the npm package ngraph.path. `make bench-roads` runs it.
//
//	go run ./internal/bench/roads [--side 720] [--places 3600] [--days 1500] [--routes 1000] [--pg DIR] [--ngraph DIR]
//
// It asks for fastest ways over open ground on days that change, for the places that are cut
// off from the rear on each day, and for chokepoints, and compares answers as well as times.
// docs/roads.md says how to read what it prints.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/salient-osint/salient/internal/bench/net"
)

type options struct {
	net    net.Settings
	routes int    // fastest ways to ask for
	others int    // of them, those that the slow contenders are asked for too
	days   int    // of pgRouting's components
	pg     string // the folder of PostgreSQL's programs; "": leave it out
	ngraph string // a folder in which ngraph.path and ngraph.graph are installed; "": leave them out
}

func main() {
	o := options{}
	places := 3600
	f := flag.NewFlagSet("roads", flag.ExitOnError)
	side := f.Int("side", 720, "nodes along each side of the net")
	f.IntVar(&places, "places", places, "3600 or 33000 places; other numbers make a smaller net's")
	days := f.Int("days", 1500, "days")
	f.IntVar(&o.routes, "routes", 1000, "fastest ways to ask for")
	f.IntVar(&o.others, "others", 20, "of them, how many pgRouting and ngraph.path are asked for too")
	f.IntVar(&o.days, "components", 5, "days on which pgRouting finds components")
	f.StringVar(&o.pg, "pg", "", "the folder of PostgreSQL's programs (with pgRouting and PostGIS installed)")
	f.StringVar(&o.ngraph, "ngraph", "", "a folder in which ngraph.path and ngraph.graph are installed")
	_ = f.Parse(os.Args[1:]) // ends the program itself
	o.net = net.Large(places)
	o.net.Side, o.net.Days = *side, *days
	if places < 3600 {
		o.net.Cols, o.net.Rows = 6, max(1, places/6)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Stdout, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// figure is one line of the table.
type figure struct {
	task, who string
	n         int
	spent     []time.Duration // of each
	whole     time.Duration   // for all together, where they are answered at once
	said      string          // what the answers are, compared with Salient's
}

// run prints what was measured, also if a contender fails.
func run(ctx context.Context, w io.Writer, o options) error {
	l := lay(o)
	fmt.Fprintf(w, "%d nodes, %d pieces of road, %d places, %d days\n", l.nodes, len(l.pieces), len(l.n.Places), o.net.Days)
	figures := append(l.ours(), l.plain()...)
	var failed error
	if o.pg != "" {
		more, err := l.postgres(ctx, o.pg)
		failed = errors.Join(failed, err)
		figures = append(figures, more...)
	}
	if o.ngraph != "" {
		more, err := l.ngraph(ctx, o.ngraph)
		failed = errors.Join(failed, err)
		figures = append(figures, more...)
	}
	slices.SortStableFunc(figures, func(a, b figure) int { return order(a.task) - order(b.task) })
	return errors.Join(failed, print(w, figures))
}

// The tasks, in the order in which they are printed.
const (
	oneWay     = "one fastest way"
	anotherDay = "another day"
	oneDay     = "a day's components"
	calendar   = "calendar of all days"
	choke      = "chokepoints"
)

func order(task string) int {
	return slices.Index([]string{oneWay, anotherDay, oneDay, calendar, choke}, task)
}

func print(w io.Writer, figures []figure) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "task\twho\tasked\tmedian ms\t95th ms\tall s\tanswers")
	for _, f := range figures {
		median, far, whole := "", "", f.whole
		if len(f.spent) > 0 {
			slices.Sort(f.spent)
			median, far = ms(f.spent[len(f.spent)/2]), ms(f.spent[len(f.spent)*95/100])
			for _, d := range f.spent {
				whole += d
			}
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%s\t%.2f\t%s\n", f.task, f.who, f.n, median, far, whole.Seconds(), f.said)
	}
	return t.Flush()
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f", d.Seconds()*1e3) }
