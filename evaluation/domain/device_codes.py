"""The code with which an observer confirms, on the mentee's device, that it is they who wrote."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from evaluation.domain import asking, observer_post
from evaluation.domain.codes import code_of
from evaluation.enums import ObserverMailKind, RequestChannel
from evaluation.models import DeviceCode, ObserverMail
from evaluation.rules import was_asked_for_by
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User

GOOD_FOR = timedelta(minutes=30)
MOST_WRONG_TRIES = 5
CODES_AN_HOUR = 5
"""So many codes one address gets in an hour, from however many requests."""


@transaction.atomic
def send_code(*, request_id: int, by: User, now: datetime) -> DeviceCode:
    """Send the observer a code; an earlier one is good for nothing from then on.

    Raises:
        NotAllowed: it is not `by`'s request.
        Refused: the request is over, is not for this device, or the address got too many codes.
    """
    request = asking.locked(request_id)
    if not was_asked_for_by(by, request):
        raise NotAllowed(_("Only the mentee can hand over their device."))
    if request.channel != RequestChannel.DEVICE or not request.is_open:
        raise Refused(_("This request is over."))
    recent = ObserverMail.objects.filter(
        kind=ObserverMailKind.CODE,
        request__observer_email=request.observer_email,
        due_at__gt=now - timedelta(hours=1),
    )
    if recent.count() >= CODES_AN_HOUR:
        raise Refused(_("This address got several codes just now. Please wait an hour."))
    row = DeviceCode.objects.select_for_update().filter(request=request).first()
    if row is None:
        row = DeviceCode.objects.create(request=request, expires_at=now + GOOD_FOR)
    else:
        row.round, row.expires_at, row.wrong_tries = row.round + 1, now + GOOD_FOR, 0
        row.save(update_fields=["round", "expires_at", "wrong_tries"])
    observer_post.write(request=request, kind=ObserverMailKind.CODE, now=now, number=row.round)
    audit.record(verb="send_code", actor=by, target=request, now=now)
    return row


@transaction.atomic
def is_right(*, request_id: int, code: str, now: datetime) -> bool:
    """Is this the code? A wrong one counts, and after a few of them even the right one is refused.

    It does not raise, so that the count of wrong tries is kept.
    """
    row = DeviceCode.objects.select_for_update().filter(request=request_id, used_at__isnull=True).first()
    if row is None or row.expires_at <= now or row.wrong_tries >= MOST_WRONG_TRIES:
        return False
    typed = "".join(code.split())
    if constant_time_compare(typed, code_of(row)):
        return True
    row.wrong_tries += 1
    row.save(update_fields=["wrong_tries"])
    return False


def use(*, request_id: int, code: str, now: datetime) -> None:
    """Use the code up; called in the transaction that keeps the observation.

    Raises:
        Refused: it is not the code, or not any more.
    """
    row = DeviceCode.objects.select_for_update().filter(request=request_id, used_at__isnull=True).first()
    if (
        row is None
        or row.expires_at <= now
        or row.wrong_tries >= MOST_WRONG_TRIES
        or not constant_time_compare("".join(code.split()), code_of(row))
    ):
        raise Refused(_("This code is not right, or not any more. Let us send a new one."))
    row.used_at = now
    row.save(update_fields=["used_at"])
