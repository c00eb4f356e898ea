"""The official wording of a questionnaire: lines as pasted, mapped to items, each known or not."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

STRAIGHT = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
NUMBERED = re.compile(r"^\s*(?:\d{1,2}|[a-z])\s*[.):]\s+", re.IGNORECASE)
LONGEST = 400


class Known(StrEnum):
    """What is known of a line."""

    OFFICIAL = "official"
    OTHER = "other"
    """We know the official wording, and this is not it."""
    UNKNOWN = "unknown"
    """We do not know the official wording."""


@dataclass(frozen=True)
class Line:
    """A line of the wording with the item it belongs to."""

    key: str
    label: str
    text: str
    known: Known


def digest(line: str) -> str:
    """Return the first 16 hex digits of the SHA-256 of a line: white space folded, quotes straight, case folded."""
    plain = " ".join(line.translate(STRAIGHT).split()).casefold()
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def mapped(definition: Mapping[str, Any], text: str) -> list[Line]:
    """Map pasted text, an item a line, to the items in their order; empty lines and numbers before a line are dropped.

    Raises:
        Refused: there are more or fewer lines than items, or one is too long.
    """
    lines = [" ".join(NUMBERED.sub("", line).split()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    items = definition["items"]
    if len(lines) != len(items):
        raise Refused(
            _(
                "This questionnaire has %(items)d items, and here are %(lines)d lines. Put each item on a line of its own."
            )
            % {"items": len(items), "lines": len(lines)}
        )
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST:
            raise Refused(
                _("Line %(number)d is longer than %(limit)d characters.") % {"number": number, "limit": LONGEST}
            )
    return [
        Line(item["key"], item["label"], line, _known(item["digest"], line))
        for item, line in zip(items, lines, strict=True)
    ]


def _known(official: str, line: str) -> Known:
    if not official:
        return Known.UNKNOWN
    return Known.OFFICIAL if digest(line) == official else Known.OTHER


def is_official(lines: list[Line]) -> bool:
    """Whether every line is the known official wording: only then may the survey be called validated."""
    return all(line.known == Known.OFFICIAL for line in lines)
