# On a fresh machine only Python >= 3.11, make and git are needed; all else goes into .venv and var.
PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python
MANAGE := $(RUN) manage.py
READY := .venv/.ready

.PHONY: help setup demo serve test lint bench check openapi client lock clean

help:
	@echo "make demo    from a draft to a sealed, verified agreement, through the real API"
	@echo "make serve   the service with demo data, until Ctrl-C"
	@echo "make test    all tests"
	@echo "make check   all that CI does: lint, types, imports, migrations, API description, tests"
	@echo "make bench   measured speed, as ratios"
	@echo "make client  what the TypeScript client and its tests need, by npm"
	@echo "make soak    ten minutes of traffic while processes are killed, then a check of every answer"
	@echo "make kills   500 signings while the worker is killed 30 times, then a check of what followed each"
	@echo "make lock    writes the lock files anew from pyproject.toml"

setup: $(READY)

$(READY): requirements-dev.txt
	@test -x $(RUN) || $(PYTHON) -m venv .venv
	@$(RUN) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version) if sys.version_info < (3, 11) else None'
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

demo: setup
	DEBUG=1 SAFECLOSE_VAR=var/demo $(MANAGE) demo

serve: setup
	DEBUG=1 $(MANAGE) migrate --verbosity 0
	DEBUG=1 $(MANAGE) seed_demo
	DEBUG=1 $(MANAGE) show_demo
	DEBUG=1 $(MANAGE) serve

test: setup
	$(RUN) -m pytest -q -n auto --no-loadscope-reorder $(ARGS)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	DEBUG=1 $(BIN)/mypy safeclose workspace documents signing clickwrap
	DEBUG=1 $(BIN)/lint-imports
	DEBUG=1 $(MANAGE) makemigrations --check --dry-run
	DEBUG=1 $(MANAGE) spectacular --validate --fail-on-warn --file var/openapi.yaml
	diff -u docs/openapi.yaml var/openapi.yaml

check: lint test

bench: setup
	DEBUG=1 SAFECLOSE_VAR=var/bench $(RUN) -m tests.benchmarks $(ARGS)

soak: setup
	DEBUG=1 SAFECLOSE_VAR=var/soak $(RUN) -m tests.soak --seconds $(or $(SECONDS),600) $(if $(SEED),--seed $(SEED))

kills: setup
	DEBUG=1 SAFECLOSE_VAR=var/kills $(RUN) -m tests.soak.kills

openapi: setup
	DEBUG=1 $(MANAGE) spectacular --validate --fail-on-warn --file docs/openapi.yaml
	@if [ -d clients/typescript/node_modules ]; then npm --prefix clients/typescript run --silent generate; fi

client:
	npm --prefix clients/typescript ci --silent

lock: setup
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml --extra embedded --extra local-model --extra pkcs11 --extra s3 --extra sentry --group dev -c requirements.txt -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml --extra s3 --extra sentry -c requirements-dev.txt -o requirements-production.txt

clean:
	rm -rf .venv var
