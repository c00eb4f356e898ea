"""Several things in one mail: what a person wants gathered, and what piled up while nothing could be sent.

A digest is a row of the ledger like any other, with its own occasion; what goes with it points at it. So it is claimed,
sent and repeated after a crash as every mail is, always with the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from mentorship.accounts.models import User
from mentorship.notifications.domain import ledger
from mentorship.notifications.enums import How, NotificationState, Weekday
from mentorship.notifications.models import MailWishes, Notification, NotificationQuerySet

KIND = "digest"
LABEL = _("Several things in one mail")
CATCH_UP = "catch-up"
OVERDUE = timedelta(hours=3)
"""What should have left so long ago is overdue: the mail stood still, or the reader slept."""
MOST_SINGLE = 2
"""Up to so many overdue things come each in its own mail; more come in one."""


def occasion(user: User, wishes: MailWishes | None, how: How, now: datetime) -> tuple[str, datetime]:
    """Return the name and the moment of the next digest of a person, by the clock and calendar where they are."""
    own = wishes or MailWishes()
    zone = ZoneInfo(user.time_zone)
    day = now.astimezone(zone).date()
    while not (_is_a_day_for(day, own, how) and _at(day, own, zone) > now):
        day += timedelta(days=1)
    name = (
        f"daily:{day.isoformat()}"
        if how == How.DAILY
        else f"weekly:{day.isocalendar().year}-W{day.isocalendar().week:02}"
    )
    return name, _at(day, own, zone)


def _is_a_day_for(day: date, wishes: MailWishes, how: How) -> bool:
    if how == How.WEEKLY:
        return day.weekday() == wishes.digest_on
    return not (wishes.free_weekends and day.weekday() >= Weekday.SATURDAY)


def _at(day: date, wishes: MailWishes, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wishes.digest_at, tzinfo=zone).astimezone(UTC)


@transaction.atomic
def gather(row: Notification, *, slot: str, at: datetime) -> bool:
    """Let a claimed row go with a digest; False when it was not ours any more."""
    return ledger.gather(row, digest=_open(row.recipient_id, slot, at))


def collapse(now: datetime) -> int:
    """Put what is overdue into one mail for everybody who would get more than a few; return how many rows.

    Running it in parallel is harmless: each row is gathered once, and both find the same digest.
    """
    may_leave = Notification.objects.to_be_sent(now).order_by()
    overdue = may_leave.filter(due_at__lt=now - OVERDUE, at_once=False).exclude(kind=KIND)
    crowded = overdue.values("recipient_id").annotate(number=Count("pk")).filter(number__gt=MOST_SINGLE)
    return sum(_collapse(overdue, recipient, now) for recipient in crowded.values_list("recipient_id", flat=True))


@transaction.atomic
def _collapse(overdue: NotificationQuerySet, recipient_id: int, now: datetime) -> int:
    digest = _open(recipient_id, f"{CATCH_UP}:{now:%Y-%m-%d}", now)
    return ledger.gather_waiting(overdue.filter(recipient=recipient_id), digest=digest)


def _open(recipient_id: int, slot: str, at: datetime) -> Notification:
    """Return, locked, the row of this digest, or of the next one after it if it has left or is leaving."""
    recipient = User.objects.only("uuid").get(pk=recipient_id)
    for number in count(1):
        key = {
            "recipient_id": recipient_id,
            "kind": KIND,
            "subject_uuid": recipient.uuid,
            "slot": slot if number == 1 else f"{slot}:{number}",
        }
        Notification.objects.bulk_create([Notification(**key, due_at=at)], ignore_conflicts=True)
        digest = Notification.objects.select_for_update().get(**key)
        if digest.state == NotificationState.PENDING or ledger.revive(digest, due_at=at):
            return digest
    raise AssertionError  # the numbers do not end


def gathered_under(digests: Iterable[Notification]) -> dict[int, list[Notification]]:
    """Return what goes with each of these digests, the oldest first."""
    found: dict[int, list[Notification]] = {digest.pk: [] for digest in digests}
    rows = Notification.objects.filter(digest__in=found, state=NotificationState.GATHERED).select_related("recipient")
    for row in rows.order_by("due_at", "pk"):
        if row.digest_id is not None:
            found[row.digest_id].append(row)
    return found
