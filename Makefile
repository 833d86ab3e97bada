# What a person types. `make` alone says what there is.
# CONFIG=release builds the optimised binary: a first release build takes about twice as long as a debug one.

CONFIG ?= debug
PYTHON := .venv/bin/python

.PHONY: format help run test test-swift test-peers check bench bench-gateway bench-growth bench-nodes soak build install clean
.DEFAULT_GOAL := help

help: ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: ## build Usher, put it before a small notes API, prove it, and stay up (CONFIG=release for speed)
	@scripts/install run
	@scripts/build $(CONFIG)
	@scripts/run-demo $(CONFIG)

build: ## build everything (CONFIG=release for speed)
	@scripts/build $(CONFIG)

test: ## all tests: Swift first, then real clients, a real browser and a real relying party
	@scripts/install test
	@scripts/build debug --build-tests
	@scripts/test-swift
	@scripts/test-peers

test-swift: ## the Swift tests alone
	@scripts/install test
	@scripts/build debug --build-tests
	@scripts/test-swift

test-peers: ## the tests with real peers alone; choose some with PEERS="-k plugin"
	@scripts/install test
	@scripts/build debug
	@scripts/test-peers $(PEERS)

check: ## what every commit must pass before the tests: format, warnings, the map of the sources, the list of quirks
	@scripts/check-format
	@scripts/check-map
	@docs/check-quirks
	@WARNINGS=error scripts/build debug --build-tests

format: ## rewrite the Swift sources in the house format
	@swift format format --in-place --parallel --recursive --configuration scripts/swift-format.json Package.swift Sources Tests Examples

bench: ## measure a release build on both databases beside the limits of this machine; writes docs/performance.md
	@scripts/install bench
	@scripts/build release --product usher
	@scripts/build release --product bench-static
	@$(PYTHON) bench/run

bench-gateway: ## measure discovery and the gateway beside bare Hummingbird and nginx
	@scripts/install bench
	@scripts/build release --product usher
	@scripts/build release --product bench-static
	@$(PYTHON) bench/gateway

bench-growth: ## measure with a thousand, a million and five million people in the database (an hour, 25 GB)
	@scripts/install bench
	@scripts/build release --product usher
	@$(PYTHON) bench/growth

bench-nodes: ## measure one, two and three nodes on one PostgreSQL
	@scripts/install bench
	@scripts/build release --product usher
	@$(PYTHON) bench/nodes

soak: ## ten minutes at 70 % of what this machine can do, on each database: does anything grow?
	@scripts/install bench
	@scripts/build release --product usher
	@$(PYTHON) bench/soak

install: ## install what building, running and testing need
	@scripts/install test

clean: ## forget what `make run` wrote (the build is kept)
	rm -rf run
