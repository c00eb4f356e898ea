"""The ledger as a leader reads it: what waits, what left, what did not and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Min, Q

from mentorship.notifications import reminders
from mentorship.notifications.enums import NotificationState
from mentorship.notifications.models import LastRun, MailWishes, Notification, NotificationQuerySet, may_be_tried
from mentorship.notifications.posts import Queue

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DELIVERY = "notifications.deliver_due"
TONES = {
    NotificationState.PENDING: "wait",
    NotificationState.GATHERED: "wait",
    NotificationState.SENDING: "now",
    NotificationState.SENT: "done",
    NotificationState.CANCELLED: "quiet",
    NotificationState.FAILED: "late",
}
"""How a state looks: a mail that is not needed any more is good news."""


@dataclass(frozen=True)
class Shown:
    """One row of the ledger in words; never what the mail says."""

    uuid: UUID
    recipient: str
    email: str
    kind: str | _StrPromise
    state: str
    state_label: str
    tone: str
    due_at: datetime
    sent_at: datetime | None
    next_try_at: datetime | None
    reason: str


def of_scope(scope_uuid: UUID, state: str = "") -> NotificationQuerySet:
    """Return one cohort's rows, the latest first; all or those in one state."""
    rows = Notification.objects.in_the_name_of(scope_uuid).select_related("recipient").order_by("-due_at", "-pk")
    return rows.filter(state=state) if state else rows


def count_by_state(scope_uuid: UUID) -> dict[str, int]:
    """Return how many of one cohort's rows are in each state, those without any included."""
    counted = Notification.objects.in_the_name_of(scope_uuid).values_list("state").annotate(Count("pk"))
    return dict.fromkeys(NotificationState.values, 0) | dict(counted)


def in_words(rows: Iterable[Notification]) -> list[Shown]:
    """Put rows into words."""
    labels = {kind.key: kind.label for kind in reminders.kinds()}
    return [
        Shown(
            uuid=row.uuid,
            recipient=row.recipient.full_name,
            email=row.recipient.email,
            kind=labels.get(row.kind, row.kind),
            state=row.state,
            state_label=row.get_state_display(),
            tone=TONES[NotificationState(row.state)],
            due_at=row.due_at,
            sent_at=row.sent_at,
            next_try_at=row.next_try_at if row.state == NotificationState.PENDING else None,
            reason=row.reason,
        )
        for row in rows
    ]


def last_delivery() -> datetime | None:
    """Return when reminders were last sent, or there was nothing to send."""
    return LastRun.objects.filter(name=DELIVERY).values_list("finished_at", flat=True).first()


def queue(now: datetime) -> Queue:
    """Return what is due and has not left."""
    due = Notification.objects.waiting(now)
    may_leave = Q(state=NotificationState.PENDING) & may_be_tried(now)
    counted = due.aggregate(
        waiting=Count("pk", filter=may_leave), oldest=Min("due_at", filter=may_leave), all=Count("pk")
    )
    return Queue(counted["waiting"], counted["oldest"], counted["all"] - counted["waiting"])


def failed_since(moment: datetime) -> int:
    """Return how many mails that were due since then could not be sent."""
    return Notification.objects.filter(state=NotificationState.FAILED, due_at__gte=moment).count()


def addresses_stopped() -> int:
    """Return to how many people nothing is sent because their address takes no mail."""
    return MailWishes.objects.filter(stopped_at__isnull=False).count()


def last_runs() -> dict[str, LastRun]:
    """Return when each periodic task last came to its end."""
    return {run.name: run for run in LastRun.objects.all()}
