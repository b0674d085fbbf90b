# `make run` and `make test` do everything, set-up included; `make help` lists the rest.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := run

# Tools that were built here come first: they have the versions that the project asks for.
export PATH := $(CURDIR)/.tools/bin:$(PATH)

CARGO_TOOL := cargo run --quiet -p kuma-gapi-tools --bin
# Where recorded answers of the real Kuma lie, for `make compare`.
ORACLE ?= tests/recorded
# The target that they are compared for: kuma-2.6, kuma-2.14 or kuma-3.0.
TARGET ?= kuma-2.14
# Recorded answers of a real API server, for `make admission`.
CASES ?= tests/cases/admission.jsonl
# The releases of Gateway API, and Kuma's CRDs, for `make schemas`.
GATEWAY_API ?= 1.7.0 1.6.3
KUMA_CRDS ?= ../shared/crds/kuma-2.14.3.json

MODULE_SOURCES := Cargo.toml $(wildcard Cargo.lock) $(shell find src -type f)
COMMAND_SOURCES := LICENSE $(shell find js-harness/bin js-harness/src -type f)
PREVIEW_SOURCES := $(shell find js-harness/preview -type f -not -path '*/test/*') $(shell find js-harness/src examples -type f)
GOLDEN_SOURCES := $(shell find tests/golden tools -type f 2>/dev/null)

# Parts of the set-up look for themselves at what is missing, in milliseconds. As order-only
# prerequisites they run first and make nothing out of date.
PARTS := rust-target wasm-bindgen wasm-pack geckodriver npm browsers apiserver gateway-api
SETUP := $(PARTS:%=setup-%)

.PHONY: run
run: build ## translate the examples
	@scripts/run

MODULES := pkg/kuma_gapi.wasm pkg/kuma_gapi_trusted.wasm

.PHONY: build
build: $(MODULES) $(MODULES:pkg/%=go-harness/policy/module/%) pkg/node/kuma_gapi.js pkg/cli ## build pkg/: the plain module and the npm package
	@scripts/size

pkg/kuma_gapi.wasm: $(MODULE_SOURCES) scripts/build | setup-rust-target setup-npm
	scripts/build plain

# The Go package embeds both, made so that the host can end a call.
go-harness/policy/module/%.wasm: pkg/%.wasm $(wildcard tools/interruptible/src/*.rs)
	cargo run --quiet -p kuma-gapi-interruptible -- $< $@

# The build for a host that has its objects from an API server; one compiler at a time.
pkg/kuma_gapi_trusted.wasm: $(MODULE_SOURCES) scripts/build | setup-rust-target setup-npm pkg/kuma_gapi.wasm
	scripts/build trusted

# The three entries are made together; the one for Node stands for them.
pkg/node/kuma_gapi.js: $(MODULE_SOURCES) scripts/build | setup-rust-target setup-wasm-bindgen setup-npm pkg/kuma_gapi_trusted.wasm
	scripts/build js

pkg/cli: $(COMMAND_SOURCES) scripts/build
	scripts/build cli

# The build that simulates requests, for the conformance suite.
SIMULATING := go-harness/conformance/module/kuma_gapi_simulate.wasm
$(SIMULATING): $(MODULE_SOURCES) scripts/build | setup-rust-target setup-npm pkg/node/kuma_gapi.js
	scripts/build simulate

.PHONY: preview
preview: target/preview/index.html ## build the preview page and serve it on localhost (PORT=8421)
	@node js-harness/preview/serve.mjs

target/preview/index.html: $(PREVIEW_SOURCES) pkg/node/kuma_gapi.js | setup-npm
	node_modules/.bin/vite build js-harness/preview

.PHONY: test
test: $(SETUP) build $(SIMULATING) target/preview/index.html ## everything: lints, native tests, comparison, Node, Chromium, Firefox, types
	@scripts/test

# What the native build answers to every golden and to every recorded scenario, for the tests on the
# other engines (and embedded in the browser tests by .cargo/config.toml).
.PHONY: golden.json
golden.json: target/golden.json target/recorded.json
target/golden.json: $(MODULE_SOURCES) $(GOLDEN_SOURCES)
	@mkdir -p target
	$(CARGO_TOOL) golden -- --json $@
target/recorded.json: $(MODULE_SOURCES) $(GOLDEN_SOURCES) $(shell find tests/recorded -name in.yaml)
	@mkdir -p target
	$(CARGO_TOOL) golden -- --recorded $@

# The same for admission: recorded answers of an API server, with what the native build answers.
RECORDS ?= $(or $(wildcard ../shared/oracle/admission/*.jsonl),$(CASES))
.PHONY: admission.json
admission.json: target/admission.json
target/admission.json: $(MODULE_SOURCES) $(GOLDEN_SOURCES) $(RECORDS)
	@mkdir -p target
	$(CARGO_TOOL) admission -- --json $@ $(RECORDS)

.PHONY: golden
golden: ## rewrite the goldens in tests/golden (then read the diff)
	$(CARGO_TOOL) golden

.PHONY: compare
compare: ## compare with recorded answers of Kuma: make compare ORACLE=DIR TARGET=kuma-2.14
	@$(CARGO_TOOL) compare -- $(ORACLE) --target $(TARGET)

.PHONY: admission
admission: ## compare with recorded answers of an API server: make admission CASES=FILE
	@$(CARGO_TOOL) admission -- $(CASES)

# Of the random generator, and how many mutations it makes.
SEED ?= 1
COUNT ?= 2000
# The release of Gateway API that the API server has; empty: the newest.
RELEASE ?=
LIVE = scripts/admission-live $(RELEASE:%=-gateway-api v%)

.PHONY: admission-live
admission-live: setup-apiserver setup-gateway-api ## compare with a real API server: make admission-live SEED=N COUNT=N RELEASE=1.6.3
	@$(LIVE) -seed $(SEED) -count $(COUNT)

.PHONY: admission-examples
admission-examples: setup-apiserver setup-gateway-api ## the same for Gateway API's own examples, valid and not
	@$(LIVE) -examples

.PHONY: traffic
traffic: ## compare the data plane's model with recorded requests: make traffic ORACLE=DIR
	@$(CARGO_TOOL) traffic -- $(if $(filter file,$(origin ORACLE)),tests/traffic,$(ORACLE))

.PHONY: conformance
conformance: build $(SIMULATING) setup-apiserver setup-gateway-api ## run Gateway API's conformance suite, and rewrite docs/conformance.md
	@scripts/conformance -update

.PHONY: codes
codes: ## rewrite docs/codes.md from the catalogue, and docs/rules.md from the schema tables
	$(CARGO_TOOL) codes

.PHONY: targets
targets: ## rewrite docs/targets.md from the choices of each target
	$(CARGO_TOOL) targets

.PHONY: schemas
schemas: ## rewrite the schema tables: make schemas GATEWAY_API="1.7.0 1.6.3"
	@scripts/schemas $(KUMA_CRDS) $(GATEWAY_API)

.PHONY: bench
bench: build setup-apiserver setup-gateway-api ## speed, memory and sizes beside their goals
	@node js-harness/bench/bench.mjs
	@cd go-harness && go test -run '^$$' -bench Table -benchtime 1x ./policy | grep -v '^[a-z]*: '
	@cd go-harness && go test -run '^$$' -bench Reconcile -benchtime 1x -timeout 20m ./controller | grep -v '^[a-z]*: '
	@$(MAKE) bench-preview

.PHONY: bench-preview
bench-preview: target/preview/index.html setup-browsers ## speed and weight of the preview page beside their goals
	@node js-harness/bench/preview.mjs

.PHONY: run-controller
run-controller: build setup-apiserver setup-gateway-api ## the controller on an API server of its own, with the examples
	@cd go-harness && go run ./examples/controller ../examples/*

.PHONY: soak
soak: build golden.json setup-apiserver setup-gateway-api ## the long runs: 100,000 requests in both models, 100,000 calls, fuzzing, the controller with all faults, scenarios and load
	@AGREEMENT_CASES=5000 cargo test --quiet -p kuma-gapi-tools --test agreement -- --nocapture
	@cd go-harness && KUMA_GAPI_CALLS=100000 go test -v -timeout 60m -run ManyCalls ./policy
	@cd go-harness && go test -run '^$$' -fuzz FuzzEvaluateJSON -fuzztime 60s ./policy
	@cd go-harness && go test -run '^$$' -fuzz FuzzABI -fuzztime 60s ./policy
	@cd go-harness && KUMA_GAPI_SCENARIOS_EVERY=1 go test -count 1 -v -timeout 60m -run Scenarios ./controller | $(FIGURES)
	@cd go-harness && KUMA_GAPI_FAULT_ROUNDS=200 KUMA_GAPI_RESTARTS=3 go test -count 1 -v -timeout 60m -run Faults ./controller | $(FIGURES)
	@cd go-harness && KUMA_GAPI_TRAP_ROUNDS=50 go test -count 1 -v -timeout 60m -run BrokenModule ./controller | $(FIGURES)
	@cd go-harness && KUMA_GAPI_KILLS=100 go test -count 1 -v -timeout 60m -run Killed ./controller | $(FIGURES)
	@cd go-harness && KUMA_GAPI_GATEWAYS=100 KUMA_GAPI_ROUTES=5000 KUMA_GAPI_EDITS=500 go test -count 1 -v -timeout 60m -run Load ./controller | $(FIGURES)

# What the tests of the controller say, without its own log.
FIGURES := grep -v -e '"level":' -e '^[IEW][0-9]'

.PHONY: size
size: build ## sizes beside their goals

.PHONY: setup
setup: $(SETUP) ## get every tool that is missing

.PHONY: $(SETUP)
$(SETUP): setup-%:
	@scripts/setup $*

.PHONY: clean
clean: ## remove what was built; the tools in .tools/ stay
	rm -rf target pkg/bundler pkg/node pkg/web pkg/cli pkg/kuma_gapi.wasm pkg/kuma_gapi_trusted.wasm pkg/LICENSE go-harness/policy/module/*.wasm $(SIMULATING)

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z.-]*\):.*## \(.*\)/\1\t\2/p' $(firstword $(MAKEFILE_LIST)) | sort | awk -F '\t' '{ printf "make %-18s %s\n", $$1, $$2 }'
