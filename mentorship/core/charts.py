"""A chart as a page shows it: a question, its answer in words, the picture, the same as a table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


class ChartKind(StrEnum):
    """How the figures are drawn."""

    BAR = "bar"
    STACKED = "stacked"
    LINE = "line"


@dataclass(frozen=True)
class Series:
    """One set of figures, a value for each label of the chart; None where there is none."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class ChartRow:
    """One row of the chart's table."""

    label: str
    cells: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """What `components/chart.html` needs; `key` is unique on the page, `answer` says what the picture shows."""

    key: str
    question: str
    answer: str
    labels: Sequence[str]
    series: Sequence[Series]
    kind: ChartKind = ChartKind.BAR
    unit: str = ""
    csv_url: str = ""

    @property
    def figures_id(self) -> str:
        """The id of the element that holds the figures for the picture."""
        return f"{self.key}-figures"

    @property
    def figures(self) -> dict[str, Any]:
        """The figures as the picture's script reads them."""
        return {
            "kind": str(self.kind),
            "unit": str(self.unit),
            "labels": [str(label) for label in self.labels],
            "series": [{"name": str(series.name), "values": list(series.values)} for series in self.series],
        }

    @property
    def rows(self) -> list[ChartRow]:
        """The table: a row for each label, a cell for each series."""
        columns = zip(*(series.values for series in self.series), strict=True)
        return [ChartRow(str(label), cells) for label, cells in zip(self.labels, columns, strict=True)]
