"""Two steps at the same moment, each on a connection of its own, that really overlap: for tests on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection, transaction

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


def overlapping(*calls: Callable[[], object]) -> list[object]:
    """Run the calls so that none is over before all have begun; return what each gave or was refused.

    Each keeps what it wrote in its transaction until all are there or one waits for its lock: with locks the second
    begins to read when the first has committed, without them both have read the same and write upon it.
    """
    over: list[object] = []

    def kept(call: Callable[[], object]) -> Callable[[], object]:
        def run() -> object:
            try:
                with transaction.atomic():
                    made = call()
                    over.append(call)
                    wait_until(lambda: len(over) == len(calls) or somebody_waits_for_a_lock(), seconds=PATIENCE / 2)
                    return made
            except Refused:
                over.append(call)
                raise

        return run

    return at_once(*(kept(call) for call in calls))


def somebody_waits_for_a_lock() -> bool:
    """Does a connection of this server wait for what another one holds?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])
