#!/usr/bin/env bash
# Runs every fuzz target for a while: scripts/fuzz.sh 5s
set -euo pipefail
time=${1:-5s}

# A run that ends while Go makes an interesting input smaller can fail with nothing but
# "context deadline exceeded": its own deadline, no finding. A finding leaves an input.
fuzz() {
	local out
	if out=$(go test -run '^$' -fuzz "^$2\$" -fuzztime "$time" -fuzzminimizetime 1x "$1" </dev/null 2>&1); then
		tail -n 1 <<<"$out"
	elif grep -q 'context deadline exceeded' <<<"$out" && ! grep -q 'Failing input written' <<<"$out"; then
		echo "ended by the clock: $1 $2"
	else
		echo "$out"
		return 1
	fi
}

grep -rlE --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u | while read -r dir; do
	grep -hoE '^func Fuzz[A-Za-z0-9_]+' "$dir"/*_test.go | sed 's/^func //' | sort | while read -r target; do
		echo "fuzz $dir $target"
		fuzz "$dir" "$target"
	done
done
