"""Milestones of a mentee: rated by both of a pair, side by side over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evaluation.domain.rating_milestones import rate_milestone
from evaluation.queries.milestones import chart_of, lines_of, ratings_of
from evaluation.web.forms.milestone import MilestoneForm
from matching.models import Pairing
from mentorship.core import clock
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest

if TYPE_CHECKING:
    from uuid import UUID


@require_http_methods(["GET", "HEAD", "POST"])
def milestones(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show what both sides rated, one competency as a picture, and rate one more."""
    pairing = get_object_or_404(Pairing.objects.of_member(request.user).with_people(), uuid=uuid)
    ratings = ratings_of(pairing.mentee, request.user)
    lines = lines_of(ratings)
    wanted = request.GET.get("competency", "")
    shown = next((line.competency for line in lines if str(line.competency.uuid) == wanted), None)
    if shown is None and ratings:
        shown = ratings[-1].competency
    form = MilestoneForm(
        request.POST if request.method == "POST" else None, pairing=pairing, chosen=shown.pk if shown else None
    )
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["competency"]
        try:
            rating = rate_milestone(
                pairing_id=pairing.pk,
                competency_id=chosen,
                half_levels=form.cleaned_data["half_levels"],
                by=request.user,
                now=clock.now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Rated."))
            address = reverse("evaluation:milestones", args=[uuid])
            return redirect(f"{address}?competency={rating.competency.uuid}")
    context = {
        "pairing": pairing,
        "partner": pairing.partner_of(request.user).user,
        "is_mentee": pairing.mentee.user_id == request.user.pk,
        "lines": lines,
        "shown": shown,
        "chart": chart_of(shown, ratings) if shown else None,
        "levels": next((one.levels.all() for one in form.competencies if shown and one.pk == shown.pk), []),
        "form": form if pairing.is_active else None,
        "now": clock.now(),
    }
    return render(request, "evaluation/milestones.html", context)
