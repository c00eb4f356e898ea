"""XLSX workbooks are read as people have them, and refused when they are a trap."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from mentorship.core.errors import Refused
from programs.domain.importing import confirm_import, map_columns, preview_import
from programs.domain.participants.handing_back import bad_rows_file
from programs.domain.participants.reading import read_sheet, read_sheets
from programs.enums import ImportState
from programs.models import Enrollment
from tests.programs.books import with_part, workbook

MENTORS = [["E-mail", "Name", "How many mentees could you take?"], ["osei@example.org", "Amara Osei", 2.0]]
MENTEES = [["E-mail", "Name", "Skills"], ["lena@example.org", "Lena Fischer", "Suturing; "]]


def test_numbers_dates_and_formulas_come_out_as_a_person_would_write_them():
    moment, day = dt.datetime.fromisoformat("2026-11-02 08:15"), dt.date(2026, 11, 2)
    row = ["Zoë", 2, 2.0, 2.5, moment, day, True, "=HYPERLINK(1)", None, "  two  words "]

    (read,) = read_sheet(workbook({"A": [[f"q{n}" for n in range(10)], row]})).rows

    assert read.cells == [
        "Zoë", "2", "2", "2.5", "2026-11-02 08:15", "2026-11-02", "yes", "=HYPERLINK(1)", "", "two words",
    ]  # fmt: skip


def test_blank_rows_count_as_the_spreadsheet_shows_them_and_hidden_sheets_are_left_alone():
    content = workbook({"Secret": MENTEES, "A": [MENTEES[0], [], [None, " "], MENTEES[1]]}, hidden=["Secret"])

    (sheet,) = ((sheet.name, [row.number for row in sheet.rows]) for sheet in read_sheets(content))

    assert sheet == ("A", [4])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (with_part(workbook({"A": MENTEES}), "xl/media/bomb.bin", b"\0" * 3_000_000), "unpacks to more than 1 MB"),
        (
            with_part(
                workbook({"A": MENTEES}), "xl/sharedStrings.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><sst>&a;</sst>'
            ),
            "declarations",
        ),
        (
            with_part(workbook({"A": MENTEES}), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"),
            "cannot be read",
        ),
        (workbook({"A": MENTEES})[:-40], "cannot be read"),
        (workbook({"A": []}), "empty"),
        (workbook({"A": MENTEES[:1]}), "no rows"),
    ],
    ids=["a zip bomb", "entities", "half a sheet", "cut off", "nothing", "a header only"],
)
def test_a_trap_is_refused_in_words(content, words, settings):
    settings.IMPORT_UNPACKED_MEGABYTES = 1

    with pytest.raises(Refused, match=words):
        [list(sheet.rows) for sheet in read_sheets(content)]


def test_a_packed_file_that_is_no_workbook_is_refused():
    import zipfile

    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("people.csv", "Name,E-mail")

    with pytest.raises(Refused, match="no Excel workbook"):
        next(read_sheets(content.getvalue()))


@pytest.mark.django_db
class TestImporting:
    @pytest.fixture
    def preview(self, cohort, leader, now):
        def make(content, role="both"):
            return preview_import(
                cohort_id=cohort.pk, role=role, file_name="people.xlsx", content=content, by=leader, now=now
            )

        return make

    def test_one_file_with_two_sheets_brings_both_roles(self, preview, leader, now):
        notes = [["About this file"], ["Made by the registry"]]
        found = preview(workbook({"Mentors 2027": MENTORS, "Mentees 2027": MENTEES, "Notes": notes}))

        assert [sheet["role"] for sheet in found.sheets] == ["mentor", "mentee", ""]
        outcome = confirm_import(import_id=found.pk, by=leader, now=now)

        assert (outcome["new"], outcome["error"]) == (2, 0)
        roles = Enrollment.objects.order_by("role").values_list("role", "user__email", "capacity")
        assert list(roles) == [("mentee", "lena@example.org", None), ("mentor", "osei@example.org", 2)]

    def test_one_sheet_with_a_column_brings_both_roles(self, preview, leader, now):
        found = preview(
            workbook(
                {
                    "Form responses 1": [
                        ["E-mail", "Name", "Do you sign up as a mentor or a mentee?", "Capacity"],
                        ["osei@example.org", "Amara Osei", "Mentor", "One mentee only, please!"],
                        ["lena@example.org", "Lena Fischer", "mentee (student)", ""],
                        ["bo@example.org", "Bo Lee", "either", ""],
                    ]
                }
            )
        )

        assert (found.outcome["new"], found.outcome["error"]) == (2, 1)
        confirm_import(import_id=found.pk, by=leader, now=now)
        assert Enrollment.objects.mentors().get().capacity == 1

    def test_the_same_person_twice_is_told_apart_by_sheet_and_time(self, preview):
        header = ["Timestamp", "E-mail", "Name"]
        rows = [
            [46328.25, "ada@example.org", "Ada Obi"],
            [dt.datetime.fromisoformat("2026-11-05 09:00"), "ADA@example.org", "Ada Obi"],
        ]

        found = preview(workbook({"Mentees": [header, *rows], "Mentors": [header, rows[0]]}))

        assert [row.status for row in found.rows.order_by("pk")] == ["new", "error", "new"]
        reason = found.rows.get(status="error").report["errors"][0]["reason"]
        assert reason == (
            "Row 2 has the same address. Keep one of the two. "
            "That one was sent 2026-11-02 06:00, this one 2026-11-05 09:00."
        )

    def test_bad_rows_come_back_as_a_workbook_whose_cells_are_text(self, preview):
        found = preview(workbook({"Mentees": [*MENTEES, ["=1+1", "=cmd()", ""]]}))

        name, _type, content = bad_rows_file(found)

        assert name == "people-to-correct.xlsx"
        sheet = load_workbook(io.BytesIO(content))["Mentees"]
        header, row = sheet.iter_rows()
        assert [cell.value for cell in header] == ["E-mail", "Name", "Skills", "Why"]
        assert [cell.value for cell in row][:2] == ["=1+1", "=cmd()"]
        assert {cell.data_type for cell in row if cell.value} == {"s"}

    def test_corrected_rows_come_in_by_the_same_way(self, preview):
        _name, _type, content = bad_rows_file(preview(workbook({"Mentees": [MENTEES[0], ["lena@", "Lena Fischer"]]})))
        book = load_workbook(io.BytesIO(content))
        book["Mentees"]["A2"] = "lena@example.org"
        again = io.BytesIO()
        book.save(again)

        assert preview(again.getvalue()).outcome["new"] == 1

    def test_a_sheet_nobody_recognised_is_given_its_role_by_hand(self, preview, leader, now):
        found = preview(workbook({"A": [["x", "y"], ["Lena Fischer", "lena@example.org"]]}))
        assert [sheet["role"] for sheet in found.sheets] == [""]

        found = map_columns(
            import_id=found.pk, sheets=[("mentee", {"full_name": [0], "email": [1]})], by=leader, now=now
        )

        assert (found.state, found.outcome["new"]) == (ImportState.PREVIEWED, 1)
