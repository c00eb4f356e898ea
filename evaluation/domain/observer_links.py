"""The signed link by which an observer without an account reaches one form."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.db.models import F

from evaluation.models import ObserverInvitation

if TYPE_CHECKING:
    from datetime import datetime

    from evaluation.models import ObservationRequest

SALT = "evaluation.observer-link"


def token_of(invitation: ObserverInvitation) -> str:
    """Sign what the link carries: which invitation, in which round, for nothing but this."""
    return signing.dumps([str(invitation.uuid), invitation.round], salt=SALT)


def invitation_of(token: str) -> ObserverInvitation | None:
    """Find the invitation of a link; nothing for one that was tampered with, made for something else, or replaced."""
    try:
        uuid, number = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return ObserverInvitation.objects.filter(uuid=uuid, round=number).first()


def extend_invitation(*, request: ObservationRequest, now: datetime) -> ObserverInvitation:
    """Give a request its first link, or the next; the caller holds the lock of the request."""
    expires_at = now + timedelta(days=settings.OBSERVER_LINK_DAYS)
    invitation, is_new = ObserverInvitation.objects.get_or_create(request=request, defaults={"expires_at": expires_at})
    if not is_new:
        invitation.round = F("round") + 1
        invitation.expires_at = expires_at
        invitation.save(update_fields=["round", "expires_at"])
        invitation.refresh_from_db(fields=["round"])
    return invitation
