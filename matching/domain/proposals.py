"""What the leader changes by hand before publishing: another mentor, a lock, a no."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import rules
from django.db import transaction
from django.utils.translation import gettext as _

from matching.domain.freezing import freeze_pool
from matching.domain.runs import lock_run
from matching.domain.scoring import Barrier, Scored, score_pool
from matching.domain.solving import NEXT_BEST_SHOWN, common_track
from matching.domain.wording import barrier_words, parts_of
from matching.enums import PROPOSAL_MOVES, ProposalState, RunState
from matching.models import MatchRun, Proposal
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move
from programs.models import Enrollment

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User


@dataclass(frozen=True)
class Choice:
    """A mentor as the leader sees them for one mentee: score, what it costs, free places, and what forbids it."""

    mentor_id: int
    score: int
    loss: int
    free_places: int
    parts: list[dict[str, Any]]
    against: str = ""

    @property
    def is_open(self) -> bool:
        """May this mentor be chosen?"""
        return not self.against and self.free_places > 0


def choices_for(proposal: Proposal, *, now: datetime) -> list[Choice]:
    """Weigh every other mentor for the mentee of a proposal, the best first, by what is true now."""
    scored = score_pool(_pool_with(proposal, now), proposal.run.weights)
    row = next((row for row, mentee in enumerate(scored.mentees) if mentee["pk"] == proposal.mentee_id), None)
    if row is None:
        return []
    free = _free_places(proposal, scored)
    scores = scored.scores[row]
    choices = [
        Choice(
            mentor_id=mentor["pk"],
            score=int(scores[column]),
            loss=proposal.score - int(scores[column]),
            free_places=free[mentor["pk"]],
            parts=parts_of(scored, row, column),
            against=_against(scored, row, column),
        )
        for column, mentor in enumerate(scored.mentors)
        if mentor["pk"] != proposal.mentor_id
    ]
    return sorted(
        choices, key=lambda choice: (not choice.is_open, bool(choice.against), -choice.score, choice.mentor_id)
    )


@transaction.atomic
def reassign_proposal(*, proposal_id: int, mentor_id: int, by: User, now: datetime) -> Proposal:
    """Give a mentee another mentor than the one proposed, and lock that choice.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the run is not on the table, the mentor has no free place, or a rule forbids the pair.
    """
    proposal = _locked(proposal_id, by)
    if proposal.mentor_id == mentor_id:
        return proposal
    choices = choices_for(proposal, now=now)
    choice = next((choice for choice in choices if choice.mentor_id == mentor_id), None)
    mentor = (
        Enrollment.objects.mentors().filter(pk=mentor_id, cohort=proposal.run.cohort_id).select_related("user").first()
    )
    if choice is None or mentor is None:
        raise Refused(_("This mentor is not in the pool of this cohort."))
    if choice.against:
        raise Refused(
            _("%(mentor)s and %(mentee)s cannot be a pair: %(rule)s.")
            % {"mentor": mentor.user, "mentee": proposal.mentee.user, "rule": choice.against},
        )
    if choice.free_places <= 0:
        raise Refused(_("%(mentor)s has no free place left.") % {"mentor": mentor.user})
    before = proposal.mentor_id
    proposal.mentor = mentor
    proposal.score, proposal.parts, proposal.is_by_hand = choice.score, choice.parts, True
    proposal.next_best = _others(choices, proposal, before)
    proposal.track_id = _track(proposal, mentor)
    if proposal.state != ProposalState.LOCKED:
        move(proposal, ProposalState.LOCKED, moves=PROPOSAL_MOVES)
    proposal.save(update_fields=["mentor", "score", "parts", "is_by_hand", "next_best", "track", "state"])
    audit.record(verb="reassign_proposal", actor=by, target=proposal, now=now, new=proposal.state)
    return proposal


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
    run_id = Proposal.objects.values_list("run_id", flat=True).get(pk=proposal_id)
    run = lock_run(run_id)
    if not rules.has_perm("matching.lead_matching", by, run.cohort):
        raise NotAllowed(_("Only the program leader changes proposals."))
    if run.state != RunState.PROPOSED:
        raise Refused(_("These proposals are not on the table any more."))
    proposal = Proposal.objects.select_for_update(of=["self"]).with_people().get(pk=proposal_id)
    proposal.run = run
    return proposal


def _pool_with(proposal: Proposal, now: datetime) -> dict[str, Any]:
    pool = freeze_pool(proposal.run.cohort, now=now)
    return {**pool, "mentees": [one for one in pool["mentees"] if one["pk"] == proposal.mentee_id]}


def _free_places(proposal: Proposal, scored: Scored) -> dict[int, int]:
    """Count the places each mentor has left beside the other proposals of this run."""
    asked = _asked(proposal.run, besides=proposal)
    return {mentor["pk"]: mentor["places"] - asked[mentor["pk"]] for mentor in scored.mentors}


def _asked(run: MatchRun, *, besides: Proposal) -> Counter[int]:
    return Counter(run.proposals.standing().exclude(pk=besides.pk).values_list("mentor_id", flat=True))


def _is_full_without(proposal: Proposal) -> bool:
    places = {mentor["pk"]: mentor["places"] for mentor in proposal.run.inputs["mentors"]}
    return _asked(proposal.run, besides=proposal)[proposal.mentor_id] >= places.get(proposal.mentor_id, 0)


def _against(scored: Scored, row: int, column: int) -> str:
    """Name the rule that forbids a pair; that the leader rejected it once does not."""
    names = [name for name, barred in scored.barriers.items() if barred[row, column] and name != Barrier.REJECTED]
    return barrier_words(names[0]) if names else ""


def _others(choices: list[Choice], proposal: Proposal, before: int) -> list[dict[str, Any]]:
    """Make the list of who comes next anew, the mentor of before among them."""
    was_score = proposal.score + next(choice.loss for choice in choices if choice.mentor_id == proposal.mentor_id)
    others = [(before, was_score, True)]
    others += [
        (choice.mentor_id, choice.score, choice.free_places > 0)
        for choice in choices
        if not choice.against and choice.mentor_id != proposal.mentor_id
    ]
    best = sorted(others, key=lambda other: -other[1])[:NEXT_BEST_SHOWN]
    return [{"mentor": mentor, "score": score, "free": free} for mentor, score, free in best]


def _track(proposal: Proposal, mentor: Enrollment) -> int | None:
    sides = [
        {"tracks": {str(key): "" for key in person.tracks.order_by("pk").values_list("pk", flat=True)}}
        for person in (proposal.mentee, mentor)
    ]
    return common_track(*sides) or proposal.track_id
