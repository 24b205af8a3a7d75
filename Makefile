# The two commands for a start: `make html` and `make test`. Each sets up what it needs. `make help` lists all.

PYTHON ?= python3
VENV   ?= .venv
REPO   ?= examples/atom
SPHINXOPTS ?=
JOBS   ?= auto
FUZZ   ?= 2000
SCRIPTS ?= 500
MUTANTS ?= 5

SAMPLE := examples/atom
BIN    := $(VENV)/bin
NAME   := $(notdir $(patsubst %/,%,$(abspath $(REPO))))

# The sample has its own pages in source/, and contracts; any other repository gets the built-in reference, whose pages
# stand in a folder below build/ that starts empty.
ifeq ($(abspath $(REPO)),$(abspath $(SAMPLE)))
BUILD  := build
SOURCE := source
CONTRACTS := --contracts source/contracts.yml
else
BUILD  := build/repositories/$(NAME)
SOURCE := $(BUILD)/source
CONTRACTS :=
endif

SPHINX := REPO="$(abspath $(REPO))" $(BIN)/python -m sphinx -c . -d $(BUILD)/doctrees -j $(JOBS) -n $(SPHINXOPTS)

.DEFAULT_GOAL := help
.PHONY: help html offline screens markdown markdown-check summary summary-check linkcheck live facts gates audit oracle fuzz shell mutants drifts check lint types test test-all bench dist lock clean

help:  ## list the commands
	@echo "make COMMAND [REPO=path/to/a/repository]   (default: the sample, $(SAMPLE))"
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '  %-16s %s\n' "$$name" "$$text"; done

html: $(VENV)/docs.stamp  ## build the internal site into build/html
	@mkdir -p $(SOURCE)
	$(SPHINX) -b html $(SOURCE) $(BUILD)/html
	@echo "Open $(BUILD)/html/index.html"

# No page of ours that is a file links to one that is none, so these need not be read.
GFM := $(SPHINX) -b gfm -D gfm_read_all=0

markdown: $(VENV)/docs.stamp  ## refresh the repository's Markdown files (pages with `emit:`); ADOPT=1 takes over files written by hand, PRUNE=1 removes those of pages that are gone
	@mkdir -p $(SOURCE)
	$(GFM) -D gfm_last=0 $(if $(ADOPT),-D gfm_overwrite=1) $(if $(PRUNE),-D gfm_prune=1) $(SOURCE) $(BUILD)/gfm

markdown-check: $(VENV)/docs.stamp  ## fail if a Markdown file of the repository is not what `make markdown` writes
	@mkdir -p $(SOURCE)
	$(GFM) -W --keep-going -D gfm_last=0 -D gfm_check=1 $(SOURCE) $(BUILD)/gfm

summary: $(VENV)/docs.stamp  ## refresh them, and then the report on them; says how many checks passed
	@mkdir -p $(SOURCE)
	$(GFM) $(SOURCE) $(BUILD)/gfm

summary-check: $(VENV)/docs.stamp  ## fail if one of them, or the report, is not what `make summary` writes
	@mkdir -p $(SOURCE)
	$(GFM) -W --keep-going -D gfm_check=1 $(SOURCE) $(BUILD)/gfm

linkcheck: $(VENV)/docs.stamp  ## check every link, in pages and in the repository's Markdown; report in build/linkcheck; LINKCHECK_OFFLINE=1 asks no server
	@mkdir -p $(SOURCE)
	$(SPHINX) -W --keep-going -b linkcheck $(SOURCE) $(BUILD)/linkcheck

offline: build/mermaid/mermaid.mjs html  ## like html, with Mermaid in the site for readers without internet (needs node and npm)

screens: offline  ## take pictures of the first screens of the guides into build/screens (needs Chromium)
	@tests/browser/screens.sh $(BUILD)/html $(BUILD)/screens $(patsubst source/%.md,%.html,$(wildcard source/guides/*.md))

build/mermaid/mermaid.mjs: tests/browser/package-lock.json tests/browser/bundle.sh
	tests/browser/bundle.sh build/mermaid

live: $(VENV)/docs.stamp  ## build the site again at every change, and serve it on loopback
	@mkdir -p $(SOURCE)
	REPO="$(abspath $(REPO))" $(BIN)/python -m sphinx_autobuild -c . -d $(BUILD)/doctrees --watch $(REPO)/.github --watch _ext $(SOURCE) $(BUILD)/html

facts: $(VENV)/docs.stamp  ## print what the workflows and actions say, as JSON (see `workflow-docs facts --help`)
	@$(BIN)/workflow-docs facts "$(REPO)"

audit: $(VENV)/docs.stamp  ## hold the Markdown documents of REPO against its files, those of the sample also against source/contracts.yml (see `workflow-docs audit --help`)
	@$(BIN)/workflow-docs audit "$(REPO)" $(CONTRACTS)

gates: $(VENV)/docs.stamp  ## tell what the quality gates of the workflows are worth (see `workflow-docs gates --help`)
	@$(BIN)/workflow-docs gates "$(REPO)"

check: lint types test html-strict summary-check audit  ## the whole gate: lint, types, tests, builds without a warning, and documents without a finding

.PHONY: html-strict
html-strict: $(VENV)/docs.stamp
	$(SPHINX) -E -W --keep-going -b html $(SOURCE) $(BUILD)/html

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/zizmor --quiet --offline --persona pedantic .github

types: $(VENV)/dev.stamp
	$(BIN)/mypy

test: $(VENV)/dev.stamp  ## run the tests
	$(BIN)/python -m pytest -n $(JOBS) $(PYTESTOPTS)

test-all:  ## run the tests on every Python from 3.11 to 3.13 that is installed
	@tests/every_python.sh

bench: $(VENV)/dev.stamp  ## measure speed and memory as ratios, side by side
	$(BIN)/python tests/bench/bench.py

# The repositories that `make oracle` and `make fuzz` try: that of REPO, this one, and the collection beside it.
TRIED := $(REPO) . $(patsubst %/,%,$(wildcard ../shared/corpus/*/))

oracle: $(VENV)/dev.stamp  ## compare what we read with what GitHub's own parser reads (needs node and npm)
	$(BIN)/python tests/oracle/agreement.py $(TRIED)

shell: $(VENV)/dev.stamp  ## compare what we say of commands with real bash: over real workflows, and over SCRIPTS at random
	$(BIN)/python tests/analysis/shell/agreement.py $(TRIED)
	$(BIN)/python tests/analysis/shell/random_agreement.py $(SCRIPTS)

mutants: $(VENV)/dev.stamp  ## break one fact at a time in true documents (MUTANTS=of each kind), and see what the audit finds
	$(BIN)/python tests/claims/mutants.py $(MUTANTS) $(REPO) $(patsubst %/,%,$(wildcard ../shared/corpus/*/))

drifts: $(VENV)/dev.stamp  ## measure how much the audit finds in documents that people wrote, and what it says wrongly (SHOW=1 lists them)
	$(BIN)/python tests/claims/drift_rates.py $(if $(SHOW),--show)

fuzz: $(VENV)/dev.stamp  ## try inputs of every kind at random (FUZZ=count): nothing may bring us down; GitHub's parser is the judge of workflows
	$(BIN)/python tests/fuzz/fuzz.py --count $(FUZZ) $(TRIED)
	$(BIN)/python tests/fuzz/kinds.py --count $(FUZZ)
	$(BIN)/python tests/oracle/mutants.py --count $(FUZZ) $(TRIED) tests/workflows

dist: $(VENV)/dev.stamp  ## build the wheel and the source distribution into dist/
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist

clean:  ## delete everything that was built or installed
	rm -rf build dist $(VENV) source/reference

# An interpreter of its own for the project; made again when the dependencies change. What is installed is what the lock
# files name, with the hashes of the files; the package itself is built with what is installed, and fetches nothing.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
OURSELVES := --no-deps --no-build-isolation --editable .

$(VENV)/docs.stamp: pyproject.toml requirements/docs.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; this is $$($(BIN)/python -V). Try: make PYTHON=python3.13"; rm -rf $(VENV); exit 1; }
	$(PIP) --require-hashes --requirement requirements/docs.txt
	$(PIP) $(OURSELVES)
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/docs.stamp
	$(PIP) --require-hashes --requirement requirements/dev.txt
	@touch $@

# `--no-config` and the other options keep addresses of package indexes out of the files.
LOCK := $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-package sphinx-workflow-docs

lock: $(VENV)/dev.stamp  ## resolve the dependencies of pyproject.toml again into requirements/ (LOCKOPTS=--upgrade for newer versions)
	$(LOCK) $(LOCKOPTS) --extra docs --extra build pyproject.toml --output-file requirements/docs.txt
	$(LOCK) $(LOCKOPTS) --extra dev --constraint requirements/docs.txt pyproject.toml --output-file requirements/dev.txt
