#!/usr/bin/env bash
# Makes sure of the programs that tests of pages and publications need: Chromium and
# poppler-utils. Installs them through apt where it may; else says what to install.
set -euo pipefail
missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
command -v pdftotext >/dev/null && command -v pdftoppm >/dev/null || missing+=(poppler-utils)
fc-list :lang=ar 2>/dev/null | grep -q . || missing+=(fonts-noto-core)
command -v gcc >/dev/null || missing+=(gcc libc6-dev)
[ ${#missing[@]} -eq 0 ] && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
	exit 0
fi
echo "Please install ${missing[*]} (on Debian: sudo apt-get install ${missing[*]}), then run this again." >&2
exit 1
