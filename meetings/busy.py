"""Reading a calendar file for free and busy only: when something takes place, never what.

The file comes from outside, so it is kept small: so many bytes, so many events, no rule that repeats by the hour or
faster, and no further ahead than the horizon.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from django.utils.translation import gettext as _
from icalendar import Calendar

from meetings import free_time
from meetings.ical import PRODUCT
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meetings.free_time import Interval

MOST_BYTES = 2 * 1024 * 1024
MOST_EVENTS = 5000
MOST_REPEATING = 300
HORIZON = dt.timedelta(weeks=26)
_TOO_OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
_FINE_PARTS = ("BYSECOND", "BYMINUTE", "BYHOUR")


class Unreadable(Refused):
    """The file is no calendar, or more than we read."""


def busy_times(content: bytes, *, now: dt.datetime, time_zone: str) -> list[Interval]:
    """Return the times from now to the horizon at which somebody with this calendar is busy.

    Times without a zone and whole days are read in `time_zone`. What is marked as free, what is cancelled, and what we
    wrote ourselves is left out.

    Raises:
        Unreadable: in words for the person whose file it is.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable(_("This calendar is too large to be read."))
    try:
        calendars = Calendar.from_ical(content, multiple=True)
    except (ValueError, IndexError, KeyError, TypeError) as error:
        raise Unreadable(_("This is not a calendar file. It should end in .ics.")) from error
    if not calendars:
        raise Unreadable(_("There is no calendar in this file."))
    found: list[Interval] = []
    for calendar in calendars:
        if str(calendar.get("prodid", "")) == PRODUCT:
            raise Unreadable(_("This is your mentoring calendar itself; what is in it is known already."))
        _refuse_what_never_ends(calendar)
        found.extend(_of_events(calendar, now, ZoneInfo(time_zone)))
        found.extend(_of_free_busy(calendar))
    window = [(free_time.seconds(now), free_time.seconds(now + HORIZON))]
    return free_time.shared(free_time.merged(found), window)


def _refuse_what_never_ends(calendar: Calendar) -> None:
    events = calendar.walk("VEVENT")
    if len(events) > MOST_EVENTS:
        raise Unreadable(_("This calendar has too many entries to be read."))
    repeating = [event for event in events if "RRULE" in event]
    if len(repeating) > MOST_REPEATING:
        raise Unreadable(_("This calendar has too many repeating entries to be read."))
    for event in repeating:
        rules = event["RRULE"] if isinstance(event["RRULE"], list) else [event["RRULE"]]
        rule: Any
        for rule in rules:
            if _TOO_OFTEN.intersection(rule.get("FREQ", [])) or any(part in rule for part in _FINE_PARTS):
                raise Unreadable(_("An entry of this calendar repeats by the hour or faster, which we do not read."))


def _of_events(calendar: Calendar, now: dt.datetime, zone: ZoneInfo) -> Iterator[Interval]:
    try:
        events = recurring_ical_events.of(calendar, skip_bad_series=True).between(now, now + HORIZON)
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise Unreadable(_("An entry of this calendar cannot be read.")) from error
    for event in events:
        if str(event.get("TRANSP", "")).upper() == "TRANSPARENT" or str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        yield _in_seconds(event.start, zone), _in_seconds(event.end, zone)


def _of_free_busy(calendar: Calendar) -> Iterator[Interval]:
    for component in calendar.walk("VFREEBUSY"):
        periods = component.get("FREEBUSY", [])
        for listed in periods if isinstance(periods, list) else [periods]:
            if str(getattr(listed, "params", {}).get("FBTYPE", "BUSY")).upper() == "FREE":
                continue
            for period in getattr(listed, "dts", [listed]):
                begin, end = getattr(period, "dt", period)[:2]
                ends_at = begin + end if isinstance(end, dt.timedelta) else end
                yield _in_seconds(begin, ZoneInfo("UTC")), _in_seconds(ends_at, ZoneInfo("UTC"))


def _in_seconds(when: Any, zone: ZoneInfo) -> int:
    if not isinstance(when, dt.datetime):
        when = dt.datetime.combine(when, dt.time.min)
    return free_time.seconds(when if when.tzinfo else when.replace(tzinfo=zone))
