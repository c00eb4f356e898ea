"""Saying whether a meeting took place: either side, one tap, one record."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.domain.locking import hold_calendars, meeting_for, pairing_for
from meetings.enums import MEETING_MOVES, MeetingState
from meetings.models import Meeting
from mentorship.core import audit
from mentorship.core.errors import Refused
from mentorship.core.states import move

if TYPE_CHECKING:
    from mentorship.accounts.models import User

TAKE_BACK_WITHIN = dt.timedelta(days=1)
SHORTEST_MINUTES, LONGEST_MINUTES = 5, 480


@transaction.atomic
def confirm_held(*, meeting_id: int, minutes: int, by: User, now: dt.datetime) -> Meeting:
    """Confirm that the two met, and for how long; saying the same again changes nothing.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: the meeting has not begun, was cancelled, or the other one said something else.
    """
    meeting = meeting_for(meeting_id=meeting_id, by=by)
    return _held(meeting, minutes=minutes, by=by, now=now)


@transaction.atomic
def confirm_missed(*, meeting_id: int, by: User, now: dt.datetime) -> Meeting:
    """Confirm that a planned meeting did not take place and nobody had called it off.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: the meeting has not begun, was cancelled, or is confirmed as held.
    """
    meeting = meeting_for(meeting_id=meeting_id, by=by)
    if meeting.state == MeetingState.MISSED:
        return meeting
    _refuse_contradiction(meeting, now)
    _confirm(meeting, MeetingState.MISSED, minutes=None, by=by, now=now)
    return meeting


@transaction.atomic
def take_back_confirmation(*, meeting_id: int, by: User, now: dt.datetime) -> Meeting:
    """Undo a confirmation made by mistake: by who made it, within a day.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: somebody else confirmed it, or more than a day ago.
    """
    meeting = meeting_for(meeting_id=meeting_id, by=by)
    if meeting.state == MeetingState.SCHEDULED:
        return meeting
    if meeting.confirmed_at is None or meeting.confirmed_by_id != by.pk:
        raise Refused(_("Only who confirmed a meeting can take that back."))
    if now - meeting.confirmed_at > TAKE_BACK_WITHIN:
        raise Refused(_("This was confirmed more than a day ago, so it stays."))
    old = meeting.state
    move(meeting, MeetingState.SCHEDULED, moves=MEETING_MOVES)
    meeting.confirmed_by = meeting.confirmed_at = meeting.held_minutes = None
    meeting.save(update_fields=["state", "confirmed_by", "confirmed_at", "held_minutes"])
    audit.record(verb="take_back_confirmation", actor=by, target=meeting, now=now, old=old, new=meeting.state)
    return meeting


@transaction.atomic
def log_past_meeting(
    *, pairing_id: int, starts_at: dt.datetime, minutes: int, place: str = "", by: User, now: dt.datetime
) -> Meeting:
    """Log a meeting that was never planned; one with the same start is recognised instead of written twice.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: the pair is not at work, the time is to come or before the cohort, or another meeting covers it.
    """
    pairing = pairing_for(pairing_id=pairing_id, by=by)
    hold_calendars([pairing.mentor.user_id, pairing.mentee.user_id])
    if not pairing.is_active:
        raise Refused(_("You can log meetings once you are a pair at work: when both have signed the agreement."))
    if starts_at > now:
        raise Refused(_("This time is still to come. Plan the meeting instead."))
    if timezone.localdate(starts_at) < pairing.cohort.starts_on:
        raise Refused(_("This day lies before your program began. Is the date right?"))
    ends_at = starts_at + dt.timedelta(minutes=_checked(minutes))
    there = (
        Meeting.objects.select_for_update(of=["self"])
        .select_related("pairing__mentor__user", "pairing__mentee__user", "confirmed_by", "cancelled_by")
        .filter(pairing=pairing, starts_at__lt=ends_at, ends_at__gt=starts_at)
        .filter(state__in=[MeetingState.SCHEDULED, MeetingState.HELD, MeetingState.MISSED])
        .order_by("starts_at")
        .first()
    )
    if there is not None and there.starts_at == starts_at:
        return _held(there, minutes=minutes, by=by, now=now)
    if there is not None:
        when = date_format(timezone.localtime(there.starts_at), "j F, H:i")
        raise Refused(_("You have a meeting at that time already: on %(when)s. Confirm that one.") % {"when": when})
    meeting = Meeting.objects.create(
        pairing=pairing,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place.strip(),
        state=MeetingState.HELD,
        planned_by=by,
        planned_at=now,
        changed_at=now,
        confirmed_by=by,
        confirmed_at=now,
        held_minutes=minutes,
    )
    audit.record(verb="log_past_meeting", actor=by, target=meeting, now=now, new=MeetingState.HELD)
    return meeting


def _held(meeting: Meeting, *, minutes: int, by: User, now: dt.datetime) -> Meeting:
    if meeting.state == MeetingState.HELD and meeting.held_minutes == minutes:
        return meeting
    _refuse_contradiction(meeting, now)
    _confirm(meeting, MeetingState.HELD, minutes=_checked(minutes), by=by, now=now)
    return meeting


def _checked(minutes: int) -> int:
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise Refused(
            _("A meeting takes %(least)d to %(most)d minutes.") % {"least": SHORTEST_MINUTES, "most": LONGEST_MINUTES},
        )
    return minutes


def _refuse_contradiction(meeting: Meeting, now: dt.datetime) -> None:
    who = meeting.confirmed_by or meeting.cancelled_by
    name = who.get_short_name() if who else ""
    if meeting.state == MeetingState.HELD:
        raise Refused(
            _("%(name)s confirmed this meeting as held, %(minutes)d minutes long.")
            % {"name": name, "minutes": meeting.held_minutes},
        )
    if meeting.state == MeetingState.MISSED:
        raise Refused(_("%(name)s confirmed this meeting as missed. Talk to each other.") % {"name": name})
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("%(name)s cancelled this meeting. If you met all the same, log it.") % {"name": name})
    if meeting.starts_at > now:
        raise Refused(_("This meeting has not begun yet."))


def _confirm(meeting: Meeting, to: str, *, minutes: int | None, by: User, now: dt.datetime) -> None:
    old = meeting.state
    move(meeting, to, moves=MEETING_MOVES)
    meeting.confirmed_by = by
    meeting.confirmed_at = now
    meeting.held_minutes = minutes
    meeting.save(update_fields=["state", "confirmed_by", "confirmed_at", "held_minutes"])
    audit.record(verb=f"confirm_{to}", actor=by, target=meeting, now=now, old=old, new=meeting.state)
