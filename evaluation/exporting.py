"""The cohort's figures and pairs as files: CSV for the pairs, XLSX for pairs and figures together."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from agreements.models import Agreement, Goal
from evaluation.models import Observation, Procedure, Review
from evaluation.queries.board import pairs_of
from meetings.enums import MeetingState
from meetings.models import Meeting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from django.db.models import QuerySet

    from evaluation.queries.dashboard.figures import FigureLine
    from matching.models import Pairing
    from mentorship.core.charts import Chart
    from programs.models import Cohort

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins like this would be run as a formula by a spreadsheet."""


@dataclass(frozen=True)
class _Counted:
    """What happened in each pairing, by its id."""

    held: dict[int, int]
    cancelled: dict[int, int]
    observations: dict[int, int]
    procedures: dict[int, int]
    goals: dict[int, int]
    achieved: dict[int, int]
    signed: set[int]
    reviewed: dict[int, int]


def as_text(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(value, str) and value.lstrip(" \"'").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def pair_header() -> list[str]:
    """Name the columns of the pairs."""
    return [
        _("Mentee"), _("Mentee's e-mail"), _("Mentor"), _("Mentor's e-mail"), _("Track"), _("State"), _("Active since"),
        _("Agreement signed"), _("Meetings held"), _("Meetings cancelled"), _("Last contact"), _("Observations"),
        _("Procedures"), _("Goals agreed"), _("Goals achieved"), _("Reviews closed"),
    ]  # fmt: skip


def pair_cells(cohort: Cohort, zone: ZoneInfo) -> Iterator[list[object]]:
    """Yield one row per live pair, in the order of the mentees' names; days are in the cohort's zone."""
    pairs = list(pairs_of(cohort).order_by("mentee__user__full_name", "pk"))
    counted = _count(pairs)
    for pairing in pairs:
        pk = pairing.pk
        contact = pairing.last_contact  # type: ignore[attr-defined]  # annotated by `pairs_of`
        yield [
            pairing.mentee.user.full_name,
            pairing.mentee.user.email,
            pairing.mentor.user.full_name,
            pairing.mentor.user.email,
            pairing.track.name if pairing.track else "",
            pairing.get_state_display(),
            pairing.activated_at.astimezone(zone).date().isoformat() if pairing.activated_at else "",
            _("yes") if pk in counted.signed else _("no"),
            counted.held.get(pk, 0),
            counted.cancelled.get(pk, 0),
            contact.astimezone(zone).date().isoformat() if contact else "",
            counted.observations.get(pk, 0),
            counted.procedures.get(pairing.mentee_id, 0),
            counted.goals.get(pk, 0),
            counted.achieved.get(pk, 0),
            counted.reviewed.get(pk, 0),
        ]


def pairs_as_csv(cohort: Cohort, zone: ZoneInfo) -> str:
    """Write the pairs as CSV, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(pair_header())
    writer.writerows([as_text(cell) for cell in row] for row in pair_cells(cohort, zone))
    return out.getvalue()


def chart_as_csv(chart: Chart) -> str:
    """Write the table of a picture as CSV, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow([as_text(cell) for cell in (_("What"), *(str(series.name) for series in chart.series))])
    writer.writerows([as_text(cell) for cell in (row.label, *row.words)] for row in chart.rows)
    return out.getvalue()


def report_as_xlsx(cohort: Cohort, lines: Iterable[FigureLine], zone: ZoneInfo) -> bytes:
    """Write a workbook with two sheets: the figures with their definitions, and the pairs."""
    book = Workbook(write_only=True)
    _add_sheet(
        book,
        _("Figures"),
        [
            _("Figure"),
            _("Value"),
            _("Counted"),
            _("Out of"),
            _("Target"),
            _("Other cohorts"),
            _("What is counted"),
            _("Out of what"),
            _("When empty"),
        ],
        (
            [
                str(line.metric.name),
                line.words,
                line.figure.part,
                line.figure.whole if line.figure.whole is not None else "",
                line.target_words,
                line.elsewhere_words,
                str(line.metric.counts),
                str(line.metric.out_of),
                str(line.metric.missing),
            ]
            for line in lines
        ),
    )
    _add_sheet(book, _("Pairs"), pair_header(), pair_cells(cohort, zone))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _add_sheet(book: Workbook, title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    heads = [WriteOnlyCell(sheet, value=name) for name in header]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([as_text(cell) for cell in row])


def _count(pairs: list[Pairing]) -> _Counted:
    meetings = Meeting.objects.filter(pairing__in=pairs)
    goals = Goal.objects.filter(pairing__in=pairs, agreed_at__isnull=False)
    return _Counted(
        held=_per(meetings.filter(state=MeetingState.HELD)),
        cancelled=_per(meetings.filter(state=MeetingState.CANCELLED)),
        observations=_per(Observation.objects.filter(pairing__in=pairs)),
        procedures=_per(Procedure.objects.filter(mentee__in=[pairing.mentee_id for pairing in pairs]), key="mentee"),
        goals=_per(goals),
        achieved=_per(goals.filter(achieved_at__isnull=False)),
        signed=set(
            Agreement.objects.filter(pairing__in=pairs, in_force_at__isnull=False).values_list("pairing", flat=True),
        ),
        reviewed=_per(Review.objects.filter(~Q(outcome=""), pairing__in=pairs)),
    )


def _per(
    rows: QuerySet[Meeting] | QuerySet[Observation] | QuerySet[Procedure] | QuerySet[Goal] | QuerySet[Review],
    *,
    key: str = "pairing",
) -> dict[int, int]:
    return dict(rows.order_by().values_list(key).annotate(n=Count("pk")))
