"""A chart as a page shows it: a question, its answer in words, the picture, the same as a table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class ChartKind(StrEnum):
    """How the figures are drawn."""

    BAR = "bar"
    STACKED = "stacked"
    LINE = "line"
    SPREAD = "spread"
    """Of each label the lowest, the middle and the highest: exactly these three series."""
    ROWS = "rows"
    """The same lying down, for labels that are long."""
    LYING = "lying"
    """Bars lying down, each label written out above its bars and each figure at the end of its own."""


@dataclass(frozen=True)
class Series:
    """One set of figures, a value for each label of the chart; None where there is none."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class ChartRow:
    """One row of the chart's table; `words` are its cells as they are read."""

    label: str
    cells: tuple[float | None, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """What `components/chart.html` needs; `key` is unique on the page, `answer` says what the picture shows.

    `lowest` and `highest` are the ends of a scale where it has any; `steps` names the figures 1, 2, 3 … of an ordinal
    scale. `note` says what must not be read into the picture.
    """

    key: str
    question: str
    answer: str
    labels: Sequence[str]
    series: Sequence[Series]
    kind: ChartKind = ChartKind.BAR
    unit: str = ""
    csv_url: str = ""
    lowest: float | None = None
    highest: float | None = None
    steps: Sequence[str] = ()
    note: str = ""

    @property
    def rows(self) -> list[ChartRow]:
        """The table: a row for each label, a cell for each series."""
        columns = zip(*(series.values for series in self.series), strict=True)
        return [
            ChartRow(str(label), cells, tuple(self._words(cell) for cell in cells))
            for label, cells in zip(self.labels, columns, strict=True)
        ]

    def _words(self, cell: float | None) -> str:
        if cell is None:
            return "–"
        return str(self.steps[int(cell) - 1]) if self.steps else f"{cell:g}"
