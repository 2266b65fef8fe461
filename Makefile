# On a fresh machine only Python >= 3.11, make and git are needed; all else goes into .venv and var.
PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python
MANAGE := $(RUN) manage.py
# Some images set it; then each of the many processes that are started would compile all modules anew (5 s of 9).
unexport PYTHONDONTWRITEBYTECODE
# The machine's own uv, or the one that pip puts into .venv.
UV = $(shell command -v uv || echo $(BIN)/uv)
INSTALL = VIRTUAL_ENV=.venv $(UV) pip
LOCKED = --quiet --no-deps --require-hashes

.PHONY: help setup demo serve test proof lint bench growth soak kills restarts mutants check openapi rehearsal-certificate corpus upgrade-dump client lock clean

help:
	@echo "make demo    from a draft to a sealed, verified agreement, through the real API"
	@echo "make serve   the service with demo data, until Ctrl-C"
	@echo "make test    all tests"
	@echo "make proof   all tests, with every round of the races and every generated case"
	@echo "make check   all that CI does: lint, types, imports, migrations, API description, tests"
	@echo "make bench   measured speed, as ratios"
	@echo "make growth  what operations cost at 10,000 to 1,000,000 rows; ARGS=--write for the plot in docs/"
	@echo "make client  by npm: what the TypeScript client, the tests of clients, and the lint of the API description need"
	@echo "make soak    ten minutes of traffic while processes are killed, then a check of every answer"
	@echo "make kills   500 signings while the worker is killed 30 times, then a check of what followed each"
	@echo "make restarts PostgreSQL is restarted, crashes and fails over under traffic: how soon requests succeed again"
	@echo "make mutants breaks the code on purpose, 100 times, and counts the breaks that the tests notice"
	@echo "make corpus  PDFs by other makers, for the tests of intake: from a dozen programs (its README names them)"
	@echo "make upgrade-dump  keeps the demo database and the code of this version, for the tests of upgrades"
	@echo "make lock    writes the lock files anew from pyproject.toml"

setup: .venv/.for-tests

# Only an environment that was made to its end has this file; any other is made anew.
.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version) if sys.version_info < (3, 11) else None'
	@command -v uv >/dev/null || $(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	    echo "This Python cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@rm -rf .venv
	@if command -v uv >/dev/null; then uv venv --quiet --python $(PYTHON) .venv; else \
	    $(PYTHON) -m venv .venv && \
	    sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.txt > .venv/uv.txt && \
	    $(RUN) -m pip install --disable-pip-version-check $(LOCKED) -r .venv/uv.txt; fi
	@touch $@

.venv/.for-running: .venv/.made requirements.txt
	@$(INSTALL) install $(LOCKED) -r requirements.txt
	@touch $@

.venv/.for-tests: .venv/.for-running requirements-dev.txt
	@$(INSTALL) install $(LOCKED) -r requirements-dev.txt
	@touch $@

demo: .venv/.for-running
	DEBUG=1 SAFECLOSE_VAR=var/demo $(MANAGE) demo

serve: .venv/.for-running
	DEBUG=1 $(MANAGE) migrate --verbosity 0
	DEBUG=1 $(MANAGE) seed_demo
	DEBUG=1 $(MANAGE) show_demo
	DEBUG=1 $(MANAGE) serve

test: setup
	$(RUN) -m pytest -q -n auto --no-loadscope-reorder $(ARGS)

proof: export THOROUGH = 1
proof: test

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	DEBUG=1 $(BIN)/mypy safeclose workspace documents signing clickwrap
	DEBUG=1 $(BIN)/lint-imports
	DEBUG=1 $(MANAGE) makemigrations --check --dry-run
	DEBUG=1 $(RUN) -m tests.upgrades.lint
	@mkdir -p var
	DEBUG=1 $(MANAGE) spectacular --validate --fail-on-warn --file var/openapi.yaml
	diff -u docs/openapi.yaml var/openapi.yaml
	@$(RUN) -m tests.clients.lint

check: lint test

bench: setup
	DEBUG=1 SAFECLOSE_VAR=var/bench $(RUN) -m tests.benchmarks $(ARGS)

growth: setup
	DEBUG=1 SAFECLOSE_VAR=var/bench $(RUN) -m tests.benchmarks.growth $(ARGS)

soak: setup
	DEBUG=1 SAFECLOSE_VAR=var/soak $(RUN) -m tests.soak --seconds $(or $(SECONDS),600) $(if $(SEED),--seed $(SEED))

kills: setup
	DEBUG=1 SAFECLOSE_VAR=var/kills $(RUN) -m tests.soak.kills

restarts: setup
	DEBUG=1 SAFECLOSE_VAR=var/restarts $(RUN) -m tests.soak.restarts $(ARGS)

mutants: setup
	$(RUN) -m tests.mutants $(ARGS)

rehearsal-certificate: setup
	DEBUG=1 $(RUN) -m tests.documents.intake.rehearsal_certificate

corpus: setup
	$(UV) run --quiet --script tests/documents/intake/corpus/make.py $(ARGS)

VERSION = $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)

upgrade-dump: setup
	$(RUN) -m tests.upgrades.dump $(VERSION)

openapi: setup
	DEBUG=1 $(MANAGE) spectacular --validate --fail-on-warn --file docs/openapi.yaml
	@if [ -d clients/typescript/node_modules ]; then npm --prefix clients/typescript run --silent generate; fi

client:
	npm --prefix clients/typescript ci --silent & npm --prefix tests/clients ci --silent && wait $$!

COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
    --no-annotate pyproject.toml

# Parts that an image has only where they are asked for (EXTRAS in the Dockerfile).
IMAGE_EXTRAS = local-model otel pkcs11

# The first holds everything; the others are parts of it: what the demo and `make serve` need, and what a server needs.
lock: setup
	$(COMPILE) --all-extras --group dev -o requirements-dev.txt
	$(COMPILE) --extra embedded -c requirements-dev.txt -o requirements.txt
	$(COMPILE) --extra s3 --extra sentry -c requirements-dev.txt -o requirements-production.txt
	@for extra in $(IMAGE_EXTRAS); do \
	    $(RUN) -c "import sys, tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies'][sys.argv[1]], sep='\n')" $$extra \
	    | $(COMPILE:pyproject.toml=-) -c requirements-dev.txt -o requirements-production-$$extra.txt || exit 1; done

clean:
	rm -rf .venv var
