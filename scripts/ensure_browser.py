"""Make sure there is a browser for the tests: take the machine's, else install one, else say what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tests.services.browser import fetched_browser, installed_browser


def main() -> int:
    """Return 0 when a browser is there at the end."""
    if installed_browser() or fetched_browser():
        return 0
    print("No Chromium was found; installing one for the browser tests ...", flush=True)
    for command in _ways():
        if not _succeeds(command):
            continue
        if installed_browser() or fetched_browser():
            return 0
    print(
        "No browser could be installed. Install Chromium or Chrome so that it is on the PATH"
        " (on Debian or Ubuntu: sudo apt install chromium), then run this again.",
        file=sys.stderr,
    )
    return 1


def _ways() -> list[list[list[str]]]:
    """Return the ways to install a browser, best first; each is a list of commands."""
    ways = []
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        ways += [[install], [["apt-get", "update", "-qq"], install]]
    ways.append([[sys.executable, "-m", "playwright", "install", "chromium"]])
    return ways


def _succeeds(commands: list[list[str]]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return all(
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode == 0
        for command in commands
    )


if __name__ == "__main__":
    sys.exit(main())
