"""When a periodic task last came to its end."""

from __future__ import annotations

from datetime import datetime

from mentorship.notifications.models import LastRun


def beat(name: str, now: datetime) -> None:
    """Note that the task of this name came to its end; one statement, so that two at once do no harm."""
    LastRun.objects.bulk_create(
        [LastRun(name=name, finished_at=now)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["finished_at"],
    )


def last_run(name: str) -> datetime | None:
    """Return when the task of this name last came to its end."""
    return LastRun.objects.filter(name=name).values_list("finished_at", flat=True).first()
