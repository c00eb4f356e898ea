"""Parts, points and bands as a leader writes them: one a line, what it means after a bar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

POINT = re.compile(r"(\d+)\s*=\s*(.+)")
BAND = re.compile(r"(\d+)\s*[-\u2013]\s*(\d+)\s*=\s*(.+)")
ONE_POINT_BAND = re.compile(r"(\d+)()\s*=\s*(.+)")


class CannotBeRead(ValueError):
    """A line that says nothing that can be read; the message names the line."""


def _lines(text: str) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        said, _bar, more = line.partition("|")
        if said.strip():
            yield number, said.strip(), more.strip()


def domains_in(text: str, known: Mapping[str, str]) -> list[dict[str, Any]]:
    """Read the parts to rate: a name, and after a bar what to look for.

    `known` are the keys of the version before, by name: a part that keeps its name keeps its key, so that ratings can
    be compared over versions.
    """
    return [domain_of(said, more, known) for _number, said, more in _lines(text)]


def domain_of(label: str, look_for: str, known: Mapping[str, str], *, is_global: bool = False) -> dict[str, Any]:
    """Make one part to rate of its name."""
    key = known.get(label) or slugify(label).replace("-", "_")[:40].strip("_")
    domain = {"key": key, "label": label, "is_global": is_global}
    return domain | ({"help": look_for} if look_for else {})


def points_in(text: str) -> list[dict[str, Any]]:
    """Read the points of a scale: "1 = Not yet", and after a bar what it looks like.

    Raises:
        CannotBeRead: a line begins with no number.
    """
    points = []
    for number, said, more in _lines(text):
        found = POINT.fullmatch(said)
        if not found:
            raise CannotBeRead(
                _("Line %(line)d: write a number, = and a word, as in “1 = Not yet”.") % {"line": number}
            )
        point = {"value": int(found[1]), "label": found[2].strip()}
        points.append(point | ({"anchor": more} if more else {}))
    return points


def bands_in(text: str) -> list[dict[str, Any]]:
    """Read the bands of a scale: "1-3 = Unsatisfactory", and after a bar what it looks like.

    Raises:
        CannotBeRead: a line begins with no range.
    """
    bands = []
    for number, said, more in _lines(text):
        found = BAND.fullmatch(said) or ONE_POINT_BAND.fullmatch(said)
        if not found:
            sentence = _("Line %(line)d: write from-to, = and a word, as in “1-3 = Unsatisfactory”.")
            raise CannotBeRead(sentence % {"line": number})
        lowest, label = int(found[1]), found[3].strip()
        band = {"key": f"band_{number}", "label": label, "lowest": lowest, "highest": int(found[2] or lowest)}
        bands.append(band | ({"anchor": more} if more else {}))
    return bands


def _line(said: str, more: str | None) -> str:
    return f"{said} | {more}" if more else said


def domains_as_lines(domains: Iterable[Mapping[str, Any]]) -> str:
    """Write the parts to rate, without the overall rating, as they are read."""
    return "\n".join(_line(_(one["label"]), one.get("help")) for one in domains if not one["is_global"])


def points_as_lines(scale: Mapping[str, Any]) -> str:
    """Write the points of a scale as they are read."""
    return "\n".join(_line(f"{one['value']} = {_(one['label'])}", one.get("anchor")) for one in scale["points"])


def bands_as_lines(scale: Mapping[str, Any]) -> str:
    """Write the bands of a scale as they are read."""
    ranges = ((f"{one['lowest']}-{one['highest']} = {_(one['label'])}", one.get("anchor")) for one in scale["bands"])
    return "\n".join(_line(said, _(more) if more else None) for said, more in ranges)
