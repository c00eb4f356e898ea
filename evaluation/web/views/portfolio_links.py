"""Links to a portfolio: the mentee's page of them, and the page a stranger opens."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evaluation.domain.links import is_password_of, make_link, note_opening, open_link_of, take_back_link
from evaluation.models import PortfolioLink
from evaluation.queries.links import links_of
from evaluation.queries.portfolio import show
from evaluation.queries.portfolio_parts import has_been_a_mentee
from evaluation.web.forms.portfolio import LinkForm, PasswordForm
from evaluation.web.views.portfolio import body_of
from mentorship.core import clock
from mentorship.core.errors import Refused
from mentorship.core.web.requests import SignedInRequest

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpRequest

ONE_VISIT = timedelta(minutes=30)
"""Leafing through the pages within this time is one opening; a password typed holds as long after the last look."""
VISITS = "portfolio_visits"


@require_http_methods(["GET", "HEAD", "POST"])
def links(request: SignedInRequest) -> HttpResponse:
    """Show one's links and when they were opened; make one."""
    if not has_been_a_mentee(request.user):
        raise PermissionDenied
    now = clock.now()
    form = LinkForm(request.POST or None)
    address = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            _link, token = make_link(
                label=given["label"],
                expires_at=form.expires_at(now),
                password=given["password"],
                by=request.user,
                now=now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            address = request.build_absolute_uri(reverse("evaluation:portfolio-shown", args=[token]))
            form = LinkForm()
    context = {"form": form, "links": links_of(request.user, now), "address": address, "now": now}
    return render(request, "evaluation/portfolio_links.html", context)


@require_POST
def take_back(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Close a link for good."""
    link = get_object_or_404(PortfolioLink, uuid=uuid, portfolio__owner=request.user)
    take_back_link(link_id=link.pk, by=request.user, now=clock.now())
    messages.success(request, _("Taken back. Whoever has the link finds nothing there."))
    return redirect("evaluation:portfolio-links")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def shown(request: HttpRequest, token: str) -> HttpResponse:
    """Show a portfolio to whoever has the link, and its password where it has one; a closed link is as one that never was."""
    now = clock.now()
    link = open_link_of(token, now)
    if link is None:
        raise Http404
    last_look = _last_look(request, link)
    is_visiting = last_look is not None and now - last_look < ONE_VISIT
    if link.password and not is_visiting:
        refused = _ask_password(request, link)
        if refused is not None:
            return _unlisted(refused)
    elif request.method == "POST":
        return redirect("evaluation:portfolio-shown", token=token)
    owner = link.portfolio.owner
    if not is_visiting and request.method != "HEAD" and request.user.pk != owner.pk:
        note_opening(link_id=link.pk, now=now)
    if request.method != "HEAD":
        request.session[VISITS] = {**request.session.get(VISITS, {}), str(link.uuid): now.isoformat()}
    if request.method == "POST":
        return redirect("evaluation:portfolio-shown", token=token)
    context = {
        "owner": owner,
        "link": link,
        "now": now,
        **body_of(request, show(owner, link.portfolio)),
    }
    return _unlisted(render(request, "evaluation/portfolio_shown.html", context))


def _ask_password(request: HttpRequest, link: PortfolioLink) -> HttpResponse | None:
    """Return the page that asks for the password, or None when the right one was sent."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not _may_try(request, link):
            form.add_error("password", _("Too many tries. Wait an hour, or ask for the password again."))
        elif is_password_of(link, form.cleaned_data["password"]):
            return None
        else:
            form.add_error("password", _("This is not the password of this link."))
    return render(request, "evaluation/portfolio_password.html", {"form": form})


def _may_try(request: HttpRequest, link: PortfolioLink) -> bool:
    """Count a try per link and address, then per link: one who guesses shuts out themselves, not the others with the link."""
    address = get_adapter().get_client_ip(request)
    if not ratelimit.consume(request, action="portfolio_password", key=f"{link.uuid} {address}"):
        return False
    return bool(ratelimit.consume(request, action="portfolio_link", key=str(link.uuid)))


def _last_look(request: HttpRequest, link: PortfolioLink) -> datetime | None:
    """When this browser looked last; a link whose password it once knew is asked for again after a while."""
    return parse_datetime(request.session.get(VISITS, {}).get(str(link.uuid), ""))


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Keep it out of search engines and caches; that no other site learns the address is the whole site's rule."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "private, no-store"
    return response
