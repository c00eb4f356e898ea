"""Meetings as RFC 5545 calendars: a person's feed, and invitations (RFC 5546) sent by mail.

Times and places only: nothing that somebody wrote about a meeting is in here. A single meeting is an event of its own
with its `uuid` as UID; a series is one event with its rule, and each of its meetings that does not take place, or was
moved, is an override of it. UIDs never change; `SEQUENCE` goes up with each change.
"""

from __future__ import annotations

import datetime as dt
from email.utils import parseaddr
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vCalAddress, vDuration, vRecur

from matching.enums import PairingState
from meetings.enums import MeetingState
from meetings.recurrence import local_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from meetings.models import Meeting, MeetingSeries
    from mentorship.accounts.models import User

PRODUCT = "-//Mentorship//Meetings//EN"
REFRESH = dt.timedelta(hours=1)
MARGIN = dt.timedelta(days=2)
"""How far the time zone definitions reach beyond the years of the first and the last meeting."""


def feed_digest(meetings: Iterable[Meeting]) -> str:
    """Tell by 32 characters whether anything that stands in the feed has changed."""
    facts = [
        (
            str(meeting.uuid),
            meeting.starts_at.isoformat(),
            meeting.ends_at.isoformat(),
            meeting.place,
            meeting.changed_at.isoformat(),
            does_not_take_place(meeting),
            _title(meeting),
        )
        for meeting in meetings
    ]
    return sha256(repr(facts).encode()).hexdigest()[:32]


def feed(meetings: Sequence[Meeting]) -> str:
    """Write the calendar to which a person subscribes."""
    calendar = _calendar()
    calendar.add("x-wr-calname", _("Mentoring meetings"))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for event in _events(meetings):
        calendar.add_component(event)
    return _written(calendar, meetings)


def invitation(meetings: Sequence[Meeting]) -> str:
    """Write the iTIP request to a single meeting or, given all its meetings, to a series."""
    return _itip("REQUEST", meetings, _events(meetings))


def move(meetings: Sequence[Meeting]) -> str:
    """Write the iTIP request that puts these meetings of one pair where they are now."""
    events = [_override(meeting, meeting.series) if meeting.series else _single(meeting) for meeting in meetings]
    return _itip("REQUEST", meetings, events)


def cancellation(meetings: Sequence[Meeting]) -> str:
    """Write the iTIP message that a meeting, or these meetings of one series, do not take place."""
    events = [_override(meeting, meeting.series) if meeting.series else _single(meeting) for meeting in meetings]
    return _itip("CANCEL", meetings, events)


def does_not_take_place(meeting: Meeting) -> bool:
    """Is this meeting called off, by hand or because the pair has ended?"""
    ended = meeting.pairing.state == PairingState.ENDED and meeting.state == MeetingState.SCHEDULED
    return ended or meeting.state == MeetingState.CANCELLED


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _itip(method: str, meetings: Sequence[Meeting], events: Iterable[Event]) -> str:
    calendar = _calendar()
    calendar.add("method", method)
    for event in events:
        organizer = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
        organizer.params["CN"] = _("Mentorship")
        event.add("organizer", organizer)
        pairing = meetings[0].pairing
        for person in (pairing.mentee.user, pairing.mentor.user):
            event.add("attendee", _attendee(person, has_accepted=person.pk == meetings[0].planned_by_id))
        calendar.add_component(event)
    return _written(calendar, meetings)


def _attendee(person: User, *, has_accepted: bool) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{person.email}")
    attendee.params["CN"] = person.full_name
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "ACCEPTED" if has_accepted else "NEEDS-ACTION"
    attendee.params["RSVP"] = "FALSE" if has_accepted else "TRUE"
    return attendee


def _written(calendar: Calendar, meetings: Sequence[Meeting]) -> str:
    """Put the definitions of the time zones used before the events, and write it all."""
    for time_zone in sorted({meeting.series.time_zone for meeting in meetings if meeting.series} - {"UTC"}):
        first = min(meeting.series.first_on for meeting in meetings if meeting.series)
        last = max(meeting.ends_at for meeting in meetings)
        calendar.subcomponents.insert(0, _time_zone(time_zone, first.year, last.year))
    return calendar.to_ical().decode()


@lru_cache(maxsize=64)
def _time_zone(name: str, first_year: int, last_year: int) -> Timezone:
    """Define a zone for the years in which it is used, and no longer; slow to make, so it is made once."""
    return Timezone.from_tzid(
        name, first_date=dt.date(first_year, 1, 1) - MARGIN, last_date=dt.date(last_year, 12, 31) + MARGIN
    )


def _events(meetings: Iterable[Meeting]) -> list[Event]:
    events = []
    begun: set[int] = set()
    for meeting in meetings:
        if meeting.series is None:
            events.append(_single(meeting))
            continue
        if meeting.series.pk not in begun:
            begun.add(meeting.series.pk)
            events.append(_repeating(meeting, meeting.series))
        if does_not_take_place(meeting) or meeting.moved_at:
            events.append(_override(meeting, meeting.series))
    return events


def _single(meeting: Meeting) -> Event:
    event = _event(meeting, uid=str(meeting.uuid))
    event.add("dtstart", meeting.starts_at.astimezone(dt.UTC))
    event.add("dtend", meeting.ends_at.astimezone(dt.UTC))
    _add_status(event, meeting)
    return event


def _repeating(meeting: Meeting, series: MeetingSeries) -> Event:
    """Write the series; `meeting` is any of its meetings, for what they have in common."""
    start = local_moment(series.first_on, series.starts_at, series.time_zone)
    event = _event(meeting, uid=str(series.uuid), changed_at=series.planned_at)
    event.add("dtstart", start)
    event.add("duration", dt.timedelta(minutes=series.length_minutes))
    event.add("rrule", vRecur.from_ical(series.rule))
    event.add("sequence", 0)
    event.add("status", "CONFIRMED")
    return event


def _override(meeting: Meeting, series: MeetingSeries) -> Event:
    """Write one meeting of a series that differs from its rule."""
    zone = ZoneInfo(series.time_zone)
    event = _event(meeting, uid=str(series.uuid))
    event.add("recurrence-id", (meeting.original_starts_at or meeting.starts_at).astimezone(zone))
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", meeting.ends_at.astimezone(zone))
    _add_status(event, meeting)
    return event


def _event(meeting: Meeting, *, uid: str, changed_at: dt.datetime | None = None) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", (changed_at or meeting.changed_at).astimezone(dt.UTC))
    event.add("last-modified", (changed_at or meeting.changed_at).astimezone(dt.UTC))
    event.add("summary", _title(meeting))
    if meeting.place:
        event.add("location", meeting.place)
    event.add("url", settings.SITE_URL.rstrip("/") + reverse("meetings:meeting", args=[meeting.uuid]))
    event.add("class", "PRIVATE")
    return event


def _add_status(event: Event, meeting: Meeting) -> None:
    ended_with_the_pair = does_not_take_place(meeting) and meeting.state != MeetingState.CANCELLED
    event.add("sequence", meeting.sequence + ended_with_the_pair)
    event.add("status", "CANCELLED" if does_not_take_place(meeting) else "CONFIRMED")


def _title(meeting: Meeting) -> str:
    names = {
        "mentee": meeting.pairing.mentee.user.get_short_name(),
        "mentor": meeting.pairing.mentor.user.get_short_name(),
    }
    return _("Mentoring: %(mentee)s and %(mentor)s") % names
