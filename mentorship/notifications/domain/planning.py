"""From what is due to rows of the ledger; running it twice, late or in parallel is harmless."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.utils.translation import gettext as _

from mentorship.notifications import reminders
from mentorship.notifications.domain import ledger
from mentorship.notifications.domain.heartbeat import beat
from mentorship.notifications.enums import NotificationState
from mentorship.notifications.models import Notification
from mentorship.notifications.reminders import Due, ReminderKind

TASK = "notifications.plan_due"
_AT_ONCE = 500


@dataclass(frozen=True)
class Planned:
    """What one run changed in the ledger."""

    added: int = 0
    cancelled: int = 0


def plan_due(now: datetime) -> Planned:
    """Insert what is due and missing, cancel what waits and is due no more.

    A row once cancelled is not revived. A kind whose query fails does not keep the others from their turn.

    Raises:
        ExceptionGroup: what went wrong in which kind, after all had their turn.
    """
    added = cancelled = 0
    failures: list[Exception] = []
    for kind in reminders.kinds():
        try:
            planned = _plan(kind, now)
        except Exception as failure:  # noqa: BLE001 - raised below, once the other kinds had their turn
            failure.add_note(f"while planning “{kind.key}”")
            failures.append(failure)
        else:
            added += planned.added
            cancelled += planned.cancelled
    if failures:
        raise ExceptionGroup("Some kinds of reminders could not be planned.", failures)
    beat(TASK, now)
    return Planned(added, cancelled)


def _plan(kind: ReminderKind, now: datetime) -> Planned:
    # Read before asking what is due: a row that a parallel run adds meanwhile is not ours to judge.
    waiting = list(
        Notification.objects.filter(kind=kind.key, state=NotificationState.PENDING, due_at__lte=now).only(
            "recipient_id", "subject_uuid", "slot"
        )
    )
    due = {item.identity: item for item in kind.due(now)}
    no_longer = [row.pk for row in waiting if row.identity not in due]
    cancelled = ledger.cancel_waiting(no_longer, reason=_("Not needed any more.")) if no_longer else 0
    worth_sending = (item for item in due.values() if item.expires_at is None or item.expires_at > now)
    return Planned(added=sum(_add_missing(kind, part) for part in _parts(worth_sending)), cancelled=cancelled)


def _add_missing(kind: ReminderKind, due: list[Due]) -> int:
    subjects = {item.subject_uuid for item in due}
    known = {
        row.identity
        for row in Notification.objects.filter(kind=kind.key, subject_uuid__in=subjects).only(
            "recipient_id", "subject_uuid", "slot"
        )
    }
    missing = [
        Notification(
            recipient_id=item.recipient_id,
            kind=kind.key,
            subject_uuid=item.subject_uuid,
            slot=item.slot,
            scope_uuid=item.scope_uuid,
            due_at=item.due_at,
            expires_at=item.expires_at,
        )
        for item in due
        if item.identity not in known
    ]
    Notification.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def _parts(due: Iterable[Due]) -> Iterator[list[Due]]:
    items = iter(due)
    while part := list(islice(items, _AT_ONCE)):
        yield part
