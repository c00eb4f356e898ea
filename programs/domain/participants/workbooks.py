"""XLSX workbooks: checked for what they unpack to before anything is unpacked, then read row by row."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import SHARED_STRINGS

from mentorship.core.errors import Refused
from programs.domain.participants.tables import SheetRow, trimmed
from programs.domain.participants.workbook_parts import Cell, SharedTexts, plain_text, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 1 << 16
MOST_PARTS = 500
DECLARES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
UNREADABLE = (
    BadZipFile, ParseError, ExpatError, KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError, OSError,
    OverflowError, NotImplementedError,
)  # fmt: skip
"""What openpyxl and the parser of XML raise over a workbook that is broken."""


def workbook_tables(content: bytes) -> Iterator[tuple[str, str, Iterator[SheetRow]]]:
    """Yield each sheet that is not hidden: its name, no delimiter, its rows with the header first.

    Raises:
        Refused: this is no workbook, or unpacks to more than the settings allow.
    """
    check_unpacked(content)
    try:
        book = _Book(content)
        sheets = book.visible_sheets()
    except UNREADABLE as error:
        raise Refused(_("This workbook cannot be read. Save it again as XLSX, or as CSV.")) from error
    try:
        for name, part in sheets:
            yield name, "", trimmed(book.records(part))
    finally:
        book.close()


class _Book:
    """A workbook, opened: openpyxl reads what it is made of and how dates are styled; cells are read as they are asked for."""

    def __init__(self, content: bytes) -> None:
        self._reader = ExcelReader(io.BytesIO(content), read_only=True, keep_links=False)
        self._reader.read_manifest()
        self._reader.read_workbook()
        apply_stylesheet(self._reader.archive, self._reader.wb)
        self._epoch = self._reader.wb.epoch
        # The stylesheet leaves there which styles show a day or a length of time; openpyxl has no other word for it.
        self._days, self._lengths = (vars(self._reader.wb)[name] for name in ("_date_formats", "_timedelta_formats"))
        self._texts = self._shared_texts()

    def _shared_texts(self) -> SharedTexts:
        part = self._reader.package.find(SHARED_STRINGS)
        if part is None or part.PartName[1:] not in self._reader.valid_files:
            return SharedTexts()
        with self._reader.archive.open(part.PartName[1:]) as stream:
            return SharedTexts(stream)

    def visible_sheets(self) -> list[tuple[str, str]]:
        """List the sheets of cells that are not hidden: name, and the part of the file that holds it."""
        return [
            (sheet.name, rel.target)
            for sheet, rel in self._reader.parser.find_sheets()
            if sheet.state == "visible" and "chartsheet" not in rel.Type and rel.target in self._reader.valid_files
        ]

    def close(self) -> None:
        """Let go of the file."""
        self._reader.archive.close()

    def records(self, part: str) -> Iterator[tuple[int, list[str]]]:
        """Yield the number and the texts of each row that holds anything."""
        try:
            with self._reader.archive.open(part) as stream:
                for number, cells in rows_of(stream):
                    if any(cells):
                        yield number, [self._written(cell) if cell else "" for cell in cells]
        except UNREADABLE as error:
            raise Refused(_("A sheet of this workbook cannot be read. Save it again as XLSX, or as CSV.")) from error

    def _written(self, cell: Cell) -> str:
        """Write what a cell holds as a person would; a formula is its own text."""
        kind, style, text = cell
        if kind == "s":
            return self._texts[int(text)]
        if kind == "n":
            return _text(self._number(style, text))
        if kind == "b":
            return _text(bool(int(text)))
        if kind == "d":
            return _text(from_ISO8601(text))
        return plain_text(text)

    def _number(self, style: int, text: str) -> Any:
        """Read a number, or the day that it stands for."""
        number = float(text) if "." in text or "E" in text or "e" in text else int(text)
        if style not in self._days:
            return number
        try:
            return from_excel(number, self._epoch, timedelta=style in self._lengths)
        except (OverflowError, ValueError):
            return "#VALUE!"


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


def _text(value: Any) -> str:
    """Write a value as a person would."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)
