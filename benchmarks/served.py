"""The product behind gunicorn with one page more: an empty one, to measure others against."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from mentorship.wsgi import application  # isort: skip - it sets Django up for what follows
from mentorship import urls

__all__ = ["application"]


@login_not_required
def empty(_request: HttpRequest) -> HttpResponse:
    """Answer with nothing, behind all of the middleware."""
    return HttpResponse()


urls.urlpatterns.append(path("benchmark/empty/", empty))
