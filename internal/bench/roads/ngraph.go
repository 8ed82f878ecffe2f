package main

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

//go:embed ngraph.cjs
var script []byte

// ngraph asks the npm package ngraph.path for ways, with A* without a bound, as the net has no
// single speed.
func (l *laid) ngraph(ctx context.Context, dir string) ([]figure, error) {
	file := filepath.Join(dir, "pieces.bin")
	if err := l.writePieces(file); err != nil {
		return nil, err
	}
	type question struct {
		Open []bool     `json:"open"` // by cell
		Ends [2][]int32 `json:"ends"` // the nodes at which ways may begin and end
	}
	var questions []question
	for _, a := range l.asked[:l.few()] {
		questions = append(questions, question{Open: l.lets(a.day, false), Ends: [2][]int32{l.inside[a.from], l.inside[a.to]}})
	}
	in, err := json.Marshal(questions)
	if err != nil {
		return nil, err
	}
	program := filepath.Join(dir, "ask.cjs")
	if err := os.WriteFile(program, script, 0o600); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "node", "--max-old-space-size=6000", program, file)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(in), &out, &errs
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("node: %w: %s", err, bytes.TrimSpace(errs.Bytes()))
	}
	var answers []struct{ Ms, Hours float64 }
	if err := json.Unmarshal(out.Bytes(), &answers); err != nil {
		return nil, err
	}
	f := figure{task: oneWay, who: "ngraph.path"}
	equal := 0
	for k, x := range answers {
		f.spent = append(f.spent, time.Duration(x.Ms*float64(time.Millisecond)))
		if same(x.Hours, l.asked[k].hours) {
			equal++
		}
	}
	f.n, f.said = len(f.spent), fmt.Sprintf("%d of %d costs equal", equal, len(f.spent))
	return []figure{f}, nil
}

// writePieces writes from, to, cell and hours of each piece as doubles.
func (l *laid) writePieces(file string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	for _, p := range l.pieces {
		if err := binary.Write(w, binary.LittleEndian, [4]float64{float64(p.from), float64(p.to), float64(p.cell), p.hours}); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}
