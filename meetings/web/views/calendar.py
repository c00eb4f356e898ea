"""The feed to which calendar programs subscribe, and the page of its secret address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetings import calendars, queries
from meetings.domain import feeds
from meetings.models import CalendarFeed
from meetings.web.answers import refusals_told
from mentorship.accounts.models import User
from mentorship.core import clock

if TYPE_CHECKING:
    import datetime as dt

    from mentorship.core.web.requests import SignedInRequest

PRIVATE = "private, no-store"
KEPT_SECONDS = 3600


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give the calendar of the person to whom this secret belongs; a wrong or closed one leads nowhere.

    Whether anything is new is answered by one row: the address's version goes up with every change of a meeting. What
    changes elsewhere, such as a name, is seen on the next day at the latest.
    """
    digest = feeds.digest_of(token)
    stamp = queries.feed_stamp(digest)
    if stamp is None:
        raise Http404
    version, user_id = stamp
    now = clock.now()
    name = f"{digest[:24]}-{version}-{now:%Y%m%d}-{calendars.FORMAT}"
    etag = quote_etag(name)
    response: HttpResponse
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        text = cache.get_or_set(f"meetings.feed.{name}", lambda: _written(user_id, now), KEPT_SECONDS)
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="mentoring.ics"'
    response["ETag"] = etag
    response["Cache-Control"] = PRIVATE
    return response


def _written(user_id: int, now: dt.datetime) -> str:
    """Write the feed of a person; the same text serves every device that subscribed until something changes."""
    owner = User.objects.get(pk=user_id)
    facts = queries.feed_facts(owner)
    return calendars.feed(
        facts.rows,
        pairs=facts.pairs,
        series=facts.series,
        protected=facts.protected,
        time_zone=owner.time_zone,
        now=now,
    )


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
