# Thin on purpose: each target calls a script that also runs without make.
.DEFAULT_GOAL := help
.PHONY: help install demo demo-reset test test-fast lint format lock
export PYTHON PORT

help:  ## Show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

install:  ## Make .venv with everything development needs
	@scripts/install.sh dev

demo:  ## Run the product with invented people; PORT=8123 takes another port
	@scripts/install.sh demo
	@exec .venv/bin/python -m mentorship.demo.serve

demo-reset:  ## Forget the demo's data; the next demo begins anew
	@scripts/install.sh demo
	@.venv/bin/python -m mentorship.demo.serve --reset

test: install  ## Check everything: linters, types, every test with PostgreSQL, Redis and a browser
	@scripts/test.sh $(ARGS)

test-fast: install  ## The inner loop, on SQLite and both cores; the permission table and the engine's proofs run in `make test`; ARGS=tests/matching narrows it
	@TEST_DATABASE=sqlite .venv/bin/python -m pytest -q -n 2 --dist loadfile -m "not postgres and not redis and not browser and not slow" $(or $(ARGS),tests --ignore=tests/permissions --ignore=tests/matching/engine --ignore=tests/project)

lint: install  ## Style, types, layers, templates
	@scripts/lint.sh

format: install  ## Put the code into the agreed layout
	@.venv/bin/ruff check --quiet --fix . ; .venv/bin/ruff format --quiet .

lock: install  ## Write requirements/*.txt anew from pyproject.toml
	@scripts/lock.sh $(ARGS)
