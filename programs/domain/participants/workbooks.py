"""XLSX workbooks: checked for what they unpack to before anything is unpacked, then read row by row."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from mentorship.core.errors import Refused
from programs.domain.participants.tables import SheetRow, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 1 << 16
MOST_PARTS = 500
DECLARES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
UNREADABLE = (BadZipFile, ParseError, KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError, OSError)
"""What openpyxl raises over a workbook that is broken."""


def workbook_tables(content: bytes) -> Iterator[tuple[str, str, Iterator[SheetRow]]]:
    """Yield each sheet that is not hidden: its name, no delimiter, its rows with the header first.

    Raises:
        Refused: this is no workbook, or unpacks to more than the settings allow.
    """
    check_unpacked(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except UNREADABLE as error:
        raise Refused(_("This workbook cannot be read. Save it again as XLSX, or as CSV.")) from error
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()
                yield sheet.title, "", trimmed(_records(sheet))
    finally:
        book.close()


def check_unpacked(content: bytes) -> None:
    """Unpack every part in small pieces, counting, and forget it; no size that the file claims is believed.

    Raises:
        Refused: it is broken, unpacks to too much, or declares entities.
    """
    limit = settings.IMPORT_UNPACKED_MEGABYTES * 1024 * 1024
    total = 0
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > limit:
                raise _too_much()
            if not any(part.filename.startswith("xl/") for part in parts):
                raise Refused(_("This is a packed file, but no Excel workbook. Save the table as XLSX or as CSV."))
            for part in parts:
                tail = b""
                with archive.open(part) as stream:
                    while piece := stream.read(CHUNK):
                        total += len(piece)
                        if total > limit:
                            raise _too_much()
                        if DECLARES.search((tail + piece).replace(b"\0", b"")):
                            raise Refused(_("This workbook holds declarations that no spreadsheet needs."))
                        tail = piece[-20:]
    except (BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Refused(_("This workbook cannot be read. Save it again as XLSX, or as CSV.")) from error


def _too_much() -> Refused:
    return Refused(
        _("This workbook unpacks to more than %(limit)d MB. Save only the sheet with the people, or as CSV.")
        % {"limit": settings.IMPORT_UNPACKED_MEGABYTES}
    )


def _records(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    try:
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            if any(value is not None for value in values):
                yield number, [_text(value) for value in values]
    except UNREADABLE as error:
        raise Refused(_("A sheet of this workbook cannot be read. Save it again as XLSX, or as CSV.")) from error


def _text(value: Any) -> str:
    """Write what a cell holds as a person would; a formula is its own text and is never computed."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(getattr(value, "text", value))
