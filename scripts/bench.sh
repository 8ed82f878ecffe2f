#!/usr/bin/env bash
# Measures Salient on this machine and prints lines of `name value unit`; `make bench` calls it.
# A slow machine gives larger figures, never a failure. What it needs and doesn't find (the
# control benchmark in ../shared/data or $SALIENT_SHARED/data, Python, curl) is left out, and said.
set -euo pipefail
cd "$(dirname "$0")/.."
salient=$PWD/bin/salient
[ -x "$salient" ] || { echo "bin/salient isn't there: make build" >&2; exit 1; }
shared=${SALIENT_SHARED:-../shared}
work=$(mktemp -d)
server=
finish() {
	[ -z "$server" ] || kill "$server" 2>/dev/null || true
	rm -rf "$work"
}
trap finish EXIT
export SALIENT_WHO=bench

now() { date +%s%N; }
# since START prints the seconds since START, a reading of now.
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.3f", (b - a) / 1e9 }'; }
line() { printf '%s %s %s\n' "$1" "$2" "$3"; }
# peak COMMAND… runs a command and leaves its largest resident size, in MiB, in $work/peak.
peak() {
	if [ -x /usr/bin/time ]; then
		/usr/bin/time -f %M -o "$work/kb" "$@"
		awk '{ printf "%.0f", $1 / 1024 }' "$work/kb" >"$work/peak"
	else
		"$@"
		: >"$work/peak"
	fi
}
peakline() { if [ -s "$work/peak" ]; then line "$1" "$(cat "$work/peak")" MiB; fi; }

echo "# machine: $(uname -sm), $(getconf _NPROCESSORS_ONLN) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)"
echo "# date: $(date -u +%Y-%m-%dT%H:%M:%SZ)"
echo "# commit: $(git rev-parse --short HEAD 2>/dev/null || echo unknown)"

line binary "$(awk -v n="$(wc -c <"$salient")" 'BEGIN { printf "%.1f", n / 1e6 }')" MB

control_bench() {
	local data=$shared/data/control-bench start
	if [ ! -f "$data/claims.csv" ]; then
		echo "# left out: control-bench (no $data; set SALIENT_SHARED)"
		return
	fi
	"$salient" init "$work/bench" 2>/dev/null
	start=$(now)
	peak "$salient" import "$work/bench" "$data" >/dev/null 2>&1
	line control-bench.import "$(since "$start")" s
	peakline control-bench.import.memory
	start=$(now)
	peak "$salient" control "$work/bench" --from 2022-03-01 --to 2023-12-31 --csv >"$work/holdings.csv"
	line control-bench.csv.cold "$(since "$start")" s
	peakline control-bench.csv.memory
	start=$(now)
	"$salient" control "$work/bench" --from 2022-03-01 --to 2023-12-31 --csv >/dev/null
	line control-bench.csv.again "$(since "$start")" s
	if command -v python3 >/dev/null; then
		python3 "$shared/data/score_control.py" "$data" "$work/holdings.csv" | python3 -c '
import json, sys
for part, figures in json.load(sys.stdin).items():
    for name, value in figures.items():
        print(f"control-bench.{part}.{name}", value, "days" if name == "median_days" else "1")'
	else
		echo "# left out: control-bench's score (no python3)"
	fi
}

# get ADDRESS prints the address's status; 000 while nobody listens.
get() { curl -s -o /dev/null -w '%{http_code}' --max-time 120 "$1" || true; }

# times NAME PATH prints the first answer's time, and median and 95th percentile of 200 more,
# one after the other over one connection.
times() {
	local url=$address$2
	curl -s -o /dev/null -w '%{time_total} %{http_code}\n' --max-time 120 "$url" >"$work/first"
	for _ in $(seq 200); do printf 'url = "%s"\noutput = /dev/null\n' "$url"; done >"$work/urls"
	curl -s -K "$work/urls" -w '%{time_total} %{http_code}\n' | sort -n >"$work/times" || true
	if grep -qv ' 200$' "$work/first" "$work/times"; then echo "# $1: not every answer was 200"; fi
	line "$1.first" "$(awk '{ printf "%.1f", $1 * 1000 }' "$work/first")" ms
	line "$1.p50" "$(awk 'NR == 100 { printf "%.1f", $1 * 1000 }' "$work/times")" ms
	line "$1.p95" "$(awk 'NR == 190 { printf "%.1f", $1 * 1000 }' "$work/times")" ms
}

# serve NAME starts the server on a free port and prints the time to its first page.
serve() {
	local start
	rm -f "$work/address"
	start=$(now)
	"$salient" serve "$work/demo" --addr 127.0.0.1:0 >"$work/address" 2>"$work/log" &
	server=$!
	until [ -s "$work/address" ] && address=$(cat "$work/address") && address=${address%/} && [ "$(get "$address/")" = 200 ]; do
		kill -0 "$server" 2>/dev/null || { cat "$work/log" >&2; return 1; }
		sleep 0.01
	done
	line "$1" "$(since "$start")" s
}

stop() {
	kill -INT "$server"
	wait "$server" || true
	server=
}

demo() {
	if ! command -v curl >/dev/null; then
		echo "# left out: pages and API (no curl)"
		return
	fi
	local start
	"$salient" init "$work/demo" 2>/dev/null
	start=$(now)
	"$salient" import "$work/demo" cases/al-qusayr >/dev/null 2>&1
	line demo.import "$(since "$start")" s
	serve serve.first-page || return 0
	stop
	serve serve.first-page.again || return 0
	times page.map '/map?on=2013-05-20'
	times page.map-frame '/map/frame?on=2013-05-21'
	times page.place '/places/al-qusayr-centre?on=2013-05-20'
	times page.claims '/claims'
	times page.contradictions '/contradictions'
	times page.orbat '/orbat?on=2013-05-20'
	times page.brief '/briefs/the-fall-of-al-qusayr'
	times api.control '/api/v1/control?place=al-qusayr-centre&on=2013-05-20&why=true'
	times api.route '/api/v1/route?side=government&from=hermel&to=homs&on=2013-06-06'
	times api.siege '/api/v1/siege?side=opposition'
	times api.orbat '/api/v1/orbat?on=2013-05-20'
	stop
}

demo
control_bench
