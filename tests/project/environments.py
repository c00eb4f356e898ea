"""Environments to start the product in, for tests that start it as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SITE_URL": "https://mentoring.example.org",
    "SECRET_KEY": "k7Qz_2mYx-Lr9TfUw3Nb5VhJc8Ds1Ga6Pe4Ro0Ti_Zu-Ky7Mn2Bv5",
    "DATABASE_URL": "postgres://mentorship:secret@database.example.org:5432/mentorship",
    "REDIS_URL": "redis://redis.example.org:6379/0",
    "EMAIL_URL": "smtp+tls://mentorship:secret@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "Mentorship <mentorship@example.org>",
}


def bare(**variables: str) -> dict[str, str]:
    """Return an environment with the variables given and none of the test run's own."""
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/tmp"), **variables}  # noqa: S108 - never written to


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` in a bare environment."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=bare(**variables),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
