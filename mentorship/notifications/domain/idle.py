"""Which kinds cannot have anything to tell now, asked for all of them in one statement."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from mentorship.notifications import reminders


def kinds_without_rows(now: datetime) -> set[str]:
    """Return the kinds that say which rows they need, and of which there is none; what fails to answer is not among them."""
    keys: list[str] = []
    parts: list[str] = []
    parameters: list[Any] = []
    idle: set[str] = set()
    for kind in reminders.kinds():
        if kind.only_if is None:
            continue
        try:
            sql, values = kind.only_if(now).order_by().values("pk")[:1].query.sql_with_params()
        except EmptyResultSet:
            idle.add(kind.key)
            continue
        keys.append(kind.key)
        parts.append(f"EXISTS({sql})")
        parameters += values
    if not parts:
        return idle
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", parameters)
        found = cursor.fetchone()
    return idle | {key for key, there_are_some in zip(keys, found, strict=True) if not there_are_some}
