#!/usr/bin/env bash
# Takes a picture of every page, in both themes and at three widths:
#   scripts/screenshots.sh http://127.0.0.1:7373 /tmp/pictures [NAME…]
# NAMEs pick pages (map, place …); without them, all.
set -euo pipefail
server=${1:?the address of a running salient serve}
out=${2:?a folder for the pictures}
shift 2
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
mkdir -p "$out"
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
day='on=2013-05-20'
pages=(
	"start|/" "map|/map?$day" "map-place|/map?$day&known=2013-05-22&top=front,events,siege,roads:government&sel=place:al-qusayr-centre"
	"map-claimed|/map?$day&layer=claimed:government" "places|/places?$day" "place|/places/al-qusayr-centre?$day" "homs|/places/homs?on=2012-05-05"
	"documents|/documents" "document|/documents/salient-2013-method-note" "claims|/claims" "claim|/claims/afp-2013-04-21-army-closes-in-01"
	"contradictions|/contradictions" "orbat|/orbat?$day" "actor|/actors/hezbollah?$day" "routes|/routes"
	"route|/routes?$day&from=hermel&to=homs&side=government" "sieges|/sieges?$day" "timeline|/timeline" "sources|/sources" "source|/sources/afp"
	"briefs|/briefs" "brief|/briefs/the-fall-of-al-qusayr" "case|/case" "rows|/case/place" "new|/new/claim" "edit|/edit/place/homs" "history|/history/place/homs"
	"find|/find?q=qusair" "missing|/places/al-qusair" "bad|/map?on=yesterday"
)
for page in "${pages[@]}"; do
	name=${page%%|*} path=${page#*|}
	[ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
	for size in 360x740 1440x900 1920x1080; do
		for theme in light dark; do
			scheme=$([ $theme = dark ] && echo 0 || echo 1)
			"$chromium" --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$profile" --blink-settings=preferredColorScheme=$scheme \
				--window-size="${size/x/,}" --virtual-time-budget=6000 --screenshot="$out/$name-${size%x*}-$theme.png" "$server$path" >/dev/null 2>&1 </dev/null
		done
	done
	echo "$name"
done
