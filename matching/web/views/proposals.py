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
    lock_proposal,
    place_mentee,
    reassign_proposal,
    reject_proposal,
    release_proposal,
)
from matching.domain.undoing import undo_last_change
from matching.enums import RunState
from matching.models import MatchRun, Proposal, UnmatchedMentee
from matching.queries.runs import figures_of, proposal_row
from matching.web.shown.hand import hand_of
from mentorship.core import clock
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest
from mentorship.core.web.toasts import undoable
from programs.models import Enrollment

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from programs.models import Track


@require_http_methods(["GET", "HEAD", "POST"])
def reassign(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show the other mentors with what each costs and who would move, and take the choice."""
    proposal = _find(request, uuid)
    if request.method == "POST":
        return _choose(request, proposal.run, reassign_proposal, proposal_id=proposal.pk)
    return _show_hand(request, proposal.run, proposal.mentee, proposal.track, row=proposal_row(proposal))


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show the mentors for somebody who was left without one, and take the choice."""
    visible = UnmatchedMentee.objects.visible_to(request.user)
    unmatched = get_object_or_404(visible.select_related("mentee__user", "track", "run__cohort__program"), uuid=uuid)
    if request.method == "POST":
        return _choose(request, unmatched.run, place_mentee, unmatched_id=unmatched.pk)
    return _show_hand(request, unmatched.run, unmatched.mentee, unmatched.track, unmatched=unmatched)


def _choose(request: SignedInRequest, run: MatchRun, verb: Callable[..., Proposal], **whose: int) -> HttpResponse:
    mentor = _mentor(run, request.POST.get("mentor", ""))
    shown = request.POST.get("shown", "")
    try:
        proposal = verb(mentor_id=mentor.pk if mentor else 0, by=request.user, now=clock.now(), shown=shown, **whose)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(request.path)
    told = _("%(mentee)s is with %(mentor)s now, and locked.")
    undoable(
        request,
        told % {"mentee": proposal.mentee.user, "mentor": proposal.mentor.user},
        undo_url=reverse("matching:undo", args=[run.uuid]),
    )
    return redirect(_place_of(proposal))


@require_POST
def undo(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Put back what stood before the last change by hand."""
    run = get_object_or_404(MatchRun.objects.visible_to(request.user), uuid=uuid)
    try:
        undo_last_change(run_id=run.pk, by=request.user, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Undone: everybody stands as before."))
    return redirect("matching:run", uuid=uuid)


def _show_hand(
    request: SignedInRequest, run: MatchRun, mentee: Enrollment, track: Track | None, **shown: object
) -> HttpResponse:
    context = {
        "run": run,
        "mentee": mentee,
        "track": track,
        "hand": hand_of(run, mentee.pk, track.pk if track else None),
        "action": request.path,
        "back": reverse("matching:run", args=[run.uuid]),
        **shown,
    }
    return render(request, "matching/_hand.html" if request.htmx else "matching/reassign.html", context)


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


def _mentor(run: MatchRun, uuid: str) -> Enrollment | None:
    try:
        key = UUID(uuid)
    except ValueError:
        return None
    return Enrollment.objects.mentors().filter(cohort=run.cohort, uuid=key).select_related("user").first()


def _place_of(proposal: Proposal) -> str:
    return f"{reverse('matching:run', args=[proposal.run.uuid])}#proposal-{proposal.uuid}"
