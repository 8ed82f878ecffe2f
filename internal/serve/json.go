// Package serve gives the commands' answers: the shapes that `salient … --json` prints and
// GET /api/v1/… returns, byte for byte the same, and the text that people read. Shapes are
// written down in docs/json.md and held by golden tests.
//
// Numbers are rounded when printed and nowhere else: probabilities and shares to four
// decimals, decibans to one.
package serve

import (
	"encoding/json"
	"io"
	"math"
	"strconv"
)

// JSON writes one document and a line end.
func JSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// Prob is a probability or share, printed with at most four decimals.
type Prob float64

// MarshalJSON rounds to four decimals.
func (p Prob) MarshalJSON() ([]byte, error) { return decimal(float64(p), 4), nil }

// Deciban is a weight of evidence, printed with at most one decimal.
type Deciban float64

// MarshalJSON rounds to one decimal.
func (d Deciban) MarshalJSON() ([]byte, error) { return decimal(float64(d), 1), nil }

// Measure is a length, a time or a ratio, printed with at most two decimals.
type Measure float64

// MarshalJSON rounds to two decimals.
func (m Measure) MarshalJSON() ([]byte, error) { return decimal(float64(m), 2), nil }

func decimal(v float64, digits int) []byte {
	return strconv.AppendFloat(nil, round(v, digits), 'f', -1, 64)
}

func round(v float64, digits int) float64 {
	k := math.Pow10(digits)
	return math.Round(v*k)/k + 0 // + 0 turns −0 into 0
}

// counted is a number and its noun: 1 claim, 2 claims.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// finite is a measure, or null if it is infinite.
func finite(v float64) *Measure {
	if math.IsInf(v, 0) {
		return nil
	}
	m := Measure(v)
	return &m
}
