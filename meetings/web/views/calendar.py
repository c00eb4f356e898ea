"""The feed to which calendar programs subscribe, and the page of its secret address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetings import calendars, feed_queries, feed_text
from meetings.domain import feeds
from meetings.models import CalendarFeed
from meetings.web.answers import refusals_told
from mentorship.core import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mentorship.core.web.requests import SignedInRequest

PRIVATE = "private, no-store"
_DIGITS = 9


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give the calendar of the person to whom this secret belongs; a wrong or closed one leads nowhere.

    Whether anything is new is answered by one row: the address's version goes up with every change. The calendar is
    written whole once a day, so what should escape that is seen on the next day at the latest.
    """
    today = f"{timezone.now():%Y%m%d}-{calendars.FORMAT}"
    known = parse_etags(request.headers.get("If-None-Match", ""))
    kept = feed_queries.kept_behind(feeds.digest_of(token), _version_known(known, today))
    if kept is None:
        raise Http404
    etag = quote_etag(f"{kept.feed_id}-{kept.version}-{today}")
    response: HttpResponse
    if etag in known:
        response = HttpResponseNotModified()
    else:
        text = feed_text.text_of(kept, today=today)
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="mentoring.ics"'
    response["ETag"] = etag
    response["Cache-Control"] = PRIVATE
    return response


def _version_known(etags: Iterable[str], today: str) -> int | None:
    """Which version of the calendar the client says that it has, if it has today's."""
    for etag in etags:
        _feed, _dash, rest = etag.strip('"').partition("-")
        version, _dash, written_as = rest.partition("-")
        if written_as == today and version.isdecimal() and version.isascii() and len(version) <= _DIGITS:
            return int(version)
    return None


@require_safe
def page(request: SignedInRequest) -> HttpResponse:
    """Say whether there is an address, and what can be done with it."""
    return _page(request)


@require_POST
def make(request: SignedInRequest) -> HttpResponse:
    """Make the address and show it this once."""
    token = ""
    with refusals_told(request) as answer:
        token = feeds.make_feed(by=request.user, now=clock.now())
    return _page(request, token) if answer.done else redirect("meetings:calendar")


@require_POST
def renew(request: SignedInRequest) -> HttpResponse:
    """Replace the address and show the new one this once."""
    return _page(request, feeds.renew_feed(by=request.user, now=clock.now()))


@require_POST
def revoke(request: SignedInRequest) -> HttpResponse:
    """Close the address."""
    feeds.revoke_feed(by=request.user, now=clock.now())
    messages.success(request, _("Closed. The address shows nothing to anybody any more."))
    return redirect("meetings:calendar")


def _page(request: SignedInRequest, token: str = "") -> HttpResponse:
    address = request.build_absolute_uri(reverse("meetings:feed", args=[token])) if token else ""
    own = CalendarFeed.objects.filter(user=request.user, revoked_at__isnull=True).first()
    context = {
        "address": address,
        "webcal_address": address.replace("https://", "webcal://").replace("http://", "webcal://"),
        "feed": own,
        "now": clock.now(),
    }
    response = render(request, "meetings/calendar.html", context)
    response["Cache-Control"] = PRIVATE
    return response
