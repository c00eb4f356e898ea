"""What a request is once somebody has signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from mentorship.accounts.models import User


class SignedInRequest(HttpRequest):
    """A request whose person is known: `LoginRequiredMiddleware` lets no other reach a view that names it."""

    user: User
    htmx: HtmxDetails
