"""The leader's board of a cohort."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from evaluation.queries.board import standing_of
from evaluation.queries.participants import Participants
from evaluation.queries.waiting import waiting_for_leader
from evaluation.web.forms.board import BoardFilter
from meetings.queries import drifting
from mentorship.core import clock, home
from mentorship.core.navigation import Role
from mentorship.core.web.requests import SignedInRequest
from programs.acting_cohort import acting_cohort, choices
from programs.rules import leads_any_program

PEOPLE_ON_A_PAGE = 25


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
