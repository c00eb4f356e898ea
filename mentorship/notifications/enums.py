"""States of a notification."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NotificationState(TextChoices):
    """From the moment a thing is due until its mail has left or is not needed any more."""

    PENDING = "pending", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    CANCELLED = "cancelled", _("Not needed any more")
    FAILED = "failed", _("Could not be sent")


MOVES: dict[str, frozenset[str]] = {
    NotificationState.PENDING: frozenset({NotificationState.SENDING, NotificationState.CANCELLED}),
    NotificationState.SENDING: frozenset(
        {NotificationState.SENT, NotificationState.PENDING, NotificationState.CANCELLED, NotificationState.FAILED},
    ),
    NotificationState.SENT: frozenset(),
    NotificationState.CANCELLED: frozenset({NotificationState.PENDING}),
    NotificationState.FAILED: frozenset({NotificationState.PENDING}),
}
