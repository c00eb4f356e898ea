"""Copying SQLite while it is written to, and back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from django.db import connection

from mentorship.core.backups.digests import LEFT_OUT, of_sqlite

if TYPE_CHECKING:
    from pathlib import Path


def dump(target: Path) -> dict[str, str]:
    """Copy the database into a file, whole at one moment; returns the digest of every table in the copy."""
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        for table in LEFT_OUT:
            copy.execute(f"DELETE FROM {table}")  # noqa: S608 (our own names)
        copy.commit()
        copy.execute("VACUUM")  # else what was deleted could still be read in the file
        return of_sqlite(copy)


def restore(source: Path) -> None:
    """Put a copy in the place of everything the database holds."""
    connection.ensure_connection()
    with closing(sqlite3.connect(source)) as copy:
        copy.backup(connection.connection)


def digests() -> dict[str, str]:
    """Return the digest of every table of the database in use."""
    connection.ensure_connection()
    return of_sqlite(connection.connection)
