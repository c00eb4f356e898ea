"""What machines and those who run the installation ask: does this process live, may it be sent people, does mail move.

Written here rather than taken from a package: two short views need no threads of their own and no event loop.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mentorship import operations
from mentorship.core import clock


@require_safe
@never_cache
@login_not_required
def live(_request: HttpRequest) -> JsonResponse:
    """Answer that the process runs; asks nothing of the database."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
@login_not_required
def ready(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, else 503; a missing broker only delays mail, so it is not asked."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": False}, status=503)
    return JsonResponse({"database": True})


@require_safe
@never_cache
@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Answer whether mail moves: as JSON with 200 or 503 to whoever brings the token, as a page to site staff."""
    by_machine = _brings_the_token(request)
    if not by_machine and not _is_site_staff(request):
        raise Http404
    now = clock.now()
    state = operations.look(now)
    if by_machine:
        return JsonResponse({"is_well": state.is_well, **asdict(state)}, status=200 if state.is_well else 503)
    return render(request, "core/health.html", {"state": state, "now": now})


@require_safe
@never_cache
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the same as metrics, in the text format of Prometheus."""
    if not _brings_the_token(request) and not _is_site_staff(request):
        raise Http404
    now = clock.now()
    text = operations.as_metrics(operations.look(now), now)
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def _brings_the_token(request: HttpRequest) -> bool:
    """Compare in constant time; without a token in the settings nobody can bring it."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    expected = settings.OPERATIONS_TOKEN
    return bool(expected) and kind.lower() == "bearer" and secrets.compare_digest(token.encode(), expected.encode())


def _is_site_staff(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_staff)
