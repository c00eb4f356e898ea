"""Finding a time: what both have free, up to three of them proposed, one accepted."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meetings import finding, links, queries
from meetings.domain import proposing
from meetings.models import Availability, MeetingProposal
from meetings.recurrence import local_moment
from meetings.web.answers import refusals_told
from meetings.web.forms.finding import ProposeForm, SearchForm
from meetings.web.views.planning import own_pairing, zones
from mentorship.accounts.models import User
from mentorship.core import clock, stages
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from uuid import UUID

    from matching.models import Pairing
    from meetings.finding import Slot
    from mentorship.core.web.requests import SignedInRequest

DAYS_SHOWN = 7
A_DAY_SHOWS = 6
NONE_SUITS = "none"


class Offer(NamedTuple):
    """A time as the page offers it: where the reader lives, as the form sends it, and whether it is chosen."""

    at: dt.datetime
    value: str
    is_chosen: bool


@require_http_methods(["GET", "POST"])
def find(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show the times that both have free, the protected ones first; take up to three of them as a proposal."""
    pairing = own_pairing(request, uuid)
    now = clock.now()
    search = SearchForm(request.POST if request.method == "POST" else request.GET)
    length, begins = _asked(search, request.user, now)
    slots = finding.slots(pairing, length_minutes=length, begins=begins)
    offered = [slot.starts_at.isoformat() for slot in slots]
    form = ProposeForm(
        request.POST or None, offered=offered, initial={"length_minutes": length, "place": _usual_place(pairing)}
    )
    if form.is_valid():
        with refusals_told(request, form) as answer:
            said = form.cleaned_data
            proposing.propose_times(
                pairing_id=pairing.pk,
                starts=said["times"],
                length_minutes=said["length_minutes"],
                place=said["place"],
                by=request.user,
                now=now,
            )
        if answer.done:
            partner = pairing.partner_of(request.user).user.get_short_name()
            messages.success(request, _("Proposed. %(name)s gets a mail and chooses with one tap.") % {"name": partner})
            return redirect("meetings:timing", uuid=pairing.uuid)
    return render(request, "meetings/find.html", _found(request, pairing, slots, form, search, length, now))


@require_POST
def answer(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take one of the times, or none."""
    proposal = _readable(request, uuid)
    if not request.user.has_perm("meetings.answer_proposal", proposal):
        raise PermissionDenied
    with refusals_told(request) as told:
        words = _answered(proposal, request.POST.get("time", ""), request.user)
    if told.done:
        messages.success(request, words)
    return redirect("meetings:timing", uuid=proposal.pairing.uuid)


@require_POST
def withdraw(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take one's own proposal off the table."""
    proposal = _readable(request, uuid)
    if not request.user.has_perm("meetings.withdraw_proposal", proposal):
        raise PermissionDenied
    with refusals_told(request) as told:
        proposing.withdraw_times(proposal_id=proposal.pk, by=request.user, now=clock.now())
    if told.done:
        messages.success(request, _("Withdrawn."))
    return redirect("meetings:timing", uuid=proposal.pairing.uuid)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, on a page of its own, which time is taken; opening the link alone changes nothing."""
    signed = links.read(token)
    if signed is None:
        raise Http404
    now = clock.now()
    proposal = get_object_or_404(MeetingProposal.objects.with_people(), uuid=signed[0])
    who = get_object_or_404(User, uuid=signed[1], is_active=True)
    if not who.has_perm("meetings.answer_proposal", proposal):
        raise Http404
    said = refused = ""
    if request.method == "POST":
        try:
            said = _answered(proposal, request.POST.get("time", ""), who)
        except Refused as refusal:
            refused = str(refusal)
        proposal = MeetingProposal.objects.with_people().get(pk=proposal.pk)
    with timezone.override(ZoneInfo(who.time_zone)):
        context = {
            "proposal": proposal,
            "who": who,
            "is_open": proposal.is_open(now) and not said,
            "said": said,
            "refused": refused,
            "now": now,
            "zone": who.time_zone.replace("_", " "),
        }
        response = render(request, "meetings/answer_by_mail.html", context)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    return response


def _answered(proposal: MeetingProposal, chosen: str, who: User) -> str:
    now = clock.now()
    if chosen == NONE_SUITS:
        proposing.decline_times(proposal_id=proposal.pk, by=who, now=now)
        return _("%(name)s learns that none of these times suits.") % {"name": proposal.proposed_by.get_short_name()}
    time = next((one for one in proposal.times.all() if str(one.uuid) == chosen), None)
    if time is None:
        raise Refused(_("Choose one of the times."))
    proposing.accept_time(time_id=time.pk, by=who, now=now)
    return _("Planned. You both get the invitation by mail.")


def _readable(request: SignedInRequest, uuid: UUID) -> MeetingProposal:
    return get_object_or_404(MeetingProposal.objects.visible_to(request.user).with_people(), uuid=uuid)


def _asked(search: SearchForm, user: User, now: dt.datetime) -> tuple[int, dt.datetime]:
    """How long and from when on: an hour from now at the earliest."""
    search.is_valid()
    length = search.cleaned_data.get("length_minutes") or 30
    earliest = now + finding.NOTICE
    day = search.cleaned_data.get("from_day")
    begins = local_moment(day, dt.time.min, user.time_zone) if day else earliest
    return length, max(earliest, begins.astimezone(dt.UTC))


def _usual_place(pairing: Pairing) -> str:
    return str(pairing.meetings.exclude(place="").order_by("-starts_at").values_list("place", flat=True).first() or "")


def _found(
    request: SignedInRequest,
    pairing: Pairing,
    slots: list[Slot],
    form: ProposeForm,
    search: SearchForm,
    length: int,
    now: dt.datetime,
) -> dict[str, Any]:
    partner = pairing.partner_of(request.user).user
    chosen = request.POST.getlist("times")
    written = set(Availability.objects.filter(user__in=[request.user, partner]).values_list("user_id", flat=True))
    return {
        "pairing": pairing,
        "partner": partner,
        "stages": stages.strip(pairing),
        "groups": [
            (_("In protected time"), _by_day([slot for slot in slots if slot.is_protected], chosen)),
            (_("Both of you are free"), _by_day([slot for slot in slots if not slot.is_protected], chosen)),
        ],
        "has_slots": bool(slots),
        "form": form,
        "search_form": SearchForm(initial={"length_minutes": length, "from_day": search.cleaned_data.get("from_day")}),
        "length": length,
        "own_hours_missing": request.user.pk not in written,
        "partner_hours_missing": partner.pk not in written,
        "may_propose": pairing.is_active,
        "now": now,
        "waiting": queries.proposals_of(pairing, request.user, now).open(now).first(),
        **zones(request.user, partner, now),
    }


def _by_day(slots: list[Slot], chosen: list[str]) -> list[tuple[dt.date, list[Offer]]]:
    offers = [
        Offer(timezone.localtime(slot.starts_at), slot.starts_at.isoformat(), slot.starts_at.isoformat() in chosen)
        for slot in slots
    ]
    days = [(day, list(of_day)) for day, of_day in groupby(offers, key=lambda offer: offer.at.date())]
    return [(day, _spread(of_day)) for day, of_day in days[:DAYS_SHOWN]]


def _spread(offers: list[Offer]) -> list[Offer]:
    """A few times of a day, from its first to its last, and those chosen."""
    if len(offers) <= A_DAY_SHOWS:
        return offers
    step = (len(offers) - 1) / (A_DAY_SHOWS - 1)
    shown = {round(number * step) for number in range(A_DAY_SHOWS)}
    return [offer for number, offer in enumerate(offers) if number in shown or offer.is_chosen]
