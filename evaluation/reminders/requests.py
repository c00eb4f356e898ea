"""Who should be told of a request to observe: an observer with an account once and once more, the mentee of its end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.enums import RequestChannel, RequestState
from evaluation.models import ObservationRequest
from mentorship.notifications.reminders import Due, ReminderKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

TOLD_FOR = timedelta(days=14)
"""How long after its end it is still worth telling a mentee what became of a request."""


def waiting_requests(now: datetime) -> Iterator[Due]:
    """Tell an observer with an account that they were asked, and once more when the day is over."""
    waiting = ObservationRequest.objects.open().with_people()
    for request in waiting.filter(channel=RequestChannel.ACCOUNT, answer_by__gt=now):
        mentee = request.pairing.mentee.user.get_short_name()
        if request.state == RequestState.ASKED:
            yield _due(request, "asked", request.asked_at, _("%(name)s asks you for feedback") % {"name": mentee})
        reminded = request.reminds_at
        if reminded <= now:
            headline = _("%(name)s still hopes for your feedback") % {"name": mentee}
            yield _due(request, "reminder", reminded, headline)


def _due(request: ObservationRequest, slot: str, due_at: datetime, headline: str) -> Due:
    named = {
        "mentee": request.pairing.mentee.user.full_name,
        "kind": request.get_kind_display(),
        "day": date_format(request.wanted_on, "j F Y"),
    }
    return Due(
        recipient_id=request.observer_id or 0,
        kind=OBSERVATION_ASKED.key,
        subject_uuid=request.uuid,
        slot=slot,
        due_at=due_at,
        expires_at=request.answer_by,
        headline=headline,
        lines=(
            _("%(mentee)s asks you to watch them at work on %(day)s: %(kind)s.") % named,
            _("The form takes two minutes. If you cannot, one tap says so."),
        ),
        action_label=_("Answer the request"),
        action_path=reverse("evaluation:request", args=[request.uuid]),
        scope_uuid=request.pairing.cohort.uuid,
    )


def settled_requests(now: datetime) -> Iterator[Due]:
    """Tell the mentee once that a request was declined or has expired."""
    over = ObservationRequest.objects.with_people().filter(
        state__in=[RequestState.DECLINED, RequestState.EXPIRED],
        decided_at__lte=now,
        decided_at__gt=now - TOLD_FOR,
    )
    for request in over:
        if request.decided_at is None:  # the database refuses it
            continue
        declined = request.state == RequestState.DECLINED
        sentence = _("%(name)s cannot observe you") if declined else _("%(name)s did not answer your request")
        yield Due(
            recipient_id=request.pairing.mentee.user_id,
            kind=REQUEST_OVER.key,
            subject_uuid=request.uuid,
            slot=f"{request.state}-{request.wanted_on:%Y-%m-%d}",
            due_at=request.decided_at,
            expires_at=request.decided_at + TOLD_FOR,
            headline=sentence % {"name": request.observer_name},
            lines=(_("Ask somebody else, or the same person for another day."),),
            action_label=_("See your requests"),
            action_path=reverse("evaluation:requests"),
            scope_uuid=request.pairing.cohort.uuid,
        )


OBSERVATION_ASKED = ReminderKind(
    "observation_asked",
    gettext_lazy("Somebody asks you to observe them"),
    waiting_requests,
    why=gettext_lazy("a mentee asked you for feedback"),
    between_the_pair=True,
    only_if=lambda now: ObservationRequest.objects.open().filter(answer_by__gt=now),
)
REQUEST_OVER = ReminderKind(
    "observation_request_over",
    gettext_lazy("A request for feedback was declined or has expired"),
    settled_requests,
    why=gettext_lazy("you asked somebody to observe you"),
    between_the_pair=True,
    only_if=lambda now: ObservationRequest.objects.filter(decided_at__gt=now - TOLD_FOR),
)
