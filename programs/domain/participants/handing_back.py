"""Rows that could not be imported, as a file in the shape they came in, with one more column that says why."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from programs.domain.participants.comparing import ERROR
from programs.domain.participants.formulas import guarded

if TYPE_CHECKING:
    from programs.models import ParticipantImport


def bad_rows_csv(participant_import: ParticipantImport) -> bytes:
    """Write the bad rows as UTF-8 with the mark that Excel needs; cells that look like formulas stay text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    header = participant_import.header
    writer.writerow([guarded(cell) for cell in [*header, _("Why")]])
    for row in participant_import.rows:
        if row["status"] == ERROR:
            in_shape = [*row["cells"][: len(header)]]
            writer.writerow([guarded(cell) for cell in [*in_shape, why(row)]])
    return text.getvalue().encode("utf-8-sig")


def why(row: dict[str, list[dict[str, str]]]) -> str:
    """Say in one line what is wrong with a row: each cell by its column, its value and the reason."""
    return " ".join(
        f"{error['column'] or _('Row')}: {error['value'] or _('empty')} – {error['reason']}" for error in row["errors"]
    )
