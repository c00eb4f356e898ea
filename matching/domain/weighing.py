"""Two sets of weights on the same pool: what each comes to, and for whom it is another mentor; nothing is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matching import engine
from matching.domain.posing import pose
from matching.domain.scoring import score_pool
from matching.enums import CriterionKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matching.domain.scoring import Scored

CELLS_AT_MOST = 60_000
"""So many pairs are weighed while the leader waits; of a larger pool a fair sample of the mentees."""
PEOPLE_SHOWN = 6


@dataclass(frozen=True)
class Effect:
    """What one set of weights comes to; `met` is for each criterion how far it is met in the pairs, in percent."""

    matched: int
    mean_percent: int
    met: dict[str, int]


@dataclass(frozen=True)
class OtherMentor:
    """A mentee for whom the two sets choose differently; None for nobody."""

    mentee_id: int
    left_id: int | None
    right_id: int | None


@dataclass(frozen=True)
class Weighed:
    """Two sets of weights side by side, on the whole pool or on a sample of it."""

    mentees: int
    of_all: int
    left: Effect
    right: Effect
    changed: int
    shown: tuple[OtherMentor, ...]

    @property
    def is_sample(self) -> bool:
        """Was only a part of the pool weighed?"""
        return self.mentees < self.of_all


def weigh_both(pool: dict[str, Any], left: Mapping[str, Any], right: Mapping[str, Any], *, salt: str) -> Weighed:
    """Match a frozen pool with either set of weights, and compare."""
    sample = _sample(pool)
    fully = {str(kind): {"weight": 100, "must_have": False} for kind in CriterionKind}
    yardstick = score_pool(sample, fully)
    pairs = []
    effects = []
    for weights in (left, right):
        scored = score_pool(sample, weights)
        solution = engine.solve(pose(scored), engine.Objective(salt=salt))
        pairs.append(dict(solution.pairs))
        effects.append(_effect(scored, yardstick, solution))
    rows = [row for row in range(len(yardstick.mentees)) if pairs[0].get(row) != pairs[1].get(row)]
    mentors = yardstick.mentors
    shown = [
        OtherMentor(yardstick.mentees[row]["pk"], *(_key(mentors, chosen.get(row)) for chosen in pairs))
        for row in rows[:PEOPLE_SHOWN]
    ]
    return Weighed(len(sample["mentees"]), len(pool["mentees"]), effects[0], effects[1], len(rows), tuple(shown))


def _sample(pool: dict[str, Any]) -> dict[str, Any]:
    """Take a part of the mentees, always the same, and as large a part of each mentor's places."""
    mentees = pool["mentees"]
    most = max(CELLS_AT_MOST // max(len(pool["mentors"]), 1), 1)
    if len(mentees) <= most:
        return pool
    chosen = sorted(mentees, key=lambda one: hashlib.sha256(one["uuid"].encode()).digest())[:most]
    share = most / len(mentees)
    mentors = [{**mentor, "places": round(mentor["places"] * share + 0.499)} for mentor in pool["mentors"]]
    return {**pool, "mentees": sorted(chosen, key=lambda one: one["pk"]), "mentors": mentors}


def _effect(scored: Scored, yardstick: Scored, solution: engine.Solution) -> Effect:
    count = max(len(solution.pairs), 1)
    most = sum(scored.weights.values())
    met = {
        kind: round(sum(int(points[cell]) for cell in solution.pairs) / count)
        for kind, points in yardstick.points.items()
    }
    return Effect(len(solution.pairs), round(100 * int(solution.total) / (count * most)) if most else 0, met)


def _key(mentors: list[dict[str, Any]], column: int | None) -> int | None:
    return None if column is None else int(mentors[column]["pk"])
