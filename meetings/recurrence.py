"""RFC 5545 rules of a series: written, and expanded to moments.

The rule is kept as text; `python-dateutil` expands it on the wall clock of the series' own zone, so that 17:00 stays
17:00 when the clocks change. A time that a change of the clocks leaves out is read with the offset before the gap, as
RFC 5545 (3.3.5) says.
"""

from __future__ import annotations

import datetime as dt
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

MOST_OCCURRENCES = 104
"""Two years of weeks: no series plans further ahead."""

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def local_moment(day: dt.date, at: dt.time, time_zone: str) -> dt.datetime:
    """Return that time of that day in the zone; aware, in the zone."""
    return dt.datetime.combine(day, at, tzinfo=ZoneInfo(time_zone))


def weekly_rule(
    *,
    first_on: dt.date,
    time_zone: str,
    every_weeks: int = 1,
    until: dt.date | None = None,
    count: int | None = None,
) -> str:
    """Write the rule of a meeting every n weeks on the weekday of `first_on`, until a last day or for a number of times.

    `UNTIL` is the end of the last day in the series' zone, written in UTC as RFC 5545 asks where the start has a zone.
    """
    parts = ["FREQ=WEEKLY", f"INTERVAL={every_weeks}", f"BYDAY={_DAYS[first_on.weekday()]}"]
    if count is not None:
        parts.append(f"COUNT={count}")
    elif until is not None:
        parts.append(_until(until, time_zone))
    return ";".join(parts)


def monthly_rule(*, first_on: dt.date, time_zone: str, until: dt.date) -> str:
    """Write the rule of a meeting on the same weekday of every month: the second Tuesday, or the last."""
    return f"FREQ=MONTHLY;BYDAY={nth_of_month(first_on)}{_DAYS[first_on.weekday()]};{_until(until, time_zone)}"


def nth_of_month(day: dt.date) -> int:
    """Which of its weekday in its month a day is: 1 to 4, and -1 for a fifth, which is the last."""
    nth = (day.day - 1) // 7 + 1
    return nth if nth < 5 else -1


def _until(last: dt.date, time_zone: str) -> str:
    last_moment = local_moment(last, dt.time(23, 59, 59), time_zone).astimezone(dt.UTC)
    return f"UNTIL={last_moment:%Y%m%dT%H%M%SZ}"


def occurrences(*, rule: str, first_on: dt.date, starts_at: dt.time, time_zone: str) -> list[dt.datetime]:
    """Expand a rule to the starts of its meetings, in UTC, at most `MOST_OCCURRENCES` and one more."""
    start = local_moment(first_on, starts_at, time_zone)
    expanded = rrulestr(rule, dtstart=start)
    return [moment.astimezone(dt.UTC) for moment in islice(expanded, MOST_OCCURRENCES + 1)]
