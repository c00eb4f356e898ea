"""The text behind a calendar address: written whole once a day, and mended with the meetings that changed since.

Most of a calendar is the same from one look to the next. So it is kept as it was last written, and who asks after a
change gets it with only the changed meetings written anew. What changes more than meetings (a series, a name, protected
time) throws the kept text away in the same transaction, see `domain.feeds.calendars_changed`.
"""

from __future__ import annotations

import datetime as dt
import zlib
from typing import TYPE_CHECKING

from meetings import calendars, ical, queries
from meetings.enums import MeetingState
from meetings.models import CalendarFeed
from mentorship.accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meetings.calendars import Row
    from meetings.queries import FeedFacts

MOST_MENDED = 50
LATE = dt.timedelta(minutes=15)
"""A change counts from when its verb began: one that was on its way while the calendar was written is read again."""

_BETWEEN = "\0"
_FAST = 1


def text_of(*, feed_id: int, version: int, now: dt.datetime) -> str:
    """Return the calendar behind an address as it is now."""
    feed = CalendarFeed.objects.get(pk=feed_id)
    name = f"{now:%Y%m%d}-{calendars.FORMAT}"
    if feed.written is not None and feed.written_at is not None and feed.written_as == name:
        kept = zlib.decompress(feed.written).decode().split(_BETWEEN)
        text = _mended(kept, queries.changed_for(feed.user_id, feed.written_at - LATE, MOST_MENDED + 1))
        if text is not None:
            return text
    last_year, calendar = _written(feed.user_id, now)
    written = zlib.compress(_BETWEEN.join([str(last_year), *calendar]).encode(), _FAST)
    CalendarFeed.objects.filter(pk=feed_id, version=version).update(written=written, written_at=now, written_as=name)
    return ical.joined(calendar)


def _written(user_id: int, now: dt.datetime) -> tuple[int, list[str]]:
    """The whole calendar of a person, and the last year for which it knows how clocks change."""
    owner = User.objects.get(pk=user_id)
    facts = queries.feed_facts(owner)
    calendar = calendars.feed(
        facts.rows,
        pairs=facts.pairs,
        series=facts.series,
        protected=facts.protected,
        time_zone=owner.time_zone,
        now=now,
    )
    return max((row.ends_at.year for row in facts.rows), default=now.year), calendar


def _mended(kept: Sequence[str], changed: FeedFacts) -> str | None:
    """The kept calendar with these meetings as they are now; nothing if that is not enough to make it right."""
    last_year, head, *known, end = kept
    events = {calendars.key_of(event): event for event in known}
    if len(changed.rows) > MOST_MENDED or any(row.ends_at.year > int(last_year) for row in changed.rows):
        return None
    if any(f"BEGIN:VEVENT\r\nUID:{one.uuid}" not in events for one in changed.series.values()):
        return None
    told = [row for row in changed.rows if not _follows_its_series(row)]
    for event in calendars.events(told, pairs=changed.pairs, series=changed.series, alone=True):
        events[calendars.key_of(event)] = event
    return ical.joined([head, *events.values(), end])


def _follows_its_series(row: Row) -> bool:
    return row.series_id is not None and not row.sequence and row.state != MeetingState.CANCELLED
