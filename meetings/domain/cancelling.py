"""Calling meetings off, before or after their time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.domain.feeds import calendars_changed
from meetings.domain.locking import meeting_for
from meetings.domain.saying import say
from meetings.enums import MEETING_MOVES, CancelReason, MeetingState, SaidOutcome
from meetings.models import Meeting
from mentorship.core import audit
from mentorship.core.errors import Refused
from mentorship.core.states import move

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User


@transaction.atomic
def cancel_meeting(*, meeting_id: int, reason: str, by: User, now: datetime) -> Meeting:
    """Call one meeting off and say why; calendars learn of it by the raised sequence.

    Of a meeting whose time has come this is what one of the two says happened, beside what the other one says.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: no known reason is given.
    """
    meeting = meeting_for(meeting_id=meeting_id, by=by)
    _refuse_unknown(reason)
    if meeting.starts_at <= now:
        return say(meeting, SaidOutcome.CANCELLED, reason=reason, by=by, now=now)
    if meeting.state == MeetingState.CANCELLED:
        return meeting
    call_off(meeting, reason=reason, by=by, now=now)
    return meeting


@transaction.atomic
def cancel_meeting_and_later(*, meeting_id: int, reason: str, by: User, now: datetime) -> list[Meeting]:
    """Call off a meeting of a series and all that were to follow it; those held stay as they are.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: this meeting is not planned any more, is of no series, or no known reason is given.
    """
    meeting = meeting_for(meeting_id=meeting_id, by=by)
    if meeting.series is None:
        raise Refused(_("This meeting does not repeat."))
    _refuse_unknown(reason)
    following = list(
        Meeting.objects.select_for_update(of=["self"])
        .select_related("series", "pairing__mentor", "pairing__mentee")
        .filter(series=meeting.series, starts_at__gte=meeting.starts_at, state=MeetingState.SCHEDULED)
        .order_by("starts_at"),
    )
    for later in following:
        call_off(later, reason=reason, by=by, now=now)
    return following


@transaction.atomic
def cancel_meetings_to_come(*, pairing_id: int, now: datetime) -> list[Meeting]:
    """Call off what a pair had planned, because the pair has ended; what was before now stays to be confirmed."""
    to_come = list(
        Meeting.objects.select_for_update(of=["self"])
        .filter(pairing=pairing_id, starts_at__gt=now, state__in=[MeetingState.PROPOSED, MeetingState.SCHEDULED])
        .select_related("series", "pairing__mentor", "pairing__mentee", "pairing__ended_by")
        .order_by("starts_at"),
    )
    for meeting in to_come:
        call_off(meeting, reason=CancelReason.NOT_NEEDED, by=meeting.pairing.ended_by, now=now)
    return to_come


def _refuse_unknown(reason: str) -> None:
    if reason not in CancelReason.values:
        raise Refused(_("Say why the meeting does not take place."))


def call_off(meeting: Meeting, *, reason: str, by: User | None, now: datetime) -> None:
    """Call off a meeting that is held locked; both calendars learn of it."""
    old = meeting.state
    move(meeting, MeetingState.CANCELLED, moves=MEETING_MOVES)
    meeting.cancel_reason = reason
    meeting.cancelled_by = by
    meeting.sequence = meeting.next_sequence
    meeting.changed_at = now
    meeting.save(update_fields=["state", "cancel_reason", "cancelled_by", "sequence", "changed_at"])
    calendars_changed([meeting.pairing.mentor.user_id, meeting.pairing.mentee.user_id])
    audit.record(verb="cancel_meeting", actor=by, target=meeting, now=now, old=old, new=meeting.state)
