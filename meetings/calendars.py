"""Meetings as RFC 5545 calendars: a person's feed, and invitations (RFC 5546) sent by mail.

Times and places only: nothing that somebody wrote about a meeting is in here. A single meeting is an event of its own
with its `uuid` as UID; a series is one event with its rule and the days left out of it, and each of its meetings that was
moved or does not take place is an override of it. UIDs never change; `SEQUENCE` goes up with each change.
"""

from __future__ import annotations

import datetime as dt
from email.utils import parseaddr
from typing import TYPE_CHECKING, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings import ical
from meetings.enums import MeetingState
from meetings.recurrence import local_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from meetings.models import Availability, Meeting, MeetingSeries
    from mentorship.accounts.models import User

REFRESH = "PT1H"
FORMAT = 4
"""Goes up when the same meetings are written, or kept, in another way."""

_NOWHERE = "00000000-0000-0000-0000-000000000000"


class Entry(Protocol):
    """What a meeting must tell to be written: a row of the database, or a `Meeting`."""

    @property
    def uuid(self) -> UUID: ...  # noqa: D102
    @property
    def pairing_id(self) -> int: ...  # noqa: D102
    @property
    def series_id(self) -> int | None: ...  # noqa: D102
    @property
    def original_starts_at(self) -> dt.datetime | None: ...  # noqa: D102
    @property
    def starts_at(self) -> dt.datetime: ...  # noqa: D102
    @property
    def ends_at(self) -> dt.datetime: ...  # noqa: D102
    @property
    def place(self) -> str: ...  # noqa: D102
    @property
    def state(self) -> str: ...  # noqa: D102
    @property
    def sequence(self) -> int: ...  # noqa: D102
    @property
    def changed_at(self) -> dt.datetime: ...  # noqa: D102


class Row(NamedTuple):
    """A meeting as the feed reads it from the database."""

    id: int
    uuid: UUID
    pairing_id: int
    series_id: int | None
    original_starts_at: dt.datetime | None
    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str
    state: str
    sequence: int
    changed_at: dt.datetime


class Pair(NamedTuple):
    """What of a pair stands in a calendar: its page, and the title of its meetings."""

    uuid: UUID
    title: str


def title_of(mentee: User, mentor: User) -> str:
    """Name a meeting by the two who meet."""
    return _("Mentoring: %(mentee)s and %(mentor)s") % {
        "mentee": mentee.get_short_name(),
        "mentor": mentor.get_short_name(),
    }


def feed(
    entries: Sequence[Entry],
    *,
    pairs: Mapping[int, Pair],
    series: Mapping[int, MeetingSeries],
    protected: Sequence[Availability] = (),
    time_zone: str = "UTC",
    now: dt.datetime | None = None,
) -> list[str]:
    """Write the calendar to which a person subscribes: their meetings, and the time they have protected.

    It comes in parts, each ending without a line break: what stands before the events, each event, and the end.
    """
    before = [
        f"X-WR-CALNAME:{ical.text(_('Mentoring meetings'))}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]
    written = events(entries, pairs=pairs, series=series)
    zones = _zones(entries, series)
    if protected and now is not None:
        if time_zone != "UTC" and not any(f"TZID:{time_zone}\r\n" in zone for zone in zones):
            zones.append(ical.zone(time_zone, now.year, now.year + 1))
        written += [_protected(rule, time_zone, now) for rule in protected]
    return ical.parts(written, before=before, zones=zones)


def invitation(meetings: Sequence[Meeting]) -> str:
    """Write the iTIP request to meetings: whole series, or single ones, or one that was moved out of its series."""
    return _itip("REQUEST", meetings)


def move(meetings: Sequence[Meeting]) -> str:
    """Write the iTIP request that puts these meetings of one pair where they are now, each on its own."""
    return _itip("REQUEST", meetings, alone=True)


def cancellation(meetings: Sequence[Meeting]) -> str:
    """Write the iTIP message that a meeting, or these meetings of one series, do not take place."""
    return _itip("CANCEL", meetings, alone=True)


def of_meetings(meetings: Iterable[Meeting]) -> tuple[dict[int, Pair], dict[int, MeetingSeries]]:
    """The pairs and the series of meetings that have both at hand."""
    pairs: dict[int, Pair] = {}
    series: dict[int, MeetingSeries] = {}
    for meeting in meetings:
        if meeting.pairing_id not in pairs:
            pairing = meeting.pairing
            pairs[meeting.pairing_id] = Pair(pairing.uuid, title_of(pairing.mentee.user, pairing.mentor.user))
        if meeting.series is not None:
            series[meeting.series.pk] = meeting.series
    return pairs, series


def _itip(method: str, meetings: Sequence[Meeting], *, alone: bool = False) -> str:
    pairs, series = of_meetings(meetings)
    pairing = meetings[0].pairing
    organizer = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    people = [
        f"ORGANIZER;CN={ical.quoted(_('Mentorship'))}:mailto:{organizer}",
        *(
            _attendee(person, has_accepted=person.pk == (meetings[0].moved_by_id or meetings[0].planned_by_id))
            for person in (pairing.mentee.user, pairing.mentor.user)
        ),
    ]
    written = events(meetings, pairs=pairs, series=series, people=people, alone=alone)
    return ical.joined(ical.parts(written, before=[f"METHOD:{method}"], zones=_zones(meetings, series)))


def _attendee(person: User, *, has_accepted: bool) -> str:
    answer = "PARTSTAT=ACCEPTED;RSVP=FALSE" if has_accepted else "PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
    name = ical.quoted(person.full_name)
    return ical.folded(f"ATTENDEE;CN={name};ROLE=REQ-PARTICIPANT;{answer}:mailto:{person.email}")


def _zones(entries: Sequence[Entry], series: Mapping[int, MeetingSeries]) -> list[str]:
    names = sorted({one.time_zone for one in series.values()} - {"UTC"})
    if not names or not entries:
        return []
    first = min(one.first_on for one in series.values()).year
    last = max(entry.ends_at for entry in entries).year
    return [ical.zone(name, first, max(first, last)) for name in names]


def events(
    entries: Iterable[Entry],
    *,
    pairs: Mapping[int, Pair],
    series: Mapping[int, MeetingSeries],
    people: Sequence[str] = (),
    alone: bool = False,
) -> list[str]:
    """Write each meeting; with `alone` only these, without the event of the whole series.

    A meeting of a series that is where its rule has it is not an event of its own, so there may be fewer than entries.
    """
    found: list[str] = []
    begun: set[int] = set()
    site = settings.SITE_URL.rstrip("/")
    address = site + reverse("meetings:meeting", args=[_NOWHERE])
    attendees = "".join(f"{line}\r\n" for line in people)
    summaries = {key: ical.folded(f"SUMMARY:{ical.text(pair.title)}") for key, pair in pairs.items()}
    for entry in entries:
        own = series.get(entry.series_id or 0)
        summary = summaries[entry.pairing_id]
        if own is not None and own.pk not in begun and not alone:
            begun.add(own.pk)
            page = site + reverse("meetings:timing", args=[pairs[entry.pairing_id].uuid])
            found.append(_repeating(own, f"{summary}\r\n{ical.folded('URL:' + page)}\r\n{attendees}"))
        is_off = entry.state == MeetingState.CANCELLED
        if own is not None and not (alone or is_off or entry.sequence):
            continue
        url = ical.folded("URL:" + address.replace(_NOWHERE, str(entry.uuid)))
        place = f"{ical.folded(f'LOCATION:{ical.text(entry.place)}')}\r\n" if entry.place else ""
        stamp = ical.utc(entry.changed_at)
        found.append(
            f"BEGIN:VEVENT\r\n{_which(entry, own)}\r\nDTSTAMP:{stamp}\r\nLAST-MODIFIED:{stamp}\r\n{_when(entry, own)}\r\n"
            f"{summary}\r\n{url}\r\n{attendees}{place}CLASS:PRIVATE\r\nSEQUENCE:{entry.sequence}\r\n"
            f"STATUS:{'CANCELLED' if is_off else 'CONFIRMED'}\r\nEND:VEVENT"
        )
    return found


def key_of(event: str) -> str:
    """What stays the same of an event however it changes: its UID, and which meeting of a series it is."""
    return event.partition("\r\nDTSTAMP:")[0]


def _which(entry: Entry, own: MeetingSeries | None) -> str:
    if own is None:
        return f"UID:{entry.uuid}"
    moment = (entry.original_starts_at or entry.starts_at).astimezone(ZoneInfo(own.time_zone))
    return f"UID:{own.uuid}\r\n{ical.local('RECURRENCE-ID', moment, own.time_zone)}"


def _when(entry: Entry, own: MeetingSeries | None) -> str:
    if own is None:
        return f"DTSTART:{ical.utc(entry.starts_at)}\r\nDTEND:{ical.utc(entry.ends_at)}"
    zone = ZoneInfo(own.time_zone)
    start = ical.local("DTSTART", entry.starts_at.astimezone(zone), own.time_zone)
    return f"{start}\r\n{ical.local('DTEND', entry.ends_at.astimezone(zone), own.time_zone)}"


def _repeating(series: MeetingSeries, common: str) -> str:
    """Write the series itself, with the days that its two people left out of it."""
    start = local_moment(series.first_on, series.starts_at, series.time_zone)
    stamp = ical.utc(series.changed_at or series.planned_at)
    zone = ZoneInfo(series.time_zone)
    left_out = [
        ical.local("EXDATE", dt.datetime.fromisoformat(skip["at"]).astimezone(zone), series.time_zone)
        for skip in series.skipped
    ]
    lines = [
        "BEGIN:VEVENT",
        f"UID:{series.uuid}",
        f"DTSTAMP:{stamp}",
        f"LAST-MODIFIED:{stamp}",
        ical.local("DTSTART", start, series.time_zone),
        f"DURATION:PT{series.length_minutes}M",
        ical.folded(f"RRULE:{series.rule}"),
        *left_out,
        common.removesuffix("\r\n"),
        *([ical.folded(f"LOCATION:{ical.text(series.place)}")] if series.place else []),
        "CLASS:PRIVATE",
        f"SEQUENCE:{series.sequence}",
        "STATUS:CONFIRMED",
        "END:VEVENT",
    ]
    return "\r\n".join(lines)


def _protected(rule: Availability, time_zone: str, now: dt.datetime) -> str:
    """Write an hour that its owner keeps free of clinical duty, every week from this one on."""
    today = now.astimezone(ZoneInfo(time_zone)).date()
    first = today - dt.timedelta(days=(today.weekday() - rule.weekday) % 7)
    day = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[rule.weekday]
    lines = [
        "BEGIN:VEVENT",
        f"UID:{rule.uuid}",
        f"DTSTAMP:{ical.utc(dt.datetime.combine(first, dt.time.min, tzinfo=dt.UTC))}",
        ical.local("DTSTART", local_moment(first, rule.starts_at, time_zone), time_zone),
        ical.local("DTEND", local_moment(first, rule.ends_at, time_zone), time_zone),
        f"RRULE:FREQ=WEEKLY;BYDAY={day}",
        f"SUMMARY:{ical.text(_('Protected time for mentoring'))}",
        "CLASS:PRIVATE",
        "STATUS:CONFIRMED",
        "END:VEVENT",
    ]
    return "\r\n".join(lines)
