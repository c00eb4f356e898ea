"""Moving one meeting, or a meeting of a series and all that follow it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.domain.cancelling import call_off
from meetings.domain.feeds import calendars_changed
from meetings.domain.locking import hold_calendars, meeting_for
from meetings.domain.scheduling import refuse_unless_at_work, refuse_what_overlaps
from meetings.enums import CancelReason, MeetingState, SkipReason
from meetings.finding import is_protected
from meetings.models import Meeting, MeetingSeries
from meetings.recurrence import local_moment
from meetings.skipping import plan_around
from mentorship.core import audit
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matching.models import Pairing
    from mentorship.accounts.models import User

MOVED_FIELDS = ["original_starts_at", "starts_at", "ends_at", "moved_by", "moved_at"]

_CALLED_OFF_BECAUSE = {
    SkipReason.HOLIDAY: CancelReason.HOLIDAY,
    SkipReason.LEAVE: CancelReason.ILLNESS,
    SkipReason.NOT_FREE: CancelReason.OTHER,
}


@dataclass(frozen=True)
class Moved:
    """What became of a meeting and those after it."""

    moved: list[Meeting]
    called_off: list[Meeting]


@transaction.atomic
def move_meeting(
    *,
    meeting_id: int,
    starts_at: dt.datetime,
    length_minutes: int | None = None,
    place: str | None = None,
    by: User,
    now: dt.datetime,
) -> Meeting:
    """Give one meeting another time, length or place; calendars learn of it by the raised sequence.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: the meeting is not planned any more, or the new time has passed, is too late or is taken.
    """
    meeting = _planned(meeting_id, by)
    length = length_minutes or meeting.planned_minutes
    where = meeting.place if place is None else place.strip()
    ends_at = starts_at + dt.timedelta(minutes=length)
    if (meeting.starts_at, meeting.ends_at, meeting.place) == (starts_at, ends_at, where):
        return meeting
    _refuse_dates_nobody_meant(meeting.pairing, [starts_at], now)
    refuse_what_overlaps(meeting.pairing, [starts_at], length, by, besides=[meeting.pk])
    meeting.place = where
    is_guarded = is_protected(meeting.pairing.mentor.user, starts_at, ends_at)
    _put(meeting, starts_at, ends_at, is_guarded=is_guarded, by=by, now=now)
    return meeting


@transaction.atomic
def move_meeting_and_later(
    *, meeting_id: int, starts_at: dt.datetime, length_minutes: int | None = None, by: User, now: dt.datetime
) -> Moved:
    """Give a meeting of a series and all planned after it another weekday or time, on the wall clock of the series.

    Those that would fall on a holiday, on leave or where somebody is not free are called off and returned apart.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: the meeting is not planned any more or of no series, or a new time has passed, is too late or taken.
    """
    meeting = _planned(meeting_id, by)
    if meeting.series is None:
        raise Refused(_("This meeting does not repeat."))
    zone = ZoneInfo(meeting.series.time_zone)
    later = list(
        Meeting.objects.select_for_update(of=["self"])
        .select_related("series", "pairing__mentor__user", "pairing__mentee__user", "pairing__mentee__cohort")
        .filter(series=meeting.series, starts_at__gte=meeting.starts_at, state=MeetingState.SCHEDULED)
        .order_by("starts_at")
    )
    shift = starts_at.astimezone(zone).date() - meeting.starts_at.astimezone(zone).date()
    at = starts_at.astimezone(zone).time()
    moments = [
        local_moment(one.starts_at.astimezone(zone).date() + shift, at, meeting.series.time_zone).astimezone(dt.UTC)
        for one in later
    ]
    length = length_minutes or meeting.planned_minutes
    if moments[0] == meeting.starts_at and length == meeting.planned_minutes:
        return Moved([], [])
    _refuse_dates_nobody_meant(meeting.pairing, moments, now)
    around = plan_around(meeting.pairing, moments, length)
    guarded, skipped = dict(around.kept), {skip.at: skip.why for skip in around.skipped}
    refuse_what_overlaps(meeting.pairing, list(guarded), length, by, besides=[one.pk for one in later])
    MeetingSeries.objects.filter(pk=meeting.series.pk).update(sequence=F("sequence") + 1, changed_at=now)
    meeting.series.refresh_from_db(fields=["sequence"])
    calendars_changed([meeting.pairing.mentor.user_id, meeting.pairing.mentee.user_id], anew=True)
    moved: list[Meeting] = []
    called_off: list[Meeting] = []
    # Last first when they move on, first first when they move back: no two stand at one time in between.
    both = list(zip(later, moments, strict=True))
    for one, moment in reversed(both) if moments[0] > meeting.starts_at else both:
        one.sequence = max(one.sequence, meeting.series.sequence - 1)
        if moment in skipped:
            call_off(one, reason=_CALLED_OFF_BECAUSE[SkipReason(skipped[moment])], by=by, now=now)
            called_off.append(one)
        else:
            ends_at = moment + dt.timedelta(minutes=length)
            _put(one, moment, ends_at, is_guarded=guarded[moment], by=by, now=now)
            moved.append(one)
    return Moved(sorted(moved, key=_start), sorted(called_off, key=_start))


def _planned(meeting_id: int, by: User) -> Meeting:
    meeting = meeting_for(meeting_id=meeting_id, by=by)
    hold_calendars([meeting.pairing.mentor.user_id, meeting.pairing.mentee.user_id])
    if meeting.state != MeetingState.SCHEDULED:
        raise Refused(
            _("This meeting is “%(state)s” now, so it cannot be moved.") % {"state": meeting.get_state_display()}
        )
    refuse_unless_at_work(meeting.pairing)
    return meeting


def _refuse_dates_nobody_meant(pairing: Pairing, starts: Sequence[dt.datetime], now: dt.datetime) -> None:
    if min(starts) <= now:
        raise Refused(_("This time has passed. If you met then, say so on the page of the meeting."))
    if timezone.localdate(max(starts)) > pairing.last_day:
        last_day = date_format(pairing.last_day, "j F Y")
        raise Refused(_("The last meeting would come after your time together ends, on %(day)s.") % {"day": last_day})


def _put(
    meeting: Meeting, starts_at: dt.datetime, ends_at: dt.datetime, *, is_guarded: bool, by: User, now: dt.datetime
) -> None:
    if meeting.series is not None and meeting.original_starts_at is None:
        meeting.original_starts_at = meeting.starts_at
    meeting.starts_at, meeting.ends_at = starts_at, ends_at
    meeting.moved_at = now
    meeting.is_in_protected_time = is_guarded
    meeting.moved_by = by
    meeting.sequence = meeting.next_sequence
    meeting.changed_at = now
    meeting.save(update_fields=[*MOVED_FIELDS, "place", "is_in_protected_time", "sequence", "changed_at"])
    calendars_changed([meeting.pairing.mentor.user_id, meeting.pairing.mentee.user_id])
    audit.record(verb="move_meeting", actor=by, target=meeting, now=now, old=meeting.state, new=meeting.state)


def _start(meeting: Meeting) -> dt.datetime:
    return meeting.starts_at
