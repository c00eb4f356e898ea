"""Which browser the tests drive: a Chromium of the machine, else the one Playwright fetched."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def installed_browser() -> str | None:
    """Return the path of a Chromium or Chrome on this machine, if there is one."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def fetched_browser() -> str | None:
    """Return the path of the Chromium that `playwright install` put into its cache, if it did."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() else None


def launch_arguments() -> dict[str, object]:
    """Return what Playwright needs to start the browser here; a root user has no sandbox."""
    arguments: dict[str, object] = {"args": [*_QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]}
    if path := installed_browser():
        arguments["executable_path"] = path
    return arguments
