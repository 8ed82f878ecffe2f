//go:build !race

package cli_test

import "testing"

// plainly marks a test that the race detector's pass leaves out, and that others may run beside.
func plainly(t *testing.T) {
	t.Helper()
	t.Parallel()
}

// plainlyAlone marks one that none may run beside, as it measures this process or changes it.
func plainlyAlone(t *testing.T) { t.Helper() }
