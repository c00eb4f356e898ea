"""Pages for observers without an account: the one form their link opens, a new link, thanks."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.domain import asking, observer_links
from evaluation.domain.answering import answer_request
from evaluation.domain.concerns import raise_concern
from evaluation.domain.renewing import renew_links
from evaluation.enums import RequestState
from evaluation.models import ObservationRequest
from evaluation.queries.concerns import readers_of
from evaluation.web.forms.asked import OutsideSheet
from evaluation.web.forms.asking import DeclineForm
from evaluation.web.forms.concern import ConcernForm
from evaluation.web.forms.renewing import RenewForm
from evaluation.web.views.answering import sent_by_this, sent_to, sheet_context, sheet_page
from mentorship.core import clock
from mentorship.core.errors import DomainError
from mentorship.core.wording import local_day

if TYPE_CHECKING:
    from collections.abc import Callable


GONE = 410
OVER = {
    RequestState.ANSWERED: _("You have sent this already, and it arrived. Thank you."),
    RequestState.DECLINED: _("You said no to this request. There is nothing to do."),
    RequestState.WITHDRAWN: _("This request was taken back. There is nothing to do."),
}


def by_link(view: Callable[..., HttpResponse]) -> Any:
    """Open a page to whoever holds a good link, and to nobody else; it shows that one form and is kept nowhere."""

    @login_not_required
    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        invitation = observer_links.invitation_of(token)
        if invitation is None:
            return _say(
                request, _("This link leads nowhere. Perhaps a newer one has replaced it."), 404, may_renew=True
            )
        asked = ObservationRequest.objects.with_people().get(pk=invitation.request_id)
        asked.invitation = invitation
        if request.user.is_authenticated and request.user.email.lower() != asked.observer_email.lower():
            words = _("This link is for somebody else. Sign out first if it was you who was asked.")
            return _say(request, words, 403)
        with timezone.override(ZoneInfo(asked.pairing.cohort.time_zone)):
            response = _why_over(request, asked) or view(request, asked, token)
        response["Referrer-Policy"] = "same-origin"
        return response

    return opened


def _why_over(request: HttpRequest, asked: ObservationRequest) -> HttpResponse | None:
    now = clock.now()
    if sent_by_this(request, asked) is not None:
        return sent_to(request, reverse("evaluation:observer-done"))
    if asked.state in OVER:
        return _say(request, OVER[RequestState(asked.state)], GONE)
    if asked.state == RequestState.EXPIRED or asked.answer_by <= now or asked.invitation.is_over(now):
        return _say(request, _("This link has expired. We send you a new one at once."), GONE, may_renew=True)
    return None


def _say(request: HttpRequest, words: str, status: int, *, may_renew: bool = False) -> HttpResponse:
    context = {"words": words, "form": RenewForm() if may_renew else None, "is_bare": True}
    return render(request, "evaluation/observer_link_is_over.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def form(request: HttpRequest, asked: ObservationRequest, token: str) -> HttpResponse:
    """Show the form to an observer without an account; opening the link alone changes nothing."""
    now = clock.now()
    sheet = OutsideSheet(request.POST if request.method == "POST" else None, asked=asked, today=local_day(now))
    if sheet.is_bound and sheet.is_valid():
        try:
            answer_request(request_id=asked.pk, link_round=asked.invitation.round, now=now, **sheet.sent)
        except DomainError as error:
            sheet.add_error(None, str(error))
        else:
            return sent_to(request, reverse("evaluation:observer-done"))
    context = sheet_context(request, asked, sheet, owner=f"request-{asked.uuid}") | {
        "token": token,
        "decline_form": DeclineForm(),
        "concern_url": reverse("evaluation:observer-concern", args=[token]),
    }
    return sheet_page(request, "evaluation/observer_form.html", context)


@require_http_methods(["POST"])
@by_link
def reply(request: HttpRequest, asked: ObservationRequest, token: str) -> HttpResponse:
    """Say yes or no to the request."""
    word = DeclineForm(request.POST)
    try:
        if "accept" in request.POST:
            asking.accept_request(request_id=asked.pk, by=None, now=clock.now())
        elif word.is_valid():
            said = word.cleaned_data["word"]
            asking.decline_request(request_id=asked.pk, by=None, word=said, now=clock.now())
    except DomainError as refusal:
        return _say(request, str(refusal), GONE)
    return redirect("evaluation:observer-form", token=token)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def concern(request: HttpRequest, asked: ObservationRequest, token: str) -> HttpResponse:
    """Raise a concern, apart from the feedback."""
    sheet = ConcernForm(request.POST if request.method == "POST" else None)
    if sheet.is_bound and sheet.is_valid():
        said = sheet.said
        try:
            raise_concern(pairing_id=asked.pairing_id, request=asked, now=clock.now(), **said)
        except DomainError as error:
            sheet.add_error(None, str(error))
        else:
            return redirect("evaluation:observer-done")
    context = {
        "form": sheet,
        "pairing": asked.pairing,
        "leaders": readers_of(asked.pairing),
        "back": reverse("evaluation:observer-form", args=[token]),
        "is_bare": True,
    }
    return render(request, "evaluation/concern_new.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest) -> HttpResponse:
    """Send new links to an address; the answer is the same whether anything was asked of it or not."""
    sheet = RenewForm(request.POST if request.method == "POST" else None)
    if sheet.is_bound and sheet.is_valid():
        if not ratelimit.consume(request, action="renew_observer_link"):
            sheet.add_error(None, _("That was asked very often from your network. Please try again in an hour."))
        else:
            renew_links(email=sheet.cleaned_data["email"], now=clock.now())
            context = {"address": sheet.cleaned_data["email"], "is_bare": True}
            return render(request, "evaluation/observer_renewed.html", context)
    return render(request, "evaluation/observer_renew.html", {"form": sheet, "is_bare": True})


@login_not_required
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Thank an observer; the page says nothing of whom or what it was about."""
    return render(request, "evaluation/observer_done.html", {"is_bare": True})
