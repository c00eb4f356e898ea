#!/usr/bin/env bash
# Everything that must hold: linters first, then every test on PostgreSQL, with Redis, a Celery worker and a browser.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/lint.sh
.venv/bin/python -m scripts.ensure_browser
exec .venv/bin/python -m pytest "$@"
