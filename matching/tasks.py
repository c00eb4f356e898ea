"""Background work of `matching`: names and nothing else."""

from __future__ import annotations

from celery import shared_task

from matching.domain import pairings, solving
from mentorship.core import clock


@shared_task(name="matching.solve_queued", ignore_result=True)
def solve_queued() -> None:
    """Solve the runs that wait. Running it twice, late or in parallel is harmless."""
    solving.solve_queued(now=clock.now())


@shared_task(name="matching.expire_unanswered", ignore_result=True)
def expire_unanswered() -> None:
    """End proposed pairs that nobody answered in time. Running it twice is harmless."""
    pairings.expire_unanswered(now=clock.now())
