"""Calendar programs ask often and have no session: what they are given needs none of what a signed-in person's page does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404

from meetings.web.views.calendar import feed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

_FEED = re.compile(r"/calendar/([\w-]+)\.ics")
"""The path of a feed, as `urls` has it for every token that is ever made."""


class FeedMiddleware:
    """Answer a calendar address before the session is looked for; a wrong one goes the way of every other page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Give the feed, or what the rest of the product answers."""
        asked = _FEED.fullmatch(request.path_info)
        if asked is None or request.method != "GET":
            return self.get_response(request)
        try:
            response = feed(request, asked.group(1))
        except Http404:
            return self.get_response(request)
        response["X-Frame-Options"] = settings.X_FRAME_OPTIONS
        if response.content:
            response["Content-Length"] = str(len(response.content))
        return response
