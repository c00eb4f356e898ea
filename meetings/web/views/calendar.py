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

from meetings import calendars, feed_text, queries
from meetings.domain import feeds
from meetings.models import CalendarFeed
from meetings.web.answers import refusals_told
from mentorship.core import clock

if TYPE_CHECKING:
    from mentorship.core.web.requests import SignedInRequest

PRIVATE = "private, no-store"


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give the calendar of the person to whom this secret belongs; a wrong or closed one leads nowhere.

    Whether anything is new is answered by one row: the address's version goes up with every change. The calendar is
    written whole once a day, so what should escape that is seen on the next day at the latest.
    """
    stamp = queries.feed_stamp(feeds.digest_of(token))
    if stamp is None:
        raise Http404
    version, feed_id = stamp
    etag = quote_etag(f"{feed_id}-{version}-{timezone.now():%Y%m%d}-{calendars.FORMAT}")
    response: HttpResponse
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        text = feed_text.text_of(feed_id=feed_id, version=version, now=clock.now())
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="mentoring.ics"'
    response["ETag"] = etag
    response["Cache-Control"] = PRIVATE
    return response


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
