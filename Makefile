# Everything a checkout needs: `make demo` to see it, `make test` to trust it. Each target does its own set-up.
#
# Needs git, OpenSSH, make and Python 3.11 or newer. Another Python: `make test PYTHON=python3.13` (after `make clean`).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= prongsai-demo
PORT ?= 8000
WORKERS ?= 2
# More arguments for pytest: make test ARGS="-k verify"
ARGS ?=

# A changed lock, or a changed list of dependencies, sets up again.
RUNTIME := $(VENV)/.set-up-runtime
DEVELOPMENT := $(VENV)/.set-up-development
ENVIRONMENT := $(VENV)/.made

# What every install shares: nothing but what the lock names, byte for byte.
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
LOCKED := install --quiet --require-hashes -r

.PHONY: help demo test test-long review-board lint types wheel lock clean
.DEFAULT_GOAL := help

help:
	@echo "make demo       build a made-up organisation in ./$(DEMO) and serve it"
	@echo "make test       the test suite"
	@echo "make test-long  kills, fuzzing, browsers, load"
	@echo "make review-board   a real review system, for one of the long tests"
	@echo "make lint       ruff and the arrows between packages"
	@echo "make types      mypy, strict"
	@echo "make wheel      build the wheel, install it into an empty environment and try it"
	@echo "make lock       write both lock files again (UPGRADE=--upgrade for newer releases)"
	@echo "make clean      remove what these targets made, the demo's world included"

demo: $(RUNTIME)
	@if [ -e "$(DEMO)" ]; then \
	  echo "$(DEMO) is there already: serving it as it is (make clean removes it)"; \
	  exec $(BIN)/prongsai serve "$(DEMO)/origin.git" --port $(PORT); \
	else \
	  exec $(BIN)/prongsai demo --into "$(DEMO)" --port $(PORT); \
	fi

test: $(DEVELOPMENT)
	$(BIN)/pytest -n $(WORKERS) -q -rs $(ARGS)

# Exit code 5 is pytest's word for "no test is marked long".
test-long: $(DEVELOPMENT)
	$(BIN)/pytest -m long -q -rs $(ARGS) || [ $$? -eq 5 ]

# A real review system for the long tests, in an environment of its own: its packages are not ours.
review-board: .review-board/.made
.review-board/.made:
	@$(PYTHON) -m venv .review-board
	@.review-board/bin/python -m pip --disable-pip-version-check --no-input install --quiet "ReviewBoard==8.1" waitress
	@touch $@

lint: $(DEVELOPMENT)
	$(BIN)/ruff check
	$(BIN)/lint-imports

types: $(DEVELOPMENT)
	$(BIN)/mypy

wheel: $(DEVELOPMENT)
	@set -eu; \
	here=$$(pwd); place=$$(mktemp -d); trap 'rm -rf "$$place"' EXIT; \
	$(BIN)/python -m build --wheel --outdir "$$place/dist" .; \
	$(BIN)/python -m venv "$$place/venv"; \
	"$$place/venv/bin/python" -m pip --disable-pip-version-check $(LOCKED) "$$here/requirements.lock"; \
	"$$place/venv/bin/python" -m pip --disable-pip-version-check install --quiet --no-deps "$$place"/dist/*.whl; \
	cd "$$place"; \
	unset PYTHONPATH; \
	venv/bin/prongsai --help >/dev/null; \
	venv/bin/prongsai demo --no-serve --into "$$place/world"; \
	anchor=$$(git -C world/origin.git rev-list --max-parents=0 --first-parent main); \
	venv/bin/prongsai verify --repo world/origin.git --anchor "$$anchor"; \
	mkdir -p "$$here/dist"; cp dist/*.whl "$$here/dist/"; \
	echo "the wheel works: dist/$$(basename dist/*.whl)"

# The locks name no registry, so that they hold wherever the packages are fetched from. Releases already locked stay
# unless UPGRADE says otherwise; the development lock is the runtime lock and more, never a different release.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url
lock: $(DEVELOPMENT)
	$(PIP) install --quiet uv
	$(COMPILE) $(UPGRADE) pyproject.toml --output-file requirements.lock
	$(COMPILE) $(UPGRADE) pyproject.toml --group dev --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) .review-board $(DEMO) dist build *.egg-info
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(RUNTIME): requirements.lock pyproject.toml | $(ENVIRONMENT)
	@echo "setting up: what prongsai runs on"
	@$(PIP) $(LOCKED) requirements.lock
	@$(PIP) install --quiet --no-deps --editable .
	@touch $@

$(DEVELOPMENT): requirements-dev.lock pyproject.toml | $(ENVIRONMENT)
	@echo "setting up: what prongsai runs on, and what tests and checks it"
	@$(PIP) $(LOCKED) requirements-dev.lock
	@$(PIP) install --quiet --no-deps --editable .
	@touch $@ $(RUNTIME)

# A stamp, not the interpreter: an environment whose making was cut short is made again.
$(ENVIRONMENT):
	@for program in git ssh-keygen; do \
	  command -v $$program >/dev/null || { echo "$$program is missing: install git and OpenSSH" \
	    "(Debian: apt install git openssh-client)" >&2; exit 1; }; \
	done
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing: install Python 3.11 or newer," \
	  "or name it: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$$($(PYTHON) --version) is too old: prongsai needs 3.11 or newer; name one: make PYTHON=python3.13" >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments (Debian: apt install python3-venv)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@
