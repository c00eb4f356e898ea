"""Charts drawn as SVG on the server: the same picture for the page, for print and for PDF, without a script.

Ink, primary, wait, done in that order, each with its own pattern, so that nothing is told by colour alone. Colours stand
as attributes, which a PDF shows as they are and which a page's style sheet overrides with the colours of the theme. All
lengths are the drawing's own units; a page shows them as pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from mentorship.core.charts import ChartKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mentorship.core.charts import Chart

COLOURS = ("#1c2430", "#0b5f66", "#8a5a00", "#1f6b3a")
GROUND, QUIET, LINE = "#ffffff", "#586274", "#d9d6cd"
DASHES = ("none", "6 4", "2 3", "10 3 2 3")
TILES = (
    "",
    '<path d="M-2 2 2 -2M0 8 8 0M6 10 10 6" {stroke}/>',
    '<circle cx="4" cy="4" r="1.5" {fill}/>',
    '<path d="M-2 6 2 10M0 0 8 8M6 -2 10 2" {stroke}/>',
)
"""Plain, rising lines, dots, falling lines."""

LETTER = 6.6
"""A letter of the labels is about this wide."""
PLOT_HEIGHT, ROW_HEIGHT, LEGEND_HEIGHT, FOOT = 200, 30, 24, 24
ROW_HEIGHT_WITH_LABEL = 46
LYING_LABEL, LYING_BAR, LYING_SPACE = 22, 15, 8
WIDEST_BAR = 44
MOST_TICKS = 6
LONGEST_ROW_LABEL = 0.47
"""How much of the width the names of the rows may take beside them; longer ones stand above."""


@dataclass(frozen=True)
class _Frame:
    """Where the plot lies in the drawing, and which figures its edges stand for."""

    left: float
    right: float
    top: float
    bottom: float
    lowest: float
    highest: float

    def up(self, value: float) -> float:
        """Return how far down a figure is drawn on an upright axis."""
        return self.bottom - (value - self.lowest) / (self.highest - self.lowest) * (self.bottom - self.top)

    def along(self, value: float) -> float:
        """Return how far right a figure is drawn on a lying axis."""
        return self.left + (value - self.lowest) / (self.highest - self.lowest) * (self.right - self.left)


def draw(chart: Chart, width: int) -> SafeString:
    """Draw a chart `width` units wide; its height follows from what it shows."""
    edges = _edges(chart)
    legend, legend_height = _legend(chart, width)
    if chart.kind == ChartKind.ROWS:
        longest = max((len(str(label)) for label in chart.labels), default=0) * LETTER + 12
        is_beside = longest <= width * LONGEST_ROW_LABEL
        row_height = ROW_HEIGHT if is_beside else ROW_HEIGHT_WITH_LABEL
        height: float = row_height * len(chart.labels) + FOOT
        frame = _Frame(longest if is_beside else 12, width - 12, 0, height - FOOT, *edges)
        inner = [*_rows(chart, frame)]
    elif chart.kind == ChartKind.LYING:
        height = legend_height + _lying_height(chart) * len(chart.labels)
        most = max(len(words) for row in chart.rows for words in row.words) if chart.labels else 1
        frame = _Frame(0, width - most * LETTER - 8, legend_height, height, *edges)
        inner = [*_lying(chart, frame, width)]
    else:
        height = legend_height + 8 + PLOT_HEIGHT + FOOT
        left = max(len(_tick_words(chart, tick)) for tick in _ticks(chart, *edges)) * LETTER + 10
        frame = _Frame(left, width - 4, legend_height + 8, height - FOOT, *edges)
        inner = [*_upright_axis(chart, frame), *_labels(chart, frame), *_MARKS[chart.kind](chart, frame, width)]
    return format_html(
        '<svg class="chart-svg" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="{}" height="{}" role="img" '
        'font-size="12" font-family="system-ui, DejaVu Sans, sans-serif"><title>{}</title>'
        '<g aria-hidden="true">{}{}{}</g></svg>',
        width, height, width, height, f"{chart.question} {chart.answer}", _patterns(chart, width), legend,
        mark_safe("".join(inner)),  # noqa: S308 (each part was escaped when it was made)
    )  # fmt: skip


def _edges(chart: Chart) -> tuple[float, float]:
    values = [value for series in chart.series for value in series.values if value is not None]
    if chart.kind == ChartKind.STACKED:
        values = [sum(cell or 0 for cell in row.cells) for row in chart.rows]
    lowest = chart.lowest if chart.lowest is not None else 0
    highest = chart.highest if chart.highest is not None else max(values, default=1)
    if chart.steps:
        return 0, len(chart.steps)
    step = _step(lowest, highest)
    return lowest, max(lowest + ceil((highest - lowest) / step) * step, lowest + 1)


def _step(lowest: float, highest: float) -> int:
    """Return the smallest whole step of 1, 2, 5, 10, 20 … that needs no more than so many ticks."""
    size, wanted = 1, (highest - lowest) / MOST_TICKS
    while size * 10 < wanted:
        size *= 10
    return next(size * factor for factor in (1, 2, 5, 10) if size * factor >= wanted)


def _ticks(chart: Chart, lowest: float, highest: float) -> list[float]:
    step = 1 if chart.steps else _step(lowest, highest)
    return [lowest + step * number for number in range(floor((highest - lowest) / step) + 1)]


def _tick_words(chart: Chart, tick: float) -> str:
    if chart.steps:
        return str(chart.steps[int(tick) - 1]) if 1 <= tick <= len(chart.steps) else ""
    return f"{tick:g}"


def _text(x: float, y: float, words: str, *, anchor: str = "start", css: str = "quiet", fill: str = QUIET) -> str:
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}" class="chart-{}" fill="{}">{}</text>',
        f"{x:.1f}", f"{y:.1f}", anchor, css, fill, words,
    )  # fmt: skip


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" class="chart-rule" stroke="{}"/>',
        f"{x1:.1f}", f"{y1:.1f}", f"{x2:.1f}", f"{y2:.1f}", LINE,
    )  # fmt: skip


def _upright_axis(chart: Chart, frame: _Frame) -> Iterator[str]:
    for tick in _ticks(chart, frame.lowest, frame.highest):
        y = frame.up(tick)
        yield _rule(frame.left, y, frame.right, y)
        yield _text(frame.left - 6, y + 4, _tick_words(chart, tick), anchor="end")


def _labels(chart: Chart, frame: _Frame) -> Iterator[str]:
    slot = (frame.right - frame.left) / max(len(chart.labels), 1)
    longest = max((len(str(label)) for label in chart.labels), default=1) * LETTER + 8
    every = max(1, ceil(longest / slot))
    for number, label in enumerate(chart.labels):
        if number % every == 0:
            half = min(longest, len(str(label)) * LETTER) / 2
            x = min(max(frame.left + slot * (number + 0.5), half), frame.right - half)
            yield _text(x, frame.bottom + 17, str(label), anchor="middle")


def _legend(chart: Chart, width: int) -> tuple[SafeString, float]:
    """Name the series above the picture, each beside its own mark; a single one needs no name."""
    if len(chart.series) < 2 or chart.kind in {ChartKind.ROWS, ChartKind.SPREAD}:
        return mark_safe(""), 0
    x, y, parts = 0.0, 16.0, []
    for number, series in enumerate(chart.series):
        needed = 24 + len(str(series.name)) * 7 + 16
        if x and x + needed > width:
            x, y = 0.0, y + LEGEND_HEIGHT
        if chart.kind == ChartKind.LINE:
            parts += [_stroke(f"M{x:.0f} {y - 4:.0f}H{x + 18:.0f}", number), _point(x + 9, y - 4, number)]
        else:
            parts.append(_box(x, y - 11, 16, 12, number, _fill(chart, number, width)))
        parts.append(_text(x + 24, y, str(series.name), css="words", fill=COLOURS[0]))
        x += needed
    return mark_safe("".join(parts)), y + 8  # noqa: S308 (each part was escaped when it was made)


def _patterns(chart: Chart, width: int) -> SafeString:
    """Define the tiles of the series that have one; a tile's id is its chart's, its size's and its own."""
    numbers = [number for number in range(len(chart.series)) if number % 4]
    if not numbers or chart.kind not in {ChartKind.BAR, ChartKind.STACKED, ChartKind.LYING}:
        return mark_safe("")
    tile = '<pattern id="{}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" class="chart-fill-{}" fill="{}"/>{}</pattern>'
    return format_html(
        "<defs>{}</defs>",
        format_html_join(
            "", tile, ((_tile(chart, number, width), number % 4, COLOURS[number % 4], _inside(number)) for number in numbers)
        ),
    )  # fmt: skip


def _inside(number: int) -> SafeString:
    stroke = f'class="chart-ground" stroke="{GROUND}" stroke-width="1.5" fill="none"'
    return mark_safe(TILES[number % 4].format(stroke=stroke, fill=f'class="chart-ground-fill" fill="{GROUND}"'))  # noqa: S308 (constants)


def _tile(chart: Chart, number: int, width: int) -> str:
    return f"{chart.key}-{width}-tile-{number}"


def _fill(chart: Chart, number: int, width: int) -> str:
    return f"url(#{_tile(chart, number, width)})" if number % 4 else COLOURS[0]


def _box(x: float, y: float, width: float, height: float, number: int, fill: str) -> str:
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}"{} fill="{}"/>',
        f"{x:.1f}", f"{y:.1f}", f"{width:.1f}", f"{max(height, 0):.1f}",
        mark_safe("" if number % 4 else ' class="chart-fill-0"'),  # noqa: S308 (constants)
        fill,
    )  # fmt: skip


def _stroke(path: str, number: int) -> str:
    return format_html(
        '<path d="{}" class="chart-stroke-{}" stroke="{}" stroke-width="2.5" stroke-dasharray="{}" fill="none"/>',
        path, number % 4, COLOURS[number % 4], DASHES[number % 4],
    )  # fmt: skip


def _point(x: float, y: float, number: int) -> str:
    """A circle, a square, a triangle or a square on its corner."""
    shapes = (
        f"M{x - 4:.1f} {y:.1f}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
        f"M{x - 3.5:.1f} {y - 3.5:.1f}h7v7h-7z",
        f"M{x:.1f} {y - 4.5:.1f}l4.5 8h-9z",
        f"M{x:.1f} {y - 5:.1f}l5 5-5 5-5-5z",
    )
    colour = COLOURS[number % 4]
    return format_html('<path d="{}" class="chart-fill-{}" fill="{}"/>', shapes[number % 4], number % 4, colour)


def _bars(chart: Chart, frame: _Frame, width: int) -> Iterator[str]:
    slot = (frame.right - frame.left) / max(len(chart.labels), 1)
    each = min(slot * 0.8 / len(chart.series), WIDEST_BAR)
    for number, series in enumerate(chart.series):
        for place, value in enumerate(series.values):
            if value:
                x = frame.left + slot * (place + 0.5) + each * (number - len(chart.series) / 2)
                top = frame.up(value)
                yield _box(x, top, each * 0.94, frame.bottom - top, number, _fill(chart, number, width))


def _stacked(chart: Chart, frame: _Frame, width: int) -> Iterator[str]:
    slot = (frame.right - frame.left) / max(len(chart.labels), 1)
    each = min(slot * 0.7, WIDEST_BAR)
    for place, row in enumerate(chart.rows):
        foot = 0.0
        for number, value in enumerate(row.cells):
            if value:
                top, base = frame.up(foot + value), frame.up(foot)
                x = frame.left + slot * (place + 0.5) - each / 2
                yield _box(x, top, each, base - top, number, _fill(chart, number, width))
                foot += value


def _lines(chart: Chart, frame: _Frame, _width: int) -> Iterator[str]:
    slot = (frame.right - frame.left) / max(len(chart.labels), 1)
    for number, series in enumerate(chart.series):
        points = [
            None if value is None else (frame.left + slot * (place + 0.5), frame.up(value))
            for place, value in enumerate(series.values)
        ]
        yield _stroke(" ".join(_segments(points)), number)
        yield from (_point(*point, number) for point in points if point is not None)


def _segments(points: Sequence[tuple[float, float] | None]) -> Iterator[str]:
    """Join neighbours; where there is no figure, the line stops."""
    before = None
    for point in points:
        if point is not None:
            yield f"{'L' if before else 'M'}{point[0]:.1f} {point[1]:.1f}"
        before = point


def _spread(chart: Chart, frame: _Frame, _width: int) -> Iterator[str]:
    """Of each label an upright stroke from the lowest to the highest figure, and a point where the middle lies."""
    slot = (frame.right - frame.left) / max(len(chart.labels), 1)
    for place, row in enumerate(chart.rows):
        low, middle, high = row.cells
        if low is not None and middle is not None and high is not None:
            x = frame.left + slot * (place + 0.5)
            yield _stroke(f"M{x:.1f} {frame.up(low):.1f}V{frame.up(high):.1f}", 0)
            yield _stroke(f"M{x - 5:.1f} {frame.up(low):.1f}h10M{x - 5:.1f} {frame.up(high):.1f}h10", 0)
            yield _point(x, frame.up(middle), 3)


def _rows(chart: Chart, frame: _Frame) -> Iterator[str]:
    """The same lying down, one row for each label, for names too long to stand under a picture."""
    row_height = (frame.bottom - frame.top) / max(len(chart.labels), 1)
    is_beside = row_height == ROW_HEIGHT
    for tick in _ticks(chart, frame.lowest, frame.highest):
        yield _rule(frame.along(tick), frame.top, frame.along(tick), frame.bottom)
        yield _text(frame.along(tick), frame.bottom + 17, _tick_words(chart, tick), anchor="middle")
    for place, row in enumerate(chart.rows):
        top = frame.top + row_height * place
        y = top + row_height * (0.5 if is_beside else 0.72)
        if is_beside:
            yield _text(frame.left - 12, y + 4, row.label, anchor="end", css="words", fill=COLOURS[0])
        else:
            yield _text(0, top + 15, row.label, css="words", fill=COLOURS[0])
        low, middle, high = row.cells
        if low is not None and middle is not None and high is not None:
            yield _stroke(f"M{frame.along(low):.1f} {y:.1f}H{frame.along(high):.1f}", 0)
            yield _stroke(f"M{frame.along(low):.1f} {y - 5:.1f}v10M{frame.along(high):.1f} {y - 5:.1f}v10", 0)
            yield _point(frame.along(middle), y, 3)


def _lying_height(chart: Chart) -> int:
    return LYING_LABEL + LYING_BAR * len(chart.series) + LYING_SPACE


def _lying(chart: Chart, frame: _Frame, width: int) -> Iterator[str]:
    """Every label in full, its bars below it, and at the end of each its figure: no axis is needed."""
    room = int(width / LETTER)
    for place, row in enumerate(chart.rows):
        top = frame.top + _lying_height(chart) * place
        words = row.label if len(row.label) <= room else f"{row.label[: room - 1]}…"
        yield _text(0, top + 16, words, css="words", fill=COLOURS[0])
        for number, value in enumerate(row.cells):
            y = top + LYING_LABEL + LYING_BAR * number
            end = frame.along(value or 0)
            yield _box(0, y, end, LYING_BAR - 2, number, _fill(chart, number, width))
            yield _text(end + 5, y + 11, row.words[number])


_MARKS = {
    ChartKind.BAR: _bars,
    ChartKind.STACKED: _stacked,
    ChartKind.LINE: _lines,
    ChartKind.SPREAD: _spread,
}
