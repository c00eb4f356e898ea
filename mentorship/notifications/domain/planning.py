"""From what is due to rows of the ledger; running it twice, late or in parallel is harmless."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from time import monotonic
from typing import TypeAlias

from django.utils.translation import gettext as _

from mentorship.notifications import reminders
from mentorship.notifications.domain import digests, ledger
from mentorship.notifications.domain.heartbeat import beat, last_run, may_rest
from mentorship.notifications.domain.idle import kinds_without_rows
from mentorship.notifications.models import Notification
from mentorship.notifications.reminders import Due, Identity

TASK = "notifications.plan_due"
_AT_ONCE = 500
ASSEMBLE = timedelta(minutes=1)
"""After a standstill what is overdue waits so long for the other overdue things of the same person."""

LONG_QUEUE = 5_000
"""While so many mails may leave and have not, nothing planned now would leave before them: the oldest go first."""
AT_LEAST_EVERY = timedelta(minutes=10)

Query: TypeAlias = Callable[[datetime], Iterable[Due]]
Waiting: TypeAlias = "dict[str, dict[Identity, int]]"


@dataclass(frozen=True)
class Planned:
    """What one run changed in the ledger."""

    added: int = 0
    cancelled: int = 0


def may_wait(now: datetime) -> bool:
    """Would looking again now only take the time to send, because it has just been done, or because a long queue waits?"""
    before = last_run(TASK)
    if before is None or not before <= now < before + AT_LEAST_EVERY:
        return may_rest(TASK, now)
    return may_rest(TASK, now) or Notification.objects.to_be_sent(now).order_by()[LONG_QUEUE : LONG_QUEUE + 1].exists()


def plan_due(now: datetime) -> Planned:
    """Insert what is due and missing, cancel what waits and is due no more.

    A row once cancelled is not revived. A query that fails does not keep the others from their turn.

    Raises:
        ExceptionGroup: what went wrong in which query, after all had their turn.
    """
    before, began = last_run(TASK), monotonic()
    stood_still = before is not None and now - before > digests.OVERDUE
    # Read before asking what is due: a row that a parallel run adds meanwhile is not ours to judge.
    waiting = _waiting(now)
    added = cancelled = 0
    failures: list[Exception] = []
    idle = kinds_without_rows(now)
    for query, keys in _queries().items():
        try:
            if idle.issuperset(keys) and not any(waiting[key] for key in keys):
                continue
            added += _add_missing(query, keys, waiting, now, stood_still=stood_still)
            no_longer = [pk for key in keys for pk in waiting[key].values()]
            cancelled += ledger.cancel_waiting(no_longer, reason=_("Not needed any more.")) if no_longer else 0
        except Exception as failure:  # noqa: BLE001 - raised below, once the other kinds had their turn
            failure.add_note(f"while planning {', '.join(keys)}")
            failures.append(failure)
    if failures:
        raise ExceptionGroup("Some kinds of reminders could not be planned.", failures)
    beat(TASK, now, took_seconds=monotonic() - began)
    return Planned(added, cancelled)


def _queries() -> dict[Query, list[str]]:
    """Return each query of what is due once, with the kinds it answers for."""
    queries: dict[Query, list[str]] = {}
    for kind in reminders.kinds():
        queries.setdefault(kind.due, []).append(kind.key)
    return queries


def _waiting(now: datetime) -> Waiting:
    rows: Waiting = defaultdict(dict)
    fields = Notification.objects.waiting(now).values_list("pk", "kind", "recipient_id", "subject_uuid", "slot")
    for pk, kind, recipient, subject, slot in fields.iterator():
        rows[kind][recipient, subject, slot] = pk
    return rows


def _add_missing(query: Query, keys: list[str], waiting: Waiting, now: datetime, *, stood_still: bool) -> int:
    """Add what is due and has no row; what waits and is due still is taken out of `waiting`."""
    added = 0
    for part in _parts(query(now)):
        for item in part:
            waiting[item.kind].pop(item.identity, None)
        known = _known(keys, part)
        missing = {
            (item.kind, item.identity): item
            for item in part
            if (item.kind, item.identity) not in known and (item.expires_at is None or item.expires_at > now)
        }
        rows = [_row(item, now, stood_still=stood_still) for item in missing.values()]
        Notification.objects.bulk_create(rows, ignore_conflicts=True)
        added += len(rows)
    return added


def _known(keys: list[str], part: list[Due]) -> set[tuple[str, Identity]]:
    about = Notification.objects.filter(kind__in=keys, subject_uuid__in={item.subject_uuid for item in part})
    return {
        (kind, (recipient, subject, slot))
        for kind, recipient, subject, slot in about.values_list("kind", "recipient_id", "subject_uuid", "slot")
    }


def _row(item: Due, now: datetime, *, stood_still: bool) -> Notification:
    waits = stood_still and item.due_at < now - digests.OVERDUE
    return Notification(
        recipient_id=item.recipient_id,
        kind=item.kind,
        subject_uuid=item.subject_uuid,
        slot=item.slot,
        scope_uuid=item.scope_uuid,
        due_at=item.due_at,
        expires_at=item.expires_at,
        next_try_at=now + ASSEMBLE if waits else None,
    )


def _parts(due: Iterable[Due]) -> Iterator[list[Due]]:
    items = iter(due)
    while part := list(islice(items, _AT_ONCE)):
        yield part
