# make demo: set up and screen the example. make test: set up and pass the tests. Both work on a fresh machine.
# make example NAME=…: one of the examples.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
OUT    := out

EDITOR := tests/editor/node_modules/.installed
SARIF  := tests/ci/node_modules/.installed

LAI_CHAU := $(OUT)/truong-thon-lai-chau-2018.xlsx
RESULT   := $(OUT)/ket-qua-lai-chau-2018.xlsx

.PHONY: demo example test bench bench-small editor sarif author lint fuzz pictures system clean

# The library and nothing else: what an officer installs.
$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

# The library and what tests need.
$(VENV)/.developing: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

$(LAI_CHAU): examples/lai-chau-2018/make_workbook.py $(VENV)/.installed
	mkdir -p $(OUT)
	$(BIN)/python examples/lai-chau-2018/make_workbook.py $@

# The workbook holds cells that nobody could read, so `screen` ends with 3: the rest was screened and written.
demo: $(LAI_CHAU)
	$(BIN)/kiemnhiem screen $(LAI_CHAU) --as-of 2018-12-30 --place vn --policy hamlet/secretary-and-head -o $(RESULT) \
		|| test $$? -eq 3

# One of the examples: make example NAME=ben-tre-2021
example: $(VENV)/.installed
	mkdir -p $(OUT)/$(NAME)
	PATH="$(CURDIR)/$(BIN):$$PATH" sh examples/$(NAME)/run.sh $(OUT)/$(NAME)

test: $(VENV)/.developing system editor sarif lint author
	$(BIN)/python -m pytest -n 2 --dist worksteal tests

# The language server that the tests of `kiemnhiem schema` talk to. Without npm they skip.
editor: system
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(EDITOR); else echo "npm is not here: tests of the editor will skip" >&2; fi

$(EDITOR): tests/editor/package-lock.json
	cd tests/editor && npm ci --no-audit --no-fund --loglevel=error
	touch $@

# Microsoft's validator of SARIF. Without npm the test that asks it skips.
sarif: system
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(SARIF); else echo "npm is not here: the test of SARIF's validator will skip" >&2; fi

$(SARIF): tests/ci/package-lock.json
	cd tests/ci && npm ci --no-audit --no-fund --loglevel=error
	touch $@

# All that guards the shipped library, with the time each step takes.
author: $(VENV)/.developing
	$(BIN)/kiemnhiem ci --lang en

# Measure everything in docs/benchmarks.md again (ten minutes or more), or a short slice that leaves it alone.
bench: $(VENV)/.developing
	cd benchmarks && ../$(BIN)/python -m measuring

bench-small: $(VENV)/.developing
	cd benchmarks && ../$(BIN)/python -m measuring --small --results ../$(OUT)/bench-small.json --docs ../$(OUT)/bench-small

lint: $(VENV)/.developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Long runs of the same properties that `make test` tries briefly.
fuzz: $(VENV)/.developing
	FUZZ_EXAMPLES=20000 $(BIN)/python -m pytest -n 2 --dist worksteal -m fuzz tests

# The pictures of the README: sheets of the demo's result as LibreOffice prints them (needs pdftoppm).
pictures: demo
	cd $(OUT) && soffice --headless --convert-to pdf $(notdir $(RESULT)) >/dev/null
	pdftoppm -r 120 -png -singlefile -f 1 -l 1 -x 45 -y 85 -W 1000 -H 830 $(RESULT:.xlsx=.pdf) docs/images/lai-chau-2018-summary
	pdftoppm -r 110 -png -singlefile -f 150 -l 150 -x 35 -y 45 -W 1200 -H 470 $(RESULT:.xlsx=.pdf) docs/images/lai-chau-2018-results

# LibreOffice opens what we write, npm installs the editor's language server. Installed where this is Debian and we may;
# elsewhere tests that need them skip.
system:
	@{ command -v soffice && command -v npm; } >/dev/null || .ci/install-system

clean:
	rm -rf $(OUT) .pytest_cache .mypy_cache .ruff_cache .hypothesis
