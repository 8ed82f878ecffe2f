# Two commands do everything on a fresh machine with Go, Node, npm, make and git:
#   make demo    builds, makes the al-Qusayr case, serves it and prints the address
#   make test    runs every check and test, with the race detector
SHELL := /bin/bash
.DELETE_ON_ERROR:

GO      ?= go
ISLANDS := internal/web/static/built
SOURCES := $(shell find . -name '*.go' -not -path './node_modules/*') go.mod $(wildcard internal/*/*/* internal/*/*)
FUZZTIME ?= 1s
GOLANGCI := bin/tools/golangci-lint
GOLANGCI_VERSION := v2.15.0

.PHONY: demo build test check-tools islands lint test-go test-islands test-plain test-control fuzz bench bench-map bench-control bench-read bench-roads bench-roads-in clean
demo: build
	bin/salient demo --dir demo

build: bin/salient

bin/salient: $(ISLANDS)/.stamp $(SOURCES)
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w' -o $@ ./cmd/salient

# The pages' scripts and styles, bundled and minified by esbuild.
islands: $(ISLANDS)/.stamp
$(ISLANDS)/.stamp: node_modules/.stamp $(wildcard web/*.ts web/*.css web/*.mjs)
	node web/build.mjs
	@touch $@

node_modules/.stamp: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# The plain pass leaves a processor idle now and then: the fuzzing goes on beside it. Collecting
# garbage less often halves the time of engines, and costs memory that a test hardly needs.
test: export GOGC = 400
test: check-tools lint test-islands test-go
	@$(MAKE) --no-print-directory -j3 test-plain test-control fuzz
	@echo "all checks passed"

# Chromium and poppler-utils, for the tests of pages and publications.
check-tools:
	@scripts/tools.sh

# Vetting is the lint's.
test-go: $(ISLANDS)/.stamp
	CGO_ENABLED=1 $(GO) test -race -vet=off -timeout 20m ./...

# What the race detector makes ten times slower and has nothing to say about: changed bytes
# and killed processes, the whole case asked many times, one command after the other, the browser.
test-plain: $(ISLANDS)/.stamp
	GO=$(GO) scripts/plain.sh ./internal/store/sqlite ./internal/cli

# The benchmark of control, without the race detector, which has seen its engine.
test-control: $(ISLANDS)/.stamp
	$(GO) test -count=1 -vet=off -timeout 20m ./internal/control

test-islands: node_modules/.stamp
	npx tsc --noEmit -p web

fuzz: $(ISLANDS)/.stamp
	scripts/fuzz.sh $(FUZZTIME)

lint: $(ISLANDS)/.stamp $(GOLANGCI)
	$(GOLANGCI) run ./...

$(GOLANGCI): Makefile
	GOBIN=$(CURDIR)/bin/tools $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	@touch $@

bench: build
	scripts/bench.sh

# How well control is told, on made-up wars (docs/bench-control.md).
# BENCH="--seeds 3 --settings copiers" and the like go to the command.
bench-control:
	$(GO) run ./internal/bench/control $(BENCH)

# Frames a second that the map paints of 5,000 places, in the installed Chromium.
bench-map: $(ISLANDS)/.stamp
	SALIENT_BENCH_MAP=1 $(GO) test -count=1 -v -run '^TestMovingMapBench$$' ./internal/cli | grep '^map\.'

# Ways, sieges and chokepoints on a net of a million edges: beside pgRouting, a plain search and
# ngraph.path, then each engine by itself. docs/roads.md tells what they are.
# BENCH="--places 33000" and the like go to the comparison.
bench-roads:
	GO=$(GO) scripts/bench-roads.sh $(BENCH)
	$(GO) test -run '^$$' -bench . -benchtime 1x -timeout 1h ./internal/route ./internal/siege

# Reading roads from files of a million roads; docs/roads.md, "Figures of roads in".
bench-roads-in: bin/salient
	mkdir -p bin/bench
	EXTRACT_DIR=$(CURDIR)/bin/bench $(GO) test -count 1 -run WriteLarge ./internal/bench/extract
	$(GO) test -run '^$$' -bench 'PBF|Network' -benchtime 3x -timeout 1h ./internal/network/osm
	$(GO) test -run '^$$' -bench 'Map$$' -benchtime 3x -timeout 1h ./internal/route
	for file in large.osm.pbf large.geojson; do \
		rm -rf bin/bench/case && bin/salient init bin/bench/case && \
		/usr/bin/time -f "$$file: %U s user, %e s, %M KiB" bin/salient import bin/bench/case bin/bench/$$file || exit 1; \
	done

# Sentences a second, beside two programs from npm; docs/reading.md tells what is measured.
bench-read:
	GO="$(GO)" scripts/bench-read.sh

clean:
	rm -rf bin demo node_modules $(ISLANDS)
