"""An observer without an account gets a new link by themselves, to the address that was asked and no other."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from evaluation.domain import asking, observer_post
from evaluation.domain.observer_links import extend_invitation
from evaluation.enums import ObserverMailKind, RequestChannel, RequestState
from evaluation.models import ObservationRequest
from mentorship.core import audit

if TYPE_CHECKING:
    from datetime import datetime

RENEWALS_AN_HOUR = 3
"""So many new links one request gets in an hour, however often somebody asks for it."""


def renew_links(*, email: str, now: datetime) -> int:
    """Send new links for what this address was asked and has not answered; returns how many, for the audit's sake.

    Whoever asks learns nothing: the page's answer is the same for every address. The earlier links lead nowhere then.
    """
    asked = ObservationRequest.objects.filter(
        observer_email__iexact=email.strip(),
        channel=RequestChannel.LINK,
        state__in=[RequestState.ASKED, RequestState.ACCEPTED, RequestState.EXPIRED],
    )
    fresh = asked.filter(answer_by__gt=now - timedelta(days=settings.OBSERVATION_REQUEST_DAYS)).order_by("pk")
    return sum(_renewed(request_id, now) for request_id in fresh.values_list("pk", flat=True))


@transaction.atomic
def _renewed(request_id: int, now: datetime) -> bool:
    request = asking.locked(request_id)
    recent = request.mails.filter(kind=ObserverMailKind.LINK, due_at__gt=now - timedelta(hours=1))
    if recent.count() >= RENEWALS_AN_HOUR or not request.pairing.is_active:
        return False
    if request.state == RequestState.EXPIRED:
        asking.revive(request, by=None, now=now)
        return True
    if not request.is_open:
        return False
    invitation = extend_invitation(request=request, now=now)
    observer_post.write(request=request, kind=ObserverMailKind.LINK, now=now, number=invitation.round)
    audit.record(verb="renew_link", actor=None, target=request, now=now)
    return True
