#!/usr/bin/env bash
# Runs every fuzz target for a while, one on each processor: scripts/fuzz.sh 5s
# Each package is built once; what its targets find interesting stays in Go's cache.
set -euo pipefail
export time=${1:-5s} go=${GO:-go}
built=$(mktemp -d)
cache=$($go env GOCACHE)/fuzz
module=$($go list -m)
export built cache module
trap 'rm -rf "$built"' EXIT

# A run that ends while Go makes an interesting input smaller can fail with nothing but
# "context deadline exceeded": its own deadline, no finding. A finding leaves an input.
fuzz() {
	local out
	if out=$(cd "$1" && "$2" -test.run '^$' -test.fuzz "^$3\$" -test.fuzztime "$time" -test.fuzzminimizetime 1x -test.parallel 1 -test.fuzzcachedir "$cache/$module/${1#./}" </dev/null 2>&1); then
		echo "fuzz $1 $3: $(grep -E '^fuzz: ' <<<"$out" | tail -n 1)"
	elif grep -q 'context deadline exceeded' <<<"$out" && ! grep -q 'Failing input written' <<<"$out"; then
		echo "fuzz $1 $3: ended by the clock"
	else
		printf 'fuzz %s %s: FAILED\n%s\n' "$1" "$3" "$out"
		return 1
	fi
}

targets() { grep -hoE '^func Fuzz[A-Za-z0-9_]+' "$1"/*_test.go | sed 's/^func //' | sort; }

# All targets of a package, one after the other.
package() {
	local failed=0 binary="$built/package${1//\//_}"
	"$go" test -c -fuzz Fuzz -o "$binary" "$1"
	for target in $(targets "$1"); do
		fuzz "$1" "$binary" "$target" || failed=1
	done
	rm -f "$binary"
	return "$failed"
}
export -f fuzz targets package

grep -rlE --include='*_test.go' --exclude-dir=node_modules '^func Fuzz' . | xargs -n1 dirname | sort -u |
	xargs -P "$(getconf _NPROCESSORS_ONLN)" -I{} bash -c 'package {}'
