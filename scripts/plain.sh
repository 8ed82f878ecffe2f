#!/usr/bin/env bash
# Runs the tests that call plainly(t) or plainlyAlone(t), which the race detector's pass has skipped, without it:
# scripts/plain.sh ./internal/cli ...
set -euo pipefail

# The name of each test function of a package in which a line is one of these.
plain() {
	awk '/^func /{name = $2; sub(/\(.*/, "", name)} /^\tplainly(Alone)?\(t\)$/ && name ~ /^Test/ {print name}' "$1"/*_test.go
}

names=$(for package; do plain "$package"; done | sort -u | paste -sd '|')
exec "${GO:-go}" test -count=1 -vet=off -timeout 20m -run "^($names)\$" "$@"
