"""The proof that a solution cannot be improved: a price for each place, checked without the solver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matching.engine.problem import Integers, Problem
    from matching.engine.solution import Solution


@dataclass(frozen=True)
class Certificate:
    """Dual values: what each mentee gains and what each place of a mentor is worth, in points.

    A pair is worth `bonus` points for being a pair and its score. Nobody can do better than the sum of all gains and
    prices, if each pair that may be is worth no more than its mentee's gain and its mentor's price together; a solution
    whose pairs are worth exactly that sum is therefore the best. Because the bonus outweighs all scores together, best
    means most pairs first, then the highest total.
    """

    bonus: int
    gains: Integers
    prices: Integers

    def check(self, problem: Problem, solution: Solution) -> bool:
        """Is `solution` allowed and, by these dual values, the best there is? Computed in whole numbers."""
        return (
            is_allowed(problem, solution)
            and self._bounds_every_pair(problem)
            and self._is_reached_by(solution, problem)
        )

    def _bounds_every_pair(self, problem: Problem) -> bool:
        rest = problem.without_locked()
        outweighs = self.bonus > int(problem.scores.max(initial=0)) * problem.shape[0]
        signs = bool((self.gains >= 0).all() and (self.prices >= 0).all())
        worth = self.bonus + problem.scores
        covered = self.gains[:, None] + self.prices[None, :] >= worth
        return outweighs and signs and bool((covered | ~rest.allowed).all())

    def _is_reached_by(self, solution: Solution, problem: Problem) -> bool:
        rest = problem.without_locked()
        locked = set(problem.locked)
        worth = sum(
            self.bonus + int(problem.scores[mentee, mentor])
            for mentee, mentor in solution.pairs
            if (mentee, mentor) not in locked
        )
        bound = sum(int(gain) for gain in self.gains[rest.free]) + sum(
            int(price) * int(places) for price, places in zip(self.prices, rest.places, strict=True)
        )
        return worth == bound


def is_allowed(problem: Problem, solution: Solution) -> bool:
    """Does the solution keep every rule: one mentor each, no place twice, no pair that must not be, every lock?"""
    mentees, mentors = problem.shape
    pairs = solution.pairs
    if any(not (0 <= mentee < mentees and 0 <= mentor < mentors) for mentee, mentor in pairs):
        return False
    if not set(problem.locked) <= set(pairs) or len({mentee for mentee, _mentor in pairs}) != len(pairs):
        return False
    load = np.bincount([mentor for _mentee, mentor in pairs], minlength=mentors)
    return bool((load <= problem.capacities).all()) and all(problem.eligible[pair] for pair in pairs)
