"""What leaves the system, and what people wish of it."""

from __future__ import annotations

from mentorship.notifications.models.ledger import LastRun, Notification, NotificationQuerySet, may_be_tried
from mentorship.notifications.models.wishes import KindChoice, MailWishes

__all__ = ["KindChoice", "LastRun", "MailWishes", "Notification", "NotificationQuerySet", "may_be_tried"]
