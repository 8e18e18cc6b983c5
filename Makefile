# make demo: set up and screen the example. make test: set up and pass the tests. Both work on a fresh machine.
# make example NAME=…: one of the examples.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
OUT    := out

EDITOR := tests/editor/node_modules/.installed
SARIF  := tests/ci/node_modules/.installed
AXE    := tests/browser/node_modules/.installed
MIRROR := engine/kiemnhiem/web/static/editor/codemirror.js

LAI_CHAU := $(OUT)/truong-thon-lai-chau-2018.xlsx
RESULT   := $(OUT)/ket-qua-lai-chau-2018.xlsx

.PHONY: demo example test bench bench-small bench-desk editor web browser site sarif author lint kills fuzz fuzz-bytes fuzz-api load mutants defences reliability lock sbom audit-deps pictures system clean

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

test: $(VENV)/.developing system editor browser sarif lint author
	$(BIN)/python -m pytest -n 2 --dist worksteal tests

# The language server that the tests of `kiemnhiem schema` talk to. Without npm they skip.
editor: system
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(EDITOR); else echo "npm is not here: tests of the editor will skip" >&2; fi

$(EDITOR): tests/editor/package-lock.json
	cd tests/editor && npm ci --no-audit --no-fund --loglevel=error
	touch $@

# CodeMirror for the desk's editor of policies. The desk works without it: then the editor is a plain text field.
web: $(MIRROR)

$(MIRROR): $(addprefix engine/kiemnhiem/web/editor/,package-lock.json editor.js build.js)
	cd engine/kiemnhiem/web/editor && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build

# What tests in a browser need: axe-core, and the editor as most people have it. Without npm those that need them skip.
browser: system
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(AXE) $(MIRROR); else echo "npm is not here: tests of accessibility will skip" >&2; fi

$(AXE): tests/browser/package-lock.json
	cd tests/browser && npm ci --no-audit --no-fund --loglevel=error
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
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml engine

# Kill `screen`, and `serve` with its jobs, at 200 random moments each: nothing may be lost (about half an hour). Figures
# for docs/reliability.md.
kills: $(VENV)/.developing
	mkdir -p $(OUT)/reliability
	cd tests && ../$(BIN)/python -m support.kills --times 200
	cd tests && ../$(BIN)/python -m reliability.kills_serve --kills 200

# How fast the desk is with 100,000 cases: docs/desk-speed.md (some minutes; on a quiet machine).
bench-desk: $(VENV)/.developing
	cd benchmarks && ../$(BIN)/python desk.py

# Long runs of the same properties that `make test` tries briefly. What they fall over is kept in tests/corpus/hypothesis.
FUZZ_EXAMPLES ?= 20000
fuzz: $(VENV)/.developing
	FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) $(BIN)/python -m pytest -n 2 --dist worksteal -m fuzz tests; came=$$?; \
	if [ -d $(OUT)/fuzzing/hypothesis ]; then \
		mkdir -p tests/corpus/hypothesis && cp -R $(OUT)/fuzzing/hypothesis/. tests/corpus/hypothesis/; \
	fi; exit $$came

# What fuzz-bytes and mutants need besides.
$(VENV)/.trying: $(VENV)/.developing
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[reliability]'
	touch $@

# Bytes guided by coverage, SECONDS for each reader: make fuzz-bytes SECONDS=600
SECONDS ?= 300
fuzz-bytes: $(VENV)/.trying
	cd tests && ../$(BIN)/python -m fuzzing --seconds $(SECONDS)

# Requests to the API made from its description, so many for each operation: make fuzz-api EXAMPLES=500
EXAMPLES ?= 500
fuzz-api: $(VENV)/.developing
	FUZZ_API_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest tests/web/test_api_schema.py

# Fifty people at one server, on this machine: make load SECONDS=600
load: $(VENV)/.developing
	cd tests && ../$(BIN)/python -m reliability.load --seconds $(SECONDS)

# The definition changed on purpose, one thing at a time: hours, and a run that was stopped goes on where it was. Of some
# modules: make mutants ONLY=policy/byplace.py
mutants: $(VENV)/.trying
	cd tests && ../$(BIN)/python -m reliability.mutants $(if $(ONLY),--only $(ONLY))

# Each defence taken out once, in a copy: the tests named for it must fail (half an hour or so).
defences: $(VENV)/.developing
	cd tests && ../$(BIN)/python -m reliability.defences

# docs/reliability.md, and the tables of docs/threat-model.md, from what the last runs left.
reliability: $(VENV)/.developing
	cd tests && ../$(BIN)/python -m reliability

# Every package of the library and its extras, pinned by version and hash; and what they are, as CycloneDX.
lock: $(VENV)/.developing
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --generate-hashes \
		--custom-compile-command 'make lock' --output-file requirements.lock pyproject.toml

sbom: $(VENV)/.developing
	mkdir -p $(OUT)
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --of JSON \
		-o $(OUT)/sbom.cdx.json requirements.lock

# Known weaknesses of what is locked. Asks a service on the network, so CI does not.
audit-deps: $(VENV)/.developing
	$(BIN)/python -m pip install --quiet --disable-pip-version-check '.[audit]'
	$(BIN)/pip-audit --require-hashes --disable-pip --requirement requirements.lock

# The documentation site, into out/site: everything in it comes from here, nothing from the internet.
site: $(VENV)/.developing
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build

# Pictures of the README and of docs/template.md: sheets as LibreOffice prints them (needs pdftoppm); pages of the desk.
pictures: demo $(VENV)/.developing browser
	LANGUAGE=vi PYTHONPATH=tests $(BIN)/python docs/pictures/desk.py $(LAI_CHAU)
	cd $(OUT) && soffice --headless --convert-to pdf $(notdir $(RESULT)) >/dev/null
	pdftoppm -r 120 -png -singlefile -f 1 -l 1 -x 45 -y 85 -W 1000 -H 830 $(RESULT:.xlsx=.pdf) docs/images/lai-chau-2018-summary
	pdftoppm -r 110 -png -singlefile -f 150 -l 150 -x 35 -y 45 -W 1200 -H 470 $(RESULT:.xlsx=.pdf) docs/images/lai-chau-2018-results
	$(BIN)/kiemnhiem template -o $(OUT)/mau.xlsx --as-of 2018-12-30 --policy hamlet/secretary-and-head
	cd $(OUT) && soffice --headless --convert-to pdf mau.xlsx >/dev/null
	pdftoppm -r 110 -png -singlefile -f 1 -l 1 -x 30 -y 30 -W 1220 -H 830 $(OUT)/mau.pdf docs/images/template

# LibreOffice opens what we write, npm installs the editor's language server, Chromium opens the desk. Installed where
# this is Debian and we may; elsewhere tests that need them skip.
system:
	@{ command -v soffice && command -v npm && { command -v chromium || command -v google-chrome; }; } >/dev/null || .ci/install-system

clean:
	rm -rf $(OUT) .pytest_cache .mypy_cache .ruff_cache .hypothesis
