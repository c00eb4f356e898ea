"""Observers without an account are reminded once: the morning after the day for which they were asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluation.domain import observer_post
from evaluation.enums import ObserverMailKind, RequestChannel
from evaluation.models import ObservationRequest

if TYPE_CHECKING:
    from datetime import datetime


def remind_observers(*, now: datetime) -> int:
    """Write the reminders that are due; the post sends each once, so that running this again writes none."""
    waiting = ObservationRequest.objects.open().with_people().filter(channel=RequestChannel.LINK, answer_by__gt=now)
    due = [
        request
        for request in waiting.filter(wanted_on__lt=now.date()).exclude(mails__kind=ObserverMailKind.REMINDER)
        if request.reminds_at <= now
    ]
    for request in due:
        observer_post.write(request=request, kind=ObserverMailKind.REMINDER, now=now)
    return len(due)
