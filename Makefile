# Everything runs in .venv; a stamp remembers what is installed, so a second call costs nothing.
PYTHON ?= python3
BIN := .venv/bin
RUN_STAMP := .venv/.run-installed
DEV_STAMP := .venv/.dev-installed

.PHONY: setup app recommend train test check browser lint types bench lock clean

setup: $(RUN_STAMP)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "mattress-fit needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 2; }
	$(PYTHON) -m venv .venv

$(RUN_STAMP): requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(DEV_STAMP): requirements-dev.lock $(RUN_STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

app: setup
	$(BIN)/mattress-fit app

recommend: setup
	$(BIN)/mattress-fit recommend --weight-kg 82 --height-cm 178 --sex male --side 0.6 --back 0.4 --pain morning_stiffness --size 90x200

train: setup
	$(BIN)/mattress-fit train

# Everything: browser, PostgreSQL server, measured data and slow tests too.
# A worker takes whole files. Browser tests have a run of their own: their event loop would be in the way of tests that
# start one. They spread one by one, because the walks through all states take minutes.
test: $(DEV_STAMP) browser
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -q -n auto --dist loadfile -m "not browser"
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -q -n auto --dist load -m browser

# The quick loop: lint, types, and the tests that need nothing beside the code; a worker takes whole files.
check: lint types
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -q -n auto --dist loadfile -m "not slow and not browser and not server and not raw_data"

# Chromium comes from the system: installed here as root on Debian, named otherwise.
browser:
	@sh tests/browser/ensure_chromium.sh

lint: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV_STAMP)
	$(BIN)/mypy

bench: $(DEV_STAMP)
	$(BIN)/python -m laboratory.benchmarks

# Needs uv; writes versions and hashes only, never a host. The driver of PostgreSQL is in both, so a shop installs it hashed too.
lock:
	uv pip compile pyproject.toml --extra postgres --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --universal -o requirements.lock
	uv pip compile pyproject.toml --extra dev --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --universal -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv build artifacts .pytest_cache .mypy_cache .ruff_cache .hypothesis
