package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"

	"golang.org/x/term"

	"github.com/salient-osint/salient/internal/war"
)

// compare measures all settings and prints a line for each as soon as it is done, in their
// order.
func (o options) compare(out io.Writer) error {
	var file *csvFile
	if o.csv != "" {
		f, err := createCSV(o.csv)
		if err != nil {
			return err
		}
		defer f.Close()
		file = f
	}
	p := &printer{out: out}
	p.head()
	if err := o.controlBench(p, file); err != nil {
		return err
	}
	list := o.settings()
	for bouts := range o.fights(list) {
		p.row(bouts)
		file.add(bouts)
	}
	p.foot()
	return file.flush()
}

// fights runs every war of every setting on all processors, and yields the bouts of each
// setting in their order.
func (o options) fights(list []war.Setting) func(yield func([]bout) bool) {
	return func(yield func([]bout) bool) {
		bouts := make([][]bout, len(list))
		left := make([]sync.WaitGroup, len(list))
		for i := range list {
			bouts[i] = make([]bout, o.seeds)
			left[i].Add(o.seeds)
		}
		jobs := make(chan [2]int)
		bar := newProgress(len(list) * o.seeds)
		var workers sync.WaitGroup
		for range runtime.GOMAXPROCS(0) {
			workers.Go(func() { // ends when jobs is closed
				for job := range jobs {
					i, k := job[0], job[1]
					seed := uint64(k + 1)
					c, truth := list[i].Make(seed)
					bouts[i][k] = fight(list[i].Name, seed, c, &truth, k == 0)
					bar.step()
					left[i].Done()
				}
			})
		}
		workers.Go(func() {
			defer close(jobs)
			for i := range list {
				for k := range o.seeds {
					jobs <- [2]int{i, k}
				}
			}
		})
		for i := range list {
			left[i].Wait()
			bar.clear()
			if !yield(bouts[i]) {
				break
			}
		}
		workers.Wait()
	}
}

// progress counts on a terminal, and says nothing elsewhere.
type progress struct {
	mu       sync.Mutex
	done, of int
	shown    bool
}

func newProgress(of int) *progress {
	return &progress{of: of, shown: term.IsTerminal(int(os.Stderr.Fd()))}
}

func (p *progress) step() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	if p.shown {
		fmt.Fprintf(os.Stderr, "\r%d of %d wars", p.done, p.of)
	}
}

// clear makes room for a line of the table.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(os.Stderr, "\r\033[K")
	}
}
