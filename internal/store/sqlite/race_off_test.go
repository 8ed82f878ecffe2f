//go:build !race

package sqlite_test

const raceDivisor = 1
