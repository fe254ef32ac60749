# Everything a developer or a lecturer runs. `make help` lists it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORE := objective program verify
CORE_TESTS := $(CORE:%=tests/%)
COVERED := $(CORE:%=--cov=schematic.%) --cov-branch --cov-report=
INSTALL = test -d $(VENV) || $(PYTHON) -m venv $(VENV); $(BIN)/pip install --quiet --no-compile --editable
BUILD_PAGE = npm run build && PYTHON=$(abspath $(BIN)/python) npm run site
MODULES := node_modules/.package-lock.json
BUNDLE := tests/play/test_page_built.py # is tried before the page is built anew
FAST := .venv-fast
FRONT := graphviz graphviz-pure hypothesis lark networkx numpy pillow pytest pytest-xdist scikit-learn
FRONT_TESTS := $(addprefix tests/,syntax graph checks diagnostics pipeline expressions objective render data)
TORCH_TESTS := $(addprefix tests/,program emit model)

# What a package is compiled to is kept, since hundreds of processes import it.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
CHROMIUM := $(firstword $(foreach name,chromium chromium-browser google-chrome,$(shell command -v $(name) 2>/dev/null)))

.PHONY: help demo docs notebooks page site browser check editors fast pythons oldest faults fuzz peers bench format lint types layers test clean

help: ## List the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-9s %s\n", $$1, $$2}'

$(VENV)/installed: pyproject.toml
	$(INSTALL) .
	touch $@

$(VENV)/developed: pyproject.toml
	$(INSTALL) '.[dev]'
	touch $(VENV)/installed $@

demo: $(VENV)/installed ## Train a VAE and a GAN on embedded data; pictures in runs/demo
	$(BIN)/python -m schematic train vae --data digits-binary --out runs/demo/vae --force
	$(BIN)/python -m schematic train gan --data ring --batch 256 --out runs/demo/gan --force
	$(BIN)/python -m schematic evaluate runs/demo/vae
	$(BIN)/python -m schematic evaluate runs/demo/gan
	@echo "pictures: runs/demo/{vae,gan}/{schematic.svg,samples.png,curves.png}"

$(VENV)/documented: $(VENV)/installed
	$(INSTALL) '.[docs]'
	touch $@

docs: $(VENV)/documented ## The site, in build/site: static, and without a network
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	@echo "open build/site/index.html"

notebooks: $(VENV)/developed ## Execute the notebooks and keep what they show, in docs/notebooks
	$(BIN)/python -m docs.press.notebooks

%/$(MODULES): %/package-lock.json
	cd $* && npm ci --ignore-scripts --no-audit --no-fund

page: $(VENV)/installed play/$(MODULES) ## The page: play/dist for `sgm play`, and a site without a server in build/page (needs npm)
	cd play && $(BUILD_PAGE)
	@echo "serve the folder build/page: $(PYTHON) -m http.server --directory build/page"

site: page docs ## The page and the documentation in one folder, build/site: the page is on its front page
	@echo "serve the folder build/site: $(PYTHON) -m http.server --directory build/site"

browser: $(VENV)/installed ## The page, built anew and used in Chromium; nothing where npm or Chromium is missing
	@if [ -z "$(CHROMIUM)" ] || ! command -v npm >/dev/null; then \
	  echo "npm or Chromium is not here, so the page is not tried in it"; \
	elif ! $(MAKE) play/$(MODULES); then \
	  echo "npm installs nothing here, so the page is not tried"; \
	else \
	  cd play && $(BUILD_PAGE) && PYTHON=$(abspath $(BIN)/python) CHROMIUM=$(CHROMIUM) npm test; \
	fi

check: $(VENV)/developed ## Everything: format, lint, types, layers, tests, the site, the editor, the page
	$(BIN)/python -m pytest $(BUNDLE)
	$(MAKE) --jobs 2 types browser lint layers editors
	$(BIN)/python -m pytest -n auto $(CORE_TESTS) $(COVERED)
	$(BIN)/python -m pytest -n auto tests $(CORE_TESTS:%=--ignore=%)
	@for package in $(CORE); do \
	  echo "coverage of schematic/$$package by branches, %:"; \
	  $(BIN)/coverage report --format=total --include="schematic/$$package/*" --fail-under=95 || exit 1; \
	done

lint: $(VENV)/developed ## How the code and the specs are laid out, and what a linter sees
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python -m schematic fmt --check specs/*.sgm specs/*/*.sgm

types: $(VENV)/developed ## The types, strictly
	$(BIN)/mypy

layers: $(VENV)/developed ## Who may import whom
	$(BIN)/lint-imports

editors: $(VENV)/developed ## The VS Code extension, in editors/vscode/dist; only its colours where npm is missing
	$(BIN)/python -m editors.textmate --check
	@if command -v npm >/dev/null && $(MAKE) editors/vscode/$(MODULES); \
	then cd editors/vscode && npm test && npm run package; \
	else echo "npm is not here, or installs nothing, so the extension is not built"; fi

fast: ## The tests that need no torch, in an environment without it
	test -d $(FAST) || $(PYTHON) -m venv $(FAST)
	$(FAST)/bin/pip install --quiet $(FRONT)
	$(FAST)/bin/pip install --quiet --no-deps --editable .
	$(FAST)/bin/python -m pytest -n auto $(FRONT_TESTS)

pythons: $(VENV)/developed ## The front end in newer Pythons: compared by Node, tested where there is one
	$(BIN)/python -m tests.pythons
	@for python in python3.12 python3.13 python3.14; do \
	  if $$python -c '' 2>/dev/null; then $(MAKE) fast PYTHON=$$python FAST=.venv-$$python || exit 1; \
	  else echo "$$python is not here, so the tests did not run in it"; fi; \
	done

.venv-oldest/installed: pyproject.toml tests/oldest.py
	$(PYTHON) -m venv --clear .venv-oldest
	$(PYTHON) tests/oldest.py > .venv-oldest/requirements.txt
	.venv-oldest/bin/pip install --quiet --requirement .venv-oldest/requirements.txt
	.venv-oldest/bin/python tests/oldest.py --torch > .venv-oldest/torch.txt
	.venv-oldest/bin/pip install --quiet --requirement .venv-oldest/requirements.txt --requirement .venv-oldest/torch.txt
	.venv-oldest/bin/pip install --quiet --no-deps --editable .
	touch $@

oldest: .venv-oldest/installed ## The tests with the lowest versions that pyproject.toml allows
	.venv-oldest/bin/python -m pytest -n auto -m "not slow" $(FRONT_TESTS) $(TORCH_TESTS)

.venv-fuzz/installed: pyproject.toml
	$(PYTHON) -m venv .venv-fuzz
	.venv-fuzz/bin/pip install --quiet --editable '.[fuzz]'
	touch $@

fuzz: .venv-fuzz/installed ## Inputs that nobody should write, five minutes a target; faults in runs/fuzz
	.venv-fuzz/bin/python -m tests.fuzz --guided --seconds 300

.venv-peers/installed: pyproject.toml
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/pip install --quiet --editable '.[peers,bench]'
	.venv-peers/bin/pip install --quiet --no-deps torch-mimicry==0.1.16 torchgan==0.1.0
	touch $@

peers: .venv-peers/installed ## The same losses in six packages of others
	.venv-peers/bin/python -m pytest tests/peers

bench: .venv-peers/installed ## How fast a compiled step is; table and picture in runs/bench
	.venv-peers/bin/python -m benchmarks

faults: $(VENV)/developed ## Let the disk fail at every operation of a run, and kill runs; takes hours
	$(BIN)/python -m tests.faults writes --jobs 2
	$(BIN)/python -m tests.faults kills --jobs 2

format: $(VENV)/developed ## Lay out the code and the specs
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python -m schematic fmt specs/*.sgm specs/*/*.sgm

test: $(VENV)/developed ## Only the tests
	$(BIN)/python -m pytest -n auto

clean: ## Remove environments, caches and runs
	rm -rf $(VENV) .venv-* runs build dist play/node_modules editors/vscode/dist editors/vscode/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
