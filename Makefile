# The project's commands. `make demo` and `make test` are all that most people need.
# They want only Python 3.11 or later; what else is missing is named, with what installs it.

VENV ?= .venv
BIN := $(VENV)/bin
ifndef PYTHON
PYTHON := $(shell sh scripts/find-python)
endif
# Each version of Python has a stamp of its own, so that another PYTHON makes the environment anew.
ifneq ($(PYTHON),)
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
endif
RUNTIME := $(VENV)/.runtime-$(VERSION)
DEVELOPMENT := $(VENV)/.development-$(VERSION)

# Hashes of everything are in the lock files; what builds durable-rules is locked too.
PIP := @$(BIN)/python -m pip install -qq --disable-pip-version-check
LOCKED := $(PIP) --require-hashes --no-build-isolation --use-pep517

# How many tests run at once, and anything else that pytest is to be told.
TEST_WORKERS ?= auto
TEST_OPTIONS ?=
# How long each fuzz test looks for a difference or a crash.
FRAMEWORKSHOP_FUZZ_SECONDS ?= 3600

# pytest ends with 5 when there is no such test, which is no fault.
NO_TEST := [ $$? = 5 ]

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

.PHONY: demo
demo: assets ## evaluate an example competition
	$(BIN)/frameworkshop demo

.PHONY: assets
assets: $(RUNTIME) ## fetch the styles and scripts of pages
	@$(BIN)/python scripts/build_assets.py

.PHONY: test
test: $(DEVELOPMENT) assets ## run the tests, all but those below
	$(BIN)/python -m pytest -n $(TEST_WORKERS) $(TEST_OPTIONS)

.PHONY: slow
slow: $(DEVELOPMENT) assets ## run the slow tests
	$(BIN)/python -m pytest -n $(TEST_WORKERS) -m 'slow and not journey and not postgres' \
		$(TEST_OPTIONS) || $(NO_TEST)

.PHONY: journeys
journeys: $(DEVELOPMENT) assets ## go through pages in a real browser
	@$(BIN)/python scripts/check_machine.py chromium
	$(BIN)/python -m pytest -n $(TEST_WORKERS) -m journey $(TEST_OPTIONS)

.PHONY: postgres
postgres: $(DEVELOPMENT) assets ## run the tests that want a PostgreSQL server
	@$(BIN)/python scripts/check_machine.py postgresql
	$(BIN)/python scripts/with_postgres.py \
		$(BIN)/python -m pytest -n $(TEST_WORKERS) -m postgres $(TEST_OPTIONS)

.PHONY: fuzz
fuzz: $(DEVELOPMENT) assets ## look for faults for hours (FRAMEWORKSHOP_FUZZ_SECONDS=3600)
	FRAMEWORKSHOP_FUZZ_SECONDS=$(FRAMEWORKSHOP_FUZZ_SECONDS) \
		FRAMEWORKSHOP_HYPOTHESIS=$${FRAMEWORKSHOP_HYPOTHESIS:-deep} \
		$(BIN)/python -m pytest -n $(TEST_WORKERS) -m fuzz $(TEST_OPTIONS) || $(NO_TEST)

.PHONY: bench
bench: $(DEVELOPMENT) ## measure against other engines
	$(BIN)/python -m benchmarks

.PHONY: lint
lint: $(DEVELOPMENT) ## check the style and the import contracts
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/lint-imports

.PHONY: types
types: $(DEVELOPMENT) ## check the types
	$(BIN)/mypy

.PHONY: format
format: $(DEVELOPMENT) ## lay the source out
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

.PHONY: messages
messages: $(DEVELOPMENT) ## bring the translations up to date with what is said
	$(BIN)/python scripts/messages.py

.PHONY: lock
lock: $(DEVELOPMENT) ## write the lock files anew (UPGRADE=--upgrade for newer versions)
	$(LOCK) --group build -o requirements-build.lock
	$(LOCK) --group node -o requirements-node.lock
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header $(UPGRADE)

.PHONY: clean
clean: ## remove everything that was made
	rm -rf $(VENV) build dist *.egg-info htmlcov demo-output .coverage* .hypothesis
	rm -rf node_modules forms/static
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Names what this machine lacks, and what installs it.
define CHECK_MACHINE
@if [ -z '$(PYTHON)' ]; then \
	if [ "$$(id -u)" = 0 ]; then sudo=; else sudo='sudo '; fi; \
	echo 'Frameworkshop needs Python 3.11 or later. Debian and Ubuntu install it with:' >&2; \
	echo "    $${sudo}apt-get update && $${sudo}apt-get install python3 python3-venv" >&2; \
	exit 1; \
fi
@$(PYTHON) scripts/check_machine.py
endef

# Made from nothing each time a lock changes, so that what was dropped does not linger.
$(RUNTIME): requirements-build.lock requirements.lock
	$(CHECK_MACHINE)
	@echo 'Making $(VENV) with Python $(VERSION). It takes a minute or so, once.'
	@$(PYTHON) -m venv --clear $(VENV)
	$(PIP) --require-hashes -r requirements-build.lock
	$(LOCKED) -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEVELOPMENT): $(RUNTIME) requirements-dev.lock
	@echo 'Installing what tests and checks need in $(VENV).'
	$(LOCKED) -r requirements-dev.lock
	@touch $@
