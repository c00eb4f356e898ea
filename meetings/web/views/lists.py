"""Lists of meetings: one's own, and those of one pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from matching.models import Pairing
from meetings import queries
from meetings.models import Meeting
from meetings.month import month_named, month_of
from mentorship.core import clock, stages

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from mentorship.core.web.requests import SignedInRequest

SETTLED_ON_A_PAGE = 20
CONTESTED_SHOWN = 5


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """Show what is to be confirmed, what is to come, what was, and a month of all of it; that alone to who turns it."""
    now = clock.now()
    user = request.user
    pairings = list(Pairing.objects.visible_to(user).of_member(user).active().with_people().order_by("activated_at"))
    first = month_named(request.GET.get("month", ""), timezone.localdate(now))
    month = month_of(user, pairings, first, now)
    if request.htmx and request.htmx.target == "month":
        return render(request, "meetings/_month.html", {"month": month, "path": request.path})
    own = Meeting.objects.visible_to(user).of_member(user)
    settled = Paginator(queries.settled(own), SETTLED_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "now": now,
        "proposals": queries.proposals_for(user, now),
        "contested": queries.lines(queries.contested(own)[:CONTESTED_SHOWN], user),
        "to_confirm": queries.lines(queries.to_confirm(own, now), user),
        "upcoming": queries.lines(queries.upcoming(own, now), user),
        "settled": queries.lines(settled.object_list, user),
        "settled_page": settled,
        "month": month,
        "pairs": [(pairing, pairing.partner_of(user).user) for pairing in pairings],
    }
    return render(request, "meetings/meetings.html", context)


@require_safe
def timing(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show every meeting of a pair; a leader sees dates, states and lengths."""
    now = clock.now()
    pairing = get_object_or_404(Pairing.objects.visible_to(request.user).with_people(), uuid=uuid)
    meetings = Meeting.objects.visible_to(request.user).filter(pairing=pairing)
    if not pairing.has_member(request.user):
        to_come = queries.upcoming(meetings, now)
        begun = meetings.exclude(pk__in=to_come.values("pk")).order_by("-starts_at")
        context = {
            "pairing": pairing,
            "page": Paginator(begun, SETTLED_ON_A_PAGE).get_page(request.GET.get("page")),
            "to_come": to_come.count(),
            "next_meeting": to_come.first(),
        }
        return render(request, "meetings/timing_for_leader.html", context)
    settled = Paginator(queries.settled(meetings), SETTLED_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "now": now,
        "pairing": pairing,
        "partner": pairing.partner_of(request.user).user,
        "stages": stages.strip(pairing),
        "proposals": queries.proposals_of(pairing, request.user, now),
        "series_with_gaps": queries.left_out(pairing, now),
        "to_confirm": queries.lines(queries.to_confirm(meetings, now), request.user),
        "upcoming": queries.lines(queries.upcoming(meetings, now), request.user),
        "settled": queries.lines(settled.object_list, request.user),
        "settled_page": settled,
        "may_plan": pairing.is_active,
    }
    return render(request, "meetings/timing.html", context)
