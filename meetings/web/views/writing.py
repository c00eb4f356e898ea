"""What is written on the page of a meeting: agenda, notes, reflection, follow-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.domain.actions import add_action
from agreements.enums import ActionSource
from meetings.domain.reflecting import write_reflection
from meetings.domain.writing import add_agenda_item, remove_agenda_item, share_note, write_note
from meetings.domain.writing import use_grow as put_grow_on_agenda
from meetings.models import AgendaItem, Meeting, MeetingNote
from meetings.web.answers import refusals_told
from meetings.web.forms.meeting import AgendaForm, FollowUpForm, NoteForm, ReflectionForm
from meetings.web.views.meeting import agenda, own_meeting, page
from mentorship.core import clock

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from mentorship.core.web.requests import SignedInRequest


@require_POST
def add_to_agenda(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Put something on the agenda."""
    meeting = own_meeting(request, uuid)
    partner = meeting.pairing.partner_of(request.user).user
    form = AgendaForm(request.POST, readers=_("you and %(name)s") % {"name": partner.get_short_name()})
    if form.is_valid():
        with refusals_told(request, form) as answer:
            add_agenda_item(meeting_id=meeting.pk, text=form.cleaned_data["text"], by=request.user, now=clock.now())
        if answer.done:
            return _agenda(request, meeting)
    return _agenda(request, meeting, form)


@require_POST
def use_grow(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Put the four questions of GROW on the agenda; those that stand there already stay."""
    meeting = own_meeting(request, uuid)
    with refusals_told(request):
        put_grow_on_agenda(meeting_id=meeting.pk, by=request.user, now=clock.now())
    return _agenda(request, meeting)


@require_POST
def take_off_agenda(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take one's own item off the agenda."""
    item = get_object_or_404(AgendaItem.objects.visible_to(request.user), uuid=uuid)
    meeting = own_meeting(request, item.meeting.uuid)
    with refusals_told(request):
        remove_agenda_item(item_id=item.pk, by=request.user, now=clock.now())
    return _agenda(request, meeting)


def _agenda(request: SignedInRequest, meeting: Meeting, refused: AgendaForm | None = None) -> HttpResponse:
    """Answer with the agenda alone, with the page if something was refused, else by going back to it."""
    if request.htmx:
        partner = meeting.pairing.partner_of(request.user).user
        return render(request, "meetings/_agenda.html", agenda(meeting, request.user, partner, refused))
    return page(request, meeting, agenda_form=refused) if refused else _to(meeting, "agenda")


@require_POST
def note(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Keep a note, or share it at once."""
    meeting = own_meeting(request, uuid)
    form = NoteForm(request.POST, partner=meeting.pairing.partner_of(request.user).user.get_short_name())
    if form.is_valid():
        is_shared = request.POST.get("share") == "yes"
        with refusals_told(request, form) as answer:
            write_note(
                meeting_id=meeting.pk, text=form.cleaned_data["text"], share=is_shared, by=request.user, now=clock.now()
            )
        if answer.done:
            messages.success(request, _("Note shared.") if is_shared else _("Note kept. Only you read it."))
            return _to(meeting, "notes")
    return page(request, meeting, note_form=form)


@require_POST
def share(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Share a note that was private."""
    own = get_object_or_404(MeetingNote.objects.visible_to(request.user).select_related("meeting"), uuid=uuid)
    with refusals_told(request) as answer:
        share_note(note_id=own.pk, by=request.user, now=clock.now())
    if answer.done:
        messages.success(request, _("Note shared."))
    return _to(own.meeting, "notes")


@require_POST
def reflect(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Keep what one learned and does next, or share it."""
    meeting = own_meeting(request, uuid)
    form = ReflectionForm(request.POST)
    partner = meeting.pairing.partner_of(request.user).user.get_short_name()
    if form.is_valid():
        is_shared = request.POST.get("share") == "yes"
        with refusals_told(request, form) as answer:
            written = write_reflection(
                meeting_id=meeting.pk,
                lessons=form.cleaned_data["lessons"],
                next_actions=form.cleaned_data["next_actions"],
                share=is_shared,
                by=request.user,
                now=clock.now(),
            )
        if answer.done:
            words = _("Saved, and read by %(name)s.") if written.shared_at else _("Saved. Only you read it.")
            messages.success(request, words % {"name": partner})
            return _to(meeting, "reflection")
    return page(request, meeting, reflection_form=form)


@require_POST
def follow_up(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Make an action of what was agreed in the meeting."""
    meeting = own_meeting(request, uuid)
    partner = meeting.pairing.partner_of(request.user).user
    form = FollowUpForm(request.POST, by=request.user, partner=partner)
    if form.is_valid():
        with refusals_told(request, form) as answer:
            add_action(
                pairing_id=meeting.pairing_id,
                text=form.cleaned_data["text"],
                owner_id=form.cleaned_data["owner"],
                due_on=form.cleaned_data["due_on"],
                by=request.user,
                now=clock.now(),
                source=ActionSource.MEETING,
                source_uuid=meeting.uuid,
            )
        if answer.done:
            messages.success(request, _("Now one of your actions."))
            return _to(meeting, "follow-ups")
    return page(request, meeting, follow_up_form=form)


def _to(meeting: Meeting, part: str) -> HttpResponse:
    return redirect(reverse("meetings:meeting", args=[meeting.uuid]) + f"#{part}")
