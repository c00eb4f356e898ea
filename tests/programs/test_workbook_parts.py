"""What a sheet says is read cell by cell as openpyxl reads it, from every way a workbook can write the same."""

from __future__ import annotations

import datetime as dt
import io
from xml.parsers.expat import ExpatError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from programs.domain.participants.reading import read_sheet
from programs.domain.participants.workbook_parts import SharedTexts, rows_of
from tests.programs.books import with_part, workbook

SHEET = "xl/worksheets/sheet1.xml"
START = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData></worksheet>"
TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="￾￿'="), min_size=1, max_size=20)
VALUES = st.one_of(
    st.none(), TEXT, st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6).map(lambda number: round(number, 3)),
    st.booleans(), st.dates(dt.date(1950, 1, 1), dt.date(2090, 1, 1)),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(VALUES, min_size=1, max_size=5), min_size=1, max_size=5))
def test_cells_are_what_openpyxl_reads(rows):
    content = workbook({"A": [["a", "b", "c", "d", "e"], *([*row, "end"] for row in rows)]})

    read = list(read_sheet(content).rows)

    (sheet,) = load_workbook(io.BytesIO(content)).worksheets
    expected = [[_expected(value) for value in row] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [row.cells[: len(rows[at])] for at, row in enumerate(read)] == [
        row[: len(rows[at])] for at, row in enumerate(expected)
    ]


def _expected(value):
    if value is None or isinstance(value, str):
        return " ".join((value or "").split())
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d}"
    return str(int(value)) if float(value).is_integer() else str(value)


def sheet_of(rows: bytes) -> list[list[str]]:
    content = with_part(workbook({"A": [["a", "b", "c"], ["x"]]}), SHEET, START + rows + END)
    sheet = read_sheet(content)
    return [sheet.header, *(row.cells for row in sheet.rows)]


def test_cells_without_an_address_follow_one_another_and_gaps_are_empty():
    inline = b'<c t="inlineStr"><is><t>%s</t></is></c>'
    header = b"<row>" + b"".join(inline % name for name in (b"a", b"b", b"c")) + b"</row>"
    gap = b'<row r="4"><c r="C4" t="str"><v>third</v></c></row>'

    assert sheet_of(header + gap) == [["a", "b", "c"], ["", "", "third"]]


def test_text_in_several_runs_is_one_text_and_how_it_is_spoken_is_left_out():
    runs = b'<is><r><t>Shoulder </t></r><r><t xml:space="preserve">reduction</t></r><rPh><t>spoken</t></rPh></is>'
    header = b'<row><c t="inlineStr"><is><t>a</t></is></c></row>'

    assert sheet_of(header + b'<row><c t="inlineStr">' + runs + b"</c></row>") == [["a"], ["Shoulder reduction"]]


def test_a_formula_below_a_shared_one_stays_text_too():
    header = b'<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
    first = b'<row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">B2+1</f><v>8</v></c></row>'
    second = b'<row r="3"><c r="A3"><f t="shared" si="0"/><v>9</v></c></row>'

    assert sheet_of(header + first + second) == [["a"], ["=B2+1"], ["=B3+1"]]


def test_a_day_no_calendar_has_is_said_so_and_stops_nothing():
    content = workbook({"A": [["Born"], [dt.date(2000, 2, 29)]]})
    sheet = load_workbook(io.BytesIO(content))
    sheet["A"]["A2"].value = 99_999_999_999
    sheet["A"]["A2"].number_format = "yyyy-mm-dd"
    changed = io.BytesIO()
    sheet.save(changed)

    assert [row.cells for row in read_sheet(changed.getvalue()).rows] == [["#VALUE!"]]


@pytest.mark.parametrize(
    "row", [b'<row><c r="XFE1"/></row>', b'<row><c r="B1"/><c r="A1"/></row>', b'<row><c r="1"/></row>', b"<row><c"]
)
def test_cells_out_of_place_are_refused(row):
    with pytest.raises((ValueError, ExpatError)):
        list(rows_of(io.BytesIO(START + row + END)))


def test_shared_texts_are_found_by_their_number_in_any_alphabet():
    texts = ["Zoë", "", "李 小龍", "_x0041_bc", "🙂"]
    part = "".join(f"<si><t>{text}</t></si>" for text in texts)

    shared = SharedTexts(io.BytesIO(f"<sst>{part}</sst>".encode()))

    assert [shared[number] for number in range(5)] == ["Zoë", "", "李 小龍", "Abc", "🙂"]
    with pytest.raises(IndexError):
        shared[5]
