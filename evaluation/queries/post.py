"""What waits for observers without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q

from evaluation.enums import ObserverMailState
from evaluation.models import ObserverMail
from mentorship.notifications.posts import Queue

if TYPE_CHECKING:
    from datetime import datetime


def queue(now: datetime) -> Queue:
    """Return what has not left; a mail that was refused for now is due later."""
    due = Q(due_at__lte=now)
    counted = ObserverMail.objects.filter(state=ObserverMailState.PENDING).aggregate(
        waiting=Count("pk", filter=due), oldest=Min("due_at", filter=due), put_off=Count("pk", filter=~due)
    )
    return Queue(counted["waiting"], counted["oldest"], counted["put_off"])
