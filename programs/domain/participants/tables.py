"""A row of a table on its way in, whatever kind of file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from mentorship.core.errors import Refused
from programs.domain.participants.formulas import unguarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BROKEN = "\N{REPLACEMENT CHARACTER}"
"""What stands in a text for bytes that are no character."""


@dataclass(frozen=True)
class SheetRow:
    """A row that is not blank; `number` is what a spreadsheet shows beside it, the header's being 1 as a rule."""

    number: int
    cells: list[str]


def trimmed(records: Iterable[tuple[int, list[str]]]) -> Iterator[SheetRow]:
    """Yield the records that hold anything, their cells trimmed, trailing empty cells dropped."""
    longest = settings.IMPORT_CELL_CHARACTERS
    for number, record in records:
        cells = [_clean(cell) if cell else "" for cell in record]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if any(len(cell) > longest for cell in cells):
            raise Refused(
                _("A cell in row %(number)d is longer than %(limit)d characters. Is a quotation mark never closed?")
                % {"number": number, "limit": longest}
            )
        yield SheetRow(number, cells)


def _clean(cell: str) -> str:
    """Trim a cell; spaces inside become one, lines stay."""
    text = cell.strip() if "\n" in cell else " ".join(cell.split())
    if "\0" in text:
        text = text.replace("\0", "")
    return unguarded(text)
