# `make` alone lists what there is to do. Only Python 3.11 or newer and make are needed.

VENV ?= .venv
PYTHON ?=
SCENARIOS ?=
PORT ?= 8080
PYTEST_ARGS ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.PHONY: help serve test check format bench clean
.DELETE_ON_ERROR:

help:  ## List the targets
	@echo "listrak-mock: make TARGET [VARIABLE=value]"
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "  %-8s %s\n", $$1, $$2 }'
	@echo
	@echo "  PYTHON=python3.12      the interpreter to build $(VENV) with (default: the first of 3.13, 3.12, 3.11, newer)"
	@echo "  SCENARIOS='a.yaml b'   the files and folders to serve (default: the catalogue); PORT=8080"
	@echo "  PYTEST_ARGS='-k wsdl'  what to hand to pytest"

serve: $(VENV)/.ready-serve  ## Start the fake endpoint on 127.0.0.1; Ctrl-C ends it
	@$(BIN)/listrak-mock serve --port $(PORT) $(SCENARIOS)

test: $(VENV)/.ready-test  ## Run the tests and measure them; under 95 % branch coverage is a failure
	@echo "Running the tests"
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest $(PYTEST_ARGS)
	@$(BIN)/coverage combine --quiet
	@echo "Coverage of mockserver/, branches included (at least 95 %)"
	@$(BIN)/coverage report

check: $(VENV)/.ready-check $(VENV)/.ready-test $(VENV)/.ready-bench  ## Lint, check the format and the types
	@echo "Linting"
	@$(BIN)/ruff check --quiet .
	@echo "Checking the format"
	@$(BIN)/ruff format --quiet --check . || { echo "Run make format to repair it" >&2; exit 1; }
	@echo "Checking the types"
	@$(BIN)/mypy mockserver benchmarks

format: $(VENV)/.ready-check  ## Put the code into the house format
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

bench: $(VENV)/.ready-bench  ## Measure start, throughput, plugin, memory, the language and hostile documents (some minutes)
	@$(BIN)/python -m benchmarks

clean:  ## Remove the environment and what tools leave behind
	@echo "Removing $(VENV) and caches"
	@rm -rf "$(VENV)" dist build .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache tests/node_modules

$(VENV)/.ready-serve: pyproject.toml | $(BIN)/python
	@echo "Installing listrak-mock into $(VENV)"
	@$(PIP) install --editable .
	@touch "$@"

# .ready-X stands for "the project and its extra X are installed"; a newer pyproject.toml makes it stale.
$(VENV)/.ready-%: pyproject.toml | $(BIN)/python
	@echo "Installing listrak-mock and what \"$*\" needs into $(VENV)"
	@$(PIP) install --editable ".[$*]"
	@touch "$@"

# Candidates are run, not just looked up: a version manager's shims are on PATH also for versions that are not there.
$(BIN)/python:
	@for candidate in $(or $(PYTHON),python3.13 python3.12 python3.11 python3.14 python3 python); do \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    echo "Making $(VENV) with $$("$$candidate" --version)"; \
	    "$$candidate" -m venv --clear "$(VENV)" && exit 0; \
	    echo "$$candidate can't make a virtual environment: install its venv module (Debian: apt-get install python3-venv)" >&2; \
	    exit 1; \
	  fi; \
	done; \
	echo "No Python 3.11 or newer found$(if $(PYTHON), as $(PYTHON)): install one, or name it with make PYTHON=/path/to/python3.12" >&2; \
	exit 1
