"""Taking a cohort to its next stage: the page says what will happen before anything does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from mentorship.core import clock
from mentorship.core.errors import Refused
from programs.domain.cohorts import advance_stage, missing_for
from programs.enums import COHORT_MOVES, CohortStage
from programs.models import Cohort
from programs.stage_effects import effects

if TYPE_CHECKING:
    from django.http import HttpResponse

    from mentorship.core.web.requests import SignedInRequest

WHAT_HAPPENS = {
    CohortStage.ENROLLING: gettext_lazy("People can be imported and approved. No mail goes out."),
    CohortStage.MATCHING: gettext_lazy(
        "The pool is complete: the matching runs on everybody who is approved. No mail goes out before you publish pairs."
    ),
    CohortStage.RUNNING: gettext_lazy("Pairs work together: reviews begin for every pair whose agreement is signed."),
    CohortStage.CLOSED: gettext_lazy(
        "Reminders and reviews stop. Everybody keeps reading what is theirs; nobody can be imported or matched any more."
    ),
}


def following(cohort: Cohort) -> CohortStage | None:
    """Return the stage after this one; none after the last."""
    return next((CohortStage(stage) for stage in COHORT_MOVES[cohort.stage]), None)


@require_http_methods(["GET", "HEAD", "POST"])
def next_stage(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what the next stage brings, and go there when the leader confirms."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user).select_related("program"), pk=pk)
    back = reverse("admin:programs_cohort_setup", args=[cohort.pk])
    if request.method == "POST":
        try:
            advance_stage(cohort_id=cohort.pk, to=request.POST.get("to", ""), by=request.user, now=clock.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            cohort.refresh_from_db(fields=["stage"])
            messages.success(
                request, _("%(cohort)s: %(stage)s.") % {"cohort": cohort, "stage": cohort.get_stage_display()}
            )
        return redirect(back)
    stage = following(cohort)
    if stage is None:
        raise Http404
    found = effects(cohort, stage, clock.now())
    context = {
        "cohort": cohort,
        "back": back,
        "what": WHAT_HAPPENS[stage],
        "missing": missing_for(cohort, stage),
        "effects": found,
        "mail": [mail for effect in found for mail in effect.mail],
        "fields": [{"name": "to", "value": stage.value}],
        "stage": stage,
    }
    return render(request, "admin/programs/cohort/stage.html", context)
