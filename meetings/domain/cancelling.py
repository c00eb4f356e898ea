"""Calling meetings off, before or after their time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.domain.locking import meeting_for
from meetings.enums import MEETING_MOVES, CancelReason, MeetingState
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

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: the meeting was held or missed, or no known reason is given.
    """
    meeting = meeting_for(meeting_id=meeting_id, by=by)
    if meeting.state == MeetingState.CANCELLED:
        return meeting
    if meeting.state in {MeetingState.HELD, MeetingState.MISSED}:
        raise Refused(
            _("This meeting is confirmed as %(state)s, so it cannot be cancelled.")
            % {"state": meeting.get_state_display().lower()},
        )
    _refuse_unknown(reason)
    _cancel(meeting, reason=reason, by=by, now=now)
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
        .filter(series=meeting.series, starts_at__gte=meeting.starts_at, state=MeetingState.SCHEDULED)
        .order_by("starts_at"),
    )
    for later in following:
        _cancel(later, reason=reason, by=by, now=now)
    return following


def _refuse_unknown(reason: str) -> None:
    if reason not in CancelReason.values:
        raise Refused(_("Say why the meeting does not take place."))


def _cancel(meeting: Meeting, *, reason: str, by: User, now: datetime) -> None:
    old = meeting.state
    move(meeting, MeetingState.CANCELLED, moves=MEETING_MOVES)
    meeting.cancel_reason = reason
    meeting.cancelled_by = by
    meeting.sequence += 1
    meeting.changed_at = now
    meeting.save(update_fields=["state", "cancel_reason", "cancelled_by", "sequence", "changed_at"])
    audit.record(verb="cancel_meeting", actor=by, target=meeting, now=now, old=old, new=meeting.state)
