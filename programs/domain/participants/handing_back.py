"""Rows that could not be imported, as a file in the shape they came in, with one more column that says why."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from programs.domain.participants.formulas import guarded
from programs.enums import RowStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from programs.models import ImportRow, ParticipantImport

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def bad_rows_file(participant_import: ParticipantImport) -> tuple[str, str, bytes]:
    """Make the file of bad rows: its name, its type, its bytes; a workbook comes back as a workbook."""
    stem = participant_import.file_name.rsplit(".", 1)[0]
    if participant_import.sheets and participant_import.sheets[0]["delimiter"]:
        return f"{stem}-to-correct.csv", CSV_TYPE, bad_rows_csv(participant_import)
    return f"{stem}-to-correct.xlsx", XLSX_TYPE, bad_rows_workbook(participant_import)


def bad_rows_csv(participant_import: ParticipantImport) -> bytes:
    """Write the bad rows as UTF-8 with the mark that Excel needs; cells that look like formulas stay text."""
    text = io.StringIO(newline="")
    sheet = participant_import.sheets[0]
    writer = csv.writer(text, delimiter=sheet["delimiter"] or ",")
    writer.writerow([guarded(cell) for cell in [*sheet["header"], _("Why")]])
    for row in _bad_rows(participant_import):
        writer.writerow([guarded(cell) for cell in _with_reason(row, sheet["header"])])
    return text.getvalue().encode("utf-8-sig")


def bad_rows_workbook(participant_import: ParticipantImport) -> bytes:
    """Write the bad rows as a workbook with the sheets they came from; every cell is text, formulas too."""
    book = Workbook(write_only=True)
    sheets: dict[int, Any] = {}
    for row in _bad_rows(participant_import):
        header = participant_import.sheets[row.sheet]["header"]
        if row.sheet not in sheets:
            sheets[row.sheet] = book.create_sheet(participant_import.sheets[row.sheet]["name"])
            sheets[row.sheet].append(_as_text(sheets[row.sheet], [*header, _("Why")]))
        sheets[row.sheet].append(_as_text(sheets[row.sheet], _with_reason(row, header)))
    if not sheets:
        book.create_sheet()
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _bad_rows(participant_import: ParticipantImport) -> Iterator[ImportRow]:
    rows = participant_import.rows.filter(status=RowStatus.ERROR).order_by("sheet", "number")
    return rows.iterator(chunk_size=500)


def _with_reason(row: ImportRow, header: list[str]) -> list[str]:
    return [*row.cells[: len(header)], why(row.report)]


def _as_text(sheet: Any, cells: list[str]) -> list[Any]:
    made = []
    for text in cells:
        cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
        cell.data_type = "s"
        made.append(cell)
    return made


def why(report: dict[str, Any]) -> str:
    """Say in one line what is wrong with a row: each cell by its column, its value and the reason."""
    return " ".join(
        f"{error['column'] or _('Row')}: {error['value'] or _('empty')} – {error['reason']}"
        for error in report["errors"]
    )
