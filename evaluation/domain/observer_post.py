"""The post to observers without an account: rows that wait, and mails that have left.

Running it twice, late or in parallel sends each mail once; a crash between the mail server's yes and our note of it
sends it a second time, with the same Message-ID.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from evaluation.domain.observer_mails import compose
from evaluation.enums import OBSERVER_MAIL_MOVES, OPEN_REQUEST_STATES, ObserverMailKind, ObserverMailState
from evaluation.models import ObservationRequest, ObserverMail
from mentorship.notifications.domain.heartbeat import beat
from mentorship.notifications.domain.refusals import Meaning, meaning_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.mail.backends.base import BaseEmailBackend

TASK = "evaluation.deliver_to_observers"
BATCH = 50
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 20
PAUSE = timedelta(minutes=1)
WORTH_SENDING_FOR = {ObserverMailKind.CODE: timedelta(minutes=30)}
WORTH_SENDING_USUALLY = timedelta(days=3)
ONLY_WHILE_OPEN = (ObserverMailKind.ASK, ObserverMailKind.REMINDER, ObserverMailKind.LINK, ObserverMailKind.CODE)
_FREE: dict[str, Any] = {"claim": None, "lease_until": None}
logger = structlog.get_logger(__name__)


def write(*, request: ObservationRequest, kind: str, now: datetime, number: int = 1) -> None:
    """Let a mail leave soon; written twice for the same occasion it is one."""
    ObserverMail.objects.get_or_create(
        request=request,
        kind=kind,
        round=number,
        defaults={
            "due_at": now,
            "expires_at": now + WORTH_SENDING_FOR.get(ObserverMailKind(kind), WORTH_SENDING_USUALLY),
        },
    )


def drop(request: ObservationRequest) -> None:
    """Send nothing of what waits: the request is over."""
    waiting = ObserverMail.objects.filter(request=request)
    _move(waiting, ObserverMailState.PENDING, ObserverMailState.CANCELLED, reason=_("Not needed any more."))


def has_left(request: ObservationRequest) -> bool:
    """Was the observer written to at all?"""
    return ObserverMail.objects.filter(
        request=request, state__in=[ObserverMailState.SENT, ObserverMailState.SENDING]
    ).exists()


def deliver(*, now: datetime) -> int:
    """Send what waits; returns how many mails have left."""
    _recover(now)
    sent = _send_all(now)
    beat(TASK, now)
    return sent


def _send_all(now: datetime) -> int:
    sent = 0
    while rows := _claim(now):
        server = get_connection()
        try:
            for row in rows:
                outcome = _send(row, server, now)
                sent += outcome is ObserverMailState.SENT
                if outcome is None:
                    return sent
        finally:
            _give_back(rows)
            server.close()
    return sent


def _recover(now: datetime) -> None:
    everything = ObserverMail.objects.all()
    _move(everything.filter(lease_until__lt=now), ObserverMailState.SENDING, ObserverMailState.PENDING, **_FREE)
    late = Q(expires_at__lte=now) | Q(kind__in=ONLY_WHILE_OPEN) & ~Q(request__state__in=OPEN_REQUEST_STATES)
    useless = everything.filter(pk__in=everything.filter(late).values("pk"))
    _move(useless, ObserverMailState.PENDING, ObserverMailState.CANCELLED, reason=_("Not needed any more."))


def _claim(now: datetime) -> list[ObserverMail]:
    claim = uuid.uuid4()
    waiting = ObserverMail.objects.filter(state=ObserverMailState.PENDING, due_at__lte=now).order_by("due_at", "pk")
    with transaction.atomic():
        ids = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
        _move(
            ObserverMail.objects.filter(pk__in=ids),
            ObserverMailState.PENDING,
            ObserverMailState.SENDING,
            claim=claim,
            lease_until=now + LEASE,
            attempts=F("attempts") + 1,
        )
    people = ("request__pairing__mentee__user", "request__pairing__mentee__cohort__program", "request__topic")
    optional = ("request__invitation", "request__device_code")
    return list(ObserverMail.objects.filter(claim=claim).select_related(*people, *optional).order_by("due_at", "pk"))


def _send(row: ObserverMail, server: BaseEmailBackend, now: datetime) -> ObserverMailState | None:
    """Send one mail; None when the mail server is away, so that there is no use in trying the next."""
    try:
        server.send_messages([compose(row)])
    except OSError as error:
        meaning, words = meaning_of(error)
        if meaning is Meaning.NEVER or row.attempts >= MOST_ATTEMPTS:
            _settle(row, ObserverMailState.FAILED, reason=words[:200])
            return ObserverMailState.FAILED
        _settle(row, ObserverMailState.PENDING, reason=words[:200], due_at=now + PAUSE)
        logger.warning("mail_to_an_observer_waits", reason=words)
        return None if meaning is Meaning.SERVER_AWAY else ObserverMailState.PENDING
    _settle(row, ObserverMailState.SENT, sent_at=now, reason="")
    return ObserverMailState.SENT


def _settle(row: ObserverMail, to: ObserverMailState, **fields: Any) -> None:
    mine = ObserverMail.objects.filter(pk=row.pk, claim=row.claim)
    _move(mine, ObserverMailState.SENDING, to, **_FREE, **fields)


def _give_back(rows: list[ObserverMail]) -> None:
    """Return what this run took and did not try; those that were tried are no longer ours."""
    mine = ObserverMail.objects.filter(pk__in=[row.pk for row in rows], claim=rows[0].claim)
    _move(mine, ObserverMailState.SENDING, ObserverMailState.PENDING, attempts=F("attempts") - 1, **_FREE)


def _move(rows: Any, source: ObserverMailState, to: ObserverMailState, **fields: Any) -> int:
    if to not in OBSERVER_MAIL_MOVES[source]:
        raise ValueError(f"The post knows no move from {source} to {to}.")
    moved: int = rows.filter(state=source).update(state=to, **fields)
    return moved
