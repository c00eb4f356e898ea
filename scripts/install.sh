#!/usr/bin/env bash
# Make .venv from the locked requirements: `install.sh dev` for work on the code, `install.sh demo` for running it.
# Does nothing when that was done already with the same lock.
set -euo pipefail
cd "$(dirname "$0")/.."

wanted="${1:-dev}"
stamp=".venv/.installed-$wanted"
lock="requirements/$wanted.txt"
digest="$(cksum <"$lock")"

say() { printf '%s\n' "$*" >&2; }
done_already() { [ -x .venv/bin/python ] && [ "$(cat "$1" 2>/dev/null)" = "$2" ]; }

if done_already "$stamp" "$digest" || done_already .venv/.installed-dev "$(cksum <requirements/dev.txt)"; then
    exit 0
fi

fits='import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'
find_python() {
    for candidate in ${PYTHON:-python3.11 python3.12 python3.13 python3 python}; do
        if command -v "$candidate" >/dev/null && "$candidate" -c "$fits" 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    say "Python 3.11, 3.12 or 3.13 is needed, and none was found."
    say "Install one (on Debian or Ubuntu: apt install python3 python3-venv), or name it: make PYTHON=/path/to/python3.11 ..."
    exit 1
}

if ! { [ -x .venv/bin/python ] && .venv/bin/python -c "$fits" 2>/dev/null; }; then
    python="$(find_python)"
    say "Making .venv with $("$python" --version) ..."
    rm -rf .venv
    if ! "$python" -m venv .venv; then
        rm -rf .venv
        say "$python cannot make a virtual environment. On Debian or Ubuntu: apt install python3-venv"
        exit 1
    fi
fi

say "Installing what $lock names; this takes a minute the first time ..."
quick() {  # trusts the certificates this machine trusts, as networks of hospitals need
    { [ -x .venv/bin/uv ] || .venv/bin/python -m pip install -qq --disable-pip-version-check uv==0.13.9 2>/dev/null; } &&
        .venv/bin/uv pip sync --quiet --system-certs --python .venv/bin/python --compile-bytecode --require-hashes "$lock"
}
if ! quick; then
    say "The quick installer did not manage; pip does it, more slowly."
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "$lock"
fi
rm -f .venv/.installed-*
printf '%s' "$digest" >"$stamp"
