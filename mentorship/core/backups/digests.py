"""One digest for each table: equal rows give equal digests, whatever their order on the disk."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    import sqlite3

LEFT_OUT = ("django_session", "usersessions_usersession")
"""Tables whose rows do not go into a backup: who is signed in, and from where."""
ROWS = """
SELECT count(*), coalesce(md5(string_agg(line, '' ORDER BY line)), '')
FROM (SELECT md5(t::text) COLLATE "C" AS line FROM {table} t) lines
"""


def of_postgresql() -> dict[str, str]:
    """Return “rows:digest” of every table, as this transaction sees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename), tablename FROM pg_tables WHERE schemaname = current_schema()")
        tables = [(quoted, name) for quoted, name in cursor.fetchall() if name not in LEFT_OUT]
        found = {}
        for quoted, name in sorted(tables):
            cursor.execute(ROWS.format(table=quoted))
            rows, digest = cursor.fetchone()
            found[name] = f"{rows}:{digest}"
    return found


def of_sqlite(database: sqlite3.Connection) -> dict[str, str]:
    """Return “rows:digest” of every table of this file."""
    named = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    found = {}
    for (name,) in sorted(named.fetchall()):
        if name in LEFT_OUT:
            continue
        columns = [row[1] for row in database.execute(f'PRAGMA table_info("{name}")')]
        row = " || ',' || ".join(
            f'quote("{column}")' for column in columns
        )  # as written, whatever the reader makes of it
        lines = sorted(line for (line,) in database.execute(f'SELECT {row} FROM "{name}"'))  # noqa: S608 (its own names)
        found[name] = f"{len(lines)}:{sha256(chr(10).join(lines).encode()).hexdigest()}"
    return found
