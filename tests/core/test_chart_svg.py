"""Charts are drawn on the server: as drawn for the page, so in print and in a PDF."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from mentorship.core.chart_svg import draw
from mentorship.core.charts import Chart, ChartKind, Series

SVG = "{http://www.w3.org/2000/svg}"
WEEKS = [f"Week {number}" for number in range(1, 9)]


def chart_of(kind, *values, labels=None, **more):
    series = [Series(f"Series {number}", list(one)) for number, one in enumerate(values, start=1)]
    return Chart("held", "Do pairs meet?", "Yes & often.", labels or WEEKS[: len(values[0])], series, kind=kind, **more)


def drawn(chart, width=640):
    return ET.fromstring(draw(chart, width))  # noqa: S314 (our own drawing)


def texts(tree):
    return [node.text or "" for node in tree.iter(f"{SVG}text")]


@pytest.mark.parametrize("width", [330, 640])
@pytest.mark.parametrize(
    "chart",
    [
        chart_of(ChartKind.BAR, [3, 5, None]),
        chart_of(ChartKind.BAR, [3, 5, 0], [1, None, 2]),
        chart_of(ChartKind.STACKED, [3, 5, 0], [1, 2, 2], [1, 1, 1], [4, 4, 4]),
        chart_of(ChartKind.LINE, [3.5, None, 2], [1, 2, 3]),
        chart_of(ChartKind.SPREAD, [3, None], [4, None], [5, None], lowest=1, highest=9),
        chart_of(ChartKind.ROWS, [3, 2], [4, 2], [5, 2], labels=["Physical examination", "Counseling"]),
        chart_of(ChartKind.LYING, [48, 4, None], [44, 6, 5], labels=["Emergency medicine", "Anaesthesia", "Site"]),
        chart_of(ChartKind.BAR, [0, 0]),
        chart_of(ChartKind.BAR, [12_345]),
    ],
    ids=lambda chart: chart.kind.value if isinstance(chart, Chart) else "",
)
def test_every_kind_is_well_formed_and_stays_inside_its_frame(chart, width):
    tree = drawn(chart, width)

    _x, _y, wide, high = map(float, tree.get("viewBox").split())
    for box in tree.iter(f"{SVG}rect"):
        if box.get("x"):
            assert 0 <= float(box.get("x")) <= float(box.get("x")) + float(box.get("width")) <= wide
            assert 0 <= float(box.get("y")) <= float(box.get("y")) + float(box.get("height")) <= high
    for line in tree.iter(f"{SVG}line"):
        assert all(0 <= float(line.get(side)) <= max(wide, high) for side in ("x1", "x2", "y1", "y2"))


@pytest.mark.parametrize("width", [330, 640])
def test_bars_that_lie_down_are_all_named_and_all_have_their_figure(width):
    names = ["Emergency medicine", "Obstetrics and gynaecology", *(f"Specialty {n}" for n in range(13))]

    said = texts(drawn(chart_of(ChartKind.LYING, [*range(15)], [7] * 15, labels=names), width))

    assert [words for words in said if words in names] == names
    assert [words for words in said if words.isdigit()] == [words for n in range(15) for words in (str(n), "7")]


def test_it_says_in_words_what_it_shows():
    assert drawn(chart_of(ChartKind.BAR, [3])).find(f"{SVG}title").text == "Do pairs meet? Yes & often."


def test_words_are_escaped():
    assert "<script>" not in draw(chart_of(ChartKind.BAR, [1], labels=["<script>"]), 640)


def test_twice_the_figure_is_twice_the_height():
    first, second = (
        float(box.get("height")) for box in drawn(chart_of(ChartKind.BAR, [3, 6])).iter(f"{SVG}rect") if box.get("x")
    )

    assert second == pytest.approx(2 * first, abs=0.2)


def test_the_axis_has_whole_steps_and_reaches_the_highest_figure():
    ticks = [text for text in texts(drawn(chart_of(ChartKind.BAR, [46, 3]))) if text.isdigit()]

    assert ticks == ["0", "10", "20", "30", "40", "50"]


def test_an_ordinal_scale_shows_its_names_and_so_does_the_table():
    chart = chart_of(ChartKind.BAR, [2, 3], steps=("1", "2a", "2b"))

    assert {"1", "2a", "2b"} <= set(texts(drawn(chart)))
    assert {str(step) for step in range(9)} <= set(texts(drawn(chart_of(ChartKind.BAR, [1], steps=list("012345678")))))
    assert [row.words for row in chart.rows] == [("2a",), ("2b",)]


def test_where_there_is_no_figure_the_line_stops():
    path = next(node.get("d") for node in drawn(chart_of(ChartKind.LINE, [1, 2, None, 4])).iter(f"{SVG}path"))

    assert path.count("M") == 2
    assert path.count("L") == 1


def test_series_are_told_apart_without_colour():
    tiles = re.findall(r"<pattern.*?</pattern>", draw(chart_of(ChartKind.STACKED, [1], [1], [1], [1]), 640))
    dashes = {
        node.get("stroke-dasharray") for node in drawn(chart_of(ChartKind.LINE, [1], [1], [1], [1])).iter(f"{SVG}path")
    }

    assert len({re.sub(r'id="[^"]*"|#\w+|chart-fill-\d', "", tile) for tile in tiles}) == 3
    assert len(dashes - {None}) == 4


def test_labels_that_would_touch_are_left_out():
    many = chart_of(ChartKind.BAR, list(range(60)), labels=[f"{number} January" for number in range(60)])

    shown = [text for text in texts(drawn(many, 330)) if "January" in text]

    assert 2 <= len(shown) <= 5
