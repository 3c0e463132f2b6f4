# Two commands for a fresh machine: `make run` and `make test`.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help run test cluster-test setup lint types docs docs-check lock faults fuzz mutations evaluate replay rarity fit bench clean

help: ## this page
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/.ready: requirements.lock pyproject.toml
	@echo "Setting up .venv (once; needs $(PYTHON) 3.11 or newer)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ": make PYTHON=python3.12 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup: .venv/.ready ## create .venv with the locked dependencies

run: setup ## refresh a copy of the first list against the embedded sandbox
	@$(BIN)/python -m pipelines.docs.demonstration

test: setup lint types docs-check ## lint, types, generated docs, the whole suite
	$(BIN)/python -m pytest -n 2 --dist worksteal

cluster-test: setup ## the tests on a local Ray of two workers (installs the extra `cluster`)
	$(BIN)/python -m pip install --quiet 'ray>=2.60,<3'
	$(BIN)/python -m pytest -n 0 tests/pipelines/engines/test_ray_cluster.py

docs: setup ## write the generated tables of README and docs/
	$(BIN)/python -m cogapp -r README.md docs/*.md

docs-check: setup
	$(BIN)/python -m cogapp --check --diff README.md docs/*.md

bench: setup ## timed checks, as ratios; never part of the suite
	$(BIN)/python -m tests.benchmarks

faults: setup ## hundreds of refreshes on bad days, within three minutes
	$(BIN)/python -m pipelines.robustness.campaign --runs 500 --seconds 180

evaluate: setup ## measure resolution on labelled entries
	$(BIN)/python -m pipelines.evaluation.evaluate -o EVALUATION.md
	$(BIN)/python -m cogapp -r docs/quality.md

replay: setup ## replay what maintainers corrected by hand (needs the mined corrections)
	$(BIN)/python -m pipelines.evaluation.replay.replay -o EVALUATION.md

rarity: setup ## count anew how rare title words and family names are (needs arXiv's snapshot)
	$(BIN)/python -m pipelines.evaluation.count_rarity ../shared/corpus/arxiv-snapshot.jsonl.xz --abstracts ../shared/corpus/abstracts.jsonl.xz

fit: setup ## fit the certainty model anew (needs LightGBM and the labelled material)
	$(BIN)/python -m pip install --quiet 'lightgbm>=4.7,<5'
	$(BIN)/python -m pipelines.evaluation.fit_certainty ../shared/corpus/arxiv-snapshot.jsonl.xz ../shared/eval/pairs.jsonl cache/evaluation-index.sqlite ../shared/lists

fuzz: setup ## broken lists against parser, edits and repair, for two minutes
	$(BIN)/python -m pipelines.robustness.broken_lists.fuzz_lists

mutations: setup ## single faults in true lists: nothing true edited, each fault named
	$(BIN)/python -m pipelines.robustness.broken_lists.mutation_campaign data/list.md $(wildcard ../shared/lists)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo

types: setup
	$(BIN)/mypy

lock: ## write both lock files anew (universal, with hashes)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --extra dev pyproject.toml build-requirements.in -o requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -c requirements.lock pyproject.toml build-requirements.in -o requirements-action.lock

clean: ## remove the environment and everything in cache/
	rm -rf .venv cache/* .mypy_cache .ruff_cache
