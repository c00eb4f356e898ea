"""What an observer wrote without an account joins the account they get later, under the same verified address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.db import transaction

from evaluation.models import Observation, ObservationRequest
from mentorship.core import audit, clock

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User


@transaction.atomic
def join_observations(*, user: User, now: datetime) -> int:
    """Join what was asked of and written under this person's verified addresses; returns how many requests joined.

    Running it twice changes nothing. Nothing joins the mentee whom it is about.
    """
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    waiting = ObservationRequest.objects.filter(observer__isnull=True).exclude(pairing__mentee__user=user)
    found = list(
        waiting.filter(observer_email__in=[address.lower() for address in addresses])
        .select_for_update(of=["self"], no_key=True)
        .order_by("pk")
    )
    for request in found:
        request.observer = user
        request.save(update_fields=["observer"])
        audit.record(verb="join_observations", actor=user, target=request, now=now)
    Observation.objects.filter(request__in=found, observer__isnull=True).update(observer=user)
    return len(found)


def on_login(sender: Any, user: User, **_given: Any) -> None:  # noqa: ARG001 - the signature is Django's
    """Join at sign-in: the first moment at which an address can be known to be verified."""
    join_observations(user=user, now=clock.now())


def on_confirmed(sender: Any, email_address: EmailAddress, **_given: Any) -> None:  # noqa: ARG001 - allauth's signature
    """Join when another address is confirmed."""
    join_observations(user=email_address.user, now=clock.now())
