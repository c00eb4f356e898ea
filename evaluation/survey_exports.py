"""The figures of a survey as a file."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from evaluation.enums import Withheld
from evaluation.exporting import as_text

if TYPE_CHECKING:
    from evaluation.queries.survey_page import ResultPage


def results_as_csv(page: ResultPage) -> str:
    """Write the figures of a page, a line for each scale and group; what is withheld has a reason and no number."""
    out = StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(
        [
            "cohort", "instrument", "wording", "asked", "moment", "scale", "higher is", "group",
            "n", "mean", "sd", "share beyond line", "line", "missing", "withheld",
        ]
    )  # fmt: skip
    window = page.window
    for reading in (*page.readings, *page.groups):
        writer.writerow(
            as_text(cell)
            for cell in (
                str(window.cohort), str(window.instrument), page.words, window.get_audience_display(),
                window.get_moment_display(), reading.name, reading.scale["higher_is"], reading.group or _("Everybody"),
                reading.n, reading.mean, reading.deviation, reading.share, reading.line, reading.missing,
                str(Withheld(reading.withheld).label) if reading.withheld else "",
            )
        )  # fmt: skip
    return out.getvalue()
