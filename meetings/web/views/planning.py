"""Planning a meeting or a series, and logging one that took place."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from matching.models import Pairing
from meetings.domain.confirming import log_past_meeting
from meetings.domain.scheduling import schedule_meeting, schedule_series
from meetings.queries import suggestions
from meetings.skipping import Skip
from meetings.web.answers import refusals_told
from meetings.web.forms.planning import MONTHLY, LogForm, PlanForm
from mentorship.core import clock, stages

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from mentorship.accounts.models import User
    from mentorship.core.web.requests import SignedInRequest

NEXT_WEEK = dt.timedelta(days=7)
FIVE_O_CLOCK = dt.time(17)


def own_pairing(request: SignedInRequest, uuid: UUID) -> Pairing:
    """The pair, for one of the two; its leader reads but does not plan."""
    pairing = get_object_or_404(Pairing.objects.visible_to(request.user).with_people(), uuid=uuid)
    if not request.user.has_perm("meetings.plan_for_pairing", pairing):
        raise PermissionDenied
    return pairing


def _page(pairing: Pairing, request: SignedInRequest) -> dict[str, Any]:
    return {
        "pairing": pairing,
        "partner": pairing.partner_of(request.user).user,
        "stages": stages.strip(pairing),
    }


@require_http_methods(["GET", "POST"])
def plan(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Ask for day, time, length and place; the times that both have free are one tap away."""
    pairing = own_pairing(request, uuid)
    now = clock.now()
    form = PlanForm(request.POST or None, pairing=pairing, by=request.user, initial=_first_words(request, pairing, now))
    if form.is_valid():
        with refusals_told(request, form) as answer:
            response = _planned(request, form, pairing, now)
        if answer.done:
            return response
    context = {
        "form": form,
        "suggestions": suggestions(pairing, timezone.localdate(now)),
        **zones(request.user, pairing.partner_of(request.user).user, now),
        **_page(pairing, request),
    }
    return render(request, "meetings/plan.html", context)


def _first_words(request: SignedInRequest, pairing: Pairing, now: dt.datetime) -> dict[str, Any]:
    """Begin with the suggestion that was tapped, else with the first, else with this day next week at five."""
    tapped = PlanForm(request.GET, pairing=pairing, by=request.user)
    tapped.is_valid()
    day, time = tapped.cleaned_data.get("day"), tapped.cleaned_data.get("time")
    if day and time:
        return {"day": day, "time": time}
    for suggestion in suggestions(pairing, timezone.localdate(now)):
        return {"day": suggestion.day, "time": suggestion.at}
    return {"day": timezone.localdate(now) + NEXT_WEEK, "time": FIVE_O_CLOCK}


def _planned(request: SignedInRequest, form: PlanForm, pairing: Pairing, now: dt.datetime) -> HttpResponse:
    said = form.cleaned_data
    common = {
        "pairing_id": pairing.pk,
        "length_minutes": said["length_minutes"],
        "place": said["place"],
        "is_in_protected_time": said["is_in_protected_time"],
        "by": request.user,
        "now": now,
    }
    partner = pairing.partner_of(request.user).user.get_short_name()
    if not form.repeats:
        meeting = schedule_meeting(starts_at=form.starts_at, **common)
        messages.success(request, _("Planned. %(name)s gets an invitation by mail.") % {"name": partner})
        return redirect("meetings:meeting", uuid=meeting.uuid)
    is_monthly = said["repeat"] == MONTHLY
    series = schedule_series(
        first_on=said["day"],
        starts_at=said["time"],
        time_zone=request.user.time_zone,
        every_weeks=1 if is_monthly else said["repeat"],
        monthly=is_monthly,
        until=said["until"],
        **common,
    )
    number = series.meetings.count()
    first_on = timezone.localtime(series.meetings.order_by("starts_at")[0].starts_at)
    words = ngettext(
        "%(number)d meeting planned, on %(day)s.", "%(number)d meetings planned, the first on %(day)s.", number
    ) % {"number": number, "day": date_format(first_on, "l j F")}
    messages.success(request, words + " " + _("%(name)s gets an invitation by mail.") % {"name": partner})
    if series.skipped:
        left_out = [Skip.from_kept(kept) for kept in series.skipped]
        listed = [f"{date_format(timezone.localtime(skip.at), 'j F')} ({skip.words})" for skip in left_out]
        messages.warning(request, _("Left out: %(days)s.") % {"days": ", ".join(listed)})
    return redirect("meetings:timing", uuid=pairing.uuid)


def zones(user: User, partner: User, now: dt.datetime) -> dict[str, str]:
    """Name both time zones, and the time it is now where the other one lives."""
    return {
        "own_zone": user.time_zone.replace("_", " "),
        "partner_zone": partner.time_zone.replace("_", " "),
        "partner_clock": date_format(timezone.localtime(now, ZoneInfo(partner.time_zone)), "H:i"),
    }


@require_http_methods(["GET", "POST"])
def log(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Write down a meeting that took place and was never planned."""
    pairing = own_pairing(request, uuid)
    now = clock.now()
    form = LogForm(request.POST or None, by=request.user, initial={"day": timezone.localdate(now)})
    if form.is_valid():
        with refusals_told(request, form) as answer:
            meeting = log_past_meeting(
                pairing_id=pairing.pk,
                starts_at=form.starts_at,
                minutes=form.cleaned_data["minutes"],
                place=form.cleaned_data["place"],
                by=request.user,
                now=now,
            )
        if answer.done:
            is_new = meeting.planned_at == now
            stands = _("This meeting stood here already, so it is kept once. What you say of it is noted.")
            messages.success(request, _("Logged as held.") if is_new else stands)
            return redirect("meetings:meeting", uuid=meeting.uuid)
    return render(request, "meetings/log.html", {"form": form, **_page(pairing, request)})
