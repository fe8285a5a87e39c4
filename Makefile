PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The tests start hundreds of processes; none of them should compile every source anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install conformance test hostile matrix lint docs page site clean

help: ## Show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(VENV)/.installed ## Make .venv with the suite and everything it is tested with

# The install is editable, so code changes need no reinstall. What is installed with it is pinned by its hashes.
$(VENV)/.installed: pyproject.toml .ci/requirements.lock
	@echo "Installing the suite into $(VENV) (a minute or so) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --no-deps --require-hashes --requirement .ci/requirements.lock
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

conformance: install ## Run the suite against the embedded reference implementation
	@$(BIN)/realtime-conformance run --impl=reference

test: install ## Run the project's own tests, the linter and the type checker
	@$(MAKE) --no-print-directory lint
	@$(BIN)/realtime-conformance adapters build
	$(BIN)/pytest -n auto --dist=worksteal

hostile: install ## Run the tests of hostile programs, files and texts alone
	$(BIN)/pytest -n auto --dist=worksteal tests/hostile

matrix: install ## Judge every implementation that this machine can run, and write reports/
	@$(BIN)/realtime-conformance matrix

lint: install ## Format check, lint and strict type check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

docs: install ## Write the generated tables of README and docs anew
	$(BIN)/python docs/generate.py

page: ## Build the scripts of the page anew, which needs npm
	cd conformance/results/page/vendor && npm ci --ignore-scripts --no-audit --no-fund --silent && npm run --silent build && rm -r node_modules

site: install ## Build the site of docs, matrix and findings in site/
	$(BIN)/mkdocs build --quiet --clean

clean: ## Remove what was built here
	rm -rf $(VENV) site .conformance .mypy_cache .ruff_cache .pytest_cache .hypothesis
