//go:build !race

package control

import "testing"

// drawn is how many drawn cases a property is tried on.
const drawn = "12"

// plainly marks a test that the race detector's pass leaves out.
func plainly(t *testing.T) { t.Helper() }
