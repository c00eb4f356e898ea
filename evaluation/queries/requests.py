"""What the pages of requests show: whom a mentee can ask, what waits for an observer, what was said before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Q, When
from django.utils.translation import gettext as _

from evaluation.enums import OPEN_REQUEST_STATES
from evaluation.models import Observation, ObservationRequest
from matching.models import Pairing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from mentorship.accounts.models import User

EARLIER_OBSERVERS = 5


def requests_of(mentee: User) -> QuerySet[ObservationRequest]:
    """What this mentee asked for, the open ones first, then the latest."""
    is_open = Case(When(state__in=OPEN_REQUEST_STATES, then=0), default=1)
    own = ObservationRequest.objects.with_people().filter(pairing__mentee__user=mentee)
    return own.select_related("observation").order_by(is_open, "-asked_at", "-pk")


def requests_to(observer: User) -> QuerySet[ObservationRequest]:
    """What this person was asked and has not answered, the nearest day first."""
    waiting = ObservationRequest.objects.open().with_people().filter(observer=observer)
    return waiting.order_by("wanted_on", "pk")


def pairings_to_ask_in(mentee: User) -> list[Pairing]:
    """The active pairs in which this person is the mentee, by the mentor's name."""
    own = Pairing.objects.active().with_people().filter(mentee__user=mentee)
    return list(own.order_by("mentor__user__full_name", "pk"))


def earlier_observers(mentee: User) -> Sequence[ObservationRequest]:
    """The latest request to each person asked before who is not one of the mentors, the latest first."""
    asked = ObservationRequest.objects.filter(pairing__mentee__user=mentee)
    others = asked.exclude(observer__in=Pairing.objects.active().filter(mentee__user=mentee).values("mentor__user"))
    found: dict[str, ObservationRequest] = {}
    for request in others.order_by("-asked_at", "-pk")[:50]:
        found.setdefault(request.observer_email, request)
    return list(found.values())[:EARLIER_OBSERVERS]


def last_of_observer(pairing: Pairing, observer: User | None, email: str = "") -> Observation | None:
    """What this observer, known by account or address, sent last about this mentee."""
    by_account = Q(observer=observer) if observer else Q(pk__in=[])
    by_address = Q(request__observer_email__iexact=email) if email else Q(pk__in=[])
    sent = Observation.objects.filter(by_account | by_address, pairing__mentee=pairing.mentee_id)
    return sent.order_by("-submitted_at", "-pk").first()


def readers_of(observation: Observation, reader: User) -> str:
    """Name who reads an observation and the answer to it, `reader` as "you": the pair, and an observer with an account."""
    pairing = observation.pairing
    names = {pairing.mentee.user_id: pairing.mentee.user.get_short_name()}
    for person in (pairing.mentor.user, observation.observer):
        if person is not None:
            names[person.pk] = person.full_name
    others = [name for key, name in names.items() if key != reader.pk]
    return _("you and %(names)s") % {"names": _(" and ").join(others)}
