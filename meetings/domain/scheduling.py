"""Planning meetings: one, or a series."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.domain.feeds import calendars_changed
from meetings.domain.locking import hold_calendars, pairing_for
from meetings.enums import MeetingState
from meetings.finding import is_protected
from meetings.models import Meeting, MeetingSeries
from meetings.recurrence import MOST_OCCURRENCES, monthly_rule, occurrences, weekly_rule
from meetings.skipping import plan_around
from mentorship.core import audit
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

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
    refuse_unless_at_work(pairing)
    same = Meeting.objects.filter(
        pairing=pairing, starts_at=starts_at, state__in=[MeetingState.PROPOSED, MeetingState.SCHEDULED]
    ).first()
    if same is not None:
        return same
    if starts_at <= now:
        raise Refused(_("This time has passed. If you met then, log the meeting instead."))
    refuse_what_overlaps(pairing, [starts_at], length_minutes, by)
    ends_at = starts_at + dt.timedelta(minutes=length_minutes)
    meeting = Meeting.objects.create(
        pairing=pairing,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place.strip(),
        is_in_protected_time=is_in_protected_time or is_protected(pairing.mentor.user, starts_at, ends_at),
        state=MeetingState.SCHEDULED,
        planned_by=by,
        planned_at=now,
        changed_at=now,
    )
    calendars_changed([pairing.mentor.user_id, pairing.mentee.user_id])
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
    monthly: bool = False,
    until: dt.date | None = None,
    count: int | None = None,
    length_minutes: int,
    place: str = "",
    by: User,
    now: dt.datetime,
    is_in_protected_time: bool = False,
) -> MeetingSeries:
    """Plan a meeting every n weeks or monthly on a weekday, at one local time of one zone, until a day or a number.

    Without either it goes on until the cohort ends; it never goes further. Every meeting is a row of its own. Holidays,
    leave and times at which one of the two is not free are left out, and listed in `skipped`.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: the pair is not at work, the first time has passed, a meeting stands in the way, or nothing is left.
    """
    pairing = pairing_for(pairing_id=pairing_id, by=by)
    hold_calendars([pairing.mentor.user_id, pairing.mentee.user_id])
    refuse_unless_at_work(pairing)
    if not 1 <= every_weeks <= MOST_WEEKS_BETWEEN:
        raise Refused(_("Meetings of a series are 1 to %(weeks)d weeks apart.") % {"weeks": MOST_WEEKS_BETWEEN})
    last_on = min(until or pairing.last_day, pairing.last_day)
    rule = (
        monthly_rule(first_on=first_on, time_zone=time_zone, until=last_on)
        if monthly
        else weekly_rule(first_on=first_on, time_zone=time_zone, every_weeks=every_weeks, until=last_on, count=count)
    )
    facts = {"pairing": pairing, "rule": rule, "first_on": first_on, "starts_at": starts_at, "time_zone": time_zone}
    same = MeetingSeries.objects.filter(**facts, meetings__state=MeetingState.SCHEDULED).first()
    if same is not None:
        return same
    starts = occurrences(rule=rule, first_on=first_on, starts_at=starts_at, time_zone=time_zone)
    _refuse_dates_nobody_meant(pairing, starts, now)
    around = plan_around(pairing, starts, length_minutes)
    refuse_what_overlaps(pairing, [moment for moment, _guarded in around.kept], length_minutes, by)
    series = MeetingSeries.objects.create(
        **facts,
        length_minutes=length_minutes,
        place=place.strip(),
        planned_by=by,
        planned_at=now,
        skipped=[skip.as_kept() for skip in around.skipped],
    )
    Meeting.objects.bulk_create(
        Meeting(
            pairing=pairing,
            series=series,
            starts_at=moment,
            ends_at=moment + dt.timedelta(minutes=length_minutes),
            place=series.place,
            is_in_protected_time=is_in_protected_time or is_guarded,
            state=MeetingState.SCHEDULED,
            planned_by=by,
            planned_at=now,
            changed_at=now,
        )
        for moment, is_guarded in around.kept
    )
    calendars_changed([pairing.mentor.user_id, pairing.mentee.user_id], anew=True)
    audit.record(verb="schedule_series", actor=by, target=series, now=now, new=MeetingState.SCHEDULED)
    return series


def refuse_unless_at_work(pairing: Pairing) -> None:
    """Refuse to plan for a pair that has not begun, or has ended."""
    if not pairing.is_active:
        raise Refused(_("You can plan meetings once you are a pair at work: when both have signed the agreement."))


def _refuse_dates_nobody_meant(pairing: Pairing, starts: Sequence[dt.datetime], now: dt.datetime) -> None:
    last_day = date_format(pairing.last_day, "j F Y")
    if not starts:
        raise Refused(_("Your time together ends on %(day)s, before the first meeting.") % {"day": last_day})
    if starts[0] <= now:
        raise Refused(_("The first meeting lies in the past. Choose a day that is still to come."))
    if len(starts) > MOST_OCCURRENCES:
        raise Refused(_("A series has at most %(number)d meetings.") % {"number": MOST_OCCURRENCES})
    if timezone.localdate(starts[-1]) > pairing.last_day:
        raise Refused(_("The last meeting would come after your time together ends, on %(day)s.") % {"day": last_day})


def refuse_what_overlaps(
    pairing: Pairing,
    starts: Sequence[dt.datetime],
    length_minutes: int,
    by: User,
    besides: Collection[int] = (),
) -> None:
    """Refuse times that cut across a planned meeting of either person; those with the keys `besides` do not count."""
    if not starts:
        return
    length = dt.timedelta(minutes=length_minutes)
    people = [pairing.mentor.user_id, pairing.mentee.user_id]
    planned = (
        Meeting.objects.filter(
            Q(pairing__mentor__user__in=people) | Q(pairing__mentee__user__in=people),
            state=MeetingState.SCHEDULED,
            starts_at__lt=max(starts) + length,
            starts_at__gt=min(starts) - LONGEST,
            ends_at__gt=min(starts),
        )
        .exclude(pk__in=besides)
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
