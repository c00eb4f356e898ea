"""Addresses that take no mail: after a clear no, or several in a row, nothing more is sent to them."""

from __future__ import annotations

import re
from datetime import datetime

from django.db.models import F

from mentorship.notifications.enums import NotificationState
from mentorship.notifications.models import MailWishes, Notification

MOST_FAILURES = 3
_NO_SUCH_ADDRESS = re.compile(r"\b5\.1\.\d+\b")
"""RFC 3463: the address itself is wrong, so that trying again is of no use."""


def note(user_id: int, words: str, *, now: datetime) -> None:
    """Count that a mail to this person was refused for good; stop when the address is wrong or it happens often."""
    wishes, _made = MailWishes.objects.get_or_create(user_id=user_id)
    own = MailWishes.objects.filter(pk=wishes.pk)
    own.update(failures=F("failures") + 1)
    most = 1 if _NO_SUCH_ADDRESS.search(words) else MOST_FAILURES
    own.filter(failures__gte=most, stopped_at=None).update(stopped_at=now, stopped_because=words[:200])


def note_returned(user_id: int, words: str, *, now: datetime) -> None:
    """Stop when the address of a mail that came back is wrong, or when the last mails to this person all came back.

    They are counted in the ledger: the next mail server takes every mail, which says nothing of the address behind it.
    """
    latest = Notification.objects.filter(recipient=user_id, state=NotificationState.SENT, digest=None)
    reasons = list(latest.order_by("-sent_at", "-pk").values_list("reason", flat=True)[:MOST_FAILURES])
    if _NO_SUCH_ADDRESS.search(words) or (len(reasons) == MOST_FAILURES and all(reasons)):
        wishes, _made = MailWishes.objects.get_or_create(user_id=user_id)
        stopped = MailWishes.objects.filter(pk=wishes.pk, stopped_at=None)
        stopped.update(stopped_at=now, stopped_because=words[:200])


def forget(wishes: MailWishes | None) -> None:
    """Begin to count anew, because a mail was taken."""
    if wishes is not None and wishes.failures:
        MailWishes.objects.filter(pk=wishes.pk, stopped_at=None).update(failures=0)


def try_again(user_id: int) -> bool:
    """Send to this person's address again; False when nothing had stopped it."""
    stopped = MailWishes.objects.filter(user=user_id, stopped_at__isnull=False)
    return bool(stopped.update(stopped_at=None, stopped_because="", failures=0))
