#!/usr/bin/env bash
# Runs every fuzz target for a while, one on each processor: scripts/fuzz.sh 5s
set -euo pipefail
export time=${1:-5s}

# A run that ends while Go makes an interesting input smaller can fail with nothing but
# "context deadline exceeded": its own deadline, no finding. A finding leaves an input.
fuzz() {
	local out
	if out=$(go test -run '^$' -fuzz "^$2\$" -fuzztime "$time" -fuzzminimizetime 1x -parallel 1 "$1" </dev/null 2>&1); then
		echo "fuzz $1 $2: $(tail -n 1 <<<"$out")"
	elif grep -q 'context deadline exceeded' <<<"$out" && ! grep -q 'Failing input written' <<<"$out"; then
		echo "fuzz $1 $2: ended by the clock"
	else
		printf 'fuzz %s %s: FAILED\n%s\n' "$1" "$2" "$out"
		return 1
	fi
}
export -f fuzz

targets() {
	grep -rlE --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u | while read -r dir; do
		grep -hoE '^func Fuzz[A-Za-z0-9_]+' "$dir"/*_test.go | sed 's/^func //' | sort | while read -r target; do
			echo "$dir" "$target"
		done
	done
}

targets | xargs -P "$(getconf _NPROCESSORS_ONLN)" -n 2 bash -c 'fuzz "$@"' fuzz
