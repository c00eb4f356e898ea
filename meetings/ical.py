"""Writing RFC 5545 by hand, line by line: a feed of hundreds of events is asked for often, so it must be quick to write.

What is written here is read back in the tests by three libraries that did not write it.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable

PRODUCT = "-//Mentorship//Meetings//EN"
A_MINUTE, A_DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
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
    at = moment if moment.tzinfo is dt.UTC else moment.astimezone(dt.UTC)
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


def parts(events: Iterable[str], *, before: Iterable[str] = (), zones: Iterable[str] = ()) -> list[str]:
    """A whole calendar in its parts: its own properties with the definitions of its zones, its events, and its end."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
    return ["\r\n".join([*head, *before, *zones]), *events, "END:VCALENDAR"]


def joined(calendar: Iterable[str]) -> str:
    """Put the parts of a calendar together."""
    return "\r\n".join(calendar) + "\r\n"


@lru_cache(maxsize=128)
def zone(name: str, first_year: int, last_year: int) -> str:
    """Define a time zone for the years in which it is used, and no longer; slow to make, so it is made once."""
    time_zone = ZoneInfo(name)
    moment = dt.datetime(first_year, 1, 1, tzinfo=dt.UTC) - MARGIN
    last = dt.datetime(last_year + 1, 1, 1, tzinfo=dt.UTC) + MARGIN
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}", *_observance(time_zone, moment, moment)]
    while moment < last:
        later = moment + A_DAY
        if later.astimezone(time_zone).utcoffset() != moment.astimezone(time_zone).utcoffset():
            lines += _observance(time_zone, *_change_between(time_zone, moment, later))
        moment = later
    return "\r\n".join([*lines, "END:VTIMEZONE"])


def _change_between(time_zone: ZoneInfo, before: dt.datetime, after: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """The last minute of the old offset and the first of the new one."""
    while after - before > A_MINUTE:
        middle = before + ((after - before) // 2 // A_MINUTE) * A_MINUTE
        if middle.astimezone(time_zone).utcoffset() == before.astimezone(time_zone).utcoffset():
            before = middle
        else:
            after = middle
    return before, after


def _observance(time_zone: ZoneInfo, before: dt.datetime, since: dt.datetime) -> list[str]:
    """One stretch with one offset, which begins on the wall clock of the offset before (3.6.5)."""
    old, new = before.astimezone(time_zone), since.astimezone(time_zone)
    kind = "DAYLIGHT" if new.dst() else "STANDARD"
    begins = since + (old.utcoffset() or dt.timedelta())
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{begins:%Y%m%dT%H%M%S}",
        f"TZNAME:{new.tzname()}",
        f"TZOFFSETFROM:{old:%z}",
        f"TZOFFSETTO:{new:%z}",
        f"END:{kind}",
    ]
