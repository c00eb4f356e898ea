"""What the demo's mailbox begins with: the last two days, not six weeks at once."""

from __future__ import annotations

from datetime import timedelta

from mentorship.demo.story.calendar import Calendar
from mentorship.notifications.domain.ledger import cancel_waiting
from mentorship.notifications.domain.planning import plan_due
from mentorship.notifications.enums import NotificationState
from mentorship.notifications.models import Notification

KEPT = timedelta(days=2)


def sort_the_post(calendar: Calendar) -> None:
    """Plan what is due now; what became due before the last two days is cancelled, and the ledger says why."""
    plan_due(calendar.now)
    old = Notification.objects.filter(state=NotificationState.PENDING, due_at__lt=calendar.now - KEPT)
    cancel_waiting(list(old.values_list("pk", flat=True)), reason="It became due before the demo began.")
