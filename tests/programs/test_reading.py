"""The files people send are read as they are, or refused in words."""

from __future__ import annotations

import pytest

from mentorship.core.errors import Refused
from programs.domain.participants.reading import read_sheet
from tests.programs.files import csv_bytes

ROWS = [["Name", "E-mail"], ["Zoë Müller", "zoe@example.org"]]
PLAIN = [["Zoë Müller", "zoe@example.org"]]

UGLY_FILES = {
    "plain": csv_bytes(ROWS),
    "with a byte order mark": csv_bytes(ROWS, encoding="utf-8-sig"),
    "in Windows-1252": csv_bytes(ROWS, encoding="cp1252"),
    "in UTF-16 as Excel's “Unicode text”": csv_bytes(ROWS, delimiter="\t", encoding="utf-16"),
    "with semicolons": csv_bytes(ROWS, delimiter=";"),
    "with tabs": csv_bytes(ROWS, delimiter="\t"),
    "with old Mac line ends": csv_bytes(ROWS, end="\r"),
    "with Excel's separator line": b"sep=;\r\n" + csv_bytes(ROWS, delimiter=";"),
    "with blank lines": csv_bytes([[], *ROWS[:1], [], ["", " "], *ROWS[1:], []]),
    "with trailing separators": csv_bytes([[*row, "", ""] for row in ROWS]),
    "with stray spaces": csv_bytes([[f"  {cell} " for cell in row] for row in ROWS]),
    "with quotes around everything": '"Name","E-mail"\n"Zoë Müller","zoe@example.org"\n'.encode(),
    "in UTF-16 without a mark": csv_bytes(ROWS, delimiter="\t", encoding="utf-16-le"),
    "without a last line end": csv_bytes(ROWS).rstrip(),
}


@pytest.mark.parametrize("content", UGLY_FILES.values(), ids=UGLY_FILES)
def test_an_ugly_file_is_read(content):
    sheet = read_sheet(content)

    assert sheet.header == ["Name", "E-mail"]
    assert [row.cells for row in sheet.rows] == PLAIN


def test_a_row_is_numbered_as_the_spreadsheet_shows_it():
    sheet = read_sheet(b"Name,E-mail\n\nAda,ada@example.org\n")

    assert next(sheet.rows).number == 3


def test_commas_inside_quotes_and_questions_with_semicolons_do_not_confuse_the_delimiter():
    content = b'"Skills (a, b; c)","Name"\n"Suturing, LP; FAST","Ada"\n"Triage; Sepsis","Bo"\n'

    sheet = read_sheet(content)

    assert sheet.header == ["Skills (a, b; c)", "Name"]


def test_a_short_row_is_filled_up_and_a_long_one_kept():
    sheet = read_sheet(b"a,b,c\n1\n1,2,3,4\n")

    assert [row.cells for row in sheet.rows] == [["1", "", ""], ["1", "2", "3", "4"]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"Name,E-mail\n", "no rows"),
        (b"PK\x03\x04rest of a workbook", "workbook cannot be read"),
        (b"\xd0\xcf\x11\xe0an old workbook", "old Excel file"),
        (b'Name,E-mail\nAda,a@b.c\n"Bo,b@b.c\nCy,c@b.c\n', "row 3 and never closed"),
        (b"Name,E-mail\nAda," + b"a" * 20_000 + b"\n", "longer than 10000 characters"),
        (b"a," * 200 + b"a\n1,2\n", "more than 100 columns"),
        (b"Name\0,E-mail\nAda,x\n", "not a text file"),
        ("Näme,E-mail,Zoë".encode() + b"\xff\nAda,x,y\n", "heading of column 3 has characters that cannot be read"),
        (b"Na\x8dme,E-mail\nAda,x\n", "heading of column 1 has characters"),
        (b"\x1f\x8b\x08packed,E-mail\nAda,x\n", "heading of column 1 has characters"),
        (b"Name,E-mail\n" + b"a,b\n" * 4, "more than 3 rows"),
        (b"Name,E-mail\n" + b"a,b" * 400_000, "larger than 1 MB"),
        (b'Name\n"' + b"a" * 140_000 + b'"\n', "cannot be read as CSV"),
    ],
)
def test_what_is_no_table_is_refused_in_words(content, words, settings):
    settings.IMPORT_ROWS, settings.IMPORT_MEGABYTES = 3, 1

    with pytest.raises(Refused, match=words):
        list(read_sheet(content).rows)


def test_empty_last_answers_do_not_confuse_the_delimiter():
    sheet = read_sheet(b"Name,E-mail,Note\n" + b"Ada,ada@example.org,\n" * 40)

    assert sheet.header == ["Name", "E-mail", "Note"]


def test_a_broken_byte_garbles_nobody_else():
    sheet = read_sheet("Name\nZoë Müller\nJosé Núñez\n".encode() + b"Bo\xff Lee\n")

    assert [row.cells for row in sheet.rows] == [["Zoë Müller"], ["José Núñez"], ["Bo\N{REPLACEMENT CHARACTER} Lee"]]
