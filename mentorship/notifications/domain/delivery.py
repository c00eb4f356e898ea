"""From rows of the ledger to mails that have left; running it twice, late or in parallel sends each once."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

import structlog
from django.core.mail import get_connection

from mentorship.notifications.domain import digests, ledger
from mentorship.notifications.domain.asking import Asking
from mentorship.notifications.domain.heartbeat import beat
from mentorship.notifications.domain.settling import Outcome, Sender, ServerAway
from mentorship.notifications.models import Notification

TASK = "notifications.deliver_due"
BATCH = 100
AT_MOST = timedelta(seconds=45)
"""A run ends by then, between two mails; the next one goes on. So a worker that is asked to stop does so within a minute."""
logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Delivered:
    """What one run did."""

    sent: int = 0
    cancelled: int = 0
    postponed: int = 0
    gathered: int = 0
    failed: int = 0
    recovered: int = 0
    expired: int = 0


@dataclass(frozen=True)
class _Clock:
    """The time, whatever somebody does to this machine's clock meanwhile."""

    began: datetime
    began_monotonic: float

    def now(self) -> datetime:
        return self.began + timedelta(seconds=monotonic() - self.began_monotonic)


def deliver_due(now: datetime, *, goes_on: Callable[[], bool] = lambda: True) -> Delivered:
    """Send what waits and is due: recover, expire, gather what piled up, then batch by batch until nothing is left.

    `goes_on` is asked after each mail; what was taken and not sent by then is given back. A mail may leave twice only
    if this process dies between the mail server's yes and the note of it; both then carry the same Message-ID.

    Raises:
        ExceptionGroup: faults of ours in single kinds or mails, after all others were sent; theirs are tried again.
    """
    clock = _Clock(now, monotonic())
    asking, outcomes = Asking(), Counter[Outcome]()
    recovered, expired, gathered = ledger.recover(now), ledger.expire(now), digests.collapse(now)
    server = get_connection()
    try:
        while _may_go_on(clock, goes_on) and (rows := ledger.claim(now, size=BATCH)):
            _deliver(rows, Sender(server, asking, clock.now), outcomes, lambda: _may_go_on(clock, goes_on))
    except ServerAway as away:
        logger.warning("mail_server_away", reason=str(away))
    finally:
        server.close()
    if asking.failures:
        raise ExceptionGroup("Some reminders could not be written.", asking.failures)
    beat(TASK, now, took_seconds=monotonic() - clock.began_monotonic)
    return Delivered(
        sent=outcomes[Outcome.SENT],
        cancelled=outcomes[Outcome.CANCELLED],
        postponed=outcomes[Outcome.POSTPONED],
        gathered=gathered + outcomes[Outcome.GATHERED],
        failed=outcomes[Outcome.FAILED],
        recovered=recovered,
        expired=expired,
    )


def _may_go_on(clock: _Clock, goes_on: Callable[[], bool]) -> bool:
    return clock.now() - clock.began < AT_MOST and goes_on()


def _deliver(
    rows: list[Notification], sender: Sender, outcomes: Counter[Outcome], may_go_on: Callable[[], bool]
) -> None:
    left = deque(rows)
    try:
        sender.prepare(rows)
        while left:  # at least one each run, however long asking took
            outcomes[sender.settle(left.popleft())] += 1
            if not may_go_on():
                break
    finally:
        ledger.release(left)
