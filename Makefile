# Two commands are enough: `make demo` and `make test`. Both set the machine up by themselves.

VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.muster-setup
TEST_WORKERS ?= 2
PYTEST_FLAGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo run check test bench chaos screenshots format lock

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install everything that is missing (the other targets do this by themselves)
	@bin/setup

demo: setup ## start Muster with a lively demo on http://127.0.0.1:8000 (TRAFFIC=1: people play)
	@$(BIN)/muster demo $(if $(TRAFFIC),--traffic)

run: setup ## start Muster with data of its own, kept in .muster
	@$(BIN)/muster up

check: setup ## format, lint, types, imports, translations, migrations
	@bin/check

test: check ## all of `check`, then every test: unit tests in parallel, journeys in a real browser
	@bin/setup browser
	@$(BIN)/pytest -m "not journey" -n $(TEST_WORKERS) $(PYTEST_FLAGS)
	@$(BIN)/pytest -m journey -n $(TEST_WORKERS) --dist loadgroup $(PYTEST_FLAGS)

bench: setup ## measure, beside a floor in the same run; prints a table and writes JSON
	@$(BIN)/python -m benchmarks

chaos: setup ## kill processes under traffic and look for what is lost (MINUTES=5, SEED=…)
	@MUSTER_CHAOS_SECONDS=$$(( $(or $(MINUTES),5) * 60 )) MUSTER_CHAOS_SEED=$(SEED) \
	  PYTHONPATH=.:platform $(BIN)/python -m tests.chaos

screenshots: setup ## take the pictures of docs/screenshots anew, of a demo with people in it
	@bin/setup browser
	@$(BIN)/python -m tests.screenshots

format: setup ## put the code in shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# With the oldest Python that has to work: some packages ask for more there (Debian 12: 3.11.2).
lock: setup ## write requirements.lock anew from pyproject.toml
	@$(BIN)/pip-compile --quiet --extra dev --extra bench --generate-hashes --allow-unsafe \
	  --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
	  --output-file requirements.lock pyproject.toml
