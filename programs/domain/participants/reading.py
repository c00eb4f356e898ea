"""From the bytes of an uploaded file to a header and rows of trimmed text."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from mentorship.core.errors import Refused
from programs.domain.participants.formulas import unguarded

if TYPE_CHECKING:
    from collections.abc import Iterator

DELIMITERS = (",", ";", "\t")
SAMPLE_ROWS = 20
SPREADSHEET_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How XLSX (a zip) and the old XLS begin."""


@dataclass(frozen=True)
class SheetRow:
    """A row that is not blank; `number` is what a spreadsheet shows beside it, the header's being 1 as a rule."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Sheet:
    """A file as a table; every row is as wide as the header, or wider if it has cells that no column names."""

    header: list[str]
    rows: list[SheetRow]


def read_sheet(content: bytes) -> Sheet:
    """Read a CSV file as people have it: any usual encoding and delimiter, blank lines, stray spaces.

    Raises:
        Refused: the file is too large, has too many rows, no header, or is no CSV file.
    """
    if len(content) > settings.IMPORT_MEGABYTES * 1024 * 1024:
        raise Refused(_("The file is larger than %(limit)d MB.") % {"limit": settings.IMPORT_MEGABYTES})
    if content.startswith(SPREADSHEET_MARKS):
        raise Refused(_("This is a spreadsheet file. Save it as CSV (File, Save as, CSV UTF-8) and choose that one."))
    text, named = _without_separator_line(decoded(content))
    try:
        rows = list(_rows(text, named or _delimiter(text)))
    except csv.Error as error:
        raise Refused(_("This file cannot be read as CSV: %(why)s.") % {"why": error}) from error
    if not rows:
        raise Refused(_("The file is empty."))
    header, people = rows[0].cells, rows[1:]
    if not people:
        raise Refused(_("The file has a header and no rows below it."))
    if len(people) > settings.IMPORT_ROWS:
        raise Refused(
            _("The file has more than %(limit)d rows. Split it and import the parts one after the other.")
            % {"limit": settings.IMPORT_ROWS}
        )
    width = len(header)
    return Sheet(header, [SheetRow(row.number, row.cells + [""] * (width - len(row.cells))) for row in people])


def decoded(content: bytes) -> str:
    """Decode by the byte order mark if there is one, else as UTF-8, else as Windows-1252.

    Raises:
        Refused: this is not text.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise Refused(_("This is not a text file. Save the table as CSV and choose that one."))
    return text


def _without_separator_line(text: str) -> tuple[str, str]:
    """Take off the first line with which Excel names its delimiter (`sep=;`), and return that delimiter."""
    first, _newline, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        return "\n" + rest, first.strip()[-1]
    return text, ""


def _delimiter(text: str) -> str:
    """Choose the delimiter that cuts the first rows into the most columns, and all of them into as many."""
    return max(DELIMITERS, key=lambda delimiter: _fit(text, delimiter))


def _fit(text: str, delimiter: str) -> float:
    """Multiply the columns of the header by the share of rows that are as wide; nothing for a single column."""
    records = (record for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(record))
    try:
        widths = [len(record) for record in islice(records, SAMPLE_ROWS)]
    except csv.Error:
        return 0
    return widths[0] * widths.count(widths[0]) / len(widths) if widths and widths[0] > 1 else 0


def _rows(text: str, delimiter: str) -> Iterator[SheetRow]:
    """Yield the rows that hold anything, their cells trimmed, trailing empty cells dropped."""
    for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
        cells = [unguarded(" ".join(cell.split()) if "\n" not in cell else cell.strip()) for cell in record]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield SheetRow(number, cells)
