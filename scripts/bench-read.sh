#!/usr/bin/env bash
# Sentences a second: Salient's reading, with names of 139,000 places, beside two programs from
# npm that find names in English text. Each reads the same pages on one core; figures are
# seconds of processor time, so that others on the machine don't count. make bench-read calls it.
set -euo pipefail
cd "$(dirname "$0")/.."
shared=${SALIENT_SHARED:-}
for dir in .. ../.. ../../..; do
	[ -n "$shared" ] || { [ -d "$dir/shared/data" ] && shared=$dir/shared; } || true
done
pages=$shared/data/wikipedia-conflict-pages
[ -d "$pages" ] || { echo "# left out: no pages (shared/data/wikipedia-conflict-pages; set SALIENT_SHARED)"; exit 0; }
pages=$(cd "$pages" && pwd)
echo "# machine: $(uname -sm), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
echo "# date: $(date -u +%Y-%m-%dT%H:%M:%SZ), commit: $(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
GOMAXPROCS=1 ${GO:-go} test -run '^$' -bench 'Read$|Gazetteer$' -benchtime 3x ./internal/read | grep -E '^Benchmark'

tools=bin/tools/bench-read
mkdir -p "$tools"
[ -d "$tools/node_modules/compromise" ] && [ -d "$tools/node_modules/wink-nlp" ] ||
	npm install --prefix "$tools" --no-audit --no-fund --loglevel=error compromise@14.17.0 wink-nlp@2.4.0 wink-eng-lite-web-model@1.8.1
cp scripts/bench-read.cjs "$tools/bench-read.cjs"
node "$tools/bench-read.cjs" "$pages"
