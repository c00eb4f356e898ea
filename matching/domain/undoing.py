"""The last change by hand, taken back: who was concerned stands as before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import rules
from django.db import transaction
from django.utils.translation import gettext as _

from matching.domain.runs import lock_run
from matching.enums import PROPOSAL_MOVES, RunState
from matching.models import Proposal, UnmatchedMentee
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from matching.models import MatchRun
    from mentorship.accounts.models import User

OF_A_PROPOSAL = (
    "pk",
    "mentee_id",
    "mentor_id",
    "track_id",
    "state",
    "is_by_hand",
    "score",
    "parts",
    "next_best",
    "next_for_mentor",
)
OF_AN_UNMATCHED = ("pk", "mentee_id", "track_id", "reason", "relief", "rivals")


def as_it_stands(run: MatchRun, mentees: Iterable[int]) -> dict[str, list[dict[str, Any]]]:
    """Write down what a run says of some mentees."""
    concerned = list(mentees)
    return {
        "proposals": list(run.proposals.filter(mentee__in=concerned).order_by("pk").values(*OF_A_PROPOSAL)),
        "unmatched": list(run.unmatched.filter(mentee__in=concerned).order_by("pk").values(*OF_AN_UNMATCHED)),
    }


def keep_for_undo(run: MatchRun, mentees: Iterable[int], before: dict[str, Any]) -> None:
    """Keep what stood there before a change, and what the change made of it."""
    concerned = sorted(mentees)
    run.before_last_change = {"mentees": concerned, "before": before, "after": as_it_stands(run, concerned)}
    run.save(update_fields=["before_last_change"])


@transaction.atomic
def undo_last_change(*, run_id: int, by: User, now: datetime) -> MatchRun:
    """Put back what stood before the last change by hand; twice is harmless.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the run is not on the table, or what was changed has been changed again since.
    """
    run = lock_run(run_id)
    if not rules.has_perm("matching.lead_matching", by, run.cohort):
        raise NotAllowed(_("Only the program leader changes proposals."))
    if run.state != RunState.PROPOSED:
        raise Refused(_("These proposals are not on the table any more."))
    kept = run.before_last_change
    if not kept:
        return run
    if as_it_stands(run, kept["mentees"]) != kept["after"]:
        raise Refused(_("Something has been changed again since, so this cannot be undone."))
    _put_back(run, kept["mentees"], kept["before"])
    _places_hold(run)
    run.before_last_change = {}
    run.save(update_fields=["before_last_change"])
    audit.record(verb="undo_last_change", actor=by, target=run, now=now)
    return run


def _put_back(run: MatchRun, mentees: list[int], before: dict[str, Any]) -> None:
    kept = {row["pk"] for row in before["proposals"]}
    run.proposals.filter(mentee__in=mentees).exclude(pk__in=kept).delete()
    present = {proposal.pk: proposal for proposal in run.proposals.filter(pk__in=kept)}
    for row in before["proposals"]:
        proposal = present.get(row["pk"]) or Proposal(run=run)
        for name, value in row.items():
            if name != "state":
                setattr(proposal, name, value)
        if proposal.state != row["state"]:
            move(proposal, row["state"], moves=PROPOSAL_MOVES)
        proposal.save()
    run.unmatched.filter(mentee__in=mentees).delete()
    UnmatchedMentee.objects.bulk_create(UnmatchedMentee(run=run, **row) for row in before["unmatched"])


def _places_hold(run: MatchRun) -> None:
    """A place that the change left may have been taken by somebody who was brought back."""
    places = {mentor["pk"]: mentor["places"] for mentor in run.inputs["mentors"]}
    load = Counter(run.proposals.standing().values_list("mentor_id", flat=True))
    if any(count > places.get(mentor, 0) for mentor, count in load.items()):
        raise Refused(_("The place has been given to somebody else since, so this cannot be undone."))
