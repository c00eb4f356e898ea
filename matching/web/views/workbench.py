"""Where a leader begins: who waits for a mentor, what counts, and the runs so far."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matching.domain.criteria import USUAL, Weighing, weigh_criteria
from matching.domain.runs import queue_run
from matching.domain.second_chance import next_best_for, propose_next_best
from matching.enums import RunState
from matching.models import Approach, Criterion, MatchRun, Pairing
from matching.queries.runs import pool_facts
from matching.web.forms.approach import ApproachForm
from matching.web.forms.weights import WeightsForm
from mentorship.core import clock
from mentorship.core.errors import DomainError, NotAllowed
from mentorship.core.web.requests import SignedInRequest
from programs.acting_cohort import acting_cohort, choices
from programs.models import Enrollment

if TYPE_CHECKING:
    from programs.models import Cohort

RUNS_SHOWN = 10


@require_safe
def workbench(request: SignedInRequest) -> HttpResponse:
    """Show the pool, what counts, and the runs of the cohort the leader looks at."""
    cohort = cohort_of(request)
    return _show(request, cohort, WeightsForm(weighings=weighings_of(cohort)) if cohort else None)


@require_POST
def start(request: SignedInRequest) -> HttpResponse:
    """Queue a run and go where its progress is told."""
    cohort = cohort_of(request)
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
    cohort = cohort_of(request)
    if cohort is None:
        return redirect("matching:workbench")
    form = WeightsForm(request.POST, weighings=weighings_of(cohort))
    if form.is_valid():
        try:
            weigh_criteria(cohort_id=cohort.pk, weighings=form.weighings(), by=request.user, now=clock.now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept. It counts from the next run on."))
            return redirect("matching:workbench")
    return _show(request, cohort, form)


@require_POST
def next_best(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Propose the mentor who comes next to somebody whose proposal came back."""
    led = Pairing.objects.visible_to(request.user).with_people()
    came_back = get_object_or_404(led, uuid=uuid)
    mentor = Enrollment.objects.filter(cohort=came_back.cohort, uuid__in=_uuid(request.POST.get("mentor", ""))).first()
    try:
        pairing = propose_next_best(
            pairing_id=came_back.pk, mentor_id=mentor.pk if mentor else 0, by=request.user, now=clock.now()
        )
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except DomainError as error:
        messages.error(request, str(error))
    else:
        told = _("%(mentor)s is proposed to %(mentee)s; both are asked by mail.")
        names = {"mentor": pairing.mentor.user.full_name, "mentee": pairing.mentee.user.full_name}
        messages.success(request, told % names)
    return redirect("matching:workbench")


def _uuid(text: str) -> list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        return []


def cohort_of(request: SignedInRequest) -> Cohort | None:
    """Find the cohort the leader looks at; nobody but a leader has this page."""
    if not rules.has_perm("programs.lead_any", request.user):
        raise Http404
    return acting_cohort(request)


def weighings_of(cohort: Cohort) -> dict[str, Weighing]:
    """What counts in a cohort today, or what is usual before anything was kept."""
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
            "pool": pool_facts(cohort, now=clock.now()),
            "current": next((run for run in runs if run.state != RunState.DISCARDED), None),
            "runs": runs,
            "sent_back": _sent_back(cohort),
            "approach": ApproachForm(
                instance=Approach.objects.filter(cohort=cohort).first() or Approach(cohort=cohort)
            ),
        }
    return render(request, "matching/workbench.html", context)


def _sent_back(cohort: Cohort) -> list[tuple[Pairing, dict[str, object] | None]]:
    """List who came back, each with the best mentor who is free, if there is one."""
    came_back = list(Pairing.objects.filter(mentee__cohort=cohort).sent_back().with_people().order_by("-ended_at"))
    latest = {(pairing.mentee_id, pairing.track_id): pairing for pairing in reversed(came_back)}
    once = [pairing for pairing in came_back if latest[pairing.mentee_id, pairing.track_id] is pairing]
    best = next_best_for(cohort, once, now=clock.now())
    people = Enrollment.objects.filter(pk__in=[one.mentor_id for one in best.values()]).select_related("user")
    mentors = {mentor.pk: mentor for mentor in people}
    return [
        (
            pairing,
            {"mentor": mentors[best[pairing.pk].mentor_id], "score": best[pairing.pk].score}
            if pairing.pk in best
            else None,
        )
        for pairing in once
    ]
