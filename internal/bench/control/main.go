// Command control measures how well Salient, and the simple estimates that it must beat, tell
// who holds a place, on made-up wars whose truth is known; `make bench-control` runs it.
//
//	go run ./internal/bench/control [--seeds 10] [--settings REGEX] [--unseen SEED] [--csv FILE]
//	go run ./internal/bench/control --size
//	go run ./internal/bench/control --settings '^two-sources$' --write DIR
//
// docs/bench-control.md says what is measured and how to read it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"

	"github.com/salient-osint/salient/internal/war"
)

type options struct {
	seeds  int
	only   *regexp.Regexp
	unseen uint64
	n      int
	csv    string
	size   bool
	write  string
}

func main() {
	o, err := parse(os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if err := o.run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func parse(args []string) (options, error) {
	var o options
	f := flag.NewFlagSet("control", flag.ContinueOnError)
	f.IntVar(&o.seeds, "seeds", 10, "wars drawn from each setting")
	only := f.String("settings", "", "measure only settings whose names match (a regular expression); control-bench is one")
	f.Uint64Var(&o.unseen, "unseen", 0, "in place of the benchmark's settings, others drawn with this seed from the same distributions")
	f.IntVar(&o.n, "n", 48, "how many of these")
	f.StringVar(&o.csv, "csv", "", "write all figures of all wars to a file")
	f.BoolVar(&o.size, "size", false, "measure time and memory on one large war")
	f.StringVar(&o.write, "write", "", "write the first war of each setting as a casebook with its truth, into folders in this one")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	var err error
	o.only, err = regexp.Compile(*only)
	if err == nil && (o.seeds < 1 || o.n < 1 || f.NArg() > 0) {
		err = errors.New("--seeds and --n take numbers from 1; there are no other arguments")
	}
	return o, err
}

func (o options) run(out io.Writer) error {
	switch {
	case o.size:
		return measureSize(out, largeWar())
	case o.write != "":
		return o.writeWars(o.settings())
	}
	return o.compare(out)
}

// settings are those to measure.
func (o options) settings() []war.Setting {
	all := war.Settings()
	if o.unseen != 0 {
		all = war.Unseen(o.unseen, o.n)
	}
	var out []war.Setting
	for _, s := range all {
		if o.only.MatchString(s.Name) {
			out = append(out, s)
		}
	}
	return out
}
