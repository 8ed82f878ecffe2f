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
	all      []bout
	made     []bout // of made-up wars
	brier    verdict
	calib    verdict
}

// verdict is how Salient's figures of one sort compare with a majority vote's.
type verdict struct {
	worse []string // settings in which they are worse, over all place-days or near changes
	worst string   // where the difference over all place-days is largest
	by    float64
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
	p.line("%-20s %-4s  %-28s%-28s%-28s%-34s", "", "", "Brier score", "calibration error", "F1 of changes", "ours-vote")
	p.line("%-20s %-4s  %-28s%-28s%-28s%-17s%-17s%6s %5s %6s", "setting", "days", group, group, group, "Brier", "calibration", "claims", "s", "MiB")
}

// row prints a setting's two lines.
func (p *printer) row(bouts []bout) {
	name := bouts[0].setting
	p.settings++
	p.all = append(p.all, bouts...)
	if bouts[0].seed > 0 {
		p.made = append(p.made, bouts...)
	}
	p.lines(name, bouts)
	p.brier.add(name, bouts, p.settings == 1, func(f yardstick.Figures) float64 { return f.Brier })
	p.calib.add(name, bouts, p.settings == 1, func(f yardstick.Figures) float64 { return f.Calibration })
}

func (v *verdict) add(name string, bouts []bout, first bool, of func(yardstick.Figures) float64) {
	worse := false
	for _, d := range days {
		worse = worse || compared(bouts, func(r yardstick.Result) float64 { return of(d.of(r)) }).worse()
	}
	if worse {
		v.worse = append(v.worse, name)
	}
	by := compared(bouts, func(r yardstick.Result) float64 { return of(r.All) }).mean
	if first || by > v.by {
		v.worst, v.by = name, by
	}
}

// lines prints figures over all place-days, and near changes.
func (p *printer) lines(name string, bouts []bout) {
	for i, d := range days {
		f1, cost := "", ""
		if i == 0 {
			f1 = four(bouts, func(r yardstick.Result) float64 { return r.Changes.F1 })
			cost = fmt.Sprintf("%6.0f", mean(bouts, func(b bout) float64 { return float64(b.claims) }))
			if c := bouts[0].cost; name == bouts[0].setting && c.seconds > 0 {
				cost += fmt.Sprintf(" %5.2f %6.0f", c.seconds, mib(c.bytes))
			}
		}
		brier := func(r yardstick.Result) float64 { return d.of(r).Brier }
		calibration := func(r yardstick.Result) float64 { return d.of(r).Calibration }
		p.line("%-20s %-4s  %-28s%-28s%-28s%-17s%-17s%s", name, d.name, four(bouts, brier), four(bouts, calibration), f1,
			compared(bouts, brier), compared(bouts, calibration), cost)
		name = strings.Repeat(" ", len(name))
	}
}

func (p *printer) line(format string, args ...any) {
	fmt.Fprintln(p.out, strings.TrimRight(fmt.Sprintf(format, args...), " "))
}

func (p *printer) foot() {
	if p.settings == 0 {
		fmt.Fprintln(p.out, "No setting has such a name.")
		return
	}
	if len(p.made) > 0 {
		p.lines("all made-up wars", p.made)
	}
	p.brier.print(p.out, "Brier score", p.settings)
	p.calib.print(p.out, "Calibration error", p.settings)
	for _, than := range []int{theVote, theDawidSkene} {
		p.single(than)
	}
}

// single counts the wars, each for itself, in which Salient's Brier score is worse than another
// estimate's.
func (p *printer) single(than int) {
	var count [2]int
	worst, at := 0.0, bout{}
	for _, b := range p.all {
		for i, d := range days {
			by := d.of(b.results[theSalient]).Brier - d.of(b.results[than]).Brier
			if by > 0 {
				count[i]++
			}
			if i == 0 && by > worst {
				worst, at = by, b
			}
		}
	}
	fmt.Fprintf(p.out, "War by war, against %s: Brier score worse in %d of %d, near changes in %d",
		estimates[than].name, count[0], len(p.all), count[1])
	if worst > 0 {
		fmt.Fprintf(p.out, "; the worst is %s with seed %d, by %+.4f", at.setting, at.seed, worst)
	}
	fmt.Fprintln(p.out, ".")
}

func (v *verdict) print(out io.Writer, figure string, of int) {
	fmt.Fprintf(out, "%s: worse than a majority vote's in %d of %d settings", figure, len(v.worse), of)
	if len(v.worse) > 0 {
		fmt.Fprintf(out, " (%s)", strings.Join(v.worse, ", "))
	}
	fmt.Fprintf(out, "; the worst is %s, by %+.4f.\n", v.worst, v.by)
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
