"""Saying whether a meeting took place: either side, one tap, one record."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.domain.feeds import calendars_changed
from meetings.domain.locking import hold_calendars, meeting_for, pairing_for
from meetings.domain.saying import say, settle, unsettle
from meetings.enums import MeetingState, SaidOutcome
from meetings.models import Meeting
from meetings.queries import answers
from mentorship.core import audit
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from matching.models import Pairing
    from mentorship.accounts.models import User

TAKE_BACK_WITHIN = dt.timedelta(days=1)
SAME_WITHIN = dt.timedelta(hours=1)
"""Two who log a meeting with starts this close to each other on one day mean the same one."""

SHORTEST_MINUTES, LONGEST_MINUTES = 5, 480


@transaction.atomic
def confirm_held(*, meeting_id: int, minutes: int, by: User, now: dt.datetime) -> Meeting:
    """Say that the two met, and for how long; saying the same again changes nothing.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: the meeting has not begun, or was cancelled before its time.
    """
    meeting = meeting_for(meeting_id=meeting_id, by=by)
    return say(meeting, SaidOutcome.HELD, minutes=_checked(minutes), by=by, now=now)


@transaction.atomic
def confirm_missed(*, meeting_id: int, by: User, now: dt.datetime) -> Meeting:
    """Say that a planned meeting did not take place and nobody had called it off.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: the meeting has not begun, or was cancelled before its time.
    """
    meeting = meeting_for(meeting_id=meeting_id, by=by)
    return say(meeting, SaidOutcome.MISSED, by=by, now=now)


@transaction.atomic
def confirm_moved(*, meeting_id: int, starts_at: dt.datetime, minutes: int, by: User, now: dt.datetime) -> Meeting:
    """Say that the two met at another time than planned; the meeting stands there from now on, as held.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: the meeting is settled already, the new time is still to come or another meeting is there.
    """
    meeting = meeting_for(meeting_id=meeting_id, by=by)
    hold_calendars([meeting.pairing.mentor.user_id, meeting.pairing.mentee.user_id])
    if meeting.state == MeetingState.HELD and meeting.starts_at == starts_at:
        return meeting
    if meeting.state != MeetingState.SCHEDULED:
        raise Refused(_("This meeting is settled already. Log the other one."))
    if starts_at > now:
        raise Refused(_("This time is still to come. Move the meeting instead."))
    refuse_before_the_cohort(meeting.pairing, starts_at)
    ends_at = starts_at + dt.timedelta(minutes=_checked(minutes))
    if _there(meeting.pairing_id, starts_at, ends_at).exclude(pk=meeting.pk).exists():
        raise Refused(_("Another meeting of you two stands at that time."))
    if meeting.series is not None and meeting.original_starts_at is None:
        meeting.original_starts_at = meeting.starts_at
    meeting.starts_at, meeting.ends_at, meeting.moved_by = starts_at, ends_at, by
    meeting.sequence = meeting.next_sequence
    meeting.moved_at = meeting.changed_at = now
    meeting.save(
        update_fields=["original_starts_at", "starts_at", "ends_at", "moved_by", "moved_at", "sequence", "changed_at"]
    )
    calendars_changed([meeting.pairing.mentor.user_id, meeting.pairing.mentee.user_id])
    return say(meeting, SaidOutcome.HELD, minutes=minutes, by=by, now=now)


@transaction.atomic
def take_back_confirmation(*, meeting_id: int, by: User, now: dt.datetime) -> Meeting:
    """Undo what one said of a meeting by mistake, within a day; what the other one said then counts.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: `by` said nothing of it, or more than a day ago.
    """
    meeting = meeting_for(meeting_id=meeting_id, by=by)
    if meeting.state == MeetingState.SCHEDULED:
        return meeting
    own = next((answer for answer in answers(meeting) if answer.user_id == by.pk), None)
    if own is None:
        raise Refused(_("Only who confirmed a meeting can take that back."))
    if now - own.said_at > TAKE_BACK_WITHIN:
        raise Refused(_("This was confirmed more than a day ago, so it stays."))
    old = meeting.state
    meeting.confirmations.filter(user=by).delete()
    if by.pk in {meeting.confirmed_by_id, meeting.cancelled_by_id}:
        unsettle(meeting, now=now)
    audit.record(verb="take_back_confirmation", actor=by, target=meeting, now=now, old=old, new=meeting.state)
    other = meeting.confirmations.select_related("user").first()
    if other is not None and meeting.state == MeetingState.SCHEDULED:
        settle(meeting, other, now=now)
    return meeting


@transaction.atomic
def log_past_meeting(
    *, pairing_id: int, starts_at: dt.datetime, minutes: int, place: str = "", by: User, now: dt.datetime
) -> Meeting:
    """Log a meeting that was never planned; one that is there already is recognised instead of written twice.

    It is the same if the two cut across each other, or begin within the hour on the same day.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: the pair is not at work, or the time is to come or before the cohort.
    """
    pairing = pairing_for(pairing_id=pairing_id, by=by)
    hold_calendars([pairing.mentor.user_id, pairing.mentee.user_id])
    if not pairing.is_active:
        raise Refused(_("You can log meetings once you are a pair at work: when both have signed the agreement."))
    if starts_at > now:
        raise Refused(_("This time is still to come. Plan the meeting instead."))
    refuse_before_the_cohort(pairing, starts_at)
    ends_at = starts_at + dt.timedelta(minutes=_checked(minutes))
    there = _there(pairing.pk, starts_at - SAME_WITHIN, ends_at + SAME_WITHIN)
    same = next((meeting for meeting in there if _is_same(meeting, starts_at, ends_at)), None)
    if same is not None:
        return say(same, SaidOutcome.HELD, minutes=minutes, by=by, now=now)
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
    meeting.confirmations.create(user=by, outcome=SaidOutcome.HELD, minutes=minutes, said_at=now)
    calendars_changed([pairing.mentor.user_id, pairing.mentee.user_id])
    audit.record(verb="log_past_meeting", actor=by, target=meeting, now=now, new=MeetingState.HELD)
    return meeting


def _checked(minutes: int) -> int:
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise Refused(
            _("A meeting takes %(least)d to %(most)d minutes.") % {"least": SHORTEST_MINUTES, "most": LONGEST_MINUTES},
        )
    return minutes


def refuse_before_the_cohort(pairing: Pairing, starts_at: dt.datetime) -> None:
    """Refuse a day on which the program had not begun."""
    if timezone.localdate(starts_at) < pairing.cohort.starts_on:
        raise Refused(_("This day lies before your program began. Is the date right?"))


def _there(pairing_id: int, begins: dt.datetime, ends: dt.datetime) -> QuerySet[Meeting]:
    return (
        Meeting.objects.select_for_update(of=["self"])
        .select_related("pairing__mentor__user", "pairing__mentee__user", "confirmed_by", "cancelled_by")
        .filter(pairing=pairing_id, starts_at__lt=ends, ends_at__gt=begins)
        .filter(state__in=[MeetingState.SCHEDULED, MeetingState.HELD, MeetingState.MISSED])
        .order_by("starts_at")
    )


def _is_same(meeting: Meeting, starts_at: dt.datetime, ends_at: dt.datetime) -> bool:
    cuts_across = meeting.starts_at < ends_at and starts_at < meeting.ends_at
    is_near = abs(meeting.starts_at - starts_at) <= SAME_WITHIN
    return cuts_across or (is_near and timezone.localdate(meeting.starts_at) == timezone.localdate(starts_at))
