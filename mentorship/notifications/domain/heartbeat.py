"""When a periodic task last came to its end, and how long it took."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentorship.notifications.models import LastRun

RESTS = 3
"""So many times as long as it took does a task rest that is asked for again and again."""


def beat(name: str, now: datetime, *, took_seconds: float = 0) -> None:
    """Note that the task of this name came to its end; one statement, so that two at once do no harm."""
    LastRun.objects.bulk_create(
        [LastRun(name=name, finished_at=now, took_seconds=took_seconds)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["finished_at", "took_seconds"],
    )


def last_run(name: str) -> datetime | None:
    """Return when the task of this name last came to its end."""
    return LastRun.objects.filter(name=name).values_list("finished_at", flat=True).first()


def may_rest(name: str, now: datetime) -> bool:
    """Has it only just run, measured by how long it took? Else looking at a long queue would take the time to send it."""
    last = LastRun.objects.filter(name=name).first()
    return last is not None and last.finished_at <= now < last.finished_at + timedelta(
        seconds=last.took_seconds * (1 + RESTS)
    )
