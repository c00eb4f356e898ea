"""Writing RFC 5545 by hand, line by line: a feed of hundreds of events is asked for often, so it must be quick to write.

What is written here is read back in the tests by three libraries that did not write it.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING

from icalendar import Timezone

if TYPE_CHECKING:
    from collections.abc import Iterable

PRODUCT = "-//Mentorship//Meetings//EN"
MARGIN = dt.timedelta(days=2)
"""How far a time zone's definition reaches beyond the years in which it is used."""

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
_LINE_OCTETS = 75


def text(value: str) -> str:
    """Escape a text value (3.3.11); other control signs have no place in a calendar and are left out."""
    escaped = value.translate(_ESCAPES)
    return escaped if escaped.isprintable() else "".join(sign for sign in escaped if sign.isprintable())


def quoted(value: str) -> str:
    """Quote a parameter's value (3.2), which cannot hold a double quote."""
    return '"' + "".join(sign for sign in value if sign.isprintable() and sign != '"') + '"'


def utc(moment: dt.datetime) -> str:
    """Write a moment in UTC."""
    at = moment.astimezone(dt.UTC)
    return f"{at.year:04d}{at.month:02d}{at.day:02d}T{at.hour:02d}{at.minute:02d}{at.second:02d}Z"


def local(name: str, at: dt.datetime, time_zone: str) -> str:
    """Write a whole property whose moment is given on the wall clock of a zone."""
    if time_zone == "UTC":
        return f"{name}:{utc(at)}"
    return f"{name};TZID={time_zone}:{at:%Y%m%dT%H%M%S}"


def folded(line: str) -> str:
    """Break a line that is longer than 75 octets (3.1), between signs."""
    if len(line) <= _LINE_OCTETS and line.isascii():
        return line
    pieces: list[str] = []
    piece, room = "", _LINE_OCTETS
    for sign in line:
        size = len(sign.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", _LINE_OCTETS - 1
        piece += sign
        room -= size
    pieces.append(piece)
    return "\r\n ".join(pieces)


def calendar(lines: Iterable[str], *, before: Iterable[str] = (), zones: Iterable[str] = ()) -> str:
    """Write a whole calendar: its own properties, the definitions of its zones, and its events' lines."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
    body = "\r\n".join([*head, *before, *zones, *lines])
    return body + "\r\nEND:VCALENDAR\r\n"


@lru_cache(maxsize=128)
def zone(name: str, first_year: int, last_year: int) -> str:
    """Define a time zone for the years in which it is used, and no longer; slow to make, so it is made once."""
    defined = Timezone.from_tzid(
        name, first_date=dt.date(first_year, 1, 1) - MARGIN, last_date=dt.date(last_year, 12, 31) + MARGIN
    )
    return defined.to_ical().decode().strip()
