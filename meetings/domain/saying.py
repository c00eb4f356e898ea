"""What each of the two says of a meeting that is over, and the one record it makes.

The first to speak settles the meeting. The other one who says the same adds nothing; who says something else is heard
too: both answers are kept and shown to both, and the record stays as it was until the two agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from meetings.domain.feeds import calendars_changed
from meetings.enums import MEETING_MOVES, MeetingState, SaidOutcome
from meetings.models import Confirmation, Meeting
from meetings.queries import agree
from mentorship.core import audit
from mentorship.core.errors import Refused
from mentorship.core.states import move

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User


def say(
    meeting: Meeting, outcome: str, *, minutes: int | None = None, reason: str = "", by: User, now: datetime
) -> Meeting:
    """Note what one of the two says of a meeting that is held locked; the same words twice are one.

    Raises:
        Refused: the meeting has not begun, or was called off before its time.
    """
    if meeting.starts_at > now and meeting.state == MeetingState.SCHEDULED:
        raise Refused(_("This meeting has not begun yet."))
    if meeting.state == MeetingState.CANCELLED and outcome == SaidOutcome.CANCELLED and _was_called_off(meeting):
        return meeting
    if meeting.state == MeetingState.CANCELLED and _was_called_off(meeting):
        name = meeting.cancelled_by.get_short_name() if meeting.cancelled_by else ""
        raise Refused(_("%(name)s cancelled this meeting. If you met all the same, log it.") % {"name": name})
    said = {answer.user_id: answer for answer in meeting.confirmations.all()}
    own = said.get(by.pk) or Confirmation(meeting=meeting, user=by)
    if own.pk and (own.outcome, own.minutes, own.reason) == (outcome, minutes, reason):
        return meeting
    other = next((answer for user_id, answer in said.items() if user_id != by.pk), None) or _as_recorded(meeting, by)
    own.outcome, own.minutes, own.reason, own.said_at = outcome, minutes, reason, now
    own.save()
    if other is None or (agree(own, other) and meeting.state != outcome):
        settle(meeting, own, now=now)
    elif not agree(own, other):
        audit.record(verb="contradict", actor=by, target=meeting, now=now, old=meeting.state, new=outcome)
    return meeting


def settle(meeting: Meeting, answer: Confirmation, *, now: datetime) -> None:
    """Make the record say what this answer says."""
    old = meeting.state
    if meeting.state != MeetingState.SCHEDULED:
        move(meeting, MeetingState.SCHEDULED, moves=MEETING_MOVES)
    move(meeting, answer.outcome, moves=MEETING_MOVES)
    is_cancelled = answer.outcome == SaidOutcome.CANCELLED
    meeting.confirmed_by = None if is_cancelled else answer.user
    meeting.confirmed_at = None if is_cancelled else answer.said_at
    meeting.held_minutes = answer.minutes
    meeting.cancelled_by = answer.user if is_cancelled else None
    meeting.cancel_reason = answer.reason
    fields = ["state", "confirmed_by", "confirmed_at", "held_minutes", "cancelled_by", "cancel_reason"]
    if is_cancelled or old == MeetingState.CANCELLED:
        meeting.sequence = meeting.next_sequence
        meeting.changed_at = now
        fields += ["sequence", "changed_at"]
        calendars_changed([meeting.pairing.mentor.user_id, meeting.pairing.mentee.user_id])
    meeting.save(update_fields=fields)
    verb = "cancel_meeting" if is_cancelled else f"confirm_{answer.outcome}"
    audit.record(verb=verb, actor=answer.user, target=meeting, now=now, old=old, new=meeting.state)


def unsettle(meeting: Meeting, *, now: datetime) -> None:
    """Let the record wait to be confirmed again."""
    was_cancelled = meeting.state == MeetingState.CANCELLED
    move(meeting, MeetingState.SCHEDULED, moves=MEETING_MOVES)
    meeting.confirmed_by = meeting.confirmed_at = meeting.held_minutes = meeting.cancelled_by = None
    meeting.cancel_reason = ""
    fields = ["state", "confirmed_by", "confirmed_at", "held_minutes", "cancelled_by", "cancel_reason"]
    if was_cancelled:
        meeting.sequence = meeting.next_sequence
        meeting.changed_at = now
        fields += ["sequence", "changed_at"]
        calendars_changed([meeting.pairing.mentor.user_id, meeting.pairing.mentee.user_id])
    meeting.save(update_fields=fields)


def _was_called_off(meeting: Meeting) -> bool:
    """Was it cancelled as such, and not said to have been cancelled once it was over?"""
    return not any(answer.outcome == SaidOutcome.CANCELLED for answer in meeting.confirmations.all())


def _as_recorded(meeting: Meeting, by: User) -> Confirmation | None:
    """What the record says in the other one's name, where no answer is kept."""
    who, when = meeting.confirmed_by, meeting.confirmed_at
    if meeting.state == MeetingState.SCHEDULED or who is None or when is None or who == by:
        return None
    return Confirmation(
        meeting=meeting,
        user=who,
        outcome=meeting.state,
        minutes=meeting.held_minutes,
        said_at=when,
    )
