"""The two parts of a workbook that hold what people wrote, read as streams: the texts that cells share, and a sheet's rows.

A cell becomes what the file says of it, nothing is computed. openpyxl makes several objects of each cell, which takes
three times as long as all the rest of an import's preview (`benchmarks/imports.py`); it still reads the rest of the workbook.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.parsers.expat import ParserCreate

from openpyxl.formula.translate import Translator
from openpyxl.utils import column_index_from_string
from openpyxl.utils.escape import unescape

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

CHUNK = 1 << 16
HOLDS_TEXT = frozenset({"v", "t", "f"})
MOST_COLUMNS = 16_384
"""The widest row that a workbook can have."""


class Cell(NamedTuple):
    """What a file says of one cell: its kind as the format names it (`formula` if it has one), its style, its text."""

    kind: str
    style: int
    text: str


class _Part:
    """Goes through one part of a workbook; `begin` and `end` hear of each element by its name without a namespace."""

    def __init__(self) -> None:
        self._parser = ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._names: dict[str, str] = {}
        self._pieces: list[str] = []
        self._in_reading_aid = False

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """Read one more piece of the part."""
        self._parser.Parse(piece, last)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Hear that an element begins."""

    def end(self, name: str, text: str) -> None:
        """Hear that an element ends; `text` is what those that hold text held."""

    def _start(self, full_name: str, attributes: dict[str, str]) -> None:
        name = self._names.get(full_name)
        if name is None:
            name = self._names[full_name] = full_name.rpartition(" ")[2]
        if name in HOLDS_TEXT:
            self._pieces.clear()
            self._parser.CharacterDataHandler = self._pieces.append
        elif name == "rPh":
            self._in_reading_aid = True
        self.begin(name, attributes)

    def _end(self, full_name: str) -> None:
        name = self._names[full_name]
        text = ""
        if name in HOLDS_TEXT:
            self._parser.CharacterDataHandler = None
            text = "" if self._in_reading_aid else "".join(self._pieces)
        elif name == "rPh":
            self._in_reading_aid = False
        self.end(name, text)


class SharedTexts(_Part):
    """The texts that cells name by number, held as one string of bytes, so that they take no more than they are long."""

    def __init__(self, stream: IO[bytes] | None = None) -> None:
        super().__init__()
        self._all, self._ends, self._text = bytearray(), array("Q", [0]), ""
        if stream is None:
            return
        while piece := stream.read(CHUNK):
            self.feed(piece)
        self.feed(b"", last=True)

    def end(self, name: str, text: str) -> None:
        """Gather the runs of a text, and keep it."""
        if name == "t":
            self._text += text
        elif name == "si":
            self._all += plain_text(self._text).encode("utf-8", "replace")
            self._ends.append(len(self._all))
            self._text = ""

    def __getitem__(self, number: int) -> str:
        """Return a text by its number."""
        if not 0 <= number < len(self._ends) - 1:
            raise IndexError(number)
        return self._all[self._ends[number] : self._ends[number + 1]].decode()


def plain_text(text: str) -> str:
    """Undo how the format writes characters that XML does not allow."""
    return unescape(text) if "_x" in text else text


class _Rows(_Part):
    def __init__(self) -> None:
        super().__init__()
        self.finished: list[tuple[int, list[Cell | None]]] = []
        self._number = self._style = 0
        self._cells: list[Cell | None] = []
        self._at = self._kind = self._text = ""
        self._formula: str | None = None
        self._shared: dict[str, Translator] = {}
        self._asked: dict[str, str] = {}

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._at, self._kind = attributes.get("r", ""), attributes.get("t", "n")
            self._style, self._text, self._formula = int(attributes.get("s", 0)), "", None
        elif name == "f":
            self._asked = attributes
        elif name == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._cells = []

    def end(self, name: str, text: str) -> None:
        if name == "v":
            self._text = text
        elif name == "t":
            self._text += text
        elif name == "f":
            self._formula = self._formula_here(text)
        elif name == "c":
            self._keep()
        elif name == "row":
            self.finished.append((self._number, self._cells))

    def _keep(self) -> None:
        column = column_index_from_string(self._at.rstrip("0123456789")) if self._at else len(self._cells) + 1
        if column > MOST_COLUMNS or column <= len(self._cells):
            raise ValueError(self._at)
        self._cells.extend([None] * (column - len(self._cells) - 1))
        if self._formula is not None:
            self._cells.append(Cell("formula", self._style, self._formula))
        else:
            self._cells.append(Cell(self._kind, self._style, self._text) if self._text else None)

    def _formula_here(self, text: str) -> str:
        """Write a formula as the cell shows it when one edits it; cells below the first may only name a shared one."""
        number = self._asked.get("si")
        if self._asked.get("t") != "shared" or number is None:
            return f"={text}"
        if number in self._shared and self._at:
            return str(self._shared[number].translate_formula(self._at))
        self._shared[number] = Translator(f"={text}", origin=self._at)
        return f"={text}"


def rows_of(stream: IO[Any]) -> Iterator[tuple[int, list[Cell | None]]]:
    """Yield each row with its number, its cells from the first column on, nothing where a cell is empty."""
    rows = _Rows()
    over = False
    while not over:
        piece = stream.read(CHUNK)
        over = not piece
        rows.feed(piece, last=over)
        yield from rows.finished
        rows.finished.clear()
