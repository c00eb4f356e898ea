"""Two steps at the same moment, each on a connection of its own, that really overlap: for tests on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, get_ident
from typing import Any
from unittest.mock import patch

from django.db import connection

from mentorship.accounts.models import User
from mentorship.core.errors import Refused
from tests.services.workers import wait_until

PATIENCE = 120
"""Seconds that a step may take on a busy machine."""


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run the calls at the same moment; return what each gave or was refused."""
    start = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            start.wait(timeout=PATIENCE)
            return call()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(timeout=2 * PATIENCE) for future in [pool.submit(run, call) for call in calls]]


def overlapping(*calls: Callable[[], object], owner: Any = User, middle: str = "has_perm") -> list[object]:
    """Run the calls so that each has begun before any goes on: each stops once at `owner.middle`.

    A verb asks `has_perm` after it has locked and read, and before it writes. There the first waits until the other
    waits for its lock; without a lock it waits until the other has read the same, and both would write upon it.
    """
    original, arrived = getattr(owner, middle), set()

    def in_the_middle(*args: Any, **kwargs: Any) -> Any:
        if get_ident() not in arrived:
            arrived.add(get_ident())
            wait_until(lambda: len(arrived) == len(calls) or somebody_waits_for_a_lock(), seconds=PATIENCE / 2)
        return original(*args, **kwargs)

    with patch.object(owner, middle, in_the_middle):
        return at_once(*calls)


def somebody_waits_for_a_lock() -> bool:
    """Does a connection of this server wait for what another one holds?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])
