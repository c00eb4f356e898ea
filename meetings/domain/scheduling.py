"""Planning meetings: one, or a series."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.domain.locking import hold_calendars, pairing_for
from meetings.enums import MeetingState
from meetings.models import Meeting, MeetingSeries
from meetings.recurrence import MOST_OCCURRENCES, occurrences, weekly_rule
from mentorship.core import audit
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matching.models import Pairing
    from mentorship.accounts.models import User

MOST_WEEKS_BETWEEN = 12
LONGEST = dt.timedelta(hours=8)


@transaction.atomic
def schedule_meeting(
    *,
    pairing_id: int,
    starts_at: dt.datetime,
    length_minutes: int,
    place: str = "",
    by: User,
    now: dt.datetime,
    is_in_protected_time: bool = False,
) -> Meeting:
    """Plan one meeting; the same pair at the same time is the same meeting, whoever books it and how often.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: the pair is not at work, the time has passed, or one of the two has another meeting then.
    """
    pairing = pairing_for(pairing_id=pairing_id, by=by)
    hold_calendars([pairing.mentor.user_id, pairing.mentee.user_id])
    _refuse_unless_at_work(pairing)
    same = Meeting.objects.filter(
        pairing=pairing, starts_at=starts_at, state__in=[MeetingState.PROPOSED, MeetingState.SCHEDULED]
    ).first()
    if same is not None:
        return same
    if starts_at <= now:
        raise Refused(_("This time has passed. If you met then, log the meeting instead."))
    _refuse_what_overlaps(pairing, [starts_at], length_minutes, by)
    meeting = Meeting.objects.create(
        pairing=pairing,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=length_minutes),
        place=place.strip(),
        is_in_protected_time=is_in_protected_time,
        state=MeetingState.SCHEDULED,
        planned_by=by,
        planned_at=now,
        changed_at=now,
    )
    audit.record(verb="schedule_meeting", actor=by, target=meeting, now=now, new=MeetingState.SCHEDULED)
    return meeting


@transaction.atomic
def schedule_series(
    *,
    pairing_id: int,
    first_on: dt.date,
    starts_at: dt.time,
    time_zone: str,
    every_weeks: int = 1,
    until: dt.date | None = None,
    count: int | None = None,
    length_minutes: int,
    place: str = "",
    by: User,
    now: dt.datetime,
    is_in_protected_time: bool = False,
) -> MeetingSeries:
    """Plan a meeting every n weeks, at one local time of one zone, until a day or a number of times.

    Without either it goes on until the cohort ends; it never goes further. Every meeting is a row of its own.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: the pair is not at work, the first time has passed, or a meeting stands in the way.
    """
    pairing = pairing_for(pairing_id=pairing_id, by=by)
    hold_calendars([pairing.mentor.user_id, pairing.mentee.user_id])
    _refuse_unless_at_work(pairing)
    if not 1 <= every_weeks <= MOST_WEEKS_BETWEEN:
        raise Refused(_("Meetings of a series are 1 to %(weeks)d weeks apart.") % {"weeks": MOST_WEEKS_BETWEEN})
    rule = weekly_rule(
        first_on=first_on,
        time_zone=time_zone,
        every_weeks=every_weeks,
        until=min(until or pairing.last_day, pairing.last_day),
        count=count,
    )
    facts = {"pairing": pairing, "rule": rule, "first_on": first_on, "starts_at": starts_at, "time_zone": time_zone}
    same = MeetingSeries.objects.filter(**facts, meetings__state=MeetingState.SCHEDULED).first()
    if same is not None:
        return same
    starts = occurrences(rule=rule, first_on=first_on, starts_at=starts_at, time_zone=time_zone)
    _refuse_dates_nobody_meant(pairing, starts, now)
    _refuse_what_overlaps(pairing, starts, length_minutes, by)
    series = MeetingSeries.objects.create(
        **facts, length_minutes=length_minutes, place=place.strip(), planned_by=by, planned_at=now
    )
    Meeting.objects.bulk_create(
        Meeting(
            pairing=pairing,
            series=series,
            starts_at=moment,
            ends_at=moment + dt.timedelta(minutes=length_minutes),
            place=series.place,
            is_in_protected_time=is_in_protected_time,
            state=MeetingState.SCHEDULED,
            planned_by=by,
            planned_at=now,
            changed_at=now,
        )
        for moment in starts
    )
    audit.record(verb="schedule_series", actor=by, target=series, now=now, new=MeetingState.SCHEDULED)
    return series


def _refuse_unless_at_work(pairing: Pairing) -> None:
    if not pairing.is_active:
        raise Refused(_("You can plan meetings once you are a pair at work: when both have signed the agreement."))


def _refuse_dates_nobody_meant(pairing: Pairing, starts: Sequence[dt.datetime], now: dt.datetime) -> None:
    last_day = date_format(pairing.last_day, "j F Y")
    if not starts:
        raise Refused(_("Your time together ends on %(day)s, before the first meeting.") % {"day": last_day})
    if len(starts) > MOST_OCCURRENCES:
        raise Refused(_("A series has at most %(number)d meetings.") % {"number": MOST_OCCURRENCES})
    if starts[0] <= now:
        raise Refused(_("The first meeting lies in the past. Choose a day that is still to come."))
    if timezone.localdate(starts[-1]) > pairing.last_day:
        raise Refused(_("The last meeting would come after your time together ends, on %(day)s.") % {"day": last_day})


def _refuse_what_overlaps(pairing: Pairing, starts: Sequence[dt.datetime], length_minutes: int, by: User) -> None:
    """Find the first planned meeting of either person that one of these would cut across."""
    length = dt.timedelta(minutes=length_minutes)
    people = [pairing.mentor.user_id, pairing.mentee.user_id]
    planned = (
        Meeting.objects.filter(
            Q(pairing__mentor__user__in=people) | Q(pairing__mentee__user__in=people),
            state=MeetingState.SCHEDULED,
            starts_at__lt=starts[-1] + length,
            starts_at__gt=starts[0] - LONGEST,
            ends_at__gt=starts[0],
        )
        .select_related("pairing__mentor__user", "pairing__mentee__user")
        .order_by("starts_at")
    )
    for meeting in planned:
        if any(meeting.starts_at < start + length and start < meeting.ends_at for start in starts):
            raise Refused(_in_the_way(meeting, pairing, by))


def _in_the_way(meeting: Meeting, pairing: Pairing, by: User) -> str:
    when = date_format(timezone.localtime(meeting.starts_at), "j F, H:i")
    if meeting.pairing_id == pairing.pk:
        return _("You two have a meeting on %(when)s already.") % {"when": when}
    if meeting.pairing.has_member(by):
        other = meeting.pairing.partner_of(by).user.get_short_name()
        return _("You meet %(name)s on %(when)s.") % {"name": other, "when": when}
    partner = pairing.partner_of(by).user.get_short_name()
    return _("%(name)s has another meeting on %(when)s. Choose another time.") % {"name": partner, "when": when}
