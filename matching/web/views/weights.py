"""What counts and how people are matched: kept for the next run, with the effect shown before it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matching.domain.approaches import decide_approach
from matching.domain.freezing import freeze_pool
from matching.domain.weighing import weigh_both
from matching.enums import CriterionKind
from matching.models import Approach
from matching.queries.runs import names_of
from matching.web.forms.approach import ApproachForm
from matching.web.forms.weights import WeightsForm
from matching.web.views.workbench import cohort_of, weighings_of
from mentorship.core import clock
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matching.domain.criteria import Weighing
    from programs.models import Cohort


@require_POST
def sample(request: SignedInRequest) -> HttpResponse:
    """Show what the points that are typed would change, beside those that are kept."""
    cohort = cohort_of(request)
    if cohort is None:
        return redirect("matching:workbench")
    kept = weighings_of(cohort)
    form = WeightsForm(request.POST, weighings=kept)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        context |= _effect(cohort, kept, form.weighings())
    return render(request, "matching/_weights_effect.html", context)


@require_safe
def compare(request: SignedInRequest) -> HttpResponse:
    """Show two sets of weights side by side, both open to change; the first begins as the one that is kept."""
    cohort = cohort_of(request)
    if cohort is None:
        return redirect("matching:workbench")
    kept = weighings_of(cohort)
    asked = "a-points_needs" in request.GET
    forms = [WeightsForm(request.GET if asked else None, weighings=kept, prefix=side) for side in ("a", "b")]
    context: dict[str, object] = {"cohort": cohort, "forms": forms}
    if asked and not any(form.errors for form in forms):
        context |= _effect(cohort, *(form.weighings() for form in forms))
    return render(request, "matching/weights_compare.html", context)


@require_POST
def decide(request: SignedInRequest) -> HttpResponse:
    """Keep how people are matched."""
    cohort = cohort_of(request)
    if cohort is None:
        return redirect("matching:workbench")
    form = ApproachForm(
        request.POST, instance=Approach.objects.filter(cohort=cohort).first() or Approach(cohort=cohort)
    )
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("matching:workbench")
    try:
        decide_approach(cohort_id=cohort.pk, by=request.user, now=clock.now(), **form.cleaned_data)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Kept. It counts from the next run on."))
    return redirect("matching:workbench")


def _effect(cohort: Cohort, left: Mapping[str, Weighing], right: Mapping[str, Weighing]) -> dict[str, object]:
    pool = freeze_pool(cohort, now=clock.now())
    if not pool["mentees"] or not pool["mentors"]:
        return {"nobody": True}
    weighed = weigh_both(pool, _frozen(left), _frozen(right), salt=str(cohort.uuid))
    people = {key for line in weighed.shown for key in (line.mentee_id, line.left_id, line.right_id) if key}
    names = names_of(people)
    return {
        "weighed": weighed,
        "lines": [
            {
                "label": CriterionKind(kind).label,
                "left": met,
                "right": weighed.right.met[kind],
                "points": (left[kind].weight if kind in left else 0, right[kind].weight if kind in right else 0),
            }
            for kind, met in weighed.left.met.items()
        ],
        "people": [
            (names[line.mentee_id], names.get(line.left_id or 0, ""), names.get(line.right_id or 0, ""))
            for line in weighed.shown
        ],
    }


def _frozen(weighings: Mapping[str, Weighing]) -> dict[str, dict[str, int | bool]]:
    return {
        str(kind): {"weight": weighing.weight, "must_have": weighing.must_have} for kind, weighing in weighings.items()
    }
