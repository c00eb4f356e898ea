"""How long a log-in lasts, and what leaders and staff show besides a password."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from mentorship.accounts import second_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

LOOK_AGAIN_SECONDS = 300
"""For so long a session believes what it remembers; a page in between asks the database nothing more."""
OPEN_WITHOUT = ("account_logout", "account_reauthenticate", "accounts:second-step")
"""What somebody reaches who has no second step yet, besides the pages of `allauth.mfa` that set one up."""


@dataclass(frozen=True)
class Standing:
    """What a session remembers of its person; times in seconds since 1970.

    `began` is when they signed in, `seen` when they were last looked at, `guarded` whether they open others' records.
    """

    began: float
    seen: float
    guarded: bool

    def is_over(self, now: float) -> bool:
        """Has this log-in lasted too long, or been left alone too long by somebody who opens others' records?"""
        idle = settings.LEADER_IDLE_MINUTES * 60
        return now - self.began > settings.SESSION_COOKIE_AGE or bool(self.guarded and idle and now - self.seen > idle)


class StandingMiddleware:
    """End a log-in that lasted too long; lead a leader or staff without a second step to set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on: which view it is decides."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Look once every few minutes; pages that are open to everybody stay so."""
        is_on = settings.SECOND_STEP_REQUIRED or settings.LEADER_IDLE_MINUTES
        if not is_on or not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        now = time.time()
        known = request.session.get(second_step.REMEMBERED)
        standing = Standing(**known) if known else None
        if standing and standing.is_over(now):
            logout(request)
            messages.info(request, _("You were signed out because it has been a while. Sign in to go on."))
            return _lead_to(request, resolve_url(settings.LOGIN_URL))
        if standing and 0 <= now - standing.seen < LOOK_AGAIN_SECONDS:
            return None
        if second_step.is_missing(request.user):
            return None if _is_open_without(request) else _lead_to(request, reverse("accounts:second-step"))
        began, guarded = standing.began if standing else now, second_step.is_expected_of(request.user)
        request.session[second_step.REMEMBERED] = asdict(Standing(began=began, seen=now, guarded=guarded))
        return None


def _is_open_without(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name if request.resolver_match else ""
    return name in OPEN_WITHOUT or name.startswith("mfa_")


def _lead_to(request: HttpRequest, url: str) -> HttpResponse:
    """Go there and know the way back: the page asked for, or the one in which a fragment or form stood."""
    if request.htmx:  # type: ignore[attr-defined]  # django_htmx puts it there
        back = request.htmx.current_url_abs_path  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(_with_next(url, back))
    return redirect(_with_next(url, request.get_full_path() if request.method in {"GET", "HEAD"} else ""))


def _with_next(url: str, back: str | None) -> str:
    return f"{url}?{urlencode({'next': back})}" if back else url
