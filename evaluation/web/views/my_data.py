"""Everything that is held of oneself, to read and to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluation.leaving.files import pieces
from mentorship.core import audit, clock

if TYPE_CHECKING:
    from mentorship.core.web.requests import SignedInRequest


@require_safe
def my_data(request: SignedInRequest) -> HttpResponse:
    """Say what is in the file, what is not and why, and how it is asked for."""
    return render(request, "evaluation/my_data.html")


@require_safe
@reauthentication_required
def my_data_file(request: SignedInRequest) -> StreamingHttpResponse:
    """Give the file to whoever has just shown again who they are."""
    now = clock.now()
    audit.record(verb="export_own_data", actor=request.user, target=request.user, now=now)
    return StreamingHttpResponse(
        pieces(request.user, now),
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="mentorship-{now:%Y-%m-%d}.zip"',
            "Cache-Control": "private, no-store",
        },
    )
