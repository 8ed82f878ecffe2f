//go:build race

package control

import "testing"

// drawn is how many drawn cases a property is tried on: each learns anew, ten times slower
// under the race detector. `make test-plain` tries more.
const drawn = "2"

// plainly skips a test of whole wars, which the race detector has nothing to say about: the
// properties run the same code. `make test` runs it in its second, plain pass.
func plainly(t *testing.T) {
	t.Helper()
	t.Skip("runs without the race detector: make test-plain")
}
