#!/usr/bin/env bash
# Asks the same of Salient, pgRouting, a plain search and ngraph.path on the net of a million
# roads (docs/roads.md). Installs pgRouting through apt where it may, else says what to
# install, and the npm packages into a folder of its own. What is given goes to the command.
set -euo pipefail
NGRAPH_PATH=1.6.1 NGRAPH_GRAPH=20.1.2

programs() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }
installed() {
	local bin
	bin=$(programs) && [ -n "$bin" ] || return 1
	local share
	share=$("$bin/pg_config" --sharedir)
	[ -e "$share/extension/pgrouting.control" ] && [ -e "$share/extension/postgis.control" ]
}
if ! installed; then
	packages="postgresql postgresql-postgis postgresql-pgrouting"
	if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
		echo "Please install $packages (on Debian: sudo apt-get install postgresql, and the packages for its version), then run this again." >&2
		exit 1
	fi
	apt-get update -qq
	version=$(apt-cache depends postgresql | sed -n 's/.*Depends: postgresql-\([0-9]*\).*/\1/p' | head -1)
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql "postgresql-$version-postgis-3" "postgresql-$version-pgrouting" >/dev/null
fi

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
npm install --prefix "$packages" --no-audit --no-fund --silent "ngraph.path@$NGRAPH_PATH" "ngraph.graph@$NGRAPH_GRAPH"
${GO:-go} run ./internal/bench/roads --pg "$(programs)" --ngraph "$packages" "$@"
