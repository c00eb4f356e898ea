"""Two questions an orchestrator asks: does this process live, and may it be sent people.

Written here rather than taken from a package: two short views need no threads of their own and no event loop.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


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
