"""States of a notification, and how people may want it."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class NotificationState(TextChoices):
    """From the moment a thing is due until its mail has left or is not needed any more."""

    PENDING = "pending", _("Waiting to be sent")
    GATHERED = "gathered", _("Goes with a digest")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    CANCELLED = "cancelled", _("Not needed any more")
    FAILED = "failed", _("Could not be sent")


MOVES: dict[str, frozenset[str]] = {
    NotificationState.PENDING: frozenset(
        {NotificationState.SENDING, NotificationState.GATHERED, NotificationState.CANCELLED}
    ),
    NotificationState.GATHERED: frozenset(
        {NotificationState.SENT, NotificationState.PENDING, NotificationState.CANCELLED, NotificationState.FAILED},
    ),
    NotificationState.SENDING: frozenset(
        {
            NotificationState.SENT,
            NotificationState.PENDING,
            NotificationState.GATHERED,
            NotificationState.CANCELLED,
            NotificationState.FAILED,
        },
    ),
    NotificationState.SENT: frozenset(),
    NotificationState.CANCELLED: frozenset({NotificationState.PENDING}),
    NotificationState.FAILED: frozenset({NotificationState.PENDING}),
}


class How(TextChoices):
    """How a person wants a kind of mail."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("In a daily digest")
    WEEKLY = "weekly", _("In a weekly digest")
    OFF = "off", _("Not at all")


class Weekday(IntegerChoices):
    """The days as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")
