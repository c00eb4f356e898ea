"""Reminders that stop when their cohort is closed."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from programs.enums import CohortStage
from programs.models import Cohort

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import datetime
    from uuid import UUID

    from mentorship.notifications.reminders import Due


def until_closed(due: Callable[..., Iterable[Due]]) -> Callable[..., Iterator[Due]]:
    """Leave out what belongs to a closed cohort: nothing is asked of anybody there any more. News is still told."""

    @wraps(due)
    def still_due(now: datetime, *about: Collection[UUID]) -> Iterator[Due]:
        closed: set[UUID | None] | None = None
        for row in due(now, *about):
            if closed is None:
                closed = set(Cohort.objects.filter(stage=CohortStage.CLOSED).values_list("uuid", flat=True))
            if row.scope_uuid not in closed:
                yield row

    return still_due
