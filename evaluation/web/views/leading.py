"""The leader's board and report of a cohort."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from evaluation.exporting import pairs_as_csv, report_as_xlsx
from evaluation.metrics import readings
from evaluation.queries.board import pair_rows, pairs_of, standing_of
from evaluation.queries.trend import contact_by_week
from mentorship.core import clock, home
from mentorship.core.navigation import Role
from mentorship.core.web.requests import SignedInRequest
from programs.rules import leads_any_program
from programs.web.acting_cohort import acting_cohort, choices

if TYPE_CHECKING:
    from programs.models import Cohort

PAIRS_ON_A_PAGE = 25
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _must_lead(request: SignedInRequest) -> None:
    if not leads_any_program(request.user):
        raise Http404


@require_GET
def board(request: SignedInRequest) -> HttpResponse:
    """Show what needs the leader, the six steps, and the pairs, those longest without contact first."""
    _must_lead(request)
    cohort, now = acting_cohort(request), clock.now()
    context: dict[str, object] = {"cohort": cohort, "cohorts": choices(request), "now": now}
    if cohort is not None:
        page = Paginator(pairs_of(cohort), PAIRS_ON_A_PAGE).get_page(request.GET.get("page"))
        standing = standing_of(cohort)
        context |= {
            "things": home.next_things(request.user, Role.LEADER, now),
            "sections": home.sections(request.user, Role.LEADER, now),
            "funnel": standing.funnel,
            "page": page,
            "rows": pair_rows(page, standing.done, drift_after_days=cohort.policy.drift_after_days, now=now),
        }
    return render(request, "evaluation/board.html", context)


@require_GET
def report(request: SignedInRequest) -> HttpResponse:
    """Show the funnel, every process figure with its definition, and one picture."""
    _must_lead(request)
    cohort, now = acting_cohort(request), clock.now()
    context: dict[str, object] = {"cohort": cohort, "cohorts": choices(request), "now": now}
    if cohort is not None:
        context |= {
            "funnel": standing_of(cohort).funnel,
            "readings": readings(cohort, now),
            "chart": contact_by_week(cohort, now),
        }
    return render(request, "evaluation/report.html", context)


@require_GET
def export(request: SignedInRequest) -> HttpResponse:
    """Hand out the report as XLSX, or the pairs as CSV with `?format=csv`."""
    _must_lead(request)
    cohort = acting_cohort(request)
    if cohort is None:
        raise Http404
    zone = ZoneInfo(cohort.time_zone)
    if request.GET.get("format") == "csv":
        return _file(pairs_as_csv(cohort, zone).encode(), "text/csv; charset=utf-8", cohort, "csv")
    return _file(report_as_xlsx(cohort, readings(cohort, clock.now()), zone), XLSX, cohort, "xlsx")


def _file(content: bytes, content_type: str, cohort: Cohort, extension: str) -> HttpResponse:
    name = f"{slugify(f'{cohort.program} {cohort}')}.{extension}"
    return HttpResponse(
        content,
        content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
