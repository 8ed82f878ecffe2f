package main

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/salient-osint/salient/internal/yardstick"
)

// printer prints the table and remembers what its foot says.
type printer struct {
	out      io.Writer
	settings int
	worse    []string // settings in which Salient is worse than a majority vote
	bad      struct { // the largest difference to a majority vote in Brier score
		setting string
		by      float64
	}
}

// days are the place-days over which figures are taken.
var days = []struct {
	name string
	of   func(yardstick.Result) yardstick.Figures
}{
	{"all", func(r yardstick.Result) yardstick.Figures { return r.All }},
	{"near", func(r yardstick.Result) yardstick.Figures { return r.Near }},
}

func (p *printer) head() {
	fmt.Fprintln(p.out, "last: last word, vote: majority vote, D-S: Dawid-Skene, ours: Salient. Mean over wars; all place-days, and those within 30 days of a true change.")
	fmt.Fprintln(p.out, "ours-vote: mean difference and its standard error; ! marks one that is worse by more than two. s, MiB: what Salient took for the first war, alone.")
	group := "last   vote   D-S    ours "
	fmt.Fprintf(p.out, "%-20s %-4s  %-28s%-28s%-28s%-34s%6s %5s %6s\n", "", "", "Brier score", "calibration error", "F1 of changes", "ours-vote", "", "", "")
	fmt.Fprintf(p.out, "%-20s %-4s  %-28s%-28s%-28s%-17s%-17s%6s %5s %6s\n", "setting", "days", group, group, group, "Brier", "calibration", "claims", "s", "MiB")
}

// row prints a setting's two lines.
func (p *printer) row(bouts []bout) {
	p.settings++
	worse := false
	for i, d := range days {
		name, f1, cost := "", "", ""
		if i == 0 {
			name = bouts[0].setting
			f1 = four(bouts, func(r yardstick.Result) float64 { return r.Changes.F1 })
			cost = fmt.Sprintf("%6.0f %5.2f %6.0f", mean(bouts, func(b bout) float64 { return float64(b.claims) }), bouts[0].cost.seconds, mib(bouts[0].cost.bytes))
		}
		brier := compared(bouts, func(r yardstick.Result) float64 { return d.of(r).Brier })
		calibration := compared(bouts, func(r yardstick.Result) float64 { return d.of(r).Calibration })
		worse = worse || brier.worse() || calibration.worse()
		if i == 0 && (p.settings == 1 || brier.mean > p.bad.by) {
			p.bad.setting, p.bad.by = name, brier.mean
		}
		line := fmt.Sprintf("%-20s %-4s  %-28s%-28s%-28s%-17s%-17s%s", name, d.name,
			four(bouts, func(r yardstick.Result) float64 { return d.of(r).Brier }),
			four(bouts, func(r yardstick.Result) float64 { return d.of(r).Calibration }), f1, brier, calibration, cost)
		fmt.Fprintln(p.out, strings.TrimRight(line, " "))
	}
	if worse {
		p.worse = append(p.worse, bouts[0].setting)
	}
}

func (p *printer) foot() {
	if p.settings == 0 {
		fmt.Fprintln(p.out, "No setting has such a name.")
		return
	}
	fmt.Fprintf(p.out, "Worst against a majority vote: %s, Brier score %+.4f.\n", p.bad.setting, p.bad.by)
	fmt.Fprintf(p.out, "Worse than a majority vote in %d of %d settings", len(p.worse), p.settings)
	if len(p.worse) > 0 {
		fmt.Fprintf(p.out, ": %s", strings.Join(p.worse, ", "))
	}
	fmt.Fprintln(p.out, ".")
}

// four is a figure's mean for each estimate.
func four(bouts []bout, of func(yardstick.Result) float64) string {
	var b strings.Builder
	for i := range estimates {
		fmt.Fprintf(&b, "%.4f ", mean(bouts, func(b bout) float64 { return of(b.results[i]) }))
	}
	return b.String()
}

func mean(bouts []bout, of func(bout) float64) float64 {
	sum := 0.0
	for _, b := range bouts {
		sum += of(b)
	}
	return sum / float64(len(bouts))
}

// difference is Salient's figure minus the majority vote's, war by war.
type difference struct {
	n        int
	mean, se float64 // se: standard error of the mean
}

func compared(bouts []bout, of func(yardstick.Result) float64) difference {
	by := func(b bout) float64 { return of(b.results[theSalient]) - of(b.results[theVote]) }
	d := difference{n: len(bouts), mean: mean(bouts, by)}
	if d.n > 1 {
		square := mean(bouts, func(b bout) float64 { return (by(b) - d.mean) * (by(b) - d.mean) })
		d.se = math.Sqrt(square / float64(d.n-1))
	}
	return d
}

// worse reports a difference to the worse by more than two standard errors; of one war, any.
func (d difference) worse() bool { return d.mean > 2*d.se && d.mean > 0 }

func (d difference) String() string {
	flag := ""
	if d.worse() {
		flag = "!"
	}
	if d.n < 2 {
		return fmt.Sprintf("%+.4f        %s", d.mean, flag)
	}
	return fmt.Sprintf("%+.4f ±%.4f%s", d.mean, d.se, flag)
}
