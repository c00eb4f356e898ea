"""How rows of the ledger move: each by one conditional UPDATE, so that two processes never both believe to have done it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from mentorship.notifications.enums import MOVES, NotificationState
from mentorship.notifications.models import Notification, NotificationQuerySet

LEASE = timedelta(seconds=settings.REMINDER_LEASE_SECONDS)
"""For how long nobody else sends a row that was taken; far longer than a mail server may take to answer."""
BACK_OFF_SECONDS = (10, 30, 60, 300, 900)
MOST_ATTEMPTS = 40
_FREE = {"claim": None, "lease_until": None}
_MARK_SENT = (
    "UPDATE notifications_notification SET state = 'sent', sent_at = %s, reason = '', claim = NULL, lease_until = NULL"
    " WHERE id = %s AND claim = %s AND state = 'sending'"
)


def claim(now: datetime, *, size: int) -> list[Notification]:
    """Take up to `size` rows that may leave now; nobody else sends them until their lease ends."""
    token = uuid.uuid4()
    with transaction.atomic():
        ids = list(
            # By the index alone: among many due at one moment, sorting by number too would read all of them each time.
            Notification.objects.to_be_sent(now)
            .order_by("due_at")
            .select_for_update(skip_locked=True)
            .values_list("pk", flat=True)[:size]
        )
        _move(
            Notification.objects.filter(pk__in=ids),
            NotificationState.PENDING,
            NotificationState.SENDING,
            claim=token,
            lease_until=now + LEASE,
            attempts=F("attempts") + 1,
        )
    return list(Notification.objects.filter(claim=token).select_related("recipient").order_by("due_at", "pk"))


def recover(now: datetime) -> int:
    """Give back what a sender took and, by the end of its lease, neither sent nor returned."""
    abandoned = Notification.objects.filter(lease_until__lt=now)
    _move(
        abandoned.filter(attempts__gte=MOST_ATTEMPTS),
        NotificationState.SENDING,
        NotificationState.FAILED,
        reason=_("The server stopped each time this was being sent."),
        **_FREE,
    )
    return _move(abandoned, NotificationState.SENDING, NotificationState.PENDING, **_FREE)


def expire(now: datetime) -> int:
    """Cancel what waited too long to be of use."""
    stale = Notification.objects.filter(expires_at__lte=now)
    return _move(stale, NotificationState.PENDING, NotificationState.CANCELLED, reason=_("Too late to be of use."))


def cancel_waiting(ids: Collection[int], *, reason: str) -> int:
    """Cancel those of these rows that still wait, by themselves or for a digest."""
    rows = Notification.objects.filter(pk__in=ids)
    return _move(rows, NotificationState.PENDING, NotificationState.CANCELLED, reason=reason) + _move(
        rows, NotificationState.GATHERED, NotificationState.CANCELLED, reason=reason
    )


def hold(row: Notification, *, now: datetime) -> bool:
    """Have at least half a lease left for a claimed row; False when the row is somebody else's now."""
    if row.lease_until is not None and row.lease_until - now >= LEASE / 2:
        return True
    return bool(_claimed(row).filter(state=NotificationState.SENDING).update(lease_until=now + LEASE))


def gather(row: Notification, *, digest: Notification) -> bool:
    """Let a claimed row go with a digest, without counting an attempt."""
    return bool(_end(row, NotificationState.GATHERED, digest=digest, attempts=F("attempts") - 1))


def gather_waiting(rows: NotificationQuerySet, *, digest: Notification) -> int:
    """Let rows that wait go with a digest."""
    return _move(rows, NotificationState.PENDING, NotificationState.GATHERED, digest=digest, next_try_at=None)


def revive(row: Notification, *, due_at: datetime) -> bool:
    """Let a cancelled row wait again."""
    rows = Notification.objects.filter(pk=row.pk)
    return bool(
        _move(rows, NotificationState.CANCELLED, NotificationState.PENDING, due_at=due_at, next_try_at=None, reason="")
    )


@transaction.atomic
def mark_digest_sent(digest: Notification, ids: Collection[int], *, now: datetime) -> bool:
    """Note that a claimed digest has left, and with it what it told."""
    if not mark_sent(digest, now=now):
        return False
    told = Notification.objects.filter(pk__in=ids, digest=digest)
    _move(told, NotificationState.GATHERED, NotificationState.SENT, sent_at=now, reason="")
    return True


@transaction.atomic
def fail_digest(digest: Notification, *, reason: str) -> bool:
    """End a claimed digest that cannot be sent, and with it what it would have told."""
    if not fail(digest, reason=reason):
        return False
    untold = Notification.objects.filter(digest=digest)
    _move(untold, NotificationState.GATHERED, NotificationState.FAILED, reason=reason[:200])
    return True


def cancel(row: Notification, *, reason: str) -> bool:
    """End a claimed row that need not be sent."""
    return bool(_end(row, NotificationState.CANCELLED, reason=reason))


def mark_sent(row: Notification, *, now: datetime) -> bool:
    """Note that a claimed row's mail has left.

    Each mail is noted by itself, so that a crash repeats one at most; written as a statement, because finding the words
    anew for each of many takes longer than the database does.
    """
    if row.claim is None:
        return False
    claim = row.claim if connection.features.has_native_uuid_field else row.claim.hex
    with connection.cursor() as cursor:
        cursor.execute(_MARK_SENT, [connection.ops.adapt_datetimefield_value(now), row.pk, claim])
        return cursor.rowcount == 1


def fail(row: Notification, *, reason: str) -> bool:
    """End a claimed row that cannot be sent."""
    return bool(_end(row, NotificationState.FAILED, reason=reason[:200]))


def postpone(row: Notification, *, now: datetime, reason: str) -> bool:
    """Let a claimed row wait after a failed attempt, longer each time; give up after many."""
    if row.attempts >= MOST_ATTEMPTS:
        return fail(row, reason=reason)
    pause = BACK_OFF_SECONDS[min(row.attempts, len(BACK_OFF_SECONDS)) - 1]
    next_try_at = now + timedelta(seconds=pause)
    return bool(_end(row, NotificationState.PENDING, next_try_at=next_try_at, reason=reason[:200]))


def wait_until(row: Notification, moment: datetime) -> bool:
    """Let a claimed row wait without counting an attempt."""
    attempts = F("attempts") - 1
    return bool(_end(row, NotificationState.PENDING, next_try_at=moment, attempts=attempts))


def release(rows: Collection[Notification]) -> int:
    """Give back claimed rows that were not tried."""
    if not rows:
        return 0
    mine = Notification.objects.filter(pk__in=[row.pk for row in rows], claim__in={row.claim for row in rows})
    return _move(mine, NotificationState.SENDING, NotificationState.PENDING, attempts=F("attempts") - 1, **_FREE)


def _claimed(row: Notification) -> NotificationQuerySet:
    return Notification.objects.filter(pk=row.pk, claim=row.claim)


def _end(row: Notification, to: NotificationState, **fields: Any) -> int:
    return _move(_claimed(row), NotificationState.SENDING, to, **_FREE, **fields)


def _move(rows: NotificationQuerySet, source: NotificationState, to: NotificationState, **fields: Any) -> int:
    if to not in MOVES[source]:
        raise ValueError(f"The ledger knows no move from {source} to {to}.")
    return rows.filter(state=source).update(state=to, **fields)
