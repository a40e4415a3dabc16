# make run: start the registry.  make test: the whole suite.  make help: the rest.
PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py

.PHONY: help run test long check fix release mutants bench
help:
	@echo "make run      start the registry on http://127.0.0.1:8000 (HOST, PORT, DATABASE_URL, DATA_DIR, WORKERS)"
	@echo "make test     run the whole suite, on SQLite and on PostgreSQL"
	@echo "make long     what takes minutes: PostgreSQL stopped and started, a hundred examples an operation"
	@echo "make check    lint, types, migrations, deployment check, OpenAPI, breaking changes, translations"
	@echo "make fix      format, and write openapi.yaml, its examples and the compiled translations anew"
	@echo "make release  write down the contract of this version, which later ones must keep"
	@echo "make bench    measure, on SQLite and on PostgreSQL"
	@echo "make mutants  remove guards one by one: each removal must fail a test"

run: .venv/installed
	@$(MANAGE) up

test: .venv/installed-dev
	TEST_DATABASE=sqlite $(BIN)/python -m pytest --numprocesses=2 --dist=worksteal
	TEST_DATABASE=postgresql $(BIN)/python -m pytest --numprocesses=2 --dist=worksteal

long: .venv/installed-dev
	@echo "This takes half an hour at most."
	TEST_DATABASE=sqlite $(BIN)/python -m pytest -m long
	TEST_DATABASE=postgresql $(BIN)/python -m pytest -m long

check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(MANAGE) makemigrations --check --dry-run
	HTTPS=true $(MANAGE) check --deploy --fail-level WARNING
	$(MANAGE) spectacular --validate --fail-on-warn | diff openapi.yaml -
	$(BIN)/python tests/breaking_changes.py
	$(BIN)/python tests/translations.py --check
	$(MANAGE) write_rules --check
	$(BIN)/python -m pytest tests/test_architecture.py

fix: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python tests/translations.py
	$(MANAGE) write_rules
	$(BIN)/python tests/examples.py
	$(MANAGE) spectacular --validate --fail-on-warn --file openapi.yaml

release: .venv/installed-dev
	$(BIN)/python tests/breaking_changes.py --release

mutants: .venv/installed-dev
	$(BIN)/python tests/mutants.py

bench: .venv/installed-dev .peers/installed
	@echo "This takes 25 minutes at most: 4 for streams, 16 beside the peers, 5 in search of stale answers."
	TEST_DATABASE=sqlite $(BIN)/python -m bench
	TEST_DATABASE=postgresql $(BIN)/python -m bench
	$(BIN)/python -m bench.speed --write
	TEST_DATABASE=sqlite CHECK_SECONDS=60 $(BIN)/python -m pytest tests/registry/test_staleness.py -k promised
	TEST_DATABASE=postgresql CHECK_SECONDS=60 $(BIN)/python -m pytest tests/registry/test_staleness.py -k promised

.peers/installed: bench/requirements.txt requirements.txt
	$(PYTHON) -m venv .peers
	@.peers/bin/python -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	$(PYTHON) -m venv .peers/ours
	@.peers/ours/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: requirements.txt | .venv/bin/python
	@echo "Installing …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt requirements.txt | .venv/bin/python
	@echo "Installing …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ .venv/installed
