#!/usr/bin/env bash
# Write the locked requirements anew from pyproject.toml: every package pinned, with hashes, for every supported Python.
# `scripts/lock.sh --upgrade` takes newer versions where pyproject.toml allows them.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header "$@"
}
compile "$@" pyproject.toml -o requirements/runtime.txt
compile "$@" --group demo pyproject.toml -o requirements/demo.txt
compile "$@" --group dev pyproject.toml -o requirements/dev.txt
