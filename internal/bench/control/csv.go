package main

import (
	"encoding/csv"
	"os"
	"strconv"

	"github.com/salient-osint/salient/internal/yardstick"
)

// csvFile takes all figures: a line for each war and estimate. A nil one takes nothing.
type csvFile struct {
	*os.File
	out *csv.Writer
}

func createCSV(path string) (*csvFile, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	out := csv.NewWriter(f)
	header := []string{"setting", "seed", "claims", "estimate"}
	for _, d := range days {
		header = append(header, "n_"+d.name, "accuracy_"+d.name, "brier_"+d.name, "calibration_"+d.name)
	}
	header = append(header, "changes_true", "changes_reported", "ratio", "recall", "precision", "f1", "median_days", "seconds", "mib")
	return &csvFile{f, out}, out.Write(header)
}

func (f *csvFile) add(bouts []bout) {
	if f == nil {
		return
	}
	for _, b := range bouts {
		for i, r := range b.results {
			line := append([]string{b.setting, strconv.FormatUint(b.seed, 10), strconv.Itoa(b.claims), estimates[i].name}, cells(r)...)
			if i == theSalient && b.cost.seconds > 0 {
				line = append(line, number(b.cost.seconds), number(mib(b.cost.bytes)))
			} else {
				line = append(line, "", "")
			}
			f.out.Write(line) //nolint:errcheck // flush gives it
		}
	}
}

func cells(r yardstick.Result) []string {
	var out []string
	for _, d := range days {
		g := d.of(r)
		out = append(out, strconv.Itoa(g.N), number(g.Accuracy), number(g.Brier), number(g.Calibration))
	}
	c := r.Changes
	return append(out, strconv.Itoa(c.True), strconv.Itoa(c.Reported), number(c.Ratio), number(c.Recall), number(c.Precision), number(c.F1), strconv.Itoa(c.Days))
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', 6, 64) }

// flush writes out what is left; its error is that of any line.
func (f *csvFile) flush() error {
	if f == nil {
		return nil
	}
	f.out.Flush()
	return f.out.Error()
}
