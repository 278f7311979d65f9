# Every target does its own set-up; `make` alone lists them.
# PORT=8502 make run     another port
# DATA=solihull make run  the data folder of another board (python -m indicators init)
# ADDRESS=0.0.0.0        let other machines on the network open the dashboard, once a sign-in is set up (docs/sign-in.md)
# ALLOW_ANYBODY=1        the same without a sign-in: anybody who reaches the address sees and may do everything
# PYTHON=python3.12      another Python for the virtual environment
# WORKERS=2 make test    as many processes of tests
# SEED=2 make demo       another made-up board, in .demo-2
# SCREENSHOTS=1 make every  pictures of the pages, in tests/browser/screenshots

VENV ?= .venv
PORT ?= 8501
ADDRESS ?= localhost
PYTEST_ARGS ?=
BENCH_ARGS ?=
SEED ?= 1
DEMO := .demo$(if $(filter-out 1,$(SEED)),-$(SEED))
LOCK_ARGS ?=
# Tests in the browser wait half of their time: one process more than there are processors keeps these at work.
WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); echo $$((n < 4 ? n + 1 : 4)))
# The shares of lines, in hundredths, that the tests, and every test, must reach.
FLOOR := 89
FLOOR_OF_EVERY := 93

export VENV
# Compiled files are kept, whatever the environment says: each of the many processes would else compile all of ours anew.
export PYTHONDONTWRITEBYTECODE :=
python := $(VENV)/bin/python
set_up := sh tools/set_up.sh
# Only where that is allowed, under the names that are known; no address that a request names is taken for its own.
serve = set -f; options=$$($(python) -m indicators.access.serving $(ADDRESS)) && FORWARDED_ALLOW_IPS= \
	exec $(python) -m streamlit run server.py \
	--server.headless true --server.address $(ADDRESS) --server.port $(PORT) $$options

# Lines are counted in CI, and where every test runs.
floor = $(if $(PYTEST_ARGS),0,$(if $(filter every,$@),$(FLOOR_OF_EVERY),$(FLOOR)))
pytest = $(if $(CI)$(filter every,$@),sh tools/covered.sh $(floor),$(python) -m pytest)

.DEFAULT_GOAL := help
.PHONY: help run demo test every check lint types quick format lock bench clean
# `make check test` does one after the other.
.NOTPARALLEL:

help:
	@echo "make run     start the dashboard at http://$(ADDRESS):$(PORT)"
	@echo "make demo    the same on a made-up board of two years, in $(DEMO)"
	@echo "make check   formatting, lint, types and the quick tests"
	@echo "make test    the tests, those in the browser too, without what takes long"
	@echo "make every   every test, the long ones too"
	@echo "make bench   how fast pages, builds and rules are, and how often the signals are right"
	@echo "make format  put the code into the one format"
	@echo "make lock    pin what pyproject.toml names; LOCK_ARGS=--upgrade takes the newest of everything"
	@echo "make clean   remove the virtual environment and what tools left behind"

# With a data folder of another board its store lies in that folder, unless one is chosen.
run: export INDICATORS_DATA := $(or $(DATA),$(INDICATORS_DATA))
run: export INDICATORS_STORE := $(or $(INDICATORS_STORE),$(if $(DATA),$(DATA)/.store/indicators.duckdb))
run:
	@$(set_up) requirements.txt
	@$(python) -m indicators.access.serving $(ADDRESS) >/dev/null
	@$(python) -m indicators build
	@$(serve)

demo:
	@$(set_up) requirements.txt
	@$(python) -m indicators.access.serving $(ADDRESS) >/dev/null
	@test -e $(DEMO) || $(python) -m indicators demo --out $(DEMO) --seed $(SEED)
	@export INDICATORS_STORE=$(DEMO)/indicators.duckdb INDICATORS_DATA=$(DEMO)/data; $(serve)

test every:
	@$(set_up) requirements.txt requirements-dev.txt
	@sh tools/system_packages.sh packages.txt packages-tests.txt
	@$(pytest) --numprocesses $(WORKERS) --dist loadfile \
		$(if $(filter every,$@),--hypothesis-profile every) $(if $(filter every,$@)$(PYTEST_ARGS),,-m "not long") -W ignore::pytest.PytestAssertRewriteWarning $(PYTEST_ARGS)

# `make check test` and `make check every` leave the quick tests to the second, which runs them with all others.
check: lint types $(if $(filter test every,$(MAKECMDGOALS)),,quick)

lint:
	@$(set_up) requirements.txt requirements-dev.txt
	@$(python) -m ruff format --check .
	@$(python) -m ruff check .

types:
	@$(set_up) requirements.txt requirements-dev.txt
	@$(python) -m pyright --pythonpath $(python)

quick:
	@$(set_up) requirements.txt requirements-dev.txt
	@env -u PYTHONDONTWRITEBYTECODE $(python) -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile \
		-m "not browser and not slow and not long" $(PYTEST_ARGS)

format:
	@$(set_up) requirements.txt requirements-dev.txt
	@$(python) -m ruff format .
	@$(python) -m ruff check --fix .

lock:
	@$(set_up) requirements.txt requirements-dev.txt
	@sh tools/lock.sh $(LOCK_ARGS)

bench:
	@$(set_up) requirements.txt requirements-dev.txt
	@sh tools/system_packages.sh packages.txt packages-tests.txt
	@$(python) -m benchmarks $(BENCH_ARGS)

clean:
	rm -rf .venv .demo .demo-* .pytest_cache .ruff_cache coverage.txt .hypothesis tests/browser/screenshots benchmarks/work
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
