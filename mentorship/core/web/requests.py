"""What a request is once somebody has signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from mentorship.accounts.models import User


class SignedInRequest(HttpRequest):
    """A request whose person is known: `LoginRequiredMiddleware` lets no other reach a view that names it."""

    user: User
    htmx: HtmxDetails


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Return the address of this site that a form names as `next`, where its button stood; else `otherwise`."""
    named = request.POST.get("next", "")
    hosts, https = {request.get_host()}, request.is_secure()
    is_ours = url_has_allowed_host_and_scheme(named, allowed_hosts=hosts, require_https=https)
    return named if is_ours else resolve_url(otherwise)
