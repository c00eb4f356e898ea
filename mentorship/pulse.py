"""A worker looks for what is due by itself too, so that nothing hangs on beat alone.

Beat goes by the wall clock: set back by two hours it is silent for two hours, and with its state lost it may skip a turn.
This pulse goes by the worker's monotonic clock. That both tick does no harm, because every task is idempotent.
"""

from __future__ import annotations

from typing import Any

from celery.signals import worker_ready
from django.conf import settings

from mentorship.core.nudging import nudge

TASKS = ("notifications.plan_due", "notifications.deliver_due")


def beat_by_itself() -> None:
    """Ask for what is due."""
    for task in TASKS:
        nudge(task)


@worker_ready.connect
def start(sender: Any, **_more: Any) -> None:
    """Begin when a worker is ready; its timer ends with it."""
    sender.timer.call_repeatedly(settings.WORKER_PULSE_SECONDS, beat_by_itself)
