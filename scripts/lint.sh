#!/usr/bin/env bash
# Every check that reads the code without running it. All of them run, so that one pass shows everything.
set -uo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
export DJANGO_SETTINGS_MODULE=tests.settings TEST_DATABASE=sqlite PYTHONPATH=.
failed=0
check() {
    local name="$1"
    shift
    local output
    if output="$("$@" 2>&1)"; then
        printf 'ok      %s\n' "$name"
    else
        printf 'FAILED  %s\n%s\n' "$name" "$output"
        failed=1
    fi
}
check "style (ruff check)" ruff check --quiet .
check "layout (ruff format)" ruff format --quiet --check .
check "types (mypy)" mypy --no-error-summary
check "layers (import-linter)" lint-imports --no-cache
check "templates (djlint)" djlint --quiet --lint templates
check "image (hadolint)" hadolint Dockerfile
check "compose file" check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
exit "$failed"
