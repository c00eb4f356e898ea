"""Moving a meeting: one, or one and all later ones of its series; or saying when it took place instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from meetings.domain.confirming import confirm_moved
from meetings.domain.moving import move_meeting, move_meeting_and_later
from meetings.web.answers import refusals_told
from meetings.web.forms.finding import MoveForm
from meetings.web.views.meeting import own_meeting
from mentorship.core import clock

if TYPE_CHECKING:
    from uuid import UUID

    from meetings.models import Meeting
    from mentorship.core.web.requests import SignedInRequest


@require_http_methods(["GET", "POST"])
def move(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Ask for the new time; of a meeting that is over it is the time at which the two met."""
    meeting = own_meeting(request, uuid)
    is_over = meeting.starts_at <= clock.now()
    local = timezone.localtime(meeting.starts_at)
    form = MoveForm(
        request.POST or None,
        by=request.user,
        repeats=meeting.series is not None,
        is_over=is_over,
        initial={
            "day": local.date(),
            "time": local.time(),
            "minutes": meeting.planned_minutes,
            "place": meeting.place,
        },
    )
    if form.is_valid():
        with refusals_told(request, form) as answer:
            words = _moved(request, meeting, form, is_over=is_over)
        if answer.done:
            messages.success(request, words)
            return redirect("meetings:meeting", uuid=meeting.uuid)
    partner = meeting.pairing.partner_of(request.user).user
    return render(
        request, "meetings/move.html", {"form": form, "meeting": meeting, "partner": partner, "is_over": is_over}
    )


def _moved(request: SignedInRequest, meeting: Meeting, form: MoveForm, *, is_over: bool) -> str:
    now, said = clock.now(), form.cleaned_data
    if is_over and form.starts_at <= now:
        confirm_moved(
            meeting_id=meeting.pk, starts_at=form.starts_at, minutes=said["minutes"], by=request.user, now=now
        )
        return _("Noted: you met at another time.")
    if said.get("and_later"):
        became = move_meeting_and_later(
            meeting_id=meeting.pk, starts_at=form.starts_at, length_minutes=said["minutes"], by=request.user, now=now
        )
        number, off = len(became.moved), len(became.called_off)
        words = ngettext("%(n)d meeting moved.", "%(n)d meetings moved.", number) % {"n": number}
        if off:
            words += " " + ngettext(
                "%(n)d is off, because of a holiday, leave or other duties.",
                "%(n)d are off, because of holidays, leave or other duties.",
                off,
            ) % {"n": off}
        return words
    move_meeting(
        meeting_id=meeting.pk,
        starts_at=form.starts_at,
        length_minutes=said["minutes"],
        place=said.get("place"),
        by=request.user,
        now=now,
    )
    return _("Moved. You both get the new invitation by mail.")
