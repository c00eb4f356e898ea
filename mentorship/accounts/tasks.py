"""Names for the scheduler; what they do is in the domain."""

from __future__ import annotations

from celery import shared_task

from mentorship.accounts.domain import sessions
from mentorship.core import clock


@shared_task(name="accounts.forget_ended_sessions", ignore_result=True)
def forget_ended_sessions() -> None:
    """Delete log-ins that ran out. Running it twice, late or in parallel is harmless."""
    sessions.forget_ended(clock.now())
