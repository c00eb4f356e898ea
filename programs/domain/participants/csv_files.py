"""CSV files in any usual encoding and with any usual delimiter, read line by line."""

from __future__ import annotations

import codecs
import csv
import io
from itertools import islice
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from mentorship.core.errors import Refused
from programs.domain.participants.tables import BROKEN, SheetRow, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator

DELIMITERS = (",", ";", "\t")
SAMPLE_ROWS = 20
CHUNK = 1 << 16


def csv_tables(content: bytes) -> Iterator[tuple[str, str, Iterator[SheetRow]]]:
    """Yield the one table of a CSV file: no name, its delimiter, its rows with the header first.

    Raises:
        Refused: this is no text, or no CSV.
    """
    lines = _Lines(content, encoding_of(content))
    named = lines.separator_line()
    delimiter = named or max(DELIMITERS, key=lambda tried: _fit(lines.again(), tried))
    yield "", delimiter, trimmed(_records(lines.again(skip=1 if named else 0), delimiter, 1 if named else 0))


def encoding_of(content: bytes) -> str:
    """Tell the encoding by the byte order mark if there is one, else UTF-16 by its zeros, else UTF-8, else Windows-1252.

    UTF-8 with a broken byte here and there stays UTF-8: what is broken is then named, and no name elsewhere is garbled.

    Raises:
        Refused: this is not text.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = content[:2000]
    if b"\0" in start:
        halves = start[0::2], start[1::2]
        zeros = [half.count(0) / max(len(half), 1) for half in halves]
        if max(zeros) > 0.6 and min(zeros) < 0.1:
            return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
        raise Refused(_("This is not a text file. Save the table as CSV and choose that one."))
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for place in range(0, len(content), CHUNK):
            decoder.decode(content[place : place + CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "utf-8-sig" if _is_mostly_utf_8(content) else "cp1252"
    return "utf-8-sig"


def _is_mostly_utf_8(content: bytes) -> bool:
    """Are there more letters beyond ASCII that UTF-8 reads than bytes it cannot read?"""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    read = broken = 0
    for place in range(0, len(content), CHUNK):
        text = decoder.decode(content[place : place + CHUNK])
        broken += text.count(BROKEN)
        read += len(text) - len(text.encode("ascii", "ignore")) - text.count(BROKEN)
    return read > broken


class _Lines:
    """The lines of a file, decoded as they are read, as often as asked."""

    def __init__(self, content: bytes, encoding: str) -> None:
        self._content, self._encoding = content, encoding

    def again(self, skip: int = 0) -> Iterator[str]:
        """Read from the start, perhaps without the first lines."""
        text = io.TextIOWrapper(io.BytesIO(self._content), self._encoding, errors="replace", newline="")
        return islice(text, skip, None)

    def separator_line(self) -> str:
        """Return the delimiter that Excel names in a first line (`sep=;`)."""
        first = next(self.again(), "").strip()
        return first[-1] if first.lower().startswith("sep=") and len(first) == len("sep=;") else ""


def _fit(lines: Iterator[str], delimiter: str) -> float:
    """Multiply the columns of the header by the share of rows that are as wide; nothing for a single column."""
    records = (record for record in csv.reader(lines, delimiter=delimiter) if any(record))
    try:
        widths = [len(record) for record in islice(records, SAMPLE_ROWS)]
    except csv.Error:
        return 0
    return widths[0] * widths.count(widths[0]) / len(widths) if widths and widths[0] > 1 else 0


def _records(lines: Iterator[str], delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with its number; a quotation mark that is never closed would swallow people, so it is refused."""
    taken = _Taken(lines)
    number = skipped
    try:
        for number, record in enumerate(csv.reader(taken, delimiter=delimiter), start=skipped + 1):
            if taken.count > 1 and taken.is_over() and taken.quotes % 2:
                raise Refused(
                    _("A quotation mark is opened in row %(number)d and never closed. Close it and try again.")
                    % {"number": number}
                )
            yield number, record
            taken.begin()
    except csv.Error as error:
        raise Refused(
            _("This file cannot be read as CSV, from row %(number)d on: %(why)s.")
            % {"number": number + 1, "why": error}
        ) from error


class _Taken:
    """Lines on their way to the CSV reader, with what the present record has taken of them."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._next = lines, next(lines, None)
        self.begin()

    def begin(self) -> None:
        """Count anew for the next record."""
        self.count = self.quotes = 0

    def is_over(self) -> bool:
        """Has the file ended?"""
        return self._next is None

    def __iter__(self) -> _Taken:
        return self

    def __next__(self) -> str:
        line = self._next
        if line is None:
            raise StopIteration
        self._next = next(self._lines, None)
        self.count += 1
        self.quotes += line.count('"')
        return line
