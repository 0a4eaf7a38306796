PYTHON := $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
# two more than processors: a test that meets a new kind of page, or asks PostgreSQL, waits
WORKERS ?= $(shell expr $$(nproc) + 2)

# compiled once: every worker imports every test
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check demo bench campaign crash-test lock golden set-up-to-run set-up-to-test
.DEFAULT_GOAL := help

help: ## Say what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

run: set-up-to-run ## Start Engage with its demonstration trust: web pages, worker and a page that shows what was sent
	@exec $(BIN)/engage up

test: set-up-to-test ## Everything that protects the product: checks, both databases, headless Chromium
	@$(MAKE) --no-print-directory quick-check
	@$(BIN)/python -m pytest -n $(WORKERS) --maxprocesses=8 --database=both --inspect --durations=10

check: set-up-to-test ## The quick half: format, lint, types, floor plan, golden files
	@$(MAKE) --no-print-directory quick-check
	@$(BIN)/python -m pytest -q tests/house -k "golden or floor_plan or sizes or commits or templates"

demo: set-up-to-run ## Fill a new database with the demonstration trust: make demo PEOPLE=1000 CONTACTS=200000 SEED=1
	@$(BIN)/engage migrate
	@$(BIN)/engage demo $(if $(PEOPLE),--people $(PEOPLE)) $(if $(CONTACTS),--contacts $(CONTACTS)) $(if $(SEED),--seed $(SEED))

bench: set-up-to-test ## Measure against the floors and print the table for docs/performance.md
	@$(BIN)/python -m tests.benchmarks

crash-test: set-up-to-test ## The long kill campaign against the outbox, on both databases
	@$(BIN)/python -m pytest --database=both -m crash --long

campaign: set-up-to-test ## New examples for every rule, restarted databases, full disks, stepped clocks, machines cut off, hours without a mail server
	@$(BIN)/python -m pytest -n $(WORKERS) --database=both -m hypothesis --hypothesis-profile="new ones"
	@$(BIN)/python -m tests.crash --messages 3000 --only clocks --only limit --only disk --only restarts --only machines --away 20
	@$(BIN)/python -m tests.crash --messages 10000 --only away

lock: ## Make the lock files anew from pyproject.toml and package.json
	@$(PYTHON) -m venv build/lock && build/lock/bin/pip install --quiet --disable-pip-version-check uv
	@build/lock/bin/uv pip compile --quiet --upgrade pyproject.toml --python-version 3.11 --universal --generate-hashes -o requirements.lock
	@build/lock/bin/uv pip compile --quiet --upgrade pyproject.toml --extra dev --python-version 3.11 --universal --generate-hashes -o requirements-dev.lock
	@build/lock/bin/uv pip compile --quiet --upgrade tools/node.in --python-version 3.11 --universal --generate-hashes -o tools/node.lock
	@npm install --package-lock-only --ignore-scripts --no-audit --no-fund

golden: set-up-to-test ## Write the golden files anew, to be read in the difference before they are committed
	@$(BIN)/python -m pytest -q tests -k golden --rewrite-golden

set-up-to-run:
	@$(PYTHON) tools/set_up.py run

set-up-to-test:
	@$(PYTHON) tools/set_up.py test

.PHONY: quick-check
quick-check:
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo > .venv/floor-plan.txt || { cat .venv/floor-plan.txt; exit 1; }
