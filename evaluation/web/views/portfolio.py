"""The mentee's portfolio: what was achieved, done, and chosen to be shown."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evaluation.domain.choosing import choose_feedback
from evaluation.queries.portfolio import portfolio_of
from evaluation.queries.procedures import own_enrollments
from mentorship.core import clock
from mentorship.core.web.requests import SignedInRequest


@require_safe
def portfolio(request: SignedInRequest) -> HttpResponse:
    """Show the mentee's own portfolio, ready to print."""
    enrollments = list(own_enrollments(request.user))
    context = {
        "enrollments": enrollments,
        "portfolio": portfolio_of(request.user) if enrollments else None,
        "now": clock.now(),
    }
    return render(request, "evaluation/portfolio.html", context)


@require_POST
def choose(request: SignedInRequest) -> HttpResponse:
    """Keep which feedback the portfolio shows."""
    newest = own_enrollments(request.user).first()
    if newest is None:
        raise PermissionDenied
    uuids = [uuid for uuid in map(_uuid, request.POST.getlist("observation")) if uuid is not None]
    choose_feedback(mentee_id=newest.pk, observation_uuids=uuids, by=request.user, now=clock.now())
    messages.success(request, _("Your portfolio shows what you chose."))
    return redirect("evaluation:portfolio")


def _uuid(text: str) -> UUID | None:
    """Read an address that a form sent; None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
