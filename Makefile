# Two commands matter: `make run` and `make test`. Each sets up what it needs.
PYTHON ?= python3.11
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3

# The national records to measure and train on: a file that import_catalogue reads.
RECORDS ?= ../shared/data/national-catalogue/records.jsonl.gz

.DEFAULT_GOAL := help
.PHONY: help run test setup ask train index check bench faults lock screenshots elasticsearch cluster-check relevance bench-search encoder answerable evaluate

help: ## List the targets
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | awk -F ':.*?## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: setup ## Set up, build and run everything; prints the address when ready
	@$(PY) manage.py up

test: setup ## Run the whole test suite, browser journeys included
	@tools/ensure_chromium.sh
	@$(PY) -m pytest $(ARGS)

setup: $(STAMP) ## Install the environment; starts nothing

$(STAMP): requirements/dev.txt tools/setup.sh
	@tools/setup.sh "$(PYTHON)" "$(VENV)"
	@touch $@

ask: setup ## Ask one question: make ask Q="làm giấy khai sinh cần gì"
	@$(PY) manage.py ask "$$Q"

train: setup ## Train the model
	@$(PY) manage.py train

index: setup ## Build the search index
	@$(PY) manage.py build_index

check: setup ## Lint, types, import contracts, house rules
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(PY) -m pytest -q tests/test_house_rules.py

bench: setup ## Measure turns beside the same project on stock Rasa settings
	@$(PY) -m tools.bench

faults: setup ## Kill each process 20 times while 200 messages arrive
	@$(PY) -m tools.faults

screenshots: setup ## Make the pictures of the docs anew
	@$(PY) -m tools.screenshots

elasticsearch: setup ## Run an Elasticsearch for development; prints its SEARCH_URL
	@$(PY) -m tools.elasticsearch $(ARGS)

cluster-check: setup ## Kill one of three nodes of Elasticsearch while 1,000 searches run
	@$(PY) -m tools.cluster_check $(ARGS)

lock: setup ## Resolve the requirements anew
	@tools/lock.sh "$(VENV)"

relevance: setup ## Measure how well the right procedure is found (HALF=dev, test or second)
	@$(PY) -m tools.relevance --records "$(RECORDS)" --half $(or $(HALF),test) $(ARGS)

evaluate: setup ## Measure how people are understood (ARGS="--half dev --out FOLDER --against RUN")
	@$(PY) manage.py evaluate $(ARGS)

bench-search: setup ## Time searches of both engines, 2,642 and 100,000 procedures
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(PY) -m tools.bench_search --records "$(RECORDS)" $(ARGS)

# torch wants a newer numpy and 5 GB: an environment of its own.
encoder: .venv-encoder/.installed ## Train the encoder (two cores: about 2 minutes an epoch)
	@.venv-encoder/bin/python -m tools.encoder --records "$(RECORDS)" $(ARGS)

.venv-encoder/.installed: requirements/encoder.txt
	@$(PYTHON) -m venv .venv-encoder
	@$(VENV)/bin/uv pip sync --python .venv-encoder/bin/python --require-hashes $<
	@touch $@

answerable: setup ## Train what tells the unanswerable; after an encoder with --hold-out
	@$(PY) -m tools.answerable --records "$(RECORDS)" --encoder models/encoder $(ARGS)
