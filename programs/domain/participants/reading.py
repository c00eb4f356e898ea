"""From the bytes of an uploaded file to sheets with a header and rows of trimmed text, a row at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from mentorship.core.errors import Refused
from programs.domain.participants.csv_files import csv_tables
from programs.domain.participants.tables import BROKEN, SheetRow
from programs.domain.participants.workbooks import workbook_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WORKBOOK_MARK = b"PK\x03\x04"
OLD_WORKBOOK_MARK = b"\xd0\xcf\x11\xe0"
NOT_TEXT = re.compile(r"[\x01-\x08\x0e-\x1b\x7f]")


@dataclass(frozen=True)
class Sheet:
    """One table of a file; `rows` are read as they are asked for, once, each as wide as the header or wider."""

    name: str
    header: list[str]
    rows: Iterator[SheetRow]
    delimiter: str = ""


def read_sheets(content: bytes) -> Iterator[Sheet]:
    """Read a CSV file or an XLSX workbook as people have it; each sheet's rows are read before the next is asked for.

    Raises:
        Refused: the file is too large, holds nothing, or is no table.
    """
    check_size(len(content))
    if content.startswith(OLD_WORKBOOK_MARK):
        raise Refused(
            _("This is an old Excel file (XLS), or one with a password. Save it as XLSX or as CSV and choose that one.")
        )
    tables = workbook_tables(content) if content.startswith(WORKBOOK_MARK) else csv_tables(content)
    found = rows_below = 0
    for name, delimiter, records in tables:
        first = next(records, None)
        if first is None:
            continue
        found += 1
        second = next(records, None)
        if second is None:
            continue
        rows_below += 1
        yield Sheet(name, _checked_header(first.cells), _widened(chain([second], records), len(first.cells)), delimiter)
    if not found:
        raise Refused(_("The file is empty."))
    if not rows_below:
        raise Refused(_("The file has a header and no rows below it."))


def read_sheet(content: bytes) -> Sheet:
    """Read the first sheet of a file."""
    return next(read_sheets(content))


def check_size(size: int) -> None:
    """Refuse a file that is larger than the settings allow."""
    if size > settings.IMPORT_MEGABYTES * 1024 * 1024:
        raise Refused(_("The file is larger than %(limit)d MB.") % {"limit": settings.IMPORT_MEGABYTES})


def _checked_header(header: list[str]) -> list[str]:
    if len(header) > settings.IMPORT_COLUMNS:
        raise Refused(_("The file has more than %(limit)d columns.") % {"limit": settings.IMPORT_COLUMNS})
    for number, question in enumerate(header, start=1):
        if BROKEN in question or NOT_TEXT.search(question):
            raise Refused(
                _(
                    "The heading of column %(number)d has characters that cannot be read. Is this the table? Save it again "
                    "as CSV with UTF-8, or as XLSX, and choose that one."
                )
                % {"number": number}
            )
    return header


def _widened(rows: Iterable[SheetRow], width: int) -> Iterator[SheetRow]:
    """Fill short rows up, and refuse more of them than the settings allow."""
    limit = settings.IMPORT_ROWS
    counted = iter(rows)
    for row in islice(counted, limit):
        missing = width - len(row.cells)
        if missing > 0:
            row.cells.extend([""] * missing)
        yield row
    if next(counted, None) is not None:
        raise Refused(
            _("The file has more than %(limit)d rows. Split it and import the parts one after the other.")
            % {"limit": limit}
        )
