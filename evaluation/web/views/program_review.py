"""The program review: evidence for the three levers, and what is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evaluation.domain.deciding import decide
from evaluation.metrics import BY_KEY, Reading, readings_from, terms_of
from evaluation.models import Decision
from evaluation.queries.levers import protected_time, suggested_weights, training
from evaluation.tallies import tally
from evaluation.web.forms.decision import DecisionForm
from mentorship.core import clock
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest
from programs.acting_cohort import acting_cohort, choices
from programs.rules import leads_any_program

if TYPE_CHECKING:
    from datetime import datetime

    from programs.models import Cohort

TIME = [BY_KEY[key] for key in ("protected_time_used", "meetings_held", "meetings_cancelled")]


@require_http_methods(["GET", "POST"])
def program_review(request: SignedInRequest) -> HttpResponse:
    """Show the evidence and the decisions, and take another one."""
    if not leads_any_program(request.user) or (cohort := acting_cohort(request)) is None:
        raise Http404
    now, weights = clock.now(), suggested_weights(cohort)
    form = DecisionForm(
        request.POST or None,
        cohort=cohort,
        may_take_weights=bool(weights.points),
        initial={"owner": request.user.pk},
    )
    if request.method == "POST" and form.is_valid():
        try:
            decide(cohort_id=cohort.pk, by=request.user, now=now, **form.decided)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Decided. A cohort that is copied from this one begins with it."))
            return redirect("evaluation:program-review")
    context = {
        "cohort": cohort,
        "cohorts": choices(request),
        "now": now,
        "form": form,
        "weights": weights,
        "trained": training(cohort),
        "time": protected_time(cohort),
        "readings": _readings(cohort, now),
        "decisions": _decisions(cohort),
        "earlier": _decisions(cohort.copied_from) if cohort.copied_from else [],
    }
    return render(request, "evaluation/program_review.html", context)


def _readings(cohort: Cohort, now: datetime) -> list[Reading]:
    return readings_from(tally(terms_of(TIME), now=now, cohorts=[cohort]), [cohort], TIME)


def _decisions(cohort: Cohort) -> list[Decision]:
    found = Decision.objects.filter(review__cohort=cohort).select_related("review", "owner")
    return list(found.order_by("-review__held_on", "-pk"))
