"""What the leader changes by hand before publishing: another mentor, a lock, a no."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import rules
from django.db import transaction
from django.utils.translation import gettext as _

from matching.domain.choosing import choices_at
from matching.domain.moving import carry_out
from matching.domain.runs import lock_run
from matching.domain.table import table_of
from matching.enums import PROPOSAL_MOVES, ProposalState, RunState
from matching.models import MatchRun, Proposal, UnmatchedMentee
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move
from programs.models import Enrollment

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User


@transaction.atomic
def reassign_proposal(*, proposal_id: int, mentor_id: int, by: User, now: datetime, shown: str = "") -> Proposal:
    """Give a mentee another mentor than the one proposed and lock that choice; who must make room moves as was shown.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the run is not on the table, a rule forbids the pair, no room can be made, or something has changed since
            the cost was `shown`.
    """
    proposal = _locked(proposal_id, by)
    if proposal.mentor_id == mentor_id and proposal.state != ProposalState.REJECTED:
        return proposal
    moved = _give(proposal.run, proposal.mentee, proposal.track_id, mentor_id, shown=shown)
    audit.record(verb="reassign_proposal", actor=by, target=moved, now=now, new=moved.state)
    return moved


@transaction.atomic
def place_mentee(*, unmatched_id: int, mentor_id: int, by: User, now: datetime, shown: str = "") -> Proposal:
    """Propose a mentor by hand to somebody whom the run left without one, and lock that choice.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: as for `reassign_proposal`, or the mentee has a proposal by now.
    """
    unmatched = UnmatchedMentee.objects.select_related("mentee__user").filter(pk=unmatched_id).first()
    if unmatched is None:
        raise Refused(_("This mentee is not without a mentor any more."))
    run = _on_the_table(unmatched.run_id, by)
    placed = _give(run, unmatched.mentee, unmatched.track_id, mentor_id, shown=shown)
    audit.record(verb="place_mentee", actor=by, target=placed, now=now, new=placed.state)
    return placed


def _give(run: MatchRun, mentee: Enrollment, track_id: int | None, mentor_id: int, *, shown: str) -> Proposal:
    table = table_of(run)
    choice = next((choice for choice in choices_at(table, mentee.pk, track_id) if choice.mentor_id == mentor_id), None)
    mentor = Enrollment.objects.mentors().filter(pk=mentor_id, cohort=run.cohort_id).select_related("user").first()
    if choice is None or mentor is None:
        raise Refused(_("This mentor is not in the pool of this cohort."))
    if choice.against:
        raise Refused(
            _("%(mentor)s and %(mentee)s cannot be a pair: %(rule)s.")
            % {"mentor": mentor.user, "mentee": mentee.user, "rule": choice.against},
        )
    if not choice.is_possible:
        raise Refused(_("%(mentor)s has no free place, and nobody there can move.") % {"mentor": mentor.user})
    if shown and shown != choice.token:
        raise Refused(_("Something has changed since you saw the cost. Nothing was done; please look again."))
    return carry_out(table, mentee.pk, track_id, choice)


def lock_proposal(*, proposal_id: int, by: User, now: datetime) -> Proposal:
    """Keep this pair, also when the matching runs again."""
    return _say(proposal_id, ProposalState.LOCKED, verb="lock_proposal", by=by, now=now)


def release_proposal(*, proposal_id: int, by: User, now: datetime) -> Proposal:
    """Take back a lock or a no: the pair stands as it was suggested."""
    return _say(proposal_id, ProposalState.SUGGESTED, verb="release_proposal", by=by, now=now)


def reject_proposal(*, proposal_id: int, by: User, now: datetime) -> Proposal:
    """Say no to this pair: it is not published, and not suggested again."""
    return _say(proposal_id, ProposalState.REJECTED, verb="reject_proposal", by=by, now=now)


@transaction.atomic
def _say(proposal_id: int, state: ProposalState, *, verb: str, by: User, now: datetime) -> Proposal:
    proposal = _locked(proposal_id, by)
    if proposal.state == state:
        return proposal
    if proposal.state == ProposalState.REJECTED and _is_full_without(proposal):
        raise Refused(_("%(mentor)s has no free place any more.") % {"mentor": proposal.mentor.user})
    old = proposal.state
    move(proposal, state, moves=PROPOSAL_MOVES)
    proposal.save(update_fields=["state"])
    audit.record(verb=verb, actor=by, target=proposal, now=now, old=old, new=proposal.state)
    return proposal


def _locked(proposal_id: int, by: User) -> Proposal:
    """Lock the run, then the proposal; the run's lock keeps two changes from sharing a place."""
    run = _on_the_table(Proposal.objects.values_list("run_id", flat=True).get(pk=proposal_id), by)
    proposal = Proposal.objects.select_for_update(of=["self"]).with_people().filter(pk=proposal_id).first()
    if proposal is None:
        raise Refused(_("This proposal has just been changed. Please look again."))
    proposal.run = run
    return proposal


def _on_the_table(run_id: int, by: User) -> MatchRun:
    run = lock_run(run_id)
    if not rules.has_perm("matching.lead_matching", by, run.cohort):
        raise NotAllowed(_("Only the program leader changes proposals."))
    if run.state != RunState.PROPOSED:
        raise Refused(_("These proposals are not on the table any more."))
    return run


def _is_full_without(proposal: Proposal) -> bool:
    places = {mentor["pk"]: mentor["places"] for mentor in proposal.run.inputs["mentors"]}
    others = proposal.run.proposals.standing().exclude(pk=proposal.pk).values_list("mentor_id", flat=True)
    return Counter(others)[proposal.mentor_id] >= places.get(proposal.mentor_id, 0)
