"""The proof that a solution cannot be improved: a price for each place, checked without the solver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.engine.counting import most_pairs
from matching.engine.feasibility import is_allowed
from matching.engine.pricing import Pricing
from matching.engine.problem import as_columns
from matching.engine.types import Booleans, Integers, Pair

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matching.engine.duals import Duals
    from matching.engine.problem import Problem
    from matching.engine.rest import Rest
    from matching.engine.worth import Worth


@dataclass(frozen=True)
class Certificate:
    """Dual values: what each mentee gains and what each place of a mentor is worth, in points.

    A pair counts its worth, a bonus for being a pair, and, once for each mentee, a bonus for having anybody. Whatever is
    chosen, it counts no more than all gains and all prices together, if no pair counts more than its mentee's gain and its
    mentor's price (weak duality). A solution that counts exactly that much is therefore the best. The bonuses outweigh what
    any exchange of pairs can gain, so best means: most mentees with somebody, then most pairs, then the highest total.

    Where nobody wants several mentors the number of pairs is proven once more by itself: whoever has a gain or a price of
    at least half the bonus covers every pair (König 1931), and there are no more of them than pairs; else a maximum flow
    counts.

    Attributes:
        worth: what a pair counts under the objective.
        duals: the gains and prices.
        floors: how many mentees of each group must have a mentor.
        ceiling: the proof that the worst pair cannot be better, where that was asked.
    """

    worth: Worth
    duals: Duals
    floors: Mapping[int, int]
    ceiling: Certificate | None = None

    @property
    def prices(self) -> Integers:
        """What a place with each mentor is worth."""
        return self.duals.prices

    @property
    def gains(self) -> Integers:
        """What each row gains by each of its mentors."""
        return self.duals.gains

    def check(self, problem: Problem, solution: Any) -> bool:
        """Is `solution` allowed and, by these dual values, the best there is? Computed in whole numbers, in numpy alone."""
        pairs = list(solution.pairs)
        if not is_allowed(problem, pairs, self.floors) or self._misstates(problem, pairs, solution):
            return False
        rest = problem.without_locked()
        if not self.fits(problem, rest):
            return False
        counted = self.counted(problem, rest, pairs)
        if counted is None or counted != self.bound(problem, rest):
            return False
        return self._covers(problem, rest, pairs) and self._cannot_be_less_bad(problem, rest, pairs)

    def counted(self, problem: Problem, rest: Rest, pairs: list[Pair]) -> int | None:
        """Count what a solution is worth beside its locked pairs; None if a pair is worse than the worst may be."""
        locked = set(problem.locked)
        free = [pair for pair in pairs if pair not in locked]
        rows, columns = as_columns(free)
        points = problem.points.at(rows, columns)
        current = set(problem.current)
        is_current = np.array([pair in current for pair in free], dtype=bool)
        worth = np.where(is_current, self.worth.of_current(points), self.worth.of_points(points))
        if (worth < 0).any():
            return None
        served = np.zeros(rest.served.size, dtype=bool)
        served[rest.people[rows]] = True
        firsts = int((served & ~rest.served).sum())
        used = int((rest.idle & (np.bincount(columns, minlength=rest.idle.size) > 0)).sum())
        bonuses = self.worth.bonus * len(free) + self.worth.first * firsts + self.worth.used * used
        return sum(map(int, worth)) + bonuses

    def bound(self, problem: Problem, rest: Rest) -> int:
        """Compute what no solution can exceed."""
        duals = self.duals
        urges = duals.urges(rest)
        hopes = np.where(~rest.served & (rest.wanted > 0), np.maximum(self.worth.first + urges - duals.firsts, 0), 0)
        first_places = rest.idle & (self.worth.used > 0)
        bound = _product(duals.gains, rest.demands) + sum(map(int, hopes))
        bound += _product(np.maximum(duals.prices, 0), rest.places - first_places)
        bound += sum(map(int, np.maximum(duals.prices[first_places] + self.worth.used, 0)))
        for group, demand in duals.demands.items():
            beforehand = int((rest.served & (rest.groups == group)).sum())
            bound -= demand * max(self.floors[group] - beforehand, 0)
        return bound + self._over(problem, rest)

    def _over(self, problem: Problem, rest: Rest) -> int:
        """Add what pairs count beyond gain and price: only so far as a person meets a mentor once."""
        mentors = problem.shape[1]
        found = list(Pricing(problem.points, rest, self.worth, self.duals).found(np.greater))
        keys, amounts = [key for key, _amount in found], [amount for _key, amount in found]
        for mentee, mentor in set(problem.current):
            one = self._over_of_current(problem, rest, mentee, mentor)
            keys.append(np.array([mentee * mentors + mentor], dtype=np.int64))
            amounts.append(np.array([one], dtype=np.int64))
        if not keys:
            return 0
        key, amount = np.concatenate(keys), np.concatenate(amounts)
        may_be = ~np.isin(key, rest.shut) & (amount > 0)
        key, amount = key[may_be], amount[may_be]
        meeting = key if problem.same_mentor_twice else rest.people[key // mentors] * mentors + key % mentors
        order = np.lexsort((-amount, meeting))
        first = np.unique(meeting[order], return_index=True)[1]
        return sum(map(int, amount[order][first]))

    def _over_of_current(self, problem: Problem, rest: Rest, mentee: int, mentor: int) -> int:
        points = problem.points.at(np.array([mentee]), np.array([mentor]))
        worth = int(self.worth.of_current(points)[0])
        if worth < 0 or rest.demands[mentee] <= 0 or rest.places[mentor] <= 0:
            return 0
        duals = self.duals
        needed = duals.gains[mentee] - duals.firsts[rest.people[mentee]] + duals.prices[mentor]
        return worth + self.worth.bonus - int(needed)

    def fits(self, problem: Problem, rest: Rest) -> bool:
        """Are these dual values at all: of the right shape, none below 0, bonuses large enough, scores not larger?"""
        duals, worth = self.duals, self.worth
        shapes = (duals.gains.shape, duals.firsts.shape, duals.prices.shape)
        if shapes != ((problem.shape[0],), (rest.served.size,), (problem.shape[1],)):
            return False
        lowest = np.where(rest.idle, -worth.used, 0)
        signs = bool((duals.gains >= 0).all() and (duals.firsts >= 0).all() and (duals.prices >= lowest).all())
        return (
            signs
            and all(demand >= 0 for demand in duals.demands.values())
            and set(duals.demands) <= set(self.floors)
            and worth.largest >= problem.points.largest
            and worth.sides > min(problem.shape)
        )

    def _covers(self, problem: Problem, rest: Rest, pairs: list[Pair]) -> bool:
        """Count by itself what no number of pairs can exceed, where gains and prices say so plainly."""
        if self.worth.several or bool((rest.wanted > 1).any()) or self.worth.spread or self.floors or self.worth.counts:
            return True
        half = self.worth.bonus // 2
        most = _product((self.duals.gains >= half).astype(np.int64), rest.demands)
        most += _product((self.duals.prices >= half).astype(np.int64), rest.places)
        count = len(pairs) - len(problem.locked)
        return count == most or count == most_pairs(problem, rest, least=self.worth.least)

    def _cannot_be_less_bad(self, problem: Problem, rest: Rest, pairs: list[Pair]) -> bool:
        """With nothing but better pairs than the worst allowed, fewer mentees or fewer pairs are possible."""
        if self.ceiling is None:
            return True
        harder = self.ceiling
        counts = harder.worth.counting(0)
        reached = Certificate(counts, self.duals, self.floors).counted(problem, rest, pairs)
        above = harder.worth.counts and harder.fits(problem, rest) and harder.worth.least > self.worth.least
        next_level = above and _next_level(problem, self.worth.least) == harder.worth.least
        return bool(next_level and reached is not None and harder.bound(problem, rest) < reached)

    @staticmethod
    def _misstates(problem: Problem, pairs: list[Pair], solution: Any) -> bool:
        """Does the solution say another total than its pairs have?"""
        return bool(getattr(solution, "total", None) not in (None, problem.total(pairs)))


def _product(values: Integers, counts: Integers) -> int:
    """Add products in Python's own integers, which cannot overflow."""
    used: Booleans = (values != 0) & (counts != 0)
    return sum(int(value) * int(count) for value, count in zip(values[used], counts[used], strict=True))


def _next_level(problem: Problem, level: int) -> int | None:
    """The least points above a level that any pair has."""
    above = [block[block > level].min() for _start, block in problem.points.blocks() if (block > level).any()]
    return int(min(above)) if above else None
