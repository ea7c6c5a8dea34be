# Everything one can do with this repository, one target each. Go, Node, make
# and git must be installed; all other tools are set up on first use.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VERSION := $(shell cat version.txt)
WASM := js/dist/convergence.wasm
SHIM := js/dist/convergence.esm.min.js
GO_JS := GOOS=js GOARCH=wasm go
# Inlining makes code larger; what no keystroke goes through goes without.
MODULE := $(shell sed -n 's/^module //p' go.mod)
WASM_COLD := fmt time context strconv internal/strconv log errors unicode... syscall internal/reflectlite reflect sort io strings bytes bufio \
  github.com/hack-pad/... github.com/vmihailenco/... $(MODULE)/pkg/storage... $(MODULE)/pkg/client/standin $(MODULE)/pkg/document/undo encoding/binary syscall/js math/rand/v2 \
  $(addprefix $(MODULE)/pkg/client/internal/,offline... chat presence activity identity session states local layout steps)
WASM_INLINE := $(foreach p,$(WASM_COLD),-gcflags=$(p)=-l)
# CORE=plain builds the core as the Go compiler makes it: for traces of crashes, which
# have names and lines there, and to see whether something is due to internal/smallcore.
CORE ?= small
CORE_small := go run ./internal/smallcore/build $(WASM)
CORE_plain := $(GO_JS) build -o $(WASM)
# Budgets of `make size`, in bytes after brotli (quality 11, window 24) and gzip -9, of the
# core as internal/smallcore makes it. As the compiler makes it, it would have over 1,270 kB:
# models 900, undo 40, and references, presence, chat, work without a connection with its store, and
# guards of every call the rest. Packed tables of functions save 325 kB, sources without
# what never runs 230, functions written in another way 97; inlining where keystrokes
# go takes 33. For nearly the same code brotli's result varies by up to 10 kB,
# depending on how it cuts it in blocks, and gzip's by 1 kB: that one notices growth.
SIZE_WASM_BROTLI := 700000
SIZE_WASM_GZIP := 949000
SIZE_SHIM_BROTLI := 35000
FUZZTIME ?= 30s
# The steps of `make test`, in order. Each is a target of its own; those with a
# plus between them, which wait more than they work, run at the same time. Two that
# keep the processors busy take longer together than one after the other.
STEPS := fmt set-up vet build test-go+size test-wasm+test-js test-example+cluster-short+server-together \
  e2e+e2e-liveness+e2e-offline-short chaos-short+crash-points-sample+fidelity-short+rest-client \
  browsers-short+package-test-short+console-short

.PHONY: help
help: ## Print this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-19s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build wasm js example console server compressed docs
# `make test` builds once and tells the steps after that so.
ifdef BUILT
build wasm js example console server compressed docs: ;
else
build: compressed server ## Build bin/convergence and js/dist/
wasm: ## Build the core
	@mkdir -p js/dist
	$(CORE_$(CORE)) -trimpath $(WASM_INLINE) -ldflags='-s -w -X main.version=$(VERSION)' ./cmd/wasm
js: wasm js/node_modules/.stamp ## Build the core and the shim
	node js/build.mjs
example: web/example/node_modules/.stamp ## Build the examples
	node web/example/build.mjs
console: web/console/node_modules/.stamp ## Build the administration console, which is part of bin/convergence
	node web/console/build.mjs
docs: docs/node_modules/.stamp js/node_modules/.stamp ## Build the documentation; make server puts it into the binary
	node docs/build.mjs
compressed: js example console ## Build what browsers get, in Brotli and gzip too
	node scripts/compress.mjs js/dist web/example/dist
server: console ## Build bin/convergence
	go build -trimpath -ldflags='-X main.version=$(VERSION)' -o bin/convergence ./cmd/convergence
endif

.PHONY: generate
generate: ## Write what follows from the declaration of the bridge in internal/bridge, and tables in docs
	go run ./internal/bridge/generate
	go test ./pkg/server/internal/metrics -count=1 -run '^TestTable$$' -write
	go test ./cmd/convergence -count=1 -run '^TestConfigurationPage$$' -write
	go test ./pkg/server/rest -count=1 -run '^TestDocs$$' -update
	go test ./test/docs -count=1 -run '^TestProtocolPage$$' -write

.PHONY: run
run: build ## Build, then serve the example at http://localhost:8000/example/
	@echo 'Open http://localhost:8000/example/ in two windows. Ctrl-C stops the server.'
	bin/convergence serve --dev

.PHONY: test
test: ## Run every check and test, then print a summary
	@scripts/steps.sh $(STEPS)

.PHONY: fmt vet test-go test-race test-wasm test-js test-example e2e
fmt: ## Fail when gofmt would change a file
	@files=$$(git ls-files -co --exclude-standard '*.go' | xargs -r gofmt -l); \
	  if [ -n "$$files" ]; then echo "gofmt would change:"; echo "$$files"; exit 1; fi
vet: ## go vet, natively and for js/wasm, and whether go mod tidy would change a file
	go mod tidy -diff
	cd tools && go mod tidy -diff
	go vet ./...
	$(GO_JS) vet $$(go list ./... | grep -vE '/(pkg/server|cmd/convergence|deploy|internal|test)(/|$$)')
# Packages that are tested without the race detector. Those without goroutines have nothing
# for it to find; pkg/client, whose goroutines are its host's, and the tests of whole servers
# in pkg/server, its rest and archive and in cmd/convergence take minutes with it, and have it in test-race.
# What else is below them has it here. test/cluster has a step of its own, cluster-short.
PLAIN := /(pkg/(ot|document|protocol|server/query|client/internal/layout)|internal/(bridge|jsonvalue|shrinking|smallcore)|test/(deps|docs)|deploy)(/|$$)|/(pkg/(client|server|server/rest|server/archive)|cmd/convergence)$$
test-go: ## Go tests, with the race detector where there are goroutines
	@{ go test -json $$(go list ./... | grep -E '$(PLAIN)') || :; \
	  go test -race -json $$(go list ./... | grep -vE '$(PLAIN)|/test/cluster$$') || :; } | node scripts/go-test-report.mjs
test-race: ## All Go tests with the race detector
	@go test -race -json ./... | node scripts/go-test-report.mjs
test-wasm: server build/bin/wasmbrowsertest build/.chromium ## Go tests that need a browser
	scripts/test-wasm.sh
test-js: js server build/.chromium ## Tests of the JavaScript client
	npm --prefix js test
test-example: js web/example/node_modules/.stamp ## Type check and unit tests of the example page
	npm --prefix web/example test
e2e: build test/node_modules/.stamp build/.chromium ## Browsers against a real server process
	npm --prefix test test

.PHONY: e2e-offline e2e-offline-short e2e-liveness
e2e-offline: build test/node_modules/.stamp build/.chromium ## Browsers edit offline and are killed at random moments, 50 times
	OFFLINE_KILLS=50 MAX_MESSAGE=8388608 node --test --test-concurrency=1 --test-timeout=1200000 --test-reporter=spec test/offline/*.test.mjs
e2e-offline-short: build test/node_modules/.stamp build/.chromium ## The same with a few kills
	OFFLINE_KILLS=2 node --test --test-concurrency=2 --test-timeout=300000 --test-reporter=spec test/offline/*.test.mjs
e2e-liveness: build test/node_modules/.stamp build/.chromium ## Browsers are killed, cut off and hidden: who is there, with default options
	node --test --test-concurrency=1 --test-timeout=$$((600000 + 1000 * $${HIDDEN_SECONDS:-65})) --test-reporter=spec test/liveness/*.test.mjs

.PHONY: rest-client
rest-client: server test/rest/node_modules/.stamp ## Types are made of the OpenAPI document, and a program with them works against a server; those of the console agree with them
	node test/rest/main.mjs

.PHONY: browsers-test browsers-short
browsers-test: build bindings test/node_modules/.stamp build/.chromium build/.browsers ## The same cases in Chromium, Firefox and WebKit: client, bindings, examples
	node test/browsers/main.mjs
browsers-short: build test/node_modules/.stamp build/.chromium build/.browsers ## A few of them, in Firefox and WebKit
	node test/browsers/main.mjs --short

.PHONY: console-test console-short console-images
console-test: build test/node_modules/.stamp build/.chromium ## Every page and act of the console in Chromium, with axe
	npm --prefix web/console run check
	node --test-reporter=spec test/console/main.mjs
console-short: build test/node_modules/.stamp build/.chromium ## Every act, without axe
	npm --prefix web/console run check
	LOOK=0 node --test-reporter=spec test/console/main.mjs
console-images: build test/node_modules/.stamp build/.chromium ## The pictures of docs/console.md
	IMAGES=1 LOOK=0 node --test-reporter=spec test/console/main.mjs
.PHONY: examples-test examples-images
examples-test: build test/node_modules/.stamp test/lighthouse/node_modules/.stamp build/.chromium ## Two people in each example, together and apart, with axe and Lighthouse
	node --test-reporter=spec test/examples/main.mjs
examples-images: build test/node_modules/.stamp test/lighthouse/node_modules/.stamp build/.chromium ## The same, and docs/images/example-*.png
	IMAGES=1 node --test-reporter=spec test/examples/main.mjs
.PHONY: docs-test
docs-test: docs build bindings test/node_modules/.stamp build/.chromium ## Every snippet of the documentation, its quick starts, and the site in Chromium
	node --test --test-concurrency=1 --test-timeout=300000 --test-reporter=spec test/suite/snippets.test.mjs test/site/*.test.mjs

.PHONY: bindings bindings-test
bindings: js js/packages/node_modules/.stamp ## Build the bindings of editors, inputs and frameworks in js/packages, each within its budget of bytes
	node js/packages/build.mjs
bindings-test: bindings build test/node_modules/.stamp build/.chromium ## Each binding in two pages of Chromium against a real server
	node --test --test-concurrency=1 --test-timeout=600000 --test-reporter=spec js/packages/test/*.test.mjs

.PHONY: package-test package-test-short
package-test: build test/node_modules/.stamp build/.chromium ## Install the packed client in every set-up and run an application there; writes docs/package.md
	node test/package/main.mjs
package-test-short: build test/node_modules/.stamp build/.chromium ## The same in six of them
	node test/package/main.mjs --short

# PostgreSQL of the distribution. The tests start a cluster of their own, as the user postgres
# when they run as root; without it, go test says that it skips them. RACE= is faster.
RACE ?= -race
.PHONY: postgres-test bus-test server-together simulate cluster-test cluster-e2e cluster-short bench-cluster bench-postgres
postgres-test: build/.postgres ## The store on PostgreSQL, a server on it that loses it while clients edit, and copies from and to SQLite
	POSTGRES_NEEDED=1 go test $(RACE) -count=1 ./pkg/server/store/postgres ./pkg/server/query/pgtext
	POSTGRES_NEEDED=1 go test -count=1 -run '^(TestCopy|TestCopyFails|TestServedFromPostgres)$$' ./pkg/server/archive
	POSTGRES_NEEDED=1 go test -count=1 -run '^(TestDatabaseGoesAway|TestStoreAddress|TestStoreOnPostgres|TestCopyCommand)$$' ./cmd/convergence
bus-test: ## News between servers, within a process and on NATS, which is built from its Go module
	NATS_NEEDED=1 go test $(RACE) -count=1 ./pkg/server/bus
server-together: build/.postgres ## The tests of chats and activities, with two servers on one database, to which clients connect by turns
	@SERVERS_TOGETHER=1 go test -json $(RACE) -count=1 -run 'Chat|^TestRoom|Direct|Activit|Ephemeral|SeveralServers' ./pkg/server | node scripts/go-test-report.mjs
simulate: ## Nodes that order the operations of one model, with all that goes wrong between them; SEEDS=number, default 100,000
	@mkdir -p build
	@go test ./pkg/server/internal/ordering -run '^TestSimulation' -count=1 -seeds $(or $(SEEDS),100000) -timeout 60m -v > build/simulate.txt; status=$$?; \
		sed 's/^.*: figure/figure/' build/simulate.txt; exit $$status
cluster-test: build/.postgres build/.haproxy server cluster-e2e ## Three servers on one PostgreSQL, with NATS, which clients edit at while all of them are killed: two minutes; and cluster-e2e
	CLUSTER_NEEDED=1 POSTGRES_NEEDED=1 NATS_NEEDED=1 go test ./test/cluster -count=1 -v -timeout 20m -duration $(or $(DURATION),2m)
cluster-e2e: build/.postgres build test/node_modules/.stamp build/.chromium ## The end-to-end suite with its clients spread over three servers; FILES='chat.test.mjs ...' for some
	CLUSTER_NEEDED=1 POSTGRES_NEEDED=1 NATS_NEEDED=1 go test ./test/cluster -run '^TestEndToEnd$$' -e2e '$(or $(FILES),*.test.mjs)' -count=1 -v -timeout 30m
cluster-short: build/.postgres server ## Most of its tests, and 10 seconds of that, where PostgreSQL is installed and NATS can be built
	@CLUSTER_NEEDED=1 go test -json ./test/cluster -count=1 -skip '^(TestFigures|TestEndToEnd|TestRollingRestart.*|TestSecondSignal|TestDeadServersPeople|TestQuotaOverNodes)$$' -duration 10s -timeout 5m | node scripts/go-test-report.mjs
bench-cluster: build/.postgres server ## Edits a second and how long they take to another client, with one, two and three servers on one database
	@CLUSTER_NEEDED=1 POSTGRES_NEEDED=1 NATS_NEEDED=1 go test ./test/cluster -run '^TestFigures$$' -figures -count=1 -v > build/bench-cluster.txt; status=$$?; \
		grep -E '^ *figure|FAIL|^ok' build/bench-cluster.txt; exit $$status
bench-postgres: build/.postgres ## Durable operations a second of the store on PostgreSQL, beside plain inserts and SQLite
	POSTGRES_NEEDED=1 go test ./pkg/server/store/postgres -run '^TestFigures$$' -figures -count=1 -v | grep -E '^ *(figure|---|FAIL|ok)' 

# A run of each prints its seed; SEED=number plays it again.
.PHONY: chaos chaos-short fidelity fidelity-short crash-points crash-points-sample failing-store storm hostile bench-server bench-latency bench-offline bench-stretches bench-undo
chaos: build test/node_modules/.stamp build/.chromium ## Clients and pages edit for two minutes through cuts and kills
	go run ./test/chaos -duration 2m
chaos-short: build test/node_modules/.stamp build/.chromium ## The same for 20 seconds
	go run ./test/chaos -duration 20s -kill 6s
fidelity: build test/node_modules/.stamp web/example/node_modules/.stamp build/.chromium ## Mirrors that pages keep by what their listeners are told, 1,000 rounds
	node test/fidelity/main.mjs --rounds 1000
fidelity-short: build test/node_modules/.stamp web/example/node_modules/.stamp build/.chromium ## The same for 15 seconds
	node test/fidelity/main.mjs --seconds 15
crash-points: server ## Kill the server at every call that writes or syncs a file
	go run ./test/crashpoints
crash-points-sample: server ## The same at some of them
	go run ./test/crashpoints -sample 20
failing-store: ## Fail every call of the offline store, in every way, while a tab loads, adopts, sends and unsubscribes
	go test ./pkg/client -count=1 -run '^TestFailingStore$$' -failing-store -parallel 12 -timeout 60m -v | grep -vE '^ *(=== |--- PASS|[a-z_]+_test.go:[0-9]+: (failing |last |model event))'
storm: server ## 2,000 clients when the server restarts
	go run ./test/storm
hostile: server ## Attack a server of 2 GiB in every way, beside honest clients; ATTACKS=name,name for some
	go run ./test/hostile -only '$(ATTACKS)'
bench-server: server ## Durable operations a second beside raw SQLite, memory and latency of many connections
	go run ./test/benchserver
bench-latency: build test/node_modules/.stamp build/.chromium ## From an edit in one client to the event in another
	node test/bench-latency.mjs
bench-offline: build test/node_modules/.stamp build/bin/wasmbrowsertest build/.chromium ## 10,000 models with 1,000,000 operations come back; IndexedDB beside plain JS
	node test/bench-offline.mjs
	scripts/browser-go-test.sh -short=false -run '^TestFigures$$' ./pkg/storage/idb
bench-stretches: build test/node_modules/.stamp build/.chromium ## For how long a large model, and one with 100,000 pending operations, hold the page at a stretch
	node test/bench-stretches.mjs
bench-undo: build test/node_modules/.stamp build/.chromium ## What undo() and redo() cost behind 100,000 steps and as many edits of somebody else; STEPS=number, TAKEN=number
	node test/bench-undo.mjs

.PHONY: bench bench-smoke
bench: build bench/node_modules/.stamp test/node_modules/.stamp build/.chromium ## Other libraries and ours through the same work, into bench/RESULTS.md
	node bench/main.mjs
bench-smoke: js bench/node_modules/.stamp ## The same cases, small: whether the results are right
	node --test --test-reporter=spec bench/smoke.test.mjs

.PHONY: parity e2e-trace e2e-authors bench-bridge bench-ot bench-activity prove fuzz size clean
parity: build test/node_modules/.stamp build/.chromium ## Compare the public surface with the list of names of the older client
	node scripts/parity.mjs
e2e-trace: build test/node_modules/.stamp build/.chromium ## Type a recorded paper between two pages, kill the server, compare
	node test/trace.mjs
e2e-authors: build bench/node_modules/.stamp test/node_modules/.stamp build/.chromium ## A recorded session of two authors: who wrote what is what the recording says
	node test/trace-authors.mjs
bench-bridge: js test/node_modules/.stamp build/.chromium ## What a call into the client costs, in Chromium
	node test/bench-bridge.mjs
bench-ot: ## What editing and transforming cost natively, and what typing becomes
	go test ./pkg/document -count=1 -run '^TestBenchOT$$' -bench-ot -v -timeout 30m
	go test ./pkg/client -count=1 -run '^TestBenchTyping$$' -bench-typing -v
bench-activity: ## What 200 sessions in one activity cost that move cursors 20 times a second
	go test ./pkg/server -count=1 -run '^TestBenchActivity$$' -bench-activity -v
prove: ## The transformation laws for every pair of operations over small documents
	go test ./pkg/document -count=1 -run '^TestProve' -prove=full -v -timeout 60m
fuzz: ## Run each fuzz target for FUZZTIME (30s)
	scripts/fuzz.sh $(FUZZTIME)
size: compressed ## Bytes of the wasm core and the shim, against their budgets
	@node scripts/size.mjs $(WASM) $(SIZE_WASM_BROTLI) $(SIZE_WASM_GZIP) $(SHIM) $(SIZE_SHIM_BROTLI)
clean: ## Remove everything that was built
	rm -rf bin build js/dist js/packages/*/dist web/example/dist docs/api {js,js/packages,web/example,web/console,docs,test,test/rest,test/lighthouse,bench}/node_modules
	find web/console/dist web/docs/dist -mindepth 1 ! -name not-built.txt -delete

# Set-up, each done once and again when its lock file changes.
.PHONY: set-up
set-up: js/node_modules/.stamp web/example/node_modules/.stamp web/console/node_modules/.stamp test/node_modules/.stamp test/rest/node_modules/.stamp build/bin/wasmbrowsertest build/.chromium build/.browsers build/.postgres ## Install what the tests need
%/node_modules/.stamp: %/package-lock.json
	@node scripts/node-version.mjs
	cd $* && npm ci --ignore-scripts
	@touch $@
build/bin/wasmbrowsertest: tools/go.mod tools/go.sum
	@mkdir -p build/bin
	cd tools && go build -o ../$@ github.com/agnivade/wasmbrowsertest
build/.browsers: scripts/browsers.sh scripts/packages.sh
	@mkdir -p build
	@scripts/browsers.sh
	@touch $@
build/.postgres: scripts/postgres.sh scripts/packages.sh
	@mkdir -p build
	@scripts/postgres.sh
	@touch $@
build/.haproxy: scripts/haproxy.sh scripts/packages.sh
	@mkdir -p build
	@scripts/haproxy.sh
	@touch $@
build/.chromium: scripts/chromium.sh scripts/packages.sh
	@mkdir -p build
	@scripts/chromium.sh
	@touch $@
