//go:build race

package cli_test

import "testing"

// plainly skips a test that asks the whole case many times, runs many commands or drives a
// browser: ten times slower under the race detector, which watches the same code in the engines' own tests.
// `make test` runs it in its second, plain pass.
func plainly(t *testing.T) {
	t.Helper()
	t.Skip("runs without the race detector: make test-plain")
}

func plainlyAlone(t *testing.T) {
	t.Helper()
	plainly(t)
}
