"""What the engine answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matching.engine.certificate import Certificate
    from matching.engine.problem import Integers, Problem
    from matching.engine.reasons import Reason


@dataclass(frozen=True)
class Alternative:
    """Another mentor for a mentee: the score of that pair, and whether the mentor has a free place as it stands."""

    mentor: int
    score: int
    has_free_place: bool


@dataclass(frozen=True)
class Solution:
    """The pairs, sorted; why each other mentee has none; and the proof."""

    problem: Problem
    pairs: list[tuple[int, int]]
    unmatched: dict[int, Reason]
    certificate: Certificate
    solver: str

    @cached_property
    def total(self) -> int:
        """The exact sum of the scores of all pairs."""
        return sum(int(self.problem.scores[pair]) for pair in self.pairs)

    @cached_property
    def mentor_of(self) -> dict[int, int]:
        """The mentor of each matched mentee."""
        return dict(self.pairs)

    @cached_property
    def load(self) -> Integers:
        """How many mentees each mentor has got."""
        return np.bincount([mentor for _mentee, mentor in self.pairs], minlength=self.problem.shape[1])

    def next_best(self, mentee: int, count: int = 3) -> list[Alternative]:
        """The mentors with the highest scores for `mentee` besides the one proposed, the best first."""
        scores, ids = self.problem.scores[mentee], self.problem.ids[1]
        others = [int(mentor) for mentor in np.flatnonzero(self.problem.eligible[mentee])]
        others = [mentor for mentor in others if mentor != self.mentor_of.get(mentee)]
        others.sort(key=lambda mentor: (-int(scores[mentor]), ids[mentor]))
        free = self.problem.capacities - self.load
        return [Alternative(mentor, int(scores[mentor]), bool(free[mentor] > 0)) for mentor in others[:count]]
