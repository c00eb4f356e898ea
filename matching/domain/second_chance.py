"""A declined or unanswered proposal comes back with the next best, proposed by one step of the leader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import rules
from django.db import transaction
from django.utils.translation import gettext as _

from matching import engine
from matching.domain import placing
from matching.domain.criteria import ensure_criteria
from matching.domain.freezing import digest, freeze_pool, freeze_weights
from matching.domain.posing import pose
from matching.domain.scoring import score_pool
from matching.domain.wording import parts_of
from matching.enums import RUN_MOVES, ProposalState, RunState
from matching.models import MatchRun, Pairing, Proposal
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move
from programs.models import Cohort

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from matching.domain.scoring import Scored
    from mentorship.accounts.models import User

BY_HAND = "by hand"


@dataclass(frozen=True)
class NextBestMentor:
    """The best mentor with a free place for somebody whose proposal came back."""

    pairing_id: int
    mentor_id: int
    score: int


def next_best_for(cohort: Cohort, pairings: Sequence[Pairing], *, now: datetime) -> dict[int, NextBestMentor]:
    """Find for each pairing that came back the best mentor who is free, all of them together, by pairing key."""
    if not pairings:
        return {}
    scored = _scored(cohort, {pairing.mentee_id for pairing in pairings}, now)
    if not scored.mentees or not scored.mentors:
        return {}
    solution = engine.solve(pose(scored), engine.Objective(salt=str(cohort.uuid)))
    chosen = dict(solution.pairs)
    found = {}
    for pairing in pairings:
        row = _row(scored, pairing)
        if row is not None and row in chosen:
            column = chosen[row]
            found[pairing.pk] = NextBestMentor(
                pairing.pk, scored.mentors[column]["pk"], int(scored.scores[row, column])
            )
    return found


@transaction.atomic
def propose_next_best(*, pairing_id: int, mentor_id: int, by: User, now: datetime) -> Pairing:
    """Propose another mentor to somebody whose proposal came back; both are asked at once. Twice proposes once.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the mentee has a mentor by now, or this mentor cannot be theirs or has no free place.
    """
    came_back = Pairing.objects.select_for_update(of=["self"]).with_people().get(pk=pairing_id)
    cohort = (
        Cohort.objects.select_for_update(of=["self"]).select_related("program", "policy").get(pk=came_back.cohort.pk)
    )
    if not rules.has_perm("matching.lead_matching", by, cohort):
        raise NotAllowed(_("Only the program leader proposes pairs."))
    already = Pairing.objects.live().filter(mentee=came_back.mentee_id, mentor=mentor_id).first()
    if already is not None:
        return already
    ensure_criteria(cohort)
    scored = _scored(cohort, {came_back.mentee_id}, now)
    row, column = _row(scored, came_back), scored.column_of.get(mentor_id)
    if row is None:
        raise Refused(_("%(mentee)s has a mentor by now.") % {"mentee": came_back.mentee.user})
    if column is None or not scored.eligible[row, column]:
        raise Refused(_("This mentor cannot be proposed to %(mentee)s.") % {"mentee": came_back.mentee.user})
    run = _run_by_hand(cohort, scored, by, now)
    proposal = Proposal.objects.create(
        run=run,
        mentee_id=came_back.mentee_id,
        mentor_id=mentor_id,
        track_id=scored.mentees[row]["track"] or came_back.track_id,
        state=ProposalState.LOCKED,
        is_by_hand=True,
        score=int(scored.scores[row, column]),
        parts=parts_of(scored, row, column),
    )
    [pairing] = placing.place_all([proposal], cohort, now=now)
    audit.record(verb="propose_next_best", actor=by, target=pairing, now=now, new=pairing.state)
    return pairing


def _scored(cohort: Cohort, mentees: set[int], now: datetime) -> Scored:
    pool = freeze_pool(cohort, now=now)
    nothing_said: dict[str, list[Any]] = {"locked": [], "rejected": pool["rejected"], "current": []}
    only = [mentee for mentee in pool["mentees"] if mentee["pk"] in mentees]
    return score_pool({**pool, "mentees": only, **nothing_said}, freeze_weights(cohort))


def _row(scored: Scored, pairing: Pairing) -> int | None:
    rows = scored.row_of
    return rows.get((pairing.mentee_id, pairing.track_id), rows.get((pairing.mentee_id, None)))


def _run_by_hand(cohort: Cohort, scored: Scored, by: User, now: datetime) -> MatchRun:
    """Keep what was known when the leader chose, as every run does."""
    weights = freeze_weights(cohort)
    run = MatchRun(
        cohort=cohort,
        started_by=by,
        state=RunState.PROPOSED,
        inputs=scored.inputs,
        inputs_digest=digest(scored.inputs, weights),
        weights=weights,
        engine_version=BY_HAND,
        figures={"mentees": 1, "matched": 1, "most": sum(scored.weights.values())},
        progress_percent=100,
        started_at=now,
        finished_at=now,
        published_at=now,
    )
    move(run, RunState.PUBLISHED, moves=RUN_MOVES)
    run.save()
    return run
