"""The portfolio as PDF: ask for it, watch it being made, call it off, get it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evaluation.domain.papers import ask_for_paper, call_off_paper
from evaluation.models import PortfolioPaper
from mentorship.core import clock
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.web.requests import SignedInRequest

if TYPE_CHECKING:
    from uuid import UUID


@require_POST
def ask(request: SignedInRequest) -> HttpResponse:
    """Have the portfolio set as PDF."""
    try:
        ask_for_paper(by=request.user, now=clock.now())
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("evaluation:portfolio")


@require_safe
def progress(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Say how far a paper is; without a script the portfolio's page says it."""
    paper = _own(request, uuid)
    if not request.htmx:
        return redirect("evaluation:portfolio")
    now = clock.now()
    context = {"paper": paper, "is_silent": paper.is_silent(now), "now": now}
    return render(request, "evaluation/_portfolio_paper.html", context)


@require_POST
def call_off(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Call off what is being made."""
    call_off_paper(paper_id=_own(request, uuid).pk, by=request.user, now=clock.now())
    messages.success(request, _("Called off."))
    return redirect("evaluation:portfolio")


@require_safe
def file(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Give the file, while it is the newest."""
    paper = _own(request, uuid)
    if paper.pdf is None:
        raise Http404
    return HttpResponse(
        bytes(paper.pdf),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="portfolio-{paper.code}.pdf"',
            "Cache-Control": "private, no-store",
        },
    )


def _own(request: SignedInRequest, uuid: UUID) -> PortfolioPaper:
    return get_object_or_404(
        PortfolioPaper.objects.select_related("portfolio"), uuid=uuid, portfolio__owner=request.user
    )
