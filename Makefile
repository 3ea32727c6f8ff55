# `make demo` and `make test` need nothing but Python 3.11 or newer and make: each builds .venv the
# first time, from the versions in constraints.txt, and starts at once afterwards.

PYTHON ?= python3
BIN    := .venv/bin
PIP    := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet --constraint constraints.txt

# Turtle in the project's own form. Other folders of tests hold others' files, or what must not parse.
TURTLE := data ontology $(addprefix tests/,answers context engines exports pictures questions)

# Marks of tests that need what other targets install.
ELSEWHERE := servers or raptor or browser or pipelines or neovim or shells

.PHONY: demo test test-slow test-servers test-mcp test-raptor test-browser test-editor test-neovim test-shells test-vscode test-pipelines lint conformance terms docs screenshots vendor vscode bench bench-cluster clean

demo: .venv/installed
	@bash docs/demo.sh

test: .venv/installed-test
	@$(BIN)/python -m pytest

# What takes its time: generated cases by the thousand, processes killed, servers under load; and the
# properties of `make test` with all their examples.
test-slow: .venv/installed-test
	@$(BIN)/python -m pytest -m '(slow or hypothesis) and not ($(ELSEWHERE))' --hypothesis-profile thorough

# Needs Java 17, Node 20, and what .ci/install-servers installs.
test-servers: .venv/installed-test
	@$(BIN)/python -m pytest tests/graph/test_servers.py tests/graph/test_servers_bulk.py tests/servers/test_serve_programs.py -m servers -n 0

# Needs what .ci/install-raptor installs.
test-raptor: .venv/installed-test
	@$(BIN)/python -m pytest tests/export/test_raptor.py -m raptor -n 0

# Needs what .ci/install-browser installs.
test-browser: .venv/installed-browser
	@$(BIN)/python -m pytest tests/pages/test_browser.py tests/pages/test_answers_browser.py tests/pages/test_compare_browser.py tests/pages/test_map_browser.py tests/pages/test_lists_browser.py tests/pages/test_paper_browser.py tests/pages/test_reading_browser.py tests/pages/test_report_browser.py tests/pages/test_search_browser.py tests/pages/test_supposing_browser.py tests/pages/test_site_apache.py tests/servers/test_edit_browser.py -m browser -n 2

# Needs Node 20 and what .ci/install-editor installs.
test-editor: .venv/installed-test
	@$(BIN)/python -m pytest tests/claims/test_notation_editor.py -m servers -n 0

# Needs what .ci/install-neovim installs.
test-neovim: .venv/installed-test
	@$(BIN)/python -m pytest tests/servers/test_lsp_editors.py -m neovim -n 0

# Needs Node 20 and what .ci/install-vscode installs.
test-vscode: .venv/installed-browser vscode
	@$(BIN)/python -m pytest tests/servers/test_vscode.py tests/servers/test_vscode_window.py -m servers -n 0

# Needs what .ci/install-shells installs.
test-shells: .venv/installed-test
	@$(BIN)/python -m pytest tests/cli/test_completion.py -m shells -n 0

# A second client of `claimgraph mcp`: that of the SDK for JavaScript. Needs Node 20 and what
# .ci/install-mcp installs.
test-mcp: .venv/installed-test
	@$(BIN)/python -m pytest tests/servers/test_mcp_javascript.py -m servers -n 0

# Installs claimgraph as the GitHub Action and pre-commit do, into environments of their own.
test-pipelines: .venv/installed-test
	@$(BIN)/python -m pytest tests/test_action.py -m pipelines -n 2

lint: .venv/installed-test
	@$(BIN)/ruff format --check src tests benchmarks docs/*.py
	@$(BIN)/ruff check src tests benchmarks docs/*.py
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/claimgraph fmt --check $(TURTLE)

# Runs the W3C's test suites and writes how they went.
conformance: .venv/installed-test
	@$(BIN)/python -W ignore tests/conformance/__main__.py > docs/conformance.md.new
	@mv docs/conformance.md.new docs/conformance.md

# The words of captures with their definitions.
terms: .venv/installed-test
	@$(BIN)/python tests/support/terms_page.py > docs/terms.md.new
	@mv docs/terms.md.new docs/terms.md

# The documentation as a site, in build/documentation; a warning or a broken link is an error.
docs: .venv/installed-docs
	@$(BIN)/python docs/documentation.py

# The README's pictures of the site; needs what .ci/install-browser installs.
screenshots: .venv/installed-browser
	@$(BIN)/python docs/screenshots.py

# Bundles CodeMirror for `claimgraph edit`, Panzoom and dagre for the pages' map, MiniSearch for
# their search anew; needs Node 20. What it makes is committed.
vendor:
	@for one in codemirror map search; do \
		npm ci --silent --ignore-scripts --no-audit --no-fund --prefix vendor/$$one && \
		npm run --silent --prefix vendor/$$one build || exit 1; \
	done

# Packages the extension for VS Code as editors/vscode/dist/claimgraph.vsix; needs Node 20.
vscode: editors/vscode/node_modules/.package-lock.json
	@npm run --silent --prefix editors/vscode package

editors/vscode/node_modules/.package-lock.json: editors/vscode/package-lock.json
	@npm ci --silent --ignore-scripts --no-audit --no-fund --prefix editors/vscode
	@touch $@

bench: .venv/installed-test
	@$(BIN)/python benchmarks/command.py
	@$(BIN)/python benchmarks/check.py
	@$(BIN)/python benchmarks/notation.py
	@$(BIN)/python benchmarks/fmt.py
	@$(BIN)/python benchmarks/questions.py
	@$(BIN)/python benchmarks/weighing.py
	@$(BIN)/python benchmarks/assistants.py
	@$(BIN)/python benchmarks/load.py
	@$(BIN)/python benchmarks/pages.py
	@$(BIN)/python benchmarks/serve.py
	@$(BIN)/python benchmarks/lsp.py
	@$(BIN)/python benchmarks/export.py --triples 200000

# Shards made by 1, 2 and 4 workers of a Dask cluster on this machine.
bench-cluster: .venv/installed-test
	@$(BIN)/python benchmarks/cluster.py

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "claimgraph needs Python 3.11 or newer: make PYTHON=python3.11")'
	@echo "Installing claimgraph into .venv (once) ..."
	@$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml constraints.txt | .venv/bin/python
	@$(PIP) --editable '.[fast,serve]'
	@touch $@

.venv/installed-test: .venv/installed
	@$(PIP) --editable '.[fast,serve,test]'
	@touch $@

.venv/installed-browser: .venv/installed-test
	@$(PIP) --editable '.[fast,serve,test,browser]'
	@touch $@

.venv/installed-docs: .venv/installed
	@$(PIP) --editable '.[serve,docs]'
	@touch $@

clean:
	rm -rf .venv
