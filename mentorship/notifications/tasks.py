"""Names for the scheduler; what they do is in the domain."""

from __future__ import annotations

from celery import shared_task

from mentorship.core import clock
from mentorship.notifications.domain import delivery, planning


@shared_task(name=planning.TASK, ignore_result=True)
def plan_due() -> None:
    """Bring the ledger up to what is due. Running it twice, late or in parallel is harmless."""
    if not planning.may_wait(now := clock.now()):
        planning.plan_due(now)


@shared_task(name=delivery.TASK, ignore_result=True)
def deliver_due() -> None:
    """Send what is due. Running it twice, late or in parallel is harmless."""
    delivery.deliver_due(clock.now())
