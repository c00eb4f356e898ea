"""From rows of the ledger to mails that have left; running it twice, late or in parallel sends each once."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from time import monotonic

import structlog
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from mentorship.notifications import reminders
from mentorship.notifications.domain import ledger
from mentorship.notifications.domain.heartbeat import beat
from mentorship.notifications.domain.mails import compose
from mentorship.notifications.domain.quiet_hours import quiet_until
from mentorship.notifications.domain.refusals import Meaning, meaning_of
from mentorship.notifications.models import Notification
from mentorship.notifications.reminders import Due, Identity, ReminderKind

TASK = "notifications.deliver_due"
BATCH = 100
logger = structlog.get_logger(__name__)


class Outcome(Enum):
    """What became of one claimed row."""

    SENT = "sent"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    FAILED = "failed"
    LOST = "lost"


@dataclass(frozen=True)
class Delivered:
    """What one run did."""

    sent: int = 0
    cancelled: int = 0
    postponed: int = 0
    failed: int = 0
    recovered: int = 0
    expired: int = 0


class _ServerAway(Exception):
    """The mail server does not answer or wants nothing from us: no use in trying the next mail."""


@dataclass(frozen=True)
class _Run:
    """One run: when it began, by two clocks, what came of it, and what went wrong on our side."""

    began: datetime
    began_monotonic: float
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    failures: list[Exception] = field(default_factory=list)

    def now(self) -> datetime:
        """Return the time, whatever somebody does to this machine's clock meanwhile."""
        return self.began + timedelta(seconds=monotonic() - self.began_monotonic)


def deliver_due(now: datetime) -> Delivered:
    """Send what waits and is due: recover, expire, then batch by batch until nothing is left.

    A mail may leave twice only if this process dies between the mail server's yes and the note of it; both then carry
    the same Message-ID.

    Raises:
        ExceptionGroup: faults of ours in single kinds or mails, after all others were sent; theirs are tried again.
    """
    run = _Run(now, monotonic())
    recovered, expired = ledger.recover(now), ledger.expire(now)
    try:
        while rows := ledger.claim(now, size=BATCH):
            _deliver(rows, run)
    except _ServerAway as away:
        logger.warning("mail_server_away", reason=str(away))
    if run.failures:
        raise ExceptionGroup("Some reminders could not be written.", run.failures)
    beat(TASK, now)
    return Delivered(
        sent=run.outcomes[Outcome.SENT],
        cancelled=run.outcomes[Outcome.CANCELLED],
        postponed=run.outcomes[Outcome.POSTPONED],
        failed=run.outcomes[Outcome.FAILED],
        recovered=recovered,
        expired=expired,
    )


def _deliver(rows: list[Notification], run: _Run) -> None:
    server = get_connection()
    left = deque(rows)
    try:
        kinds = _kinds_of(rows)
        due = {key: _still_due(kind, run) for key, kind in kinds.items()}
        while left:
            row = left.popleft()
            run.outcomes[_settle(row, kinds.get(row.kind), due.get(row.kind, {}), server, run)] += 1
    finally:
        ledger.release(left)
        server.close()


def _kinds_of(rows: Iterable[Notification]) -> dict[str, ReminderKind]:
    wanted = {row.kind for row in rows}
    return {kind.key: kind for kind in reminders.kinds() if kind.key in wanted}


def _still_due(kind: ReminderKind, run: _Run) -> dict[Identity, Due] | None:
    """Ask the kind again, so that what was done meanwhile is not sent; None when its query fails."""
    try:
        return {item.identity: item for item in kind.due(run.now())}
    except Exception as failure:  # noqa: BLE001 - raised at the end of the run, once the other kinds had their turn
        failure.add_note(f"while asking “{kind.key}” what is due")
        run.failures.append(failure)
        return None


def _settle(
    row: Notification,
    kind: ReminderKind | None,
    still_due: dict[Identity, Due] | None,
    server: BaseEmailBackend,
    run: _Run,
) -> Outcome:
    now = run.now()
    if still_due is None:
        return _if_ours(
            ledger.postpone(row, now=now, reason=_("We could not find out whether it is needed.")), Outcome.POSTPONED
        )
    due = still_due.get(row.identity)
    if kind is None or due is None:
        return _if_ours(ledger.cancel(row, reason=_("Not needed any more.")), Outcome.CANCELLED)
    if not row.recipient.is_active:
        return _if_ours(ledger.cancel(row, reason=_("This account is closed.")), Outcome.CANCELLED)
    if not kind.mandatory and (until := quiet_until(row.recipient, now)):
        return _if_ours(ledger.wait_until(row, until), Outcome.POSTPONED)
    if not ledger.hold(row, until=now + ledger.LEASE):
        return Outcome.LOST
    return _send(row, kind, due, server, run)


def _send(row: Notification, kind: ReminderKind, due: Due, server: BaseEmailBackend, run: _Run) -> Outcome:
    try:
        server.send_messages([compose(row, due, kind)])
    except OSError as error:
        meaning, words = meaning_of(error)
        if meaning is Meaning.NEVER:
            return _if_ours(ledger.fail(row, reason=words), Outcome.FAILED)
        postponed = ledger.postpone(row, now=run.now(), reason=words)
        if meaning is Meaning.SERVER_AWAY:
            raise _ServerAway(words) from error
        return _if_ours(postponed, Outcome.POSTPONED)
    except Exception as failure:  # noqa: BLE001 - raised at the end of the run, once the other mails had their turn
        run.failures.append(failure)
        reason = f"{type(failure).__name__}: {failure}"
        return _if_ours(ledger.postpone(row, now=run.now(), reason=reason), Outcome.POSTPONED)
    return _if_ours(ledger.mark_sent(row, now=run.now()), Outcome.SENT)


def _if_ours(was_ours: bool, outcome: Outcome) -> Outcome:  # noqa: FBT001 - the answer of the ledger
    return outcome if was_ours else Outcome.LOST
