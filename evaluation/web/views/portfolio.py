"""The mentee's portfolio: what others see of it, and the choosing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation import pictures
from evaluation.domain.choosing import choose, decide_looks
from evaluation.enums import PortfolioPart
from evaluation.queries import portfolio_parts as parts
from evaluation.queries.portfolio import PortfolioShown, newest_paper, portfolio_of, show
from evaluation.queries.procedures import logbook_of
from evaluation.web.forms.portfolio import LooksForm
from mentorship.core import clock
from mentorship.core.errors import NotAllowed
from mentorship.core.web.requests import SignedInRequest

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest

A_PAGE = 20
LINES_A_PAGE = 50


def body_of(request: HttpRequest, shown: PortfolioShown) -> dict[str, Any]:
    """What `evaluation/_portfolio_body.html` needs: the portfolio, and the page of each list that may be long."""
    return {
        "portfolio": shown,
        "feedback": Paginator(shown.feedback, A_PAGE).get_page(request.GET.get("feedback")),
        "attempts": Paginator(shown.attempts, LINES_A_PAGE).get_page(request.GET.get("attempts")),
        "reflections": Paginator(shown.reflections, A_PAGE).get_page(request.GET.get("reflections")),
    }


@require_safe
def portfolio(request: SignedInRequest) -> HttpResponse:
    """Show one's own portfolio as others see it, ready to print, and what can be done with it."""
    if not parts.has_been_a_mentee(request.user):
        return render(request, "evaluation/portfolio.html", {"is_mentee": False})
    kept, now = portfolio_of(request.user), clock.now()
    paper = newest_paper(kept)
    context = {
        "is_mentee": True,
        "counts": parts.counts(kept, request.user),
        "looks_form": LooksForm(instance=kept),
        "now": now,
        "paper": paper,
        "is_silent": paper is not None and paper.is_silent(now),
        **body_of(request, show(request.user, kept)),
    }
    return render(request, "evaluation/portfolio.html", context)


@require_POST
def looks(request: SignedInRequest) -> HttpResponse:
    """Keep how the portfolio shows what is in it."""
    form = LooksForm(request.POST)
    form.full_clean()
    try:
        decide_looks(by=request.user, now=clock.now(), **form.cleaned_data)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    messages.success(request, _("Your portfolio looks as you chose."))
    return redirect("evaluation:portfolio")


@require_safe
def progress(request: SignedInRequest) -> HttpResponse:
    """Show one's own progress in pictures: all of it, chosen for the portfolio or not."""
    if not parts.has_been_a_mentee(request.user):
        raise PermissionDenied
    charts = pictures.of(parts.own(PortfolioPart.FEEDBACK, request.user), logbook_of(request.user))
    return render(request, "evaluation/portfolio_progress.html", {"charts": charts})


@require_http_methods(["GET", "HEAD", "POST"])
def choose_part(request: SignedInRequest, part: str) -> HttpResponse:
    """Choose what is shown of one part, a page at a time or all at once."""
    if part not in PortfolioPart.values:
        raise Http404
    if not parts.has_been_a_mentee(request.user):
        raise PermissionDenied
    if request.method == "POST":
        return _keep(request, part)
    kept = portfolio_of(request.user)
    rows = parts.with_what_lines_need(part, parts.own(part, request.user))
    page = Paginator(rows, LINES_A_PAGE).get_page(request.GET.get("page"))
    chosen = set(parts.shown(part, kept, request.user).values_list("uuid", flat=True))
    context = {
        "part": PortfolioPart(part),
        "page": page,
        "lines": parts.lines(part, page, chosen),
        "shown": len(chosen),
    }
    return render(request, "evaluation/portfolio_choose.html", context)


def _keep(request: SignedInRequest, part: str) -> HttpResponse:
    offered: list[UUID] | None = _uuids(request, "offered")
    chosen: list[UUID] | None = _uuids(request, "chosen")
    if "all" in request.POST:
        offered = chosen = None
    elif "none" in request.POST:
        offered, chosen = None, []
    choose(part=part, offered=offered, chosen=chosen, by=request.user, now=clock.now())
    messages.success(request, _("Your portfolio shows what you chose."))
    return redirect("evaluation:portfolio")


def _uuids(request: SignedInRequest, name: str) -> list[UUID]:
    """Read the addresses that a form sent; what is none is passed over."""
    found = []
    for text in request.POST.getlist(name):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
