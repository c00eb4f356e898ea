"""Two runs side by side: their figures, and who would be with whom in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matching.enums import ProposalState, RunState
from matching.models import MatchRun

if TYPE_CHECKING:
    from matching.models import Proposal


@dataclass(frozen=True)
class Difference:
    """A mentee in a track whose mentor is not the same in both runs; "" for nobody."""

    mentee: str
    track: str
    left: str
    left_score: int | None
    right: str
    right_score: int | None


@dataclass(frozen=True)
class Comparison:
    """Where two runs differ, by mentee, and in how many pairs they agree."""

    differences: tuple[Difference, ...]
    same: int


def runs_to_compare_with(run: MatchRun) -> list[MatchRun]:
    """The other runs of the cohort that came to a result, the newest first."""
    solved = [RunState.PROPOSED, RunState.PUBLISHED, RunState.DISCARDED]
    others = MatchRun.objects.filter(cohort=run.cohort_id, state__in=solved, finished_at__isnull=False)
    return list(others.exclude(pk=run.pk).defer("inputs").order_by("-created_at", "-pk"))


def compare_runs(left: MatchRun, right: MatchRun) -> Comparison:
    """Put two runs side by side."""
    sides = [_standing(left), _standing(right)]
    keys = sorted(sides[0].keys() | sides[1].keys(), key=lambda key: (_any(sides, key).mentee.user.full_name, key))
    differences, same = [], 0
    for key in keys:
        one, other = (side.get(key) for side in sides)
        if one and other and one.mentor_id == other.mentor_id:
            same += 1
            continue
        known = _any(sides, key)
        differences.append(
            Difference(
                mentee=known.mentee.user.full_name,
                track=known.track.name if known.track else "",
                left=one.mentor.user.full_name if one else "",
                left_score=one.score if one else None,
                right=other.mentor.user.full_name if other else "",
                right_score=other.score if other else None,
            )
        )
    return Comparison(tuple(differences), same)


def _standing(run: MatchRun) -> dict[tuple[int, int], Proposal]:
    proposals = run.proposals.with_people().exclude(state=ProposalState.REJECTED)
    return {(proposal.mentee_id, proposal.track_id or 0): proposal for proposal in proposals}


def _any(sides: list[dict[tuple[int, int], Proposal]], key: tuple[int, int]) -> Proposal:
    return next(side[key] for side in sides if key in side)
