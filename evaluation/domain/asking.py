"""A mentee asks to be observed; the observer accepts or declines, the mentee takes it back, or it expires."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Goal
from evaluation.domain import observer_post
from evaluation.domain.observer_links import extend_invitation
from evaluation.enums import (
    REQUEST_MOVES,
    ObservationKind,
    ObserverMailKind,
    RequestChannel,
    RequestState,
)
from evaluation.models import ObservationForm, ObservationRequest
from evaluation.rules import is_mentee_of_the_pair, was_asked, was_asked_for_by
from matching.models import Pairing
from mentorship.accounts.models import User
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move
from programs.models import Topic

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

MOST_A_DAY = 20
"""So many requests a mentee may send in 24 hours: enough for a busy week, too few to trouble a hospital."""


@transaction.atomic
def ask_for_observation(
    *,
    pairing_id: int,
    form_id: int,
    observer_name: str,
    observer_email: str,
    what: str,
    wanted_on: date,
    by: User,
    now: datetime,
    client_key: UUID,
    on_this_device: bool = False,
    goal_id: int | None = None,
    topic_id: int | None = None,
) -> ObservationRequest:
    """Ask somebody to watch the mentee of a pair; the same `client_key` again returns the first request.

    Whoever has an account under this address is asked in it, anybody else by a mail with a link; `on_this_device` means
    that the mentee hands over their device, and the observer confirms with a code.

    Raises:
        NotAllowed: `by` is not the mentee of the pair.
        Refused: the pair is not active, the day is over, the address is the mentee's own, or too much was asked today.
    """
    pairing = Pairing.objects.with_people().select_for_update(of=["self"], no_key=True).get(pk=pairing_id)
    if not is_mentee_of_the_pair(by, pairing):
        raise NotAllowed(_("Only the mentee of this pair can ask for this."))
    asked = ObservationRequest.objects.filter(client_key=client_key).first()
    if asked is not None:
        if asked.pairing_id != pairing.pk:
            raise Refused(_("This form was sent already. Open it again for another request."))
        return asked
    address = observer_email.strip().lower()
    _refuse_what_cannot_be_asked(pairing, address, what, wanted_on, by, now)
    observer = None if on_this_device else User.objects.filter(email__iexact=address, is_active=True).first()
    goal = Goal.objects.filter(pk=goal_id, pairing=pairing).first() if goal_id else None
    topic = Topic.objects.filter(pk=topic_id).first() if topic_id else None
    if (goal_id and goal is None) or (topic_id and _is_foreign(topic, pairing)):
        raise Refused(_("This goal or procedure is not one of this pair."))
    form = ObservationForm.objects.published().of_pairing(pairing).filter(pk=form_id).first()
    if form is None:
        raise Refused(_("This program has no such form."))
    request = ObservationRequest.objects.create(
        pairing=pairing,
        form=form,
        kind=ObservationKind(form.kind),
        channel=_channel(observer, on_this_device=on_this_device),
        observer=observer,
        observer_name=observer.full_name if observer else observer_name.strip(),
        observer_email=address,
        topic=topic,
        goal=goal,
        what=what.strip(),
        wanted_on=wanted_on,
        asked_at=now,
        answer_by=expires_at(wanted_on, pairing.cohort.time_zone),
        client_key=client_key,
    )
    audit.record(verb="ask_for_observation", actor=by, target=request, now=now, new=request.state)
    if request.channel == RequestChannel.LINK:
        extend_invitation(request=request, now=now)
        observer_post.write(request=request, kind=ObserverMailKind.ASK, now=now)
    return request


@transaction.atomic
def accept_request(*, request_id: int, by: User | None, now: datetime) -> ObservationRequest:
    """Say yes, in one's account, or without one by the link that `request_id` was read from; twice is once.

    Raises:
        NotAllowed: it was not `by` who was asked.
        Refused: the request is not open any more.
    """
    request = _of_the_observer(request_id, by, now)
    if request.state == RequestState.ACCEPTED:
        return request
    return _moved(request, RequestState.ACCEPTED, verb="accept_request", by=by, now=now)


@transaction.atomic
def decline_request(*, request_id: int, by: User | None, word: str, now: datetime) -> ObservationRequest:
    """Say no, with a word for the mentee or none; twice is once.

    Raises:
        NotAllowed: it was not `by` who was asked.
        Refused: the request is not open any more.
    """
    request = _of_the_observer(request_id, by, now)
    if request.state == RequestState.DECLINED:
        return request
    request.decline_word, request.decided_at = word.strip()[:200], now
    return _moved(request, RequestState.DECLINED, verb="decline_request", by=by, now=now)


@transaction.atomic
def withdraw_request(*, request_id: int, by: User, now: datetime) -> ObservationRequest:
    """Take a request back: its link leads nowhere from now on, and its mails that wait are not sent.

    Raises:
        NotAllowed: it is not `by`'s request.
        Refused: it was answered or declined already.
    """
    request = locked(request_id)
    if not was_asked_for_by(by, request):
        raise NotAllowed(_("Only who asked can take this back."))
    if request.state == RequestState.WITHDRAWN:
        return request
    request.decided_at = now
    _moved(request, RequestState.WITHDRAWN, verb="withdraw_request", by=by, now=now)
    was_told = observer_post.has_left(request)
    observer_post.drop(request)
    if was_told and request.channel == RequestChannel.LINK:
        observer_post.write(request=request, kind=ObserverMailKind.WITHDRAWN, now=now)
    return request


@transaction.atomic
def ask_again(*, request_id: int, by: User, wanted_on: date, now: datetime) -> ObservationRequest:
    """Ask the same person once more after a request has expired, for another day.

    Raises:
        NotAllowed: it is not `by`'s request.
        Refused: it has not expired, or the day is over.
    """
    request = locked(request_id)
    if not was_asked_for_by(by, request):
        raise NotAllowed(_("Only who asked can ask again."))
    if wanted_on < now.astimezone(ZoneInfo(by.time_zone)).date():
        raise Refused(_("This day is over. Choose one that is still to come."))
    request.wanted_on = wanted_on
    return revive(request, by=by, now=now)


def revive(request: ObservationRequest, *, by: User | None, now: datetime) -> ObservationRequest:
    """Open an expired request again, with a new link where it has one; the caller holds its lock."""
    request.answer_by = max(
        expires_at(request.wanted_on, request.pairing.cohort.time_zone),
        now + timedelta(days=settings.OBSERVER_LINK_DAYS),
    )
    request.decided_at = None
    _moved(request, RequestState.ASKED, verb="ask_again", by=by, now=now)
    if request.channel == RequestChannel.LINK:
        invitation = extend_invitation(request=request, now=now)
        observer_post.write(request=request, kind=ObserverMailKind.LINK, now=now, number=invitation.round)
    return request


def expire_requests(*, now: datetime) -> int:
    """Let what nobody answered in time expire; returns how many did. Harmless to run twice or in parallel."""
    overdue = ObservationRequest.objects.open().filter(answer_by__lte=now).order_by("pk")
    return sum(_expired(request_id, now) for request_id in overdue.values_list("pk", flat=True))


@transaction.atomic
def _expired(request_id: int, now: datetime) -> bool:
    request = locked(request_id)
    if not request.is_open or request.answer_by > now:
        return False
    request.decided_at = now
    _moved(request, RequestState.EXPIRED, verb="expire_request", by=None, now=now)
    observer_post.drop(request)
    return True


def locked(request_id: int) -> ObservationRequest:
    """Fetch a request for changing it; whoever else would change it waits."""
    with_people = ObservationRequest.objects.with_people()
    return with_people.select_for_update(of=["self"], no_key=True).get(pk=request_id)


def expires_at(wanted_on: date, time_zone: str) -> datetime:
    """Say when a request for this day expires: at the end of the day so many days later."""
    last = wanted_on + timedelta(days=settings.OBSERVATION_REQUEST_DAYS + 1)
    return datetime.combine(last, time.min, tzinfo=ZoneInfo(time_zone))


def _moved(request: ObservationRequest, to: str, *, verb: str, by: User | None, now: datetime) -> ObservationRequest:
    old = request.state
    move(request, to, moves=REQUEST_MOVES)
    request.save(update_fields=["state", "decided_at", "decline_word", "wanted_on", "answer_by"])
    audit.record(verb=verb, actor=by, target=request, now=now, old=old, new=request.state)
    return request


def _of_the_observer(request_id: int, by: User | None, now: datetime) -> ObservationRequest:
    request = locked(request_id)
    if not was_asked(by, request):
        raise NotAllowed(_("Only who was asked can answer this."))
    if request.is_open and request.answer_by <= now:
        raise Refused(_("This request has expired."))
    return request


def _channel(observer: User | None, *, on_this_device: bool) -> RequestChannel:
    if on_this_device:
        return RequestChannel.DEVICE
    return RequestChannel.ACCOUNT if observer else RequestChannel.LINK


def _is_foreign(topic: Topic | None, pairing: Pairing) -> bool:
    return topic is None or topic.program_id not in {None, pairing.cohort.program_id}


def _refuse_what_cannot_be_asked(
    pairing: Pairing, address: str, what: str, wanted_on: date, by: User, now: datetime
) -> None:
    if not pairing.is_active:
        raise Refused(_("This pair is not active, so nobody can be asked."))
    if not what.strip():
        raise Refused(_("Say what they should watch."))
    if address == by.email.lower():
        raise Refused(_("This is your own address. Ask somebody who sees you at work."))
    today = now.astimezone(ZoneInfo(by.time_zone)).date()
    if wanted_on < today:
        raise Refused(_("This day is over. Choose one that is still to come."))
    if wanted_on > pairing.last_day:
        raise Refused(_("This day is after the end of the cohort."))
    of_mentee = ObservationRequest.objects.filter(pairing__mentee=pairing.mentee, asked_at__gt=now - timedelta(days=1))
    if of_mentee.count() >= MOST_A_DAY:
        raise Refused(_("You have asked %(most)d times in a day. Please go on tomorrow.") % {"most": MOST_A_DAY})
