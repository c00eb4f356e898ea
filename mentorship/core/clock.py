"""The one clock of the product."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone


def now() -> datetime:
    """Return the time, aware and in UTC.

    With `CLOCK = "database"` it is the database's, so that machines whose clocks differ agree on what is due;
    with `CLOCK = "process"` it is this process's own, as on one machine with SQLite.
    """
    return database_now() if settings.CLOCK == "database" else timezone.now()


def database_now() -> datetime:
    """Ask the database for its time, aware and in UTC."""
    query = "SELECT clock_timestamp()" if connection.vendor == "postgresql" else "SELECT strftime('%Y-%m-%dT%H:%M:%f')"
    with connection.cursor() as cursor:
        cursor.execute(query)
        (value,) = cursor.fetchone()
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.astimezone(UTC)
