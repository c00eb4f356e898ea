"""The text behind a calendar address: written whole once a day, and mended with the meetings that changed since.

Most of a calendar is the same from one look to the next. So it is kept as it was last written, and who asks after a
change gets it with only the changed meetings written anew. What changes more than meetings (a series, a name, a new
pair, protected time) throws the kept text away in the same transaction, see `domain.feeds.calendars_changed`.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from typing import TYPE_CHECKING, Any
from uuid import UUID

from meetings import calendars, feed_queries, ical
from meetings.calendars import Pair
from meetings.enums import MeetingState
from meetings.models import CalendarFeed, MeetingSeries
from mentorship.accounts.models import User
from mentorship.core import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meetings.calendars import Row
    from meetings.feed_queries import Kept

MOST_MENDED = 50
LATE = dt.timedelta(minutes=15)
"""A change counts from when its verb began: one that was on its way while the calendar was written is read again."""

_BETWEEN = "\0"
_FAST = 1


def text_of(kept: Kept, *, today: str) -> str:
    """Return the calendar behind an address as it is now; `today` is the day, and how calendars are written on it."""
    if kept.written is not None and kept.written_at is not None and kept.written_as == today:
        known, _between, calendar = zlib.decompress(kept.written).decode().partition(_BETWEEN)
        text = _mended(json.loads(known), calendar, kept.version, kept.written_at - LATE)
        if text is not None:
            return text.replace(_BETWEEN, "\r\n") + "\r\n"
    now = clock.now()
    facts, parts = _written(kept.user_id, now)
    known = json.dumps(facts | {"version": kept.version})
    written = zlib.compress(_BETWEEN.join([known, *parts]).encode(), _FAST)
    as_it_was_read = CalendarFeed.objects.filter(pk=kept.feed_id, version=kept.version)
    as_it_was_read.update(written=written, written_at=now, written_as=today)
    return ical.joined(parts)


def _written(user_id: int, now: dt.datetime) -> tuple[dict[str, Any], list[str]]:
    """The whole calendar of a person, and what must be known to mend it.

    That is its pairs, the last year of its clocks, and how the meetings are that changed only just before.
    """
    owner = User.objects.get(pk=user_id)
    facts = feed_queries.feed_facts(owner)
    calendar = calendars.feed(
        facts.rows,
        pairs=facts.pairs,
        series=facts.series,
        protected=facts.protected,
        time_zone=owner.time_zone,
        now=now,
    )
    last_year = max((row.ends_at.year for row in facts.rows), default=now.year)
    pairs = {str(key): [str(pair.uuid), pair.title] for key, pair in facts.pairs.items()}
    late = feed_queries.marks_of(row for row in facts.rows if row.changed_at >= now - LATE)
    return {"last_year": last_year, "pairs": pairs, "late": late}, calendar


def _mended(facts: Mapping[str, Any], calendar: str, version: int, since: dt.datetime) -> str | None:
    """The kept calendar with the meetings that changed since; nothing if that is not enough to make it right.

    No change escapes the version: as long as it is the one that was written, nothing has to be asked.
    """
    if facts["version"] == version:
        return calendar
    pairs = {int(key): Pair(UUID(uuid), title) for key, (uuid, title) in facts["pairs"].items()}
    changed = feed_queries.changed_in(list(pairs), since, facts["late"], MOST_MENDED + 1)
    if len(changed) > MOST_MENDED or any(row.ends_at.year > facts["last_year"] for row in changed):
        return None
    told = [row for row in changed if not _follows_its_series(row)]
    series = MeetingSeries.objects.in_bulk({row.series_id for row in told if row.series_id})
    if any(_place_of(f"BEGIN:VEVENT\r\nUID:{one.uuid}", calendar) < 0 for one in series.values()):
        return None
    for event in calendars.events(told, pairs=pairs, series=series, alone=True):
        calendar = _with(event, calendar)
    return calendar


def _with(event: str, calendar: str) -> str:
    """The calendar with this event in the place of what it was before, or else as the last one."""
    begin = _place_of(calendars.key_of(event), calendar)
    if begin < 0:
        begin = end = calendar.rindex(_BETWEEN)
    else:
        end = calendar.index(_BETWEEN, begin + 1)
    return f"{calendar[:begin]}{_BETWEEN}{event}{calendar[end:]}"


def _place_of(key: str, calendar: str) -> int:
    return calendar.find(f"{_BETWEEN}{key}\r\nDTSTAMP:")


def _follows_its_series(row: Row) -> bool:
    return row.series_id is not None and not row.sequence and row.state != MeetingState.CANCELLED
