"""The page behind “stop this kind of mail”; mail programs press its button themselves (RFC 8058)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mentorship.notifications.domain import unsubscribing


# A mail program posts without a cookie of ours, so no forged request can use one: the signed link alone says who asks.
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask first when the link is opened, because programs open links too; turn the kinds off when it is posted."""
    asked = unsubscribing.read(token)
    if asked is None:
        raise Http404
    is_done = request.method == "POST"
    if is_done:
        unsubscribing.turn_off(asked)
    context = {"labels": [kind.label for kind in asked.kinds], "email": asked.user.email, "is_done": is_done}
    return render(request, "notifications/unsubscribe.html", context)
