//go:build race

package sqlite_test

// raceDivisor makes the long tests shorter under the race detector, which slows SQLite's
// translated code some twentyfold. The full counts run without it.
const raceDivisor = 25
