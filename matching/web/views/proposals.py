"""What the leader changes by hand: another mentor, a lock, a no."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from matching.domain.proposals import (
    choices_for,
    lock_proposal,
    reassign_proposal,
    reject_proposal,
    release_proposal,
)
from matching.enums import RunState
from matching.models import Proposal
from matching.queries.runs import figures_of, proposal_row, score_bar
from mentorship.core import clock
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest
from programs.models import Enrollment

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

CHOICES_SHOWN = 40


@require_http_methods(["GET", "HEAD", "POST"])
def reassign(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show the other mentors with what each costs, and take the choice."""
    proposal = _find(request, uuid)
    if request.method == "POST":
        mentor = _mentor(proposal, request.POST.get("mentor", ""))
        try:
            reassign_proposal(
                proposal_id=proposal.pk, mentor_id=mentor.pk if mentor else 0, by=request.user, now=clock.now()
            )
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("matching:reassign", uuid=uuid)
        messages.success(
            request,
            _("%(mentee)s is with %(mentor)s now, and locked.")
            % {"mentee": proposal.mentee.user, "mentor": mentor.user}
            if mentor
            else "",
        )
        return redirect(_place_of(proposal))
    return _show_choices(request, proposal)


def _show_choices(request: SignedInRequest, proposal: Proposal) -> HttpResponse:
    choices = choices_for(proposal, now=clock.now()) if proposal.run.state == RunState.PROPOSED else []
    mentors = Enrollment.objects.filter(pk__in=[choice.mentor_id for choice in choices]).select_related("user")
    people = {mentor.pk: mentor for mentor in mentors}
    shown = [
        {
            "choice": choice,
            "mentor": people[choice.mentor_id],
            "bar": score_bar(choice.score, choice.parts),
            "gain": -choice.loss,
        }
        for choice in choices
    ]
    possible = [line for line in shown if line["choice"].is_open]  # type: ignore[attr-defined]
    return render(
        request,
        "matching/reassign.html",
        {
            "proposal": proposal,
            "row": proposal_row(proposal),
            "possible": possible[:CHOICES_SHOWN],
            "more": max(len(possible) - CHOICES_SHOWN, 0),
            "impossible": [line for line in shown if not line["choice"].is_open],  # type: ignore[attr-defined]
            "back": _place_of(proposal),
        },
    )


@require_POST
def lock(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Keep this pair."""
    return _say(request, uuid, lock_proposal)


@require_POST
def release(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take back a lock or a no."""
    return _say(request, uuid, release_proposal)


@require_POST
def reject(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Say no to this pair."""
    return _say(request, uuid, reject_proposal)


def _say(request: SignedInRequest, uuid: UUID, verb: Callable[..., Proposal]) -> HttpResponse:
    proposal, now, refusal = _find(request, uuid), clock.now(), ""
    try:
        proposal = _done(proposal, verb, request, now)
    except DomainError as error:
        refusal = str(error)
    if request.htmx:
        context = {
            "row": proposal_row(proposal),
            "can_change": proposal.run.state == RunState.PROPOSED,
            "refusal": refusal,
            "figures": figures_of(proposal.run),
            "run": proposal.run,
        }
        return render(request, "matching/_proposal_changed.html", context)
    if refusal:
        messages.error(request, refusal)
    return redirect(_place_of(proposal))


def _done(proposal: Proposal, verb: Callable[..., Proposal], request: SignedInRequest, now: datetime) -> Proposal:
    return verb(proposal_id=proposal.pk, by=request.user, now=now)


def _find(request: SignedInRequest, uuid: UUID) -> Proposal:
    visible = Proposal.objects.visible_to(request.user).with_people().select_related("run__cohort__program")
    return get_object_or_404(visible, uuid=uuid)


def _mentor(proposal: Proposal, uuid: str) -> Enrollment | None:
    try:
        key = UUID(uuid)
    except ValueError:
        return None
    return Enrollment.objects.mentors().filter(cohort=proposal.run.cohort, uuid=key).select_related("user").first()


def _place_of(proposal: Proposal) -> str:
    return f"{reverse('matching:run', args=[proposal.run.uuid])}#proposal-{proposal.uuid}"
