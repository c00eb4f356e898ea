"""The page of one meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings import calendars, ical, queries
from meetings.agenda import GROW
from meetings.agenda import suggestions as agenda_suggestions
from meetings.domain.confirming import TAKE_BACK_WITHIN
from meetings.enums import CancelReason, MeetingState
from meetings.models import Meeting
from meetings.web.forms.meeting import AgendaForm, FollowUpForm, HeldForm, NoteForm, ReflectionForm
from mentorship.core import clock, stages

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from mentorship.accounts.models import User
    from mentorship.core.web.requests import SignedInRequest


def readable(request: SignedInRequest, uuid: UUID) -> Meeting:
    """The meeting whose date, state and length this person may read."""
    return get_object_or_404(queries.with_people(Meeting.objects.visible_to(request.user)), uuid=uuid)


def own_meeting(request: SignedInRequest, uuid: UUID) -> Meeting:
    """The meeting, for one of the two who meet; its leader reads but does not act."""
    meeting = readable(request, uuid)
    if not request.user.has_perm("meetings.change_meeting", meeting):
        raise PermissionDenied
    return meeting


@require_safe
def show(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show a meeting: whole to the two who meet, to their leader when, how long and whether."""
    meeting = readable(request, uuid)
    if not request.user.has_perm("meetings.read_what_was_written", meeting):
        return render(request, "meetings/meeting_for_leader.html", {"meeting": meeting, "now": clock.now()})
    return page(request, meeting)


@require_safe
def invitation_file(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Give the meeting, or the series it belongs to, as a file that any calendar program opens."""
    meeting = own_meeting(request, uuid)
    of_series = {"series": meeting.series} if meeting.series else {"pk": meeting.pk}
    meetings = list(queries.calendar_of(request.user).filter(**of_series))
    pairs, series = calendars.of_meetings(meetings)
    text = ical.joined(calendars.feed(meetings, pairs=pairs, series=series))
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


def page(request: SignedInRequest, meeting: Meeting, **forms: Any) -> HttpResponse:
    """Show the whole page; a form that was refused comes back with what was typed."""
    now = clock.now()
    user = request.user
    partner = meeting.pairing.partner_of(user).user
    may_confirm = meeting.state == MeetingState.SCHEDULED and meeting.starts_at <= now
    said = queries.answers(meeting) if meeting.state != MeetingState.SCHEDULED else []
    own = next((answer for answer in said if answer.user_id == user.pk), None)
    context = {
        "now": now,
        "meeting": meeting,
        "partner": partner,
        "partner_time": _time_of(partner, meeting) if partner.time_zone != user.time_zone else "",
        "stages": stages.strip(meeting.pairing),
        "may_confirm": may_confirm,
        "may_disagree": bool(said) and own is None,
        "may_cancel": meeting.state == MeetingState.SCHEDULED and meeting.starts_at > now,
        "may_take_back": own is not None and now - own.said_at <= TAKE_BACK_WITHIN,
        "reasons": CancelReason.choices,
        "contradiction": said if queries.differ(said) else [],
        "replies": queries.replies_to(meeting) if meeting.state == MeetingState.SCHEDULED else [],
        "held_form": HeldForm(initial={"minutes": meeting.planned_minutes}),
        **written(meeting, user, partner, now),
        **agenda(meeting, user, partner),
        **forms,
    }
    return render(request, "meetings/meeting.html", context)


def agenda(meeting: Meeting, user: User, partner: User, form: AgendaForm | None = None) -> dict[str, Any]:
    """What the agenda needs, on the page and as a fragment."""
    readers = _("you and %(name)s") % {"name": partner.get_short_name()}
    items = list(queries.agenda_of(meeting, user))
    may_add = meeting.state == MeetingState.SCHEDULED and meeting.ends_at > clock.now()
    there = [item.text for item in items]
    return {
        "meeting": meeting,
        "agenda_items": items,
        "may_add": may_add,
        "agenda_suggestions": agenda_suggestions(meeting, user, there) if may_add else [],
        "may_use_grow": may_add and not {str(question) for question in GROW}.issubset(there),
        "agenda_form": form or AgendaForm(readers=readers),
        "agenda_readers": readers,
    }


def written(meeting: Meeting, user: User, partner: User, now: dt.datetime) -> dict[str, Any]:
    """Notes, reflections and follow-ups, as far as this person reads them, with their forms."""
    took_place = meeting.state in {MeetingState.SCHEDULED, MeetingState.HELD} and meeting.starts_at <= now
    own, shared = queries.reflections_of(meeting, user)
    name = partner.get_short_name()
    readers = (
        _("you and %(name)s: you shared it")
        if own and own.shared_at
        else _("you alone, until you share it with %(name)s")
    ) % {"name": name}
    return {
        "took_place": took_place,
        "asks_to_reflect": meeting.pairing.mentee.user_id == user.pk and own is None,
        "notes": queries.notes_of(meeting, user),
        "note_form": NoteForm(partner=name),
        "own_reflection": own,
        "shared_reflection": shared,
        "reflection_form": ReflectionForm(
            initial={"lessons": own.lessons, "next_actions": own.next_actions} if own else None
        ),
        "reflection_readers": readers,
        "follow_ups": queries.follow_ups_of(meeting, user),
        "follow_up_form": FollowUpForm(by=user, partner=partner),
    }


def _time_of(person: User, meeting: Meeting) -> str:
    """Say when the meeting is where this person lives."""
    local = timezone.localtime(meeting.starts_at, ZoneInfo(person.time_zone))
    is_same_day = local.date() == timezone.localdate(meeting.starts_at)
    return _("%(when)s for %(name)s in %(zone)s") % {
        "when": date_format(local, "H:i" if is_same_day else "l H:i"),
        "name": person.get_short_name(),
        "zone": person.time_zone.replace("_", " "),
    }
