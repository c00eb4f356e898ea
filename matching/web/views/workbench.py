"""Where a leader begins: who waits for a mentor, what counts, and the runs so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matching.domain.criteria import USUAL, Weighing, weigh_criteria
from matching.domain.runs import queue_run
from matching.enums import RunState
from matching.models import Criterion, MatchRun, Pairing
from matching.queries.runs import pool_facts
from matching.web.forms.weights import WeightsForm
from mentorship.core import clock
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest
from programs.web.acting_cohort import acting_cohort, choices

if TYPE_CHECKING:
    from programs.models import Cohort

RUNS_SHOWN = 10


@require_safe
def workbench(request: SignedInRequest) -> HttpResponse:
    """Show the pool, what counts, and the runs of the cohort the leader looks at."""
    cohort = _cohort(request)
    return _show(request, cohort, WeightsForm(weighings=_weighings(cohort)) if cohort else None)


@require_POST
def start(request: SignedInRequest) -> HttpResponse:
    """Queue a run and go where its progress is told."""
    cohort = _cohort(request)
    if cohort is None:
        return redirect("matching:workbench")
    try:
        run = queue_run(cohort_id=cohort.pk, by=request.user, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("matching:workbench")
    return redirect("matching:run", uuid=run.uuid)


@require_POST
def weigh(request: SignedInRequest) -> HttpResponse:
    """Keep the weights for the next run."""
    cohort = _cohort(request)
    if cohort is None:
        return redirect("matching:workbench")
    form = WeightsForm(request.POST, weighings=_weighings(cohort))
    if form.is_valid():
        try:
            weigh_criteria(cohort_id=cohort.pk, weighings=form.weighings(), by=request.user, now=clock.now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept. It counts from the next run on."))
            return redirect("matching:workbench")
    return _show(request, cohort, form)


def _cohort(request: SignedInRequest) -> Cohort | None:
    """Find the cohort the leader looks at; nobody but a leader has this page."""
    if not rules.has_perm("programs.lead_any", request.user):
        raise Http404
    return acting_cohort(request)


def _weighings(cohort: Cohort) -> dict[str, Weighing]:
    kept = {
        criterion.kind: Weighing(criterion.weight, must_have=criterion.is_must_have)
        for criterion in Criterion.objects.filter(cohort=cohort)
    }
    return kept or {str(kind): usual for kind, usual in USUAL.items()}


def _show(request: SignedInRequest, cohort: Cohort | None, form: WeightsForm | None) -> HttpResponse:
    context: dict[str, object] = {"cohort": cohort, "cohorts": choices(request), "form": form, "now": clock.now()}
    if cohort is not None:
        all_runs = MatchRun.objects.filter(cohort=cohort).defer("inputs").select_related("started_by")
        runs = list(all_runs.order_by("-created_at", "-pk")[:RUNS_SHOWN])
        context |= {
            "pool": pool_facts(cohort),
            "current": next((run for run in runs if run.state != RunState.DISCARDED), None),
            "runs": runs,
            "sent_back": Pairing.objects.filter(mentee__cohort=cohort).sent_back().with_people().order_by("-ended_at"),
        }
    return render(request, "matching/workbench.html", context)
