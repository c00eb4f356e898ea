"""The page of a pair, and the two answers to a proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matching.domain.pairings import accept_pairing, decline_pairing
from matching.domain.viewing import note_that_the_leader_read
from matching.enums import PairingState
from matching.queries.pairs import pair_page, profile_of, reasons_for_the_pair, score_for_the_leader
from mentorship.core import clock, stages
from mentorship.core.errors import DomainError, NotAllowed
from mentorship.core.stages import StageState
from mentorship.core.web.requests import SignedInRequest

if TYPE_CHECKING:
    from matching.models import Pairing


@require_safe
def pairing(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show a pair to its two people and to their leader."""
    found, now = _find(request, uuid), clock.now()
    is_member = found.has_member(request.user)
    if not is_member:
        note_that_the_leader_read(pairing=found, by=request.user, now=now)
    strip = stages.strip(found) if found.holds_a_place else []
    is_open = found.state == PairingState.PROPOSED and found.answer_by >= now
    partner = found.partner_of(request.user)
    return render(
        request,
        "matching/pairing.html",
        {
            "pairing": found,
            "is_member": is_member,
            "may_lead": not is_member,
            "partner": partner,
            "partner_has_accepted": is_member and found.has_accepted(partner.user),
            "may_answer": is_member and is_open and not found.has_accepted(request.user),
            "waits_for": _waits_for(found, request) if is_open else [],
            "stages": strip,
            "next_stage": next((step for step in strip if step.state == StageState.NOW and step.url), None),
            "profiles": [profile_of(found.mentor), profile_of(found.mentee)],
            "reasons": reasons_for_the_pair(found) if is_member else [],
            "bar": None if is_member else score_for_the_leader(found),
            "readers": _readers(found, request),
            "show_email": not is_member or (found.holds_a_place and found.state != PairingState.PROPOSED),
            "now": now,
        },
    )


@require_POST
def accept(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Say yes."""
    found = _find(request, uuid)
    partner = found.partner_of(request.user).user
    try:
        answered = accept_pairing(pairing_id=found.pk, by=request.user, now=clock.now())
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except DomainError as error:
        messages.error(request, str(error))
    else:
        both = answered.state != PairingState.PROPOSED
        told = (
            _("You are a pair. The agreement comes next.")
            if both
            else _("Thank you. We ask %(name)s now and tell you when both have said yes.")
        )
        messages.success(request, told % {"name": partner.full_name})
    return redirect("matching:pairing", uuid=uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Ask once more, then say no."""
    found = _find(request, uuid)
    if not found.has_member(request.user):
        raise PermissionDenied
    if request.method == "POST":
        try:
            decline_pairing(pairing_id=found.pk, by=request.user, now=clock.now())
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Declined. Your program leader looks for somebody else."))
        return redirect("matching:pairing", uuid=uuid)
    return render(request, "matching/decline.html", {"pairing": found, "partner": found.partner_of(request.user)})


def _find(request: SignedInRequest, uuid: UUID) -> Pairing:
    found = pair_page(request.user, uuid)
    if found is None:
        raise Http404
    return found


def _waits_for(found: Pairing, request: SignedInRequest) -> list[str]:
    """Name those of the two who have not answered, besides the reader."""
    open_sides = (
        (found.mentor.user, found.mentor_accepted_at),
        (found.mentee.user, found.mentee_accepted_at),
    )
    return [user.full_name for user, accepted in open_sides if accepted is None and user.pk != request.user.pk]


def _readers(found: Pairing, request: SignedInRequest) -> str:
    if found.has_member(request.user):
        return _("you, %(partner)s and your program leader") % {"partner": found.partner_of(request.user).user}
    return _("%(mentee)s, %(mentor)s and you") % {"mentee": found.mentee.user, "mentor": found.mentor.user}
