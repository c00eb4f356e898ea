"""Arithmetic on free time: weekly rules unrolled, busy times taken out, what two people share.

An `Interval` is `(from, until)` in whole seconds since 1970 UTC, the end not included. Every list of intervals that is
returned here is in order and without overlaps, so each step takes time linear in what it is given.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Interval: TypeAlias = tuple[int, int]
QUARTER = 15 * 60


class WeeklyRule(NamedTuple):
    """Free every week on that day (Monday is 0) between two local times."""

    weekday: int
    starts_at: dt.time
    ends_at: dt.time


def seconds(moment: dt.datetime) -> int:
    """Whole seconds since 1970 of an aware moment."""
    return int(moment.timestamp())


def moment(at: int) -> dt.datetime:
    """The moment in UTC."""
    return dt.datetime.fromtimestamp(at, tz=dt.UTC)


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Put intervals in order and join those that touch."""
    joined: list[Interval] = []
    for begin, end in sorted(intervals):
        if joined and begin <= joined[-1][1]:
            if end > joined[-1][1]:
                joined[-1] = (joined[-1][0], end)
        elif end > begin:
            joined.append((begin, end))
    return joined


def without(free: Sequence[Interval], taken: Sequence[Interval]) -> list[Interval]:
    """What is left of `free` when `taken` is cut out; both in order and without overlaps."""
    left: list[Interval] = []
    at = 0
    for begin, end in free:
        while at < len(taken) and taken[at][1] <= begin:
            at += 1
        cut, start = at, begin
        while cut < len(taken) and taken[cut][0] < end:
            if taken[cut][0] > start:
                left.append((start, taken[cut][0]))
            start = max(start, taken[cut][1])
            cut += 1
        if start < end:
            left.append((start, end))
    return left


def shared(one: Sequence[Interval], other: Sequence[Interval]) -> list[Interval]:
    """What lies in both; both in order and without overlaps."""
    found: list[Interval] = []
    here = there = 0
    while here < len(one) and there < len(other):
        begin, end = max(one[here][0], other[there][0]), min(one[here][1], other[there][1])
        if begin < end:
            found.append((begin, end))
        if one[here][1] < other[there][1]:
            here += 1
        else:
            there += 1
    return found


def contains(intervals: Sequence[Interval], begin: int, end: int) -> bool:
    """Does one of them hold all of it?"""
    return any(start <= begin and end <= stop for start, stop in intervals)


def weekly(rules: Iterable[WeeklyRule], time_zone: str, first: dt.date, last: dt.date) -> list[Interval]:
    """Unroll weekly rules over the days from `first` to `last`, on the wall clock of the zone.

    17:00 stays 17:00 when the clocks change. A time that is skipped is read with the offset before the gap, and of one
    that comes twice a rule begins with the first and ends with the second.
    """
    zone = ZoneInfo(time_zone)
    by_weekday: dict[int, list[tuple[dt.time, dt.time]]] = defaultdict(list)
    for rule in sorted(rules):
        day = by_weekday[rule.weekday]
        if day and rule.starts_at <= day[-1][1]:
            day[-1] = (day[-1][0], max(day[-1][1], rule.ends_at))
        else:
            day.append((rule.starts_at, rule.ends_at))
    unrolled = [
        (
            seconds(dt.datetime.combine(day, begin, tzinfo=zone)),
            seconds(dt.datetime.combine(day, end, tzinfo=zone).replace(fold=1)),
        )
        for day in _days(first, last)
        for begin, end in by_weekday.get(day.weekday(), ())
    ]
    return merged(unrolled)


def whole_days(spans: Iterable[tuple[dt.date, dt.date]], time_zone: str) -> list[Interval]:
    """From the midnight before the first day of each span to the midnight after its last, where the zone is."""
    zone = ZoneInfo(time_zone)
    one_day = dt.timedelta(days=1)
    return merged(
        (
            seconds(dt.datetime.combine(first, dt.time.min, tzinfo=zone)),
            seconds(dt.datetime.combine(last + one_day, dt.time.min, tzinfo=zone)),
        )
        for first, last in spans
    )


def starts_in(intervals: Iterable[Interval], *, length: int, step: int = 2 * QUARTER) -> Iterator[int]:
    """Every start, `step` seconds apart and on the quarter hour, from which `length` seconds fit."""
    for begin, end in intervals:
        yield from range(-(-begin // QUARTER) * QUARTER, end - length + 1, step)


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for number in range((last - first).days + 1):
        yield first + dt.timedelta(days=number)
