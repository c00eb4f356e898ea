"""The home page, the role acted in, the style guide."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mentorship.core import clock, navigation
from mentorship.core import home as home_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mentorship.accounts.models import User


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Answer what needs this person now, where they stand, and what else there is.

    Who has another first place in this role, as a leader has the board, is led there.
    """
    role = navigation.acting_role(request)
    first_place = navigation.items_for(role)[0]
    if first_place != navigation.HOME:
        return redirect(first_place.url_name)
    now = clock.now()
    user = cast("User", request.user)  # nobody else passes LoginRequiredMiddleware
    visit = home_page.Visit(user, role, now) if role else None
    things = home_page.next_things(visit) if visit else []
    context = {
        "now": now,
        "next_thing": things[0] if things else None,
        "further_things": things[1:],
        "sections": home_page.sections(visit) if visit else [],
    }
    return render(request, "core/home.html", context)


@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own roles from now on, and begin there at home."""
    if not navigation.act_as(request, request.POST.get("role", "")):
        messages.error(request, _("You do not hold this role in any program."))
    return redirect("core:home")


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every token and component in every state; only where debug is on."""
    if not settings.DEBUG:
        raise Http404
    from mentorship.core.web.styleguide import specimens  # noqa: PLC0415 (only development needs it)

    return render(request, "core/styleguide.html", specimens(clock.now()))
