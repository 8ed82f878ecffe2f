//go:build !race

package cli_test

import "testing"

// plainly marks a test that the race detector's pass leaves out.
func plainly(t *testing.T) { t.Helper() }
