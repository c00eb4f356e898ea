"""The page to which leaders and staff without a second step are led."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from mentorship.accounts import second_step

if TYPE_CHECKING:
    from django.http import HttpResponse

    from mentorship.core.web.requests import SignedInRequest

GO_ON_TO = "second_step_next"


@require_safe
def set_up(request: SignedInRequest) -> HttpResponse:
    """Say what is missing and why, and remember where the person was going; once it is there, go on."""
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        request.session[GO_ON_TO] = wanted
    if second_step.is_missing(request.user):
        return render(request, "accounts/second_step.html")
    return redirect(request.session.pop(GO_ON_TO, "core:home"))
