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
from evaluation.queries.board import standing_of
from evaluation.queries.participants import Participants
from evaluation.queries.trend import contact_by_week
from evaluation.queries.waiting import waiting_for_leader
from evaluation.web.forms.board import BoardFilter
from meetings.queries import drifting
from mentorship.core import clock, home
from mentorship.core.navigation import Role
from mentorship.core.web.requests import SignedInRequest
from programs.acting_cohort import acting_cohort, choices
from programs.rules import leads_any_program

if TYPE_CHECKING:
    from programs.models import Cohort

PEOPLE_ON_A_PAGE = 25
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _must_lead(request: SignedInRequest) -> None:
    if not leads_any_program(request.user):
        raise Http404


def _without_page(request: SignedInRequest) -> str:
    asked = request.GET.copy()
    asked.pop("page", None)
    return f"{asked.urlencode()}&" if asked else ""


@require_GET
def board(request: SignedInRequest) -> HttpResponse:
    """Show what needs the leader, the six steps, and everybody in the cohort, those who wait longest first."""
    _must_lead(request)
    cohort, now = acting_cohort(request), clock.now()
    context: dict[str, object] = {"cohort": cohort, "cohorts": choices(request), "now": now}
    if cohort is not None:
        filters = BoardFilter(request.GET, cohort=cohort)
        standing = standing_of(cohort)
        drifts = drifting(standing.pairings, now)
        people = Participants(cohort, filters.people(), standing, drifts, letter=filters.chosen_letter)
        waiting = waiting_for_leader(cohort, drifts, now)
        visit = home.Visit(request.user, Role.LEADER, now)
        context |= {
            "waiting": waiting,
            "things": [] if waiting else home.next_things(visit),
            "sections": home.sections(visit),
            "funnel": standing.funnel,
            "filters": filters,
            "is_filtered": any(filters.data.get(name) for name in filters.fields),
            "page": Paginator(people, PEOPLE_ON_A_PAGE).get_page(request.GET.get("page")),  # type: ignore[arg-type]
            "query": _without_page(request),
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
