#!/usr/bin/env bash
# Takes pictures of every page of a running server, in both themes and at three widths, with
# Chromium: scripts/screenshots.sh http://127.0.0.1:7373 /tmp/pictures [NAME…]
# NAMEs pick pages (map, place …; see internal/cli/browser_test.go); without them, all.
set -euo pipefail
server=${1:?the address of a running salient serve}
out=${2:?a folder for the pictures}
shift 2
mkdir -p "$out"
out=$(realpath "$out")
cd "$(dirname "$0")/.."
SALIENT_SERVER=${server%/} SALIENT_PICTURES=$out SALIENT_PAGES="$*" go test -count=1 -timeout 30m -run '^TestScreenshots$' ./internal/cli
