# Two commands matter: `make run` and `make test`. Both need Python 3.11 or newer, and make.
# `make quick` leaves out what is slow, for whoever changes something and looks again.
PYTHON ?= python3
VENV ?= .venv
DATA ?= $(CLIPPINGS_BENCH)
ARCHIVE ?= archive
TRAIN_WORK ?= training
TRAIN_OUT ?= training/reader
BIN := $(VENV)/bin
unexport PYTHONDONTWRITEBYTECODE  # or each of many processes would compile everything anew
CODE := app.py rag ingest prompts tests tools
# A file of tests stays in one process, where its fixtures are; they come in the order of collection.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

.PHONY: run test quick fuzz test-ollama check bench train lock clean

run: $(VENV)/.run  ## ingest the sample archive and open the chat
	@test -e $(ARCHIVE)/archive.json || $(BIN)/python -m ingest corpus --archive $(ARCHIVE)
	$(BIN)/python app.py --archive $(ARCHIVE)

test: $(VENV)/.dev  ## the whole suite
	$(PYTEST)

quick: $(VENV)/.dev  ## what needs no browser, no page and no other program: within a minute
	$(PYTEST) -m "not slow"

fuzz: $(VENV)/.dev  ## the property tests at random, with ten times the examples
	$(PYTEST) -m hypothesis --hypothesis-profile fuzz

test-ollama: $(VENV)/.dev  ## the whole with a real Ollama server and model
	CLIPPINGS_TEST_OLLAMA=1 $(BIN)/python -m pytest -v tests/real_ollama

check: $(VENV)/.dev  ## format, lint, layers, types, tests
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/mypy
	$(PYTEST)

bench: $(VENV)/.bench  ## DATA=DIR (or CLIPPINGS_BENCH): figures on real news
	@for script in $(filter-out tests/benchmarks/__init__.py tests/benchmarks/test_%,$(wildcard tests/benchmarks/*.py)); do \
		name=$$(basename $$script .py); echo "== $$name"; \
		$(BIN)/python -m tests.benchmarks.$$name $(if $(DATA),--data "$(DATA)") || exit 1; done

train: $(VENV)/.train  ## DATA=DIR (or CLIPPINGS_BENCH): teach the small reader anew
	$(BIN)/python -m tools.train $(if $(DATA),--data "$(DATA)") --work "$(TRAIN_WORK)" --out "$(TRAIN_OUT)"

lock: $(VENV)/.bench  ## write down the versions that were just tested
	@echo '# The versions this was last tested with; made by `make lock`.' > constraints.new
	$(BIN)/python -m pip freeze --exclude-editable | sed 's/+cpu$$//' >> constraints.new
	mv constraints.new constraints.txt

clean:
	rm -rf $(VENV) build *.egg-info

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
$(VENV)/.run: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	touch $@
$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev]'
	touch $@ $(VENV)/.run
$(VENV)/.bench: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev,bench]'
	touch $@ $(VENV)/.dev $(VENV)/.run
$(VENV)/.train: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[train]'
	touch $@ $(VENV)/.run
