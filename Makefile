# `make run` and `make test` are all that a fresh Debian machine needs: each installs what is missing.

SHELL := /bin/bash
PORT ?= 8000
VAR_DIR ?= var
ONLY ?=
export PORT VAR_DIR

PYTHON := .venv/bin/python
CANTEEN := .venv/bin/canteen
SCREENS := pos/web/screens

.PHONY: run install test check bench soak clean

run: export CANTEEN_DEMO = 1
run:
	@.ci/set-up run
	@$(CANTEEN) database upgrade
	@$(CANTEEN) demo load
	@exec $(CANTEEN) up

test: check
	@$(PYTHON) -m pytest --numprocesses auto --dist loadfile

# What needs no database, browser or card: style, types, import rules, the screens' own tests.
check:
	@.ci/set-up test
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.ci/screens check
	@.ci/screens test

bench:
	@.ci/set-up bench
	@$(PYTHON) -m tests.bench $(ONLY)

soak:
	@.ci/set-up test
	@$(PYTHON) -m pytest -m soak

# What a real till or server needs: no virtual cards, no tests.
install:
	@.ci/set-up till

clean:
	rm -rf .venv $(SCREENS)/node_modules $(SCREENS)/dist
