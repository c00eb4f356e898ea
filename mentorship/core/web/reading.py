"""The page on which people see who read what is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mentorship.core import readings as noted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from mentorship.core.web.requests import SignedInRequest

A_PAGE = 50


@require_safe
def readings(request: SignedInRequest) -> HttpResponse:
    """List when, by whom and what, the latest first."""
    page = Paginator(noted.of(request.user), A_PAGE).get_page(request.GET.get("page"))
    lines = [(reading, noted.in_words(reading.what)) for reading in page]
    return render(request, "core/readings.html", {"page": page, "lines": lines})
