# The commands of the README. Each sets up all that it needs, in .venv beside this file.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: run test lint bench evaluate ablation soak fuzz lock clean

run: $(STAMP)-run
	$(BIN)/chidao run --sample data/sample --night 2025-08-31

test: $(STAMP)-dev
	$(BIN)/python -m pytest

lint: $(STAMP)-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)-dev
	$(BIN)/python -m pipeline.bench tests/gold/sample.jsonl --json .venv/bench.json

evaluate: $(STAMP)-run
	$(BIN)/chidao annotate tests/gold/sample.jsonl -o .venv/records.jsonl
	$(BIN)/chidao evaluate tests/gold/sample.jsonl .venv/records.jsonl --floors tests/gold/floors.toml

ablation: $(STAMP)-run
	$(BIN)/python -m pipeline.evaluation.ablation tests/gold/sample.jsonl --card models/vn_ner/README.md

# Kills the nightly job a hundred times, and feeds every reader with broken input: docs/reliability.md.
soak: $(STAMP)-dev
	$(BIN)/python tests/soak/kills.py --kills 100

fuzz: $(STAMP)-dev
	$(BIN)/python tests/fuzz/run.py --minutes $(or $(MINUTES),5) --found .venv/fuzz-found

# Needs uv (https://docs.astral.sh/uv/); only for whoever changes the dependencies.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
		pyproject.toml --group build -o requirements/run.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
		pyproject.toml --group dev -o requirements/dev.txt -c requirements/run.txt

clean:
	rm -rf .venv

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "chidao needs Python 3.11 or newer: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' \
		|| { echo "this Python has no venv module (on Debian: apt install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv .venv

$(STAMP)-run: requirements/run.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(STAMP)-dev: requirements/dev.txt $(STAMP)-run
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
