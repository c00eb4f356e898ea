"""A Celery worker for tests: in a thread of this process, or as the process production runs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from mentorship.celery import app

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def broker_at(address: str) -> Iterator[None]:
    """Send tasks to this broker for as long as the block lasts."""
    before = app.conf.broker_url
    _connect(address)
    try:
        yield
    finally:
        _connect(before)


def _connect(address: str) -> None:
    app.conf.update(broker_url=address, broker_read_url=address, broker_write_url=address)
    # Celery keeps the pools of the first broker it saw.
    app._pool = None
    app.amqp._producer_pool = None


@contextmanager
def worker_process(redis_url: str) -> Iterator[subprocess.Popen[str]]:
    """Run `celery worker` as production does, on the test's database; the test must commit what the worker is to see."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "mentorship.settings",
        "DATABASE_URL": database_address(),
        "REDIS_URL": redis_url,
        "LOG_LEVEL": "INFO",
    }
    command = [sys.executable, "-m", "celery", "-A", "mentorship", "worker", "--concurrency", "1", "--without-mingle"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, text=True)
    try:
        wait_until(lambda: app.control.inspect(timeout=1).ping(), seconds=60)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


def database_address() -> str:
    """Return the address of the database that this test uses, for another process."""
    settings = connection.settings_dict
    user, host = settings["USER"], str(settings["HOST"])
    secret = f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else ""
    if host.startswith("/"):
        return f"postgres://{user}{secret}@/{settings['NAME']}?host={host}"
    return f"postgres://{user}{secret}@{host}:{settings['PORT'] or 5432}/{settings['NAME']}"


def wait_until(happened: Callable[[], object], *, seconds: float = 20) -> None:
    """Wait until the callable answers with something true."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, f"It did not happen within {seconds} seconds."
        time.sleep(0.1)
