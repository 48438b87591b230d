# LDN Guidance. `make serve` and `make test` do all set-up; `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# make serve PORT=8300: pages and server then agree on the address
ifdef PORT
export KB_PORT := $(PORT)
endif
ifdef HOST
export KB_HOST := $(HOST)
endif

.DEFAULT_GOAL := help
.PHONY: help serve build check quick test format bench evaluation docs lock widget clean

help:  ## list the tasks
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

serve: build  ## set up, check the content, build index and site, serve both
	@$(BIN)/ldn-kb serve

build: $(VENV)/.base  ## check the content, build index and site
	@$(BIN)/ldn-kb check
	@$(BIN)/ldn-kb index
	@$(BIN)/ldn-kb site

check: $(VENV)/.base  ## report every problem of the content
	@$(BIN)/ldn-kb check

quick: $(VENV)/.base $(VENV)/.test  ## lint and test without a browser, for every save
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/python -m pytest -m "not browser" -x

test: $(VENV)/.base $(VENV)/.test  ## install what tests need, a browser included, and run them all
	@scripts/install_test_tools.sh
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/ldn-kb index
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

format: $(VENV)/.test  ## format the code
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

docs: $(VENV)/.base  ## write the generated parts of the documentation
	@$(BIN)/python -m kb_service.settings > docs/settings.md
	@$(BIN)/python -m kb_service.cli_reference > docs/cli.md

lock: $(VENV)/.base $(VENV)/.test  ## write the lock files of the container and the list of licences (needs the package index)
	@scripts/lock_requirements.sh
	@$(BIN)/python scripts/list_licences.py

widget: $(VENV)/.base  ## record the widget as the release of this version (see docs/widget.md)
	@$(BIN)/python scripts/record_widget.py

bench: $(VENV)/.base  ## measure index and queries, the service (also for ten minutes under load), growth, comparison, ingest, both models, exports, and pages (the last needs Node.js)
	@$(BIN)/python -m bench.index_and_query
	@$(BIN)/python -m bench.api
	@$(BIN)/python -m bench.soak
	@$(BIN)/python -m bench.scale --passages 10000
	@$(BIN)/python -m bench.comparison
	@$(BIN)/python -m bench.ingest_quality
	@$(BIN)/python -m bench.ingest_speed
	@$(BIN)/python -m bench.tag_suggestions
	@$(BIN)/python -m bench.encoders
	@$(BIN)/python -m bench.exports
	@$(BIN)/python -m bench.pages

evaluation: build  ## measure the ranking on our judged set, write docs/search-quality.md and the baseline
	@$(BIN)/python -m kb_service.search_report --baseline

clean:  ## remove what was built (not the virtual environment)
	rm -rf build

# -- set-up: each stamp is newer than the pinned versions it installed --------------------------

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "missing: $(PYTHON) (Python 3.11 or newer)" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "found $$($(PYTHON) --version); accepted is Python 3.11 or newer (make PYTHON=python3.11)" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "missing: the venv module (Debian: apt-get install python3-venv)" >&2; exit 1; }
	@echo "making $(VENV) …" >&2
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.base: requirements/base.txt pyproject.toml | $(VENV)/bin/python
	@echo "installing pinned dependencies …" >&2
	@$(PIP) install --quiet --requirement requirements/base.txt
	@$(PIP) install --quiet --no-deps --editable .
	@touch $@

$(VENV)/.test: requirements/base.txt requirements/test.txt scripts/install_torch.py | $(VENV)/.base
	@echo "installing what the tests need …" >&2
	@$(BIN)/python scripts/install_torch.py
	@$(PIP) install --quiet --requirement requirements/test.txt
	@touch $@
