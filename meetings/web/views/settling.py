"""Whether a meeting takes place: confirmed, missed, cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from meetings import queries
from meetings.domain.cancelling import cancel_meeting, cancel_meeting_and_later
from meetings.domain.confirming import confirm_held, confirm_missed, take_back_confirmation
from meetings.enums import MeetingState
from meetings.models import Meeting
from meetings.web.answers import refusals_told
from meetings.web.forms.meeting import CancelForm, HeldForm
from meetings.web.views.meeting import own_meeting, page
from mentorship.core import clock
from mentorship.core.web.requests import way_back
from mentorship.core.web.toasts import undoable

if TYPE_CHECKING:
    from uuid import UUID

    from mentorship.core.web.requests import SignedInRequest

MISSED = "missed"


@require_POST
def confirm(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Say in one tap that the two met, and how long, or that they did not."""
    meeting = own_meeting(request, uuid)
    now = clock.now()
    undo = reverse("meetings:take-back", args=[meeting.uuid])
    if request.POST.get("outcome") == MISSED:
        with refusals_told(request) as answer:
            confirm_missed(meeting_id=meeting.pk, by=request.user, now=now)
        if answer.done and not _told_of_contradiction(request, meeting):
            undoable(request, _("Noted as missed. Plan another time soon."), undo_url=undo)
        return _back(request, meeting)
    form = HeldForm(request.POST)
    if not form.is_valid():
        return page(request, meeting, held_form=form)
    with refusals_told(request) as answer:
        confirm_held(meeting_id=meeting.pk, minutes=form.cleaned_data["minutes"], by=request.user, now=now)
    if answer.done and not _told_of_contradiction(request, meeting):
        undoable(request, _("Confirmed as held."), undo_url=undo)
    return _back(request, meeting)


@require_POST
def take_back(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Undo one's own confirmation."""
    meeting = own_meeting(request, uuid)
    with refusals_told(request) as answer:
        take_back_confirmation(meeting_id=meeting.pk, by=request.user, now=clock.now())
    if answer.done:
        meeting.refresh_from_db(fields=["state"])
        waits = meeting.state == MeetingState.SCHEDULED
        words = _("Taken back. The meeting waits to be confirmed again.")
        messages.success(request, words if waits else _("Taken back. What the other one said stands."))
    return redirect("meetings:meeting", uuid=meeting.uuid)


@require_http_methods(["GET", "POST"])
def cancel(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Ask why, then call the meeting off; the other one gets mail if it was still to come."""
    meeting = own_meeting(request, uuid)
    now = clock.now()
    form = CancelForm(request.POST or None, repeats=meeting.series is not None)
    if form.is_valid():
        with refusals_told(request) as answer:
            words = _cancelled(request, meeting, form)
        if answer.done and not _told_of_contradiction(request, meeting):
            if meeting.starts_at > now:
                messages.success(request, words)
            else:
                undoable(request, words, undo_url=reverse("meetings:take-back", args=[meeting.uuid]))
        return _back(request, meeting)
    partner = meeting.pairing.partner_of(request.user).user
    context = {
        "form": form,
        "meeting": meeting,
        "mail_to": [partner.get_short_name()] if meeting.starts_at > now else [],
    }
    return render(request, "meetings/cancel.html", context)


def _cancelled(request: SignedInRequest, meeting: Meeting, form: CancelForm) -> str:
    now, reason = clock.now(), form.cleaned_data["reason"]
    if form.cleaned_data.get("and_later"):
        number = len(cancel_meeting_and_later(meeting_id=meeting.pk, reason=reason, by=request.user, now=now))
        return ngettext("%(n)d meeting cancelled.", "%(n)d meetings cancelled.", number) % {"n": number}
    cancel_meeting(meeting_id=meeting.pk, reason=reason, by=request.user, now=now)
    return _("Meeting cancelled.")


def _told_of_contradiction(request: SignedInRequest, meeting: Meeting) -> bool:
    """Say what the other one said, if it is something else."""
    said = queries.contradiction(Meeting.objects.select_related("confirmed_by").get(pk=meeting.pk))
    other = next((answer for answer in said if answer.user_id != request.user.pk), None)
    if other is None:
        return False
    words = _("Noted. %(name)s says something else: %(outcome)s. You both see both answers.")
    facts = {"name": other.user.get_short_name(), "outcome": other.get_outcome_display().lower()}
    messages.warning(request, words % facts)
    return True


def _back(request: SignedInRequest, meeting: Meeting) -> HttpResponse:
    """Return to the list the tap came from, else to the meeting."""
    return redirect(way_back(request, reverse("meetings:meeting", args=[meeting.uuid])))
