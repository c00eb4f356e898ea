"""The second mode: stable by rank, so that no two people would rather have each other; what it costs is told.

Mentees ask in the order of their wishes, mentors keep the best who ask (deferred acceptance; Gale and Shapley 1962; with
capacities Roth 1984). Among all stable matchings every mentee gets the best that any of them gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappush, heappushpop
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from matching.engine.candidates import contains
from matching.engine.errors import ProblemError
from matching.engine.lots import Lots

if TYPE_CHECKING:
    from matching.engine.problem import Problem
    from matching.engine.solution import Solution
    from matching.engine.types import Integers, Pair, Table


@dataclass(frozen=True)
class StableMatch:
    """Pairs that nobody would leave for each other."""

    problem: Problem
    pairs: list[Pair]

    @cached_property
    def total(self) -> Any:
        """The exact sum of the given scores of all pairs."""
        return self.problem.total(self.pairs)

    def cost(self, optimum: Solution) -> tuple[int, Any]:
        """How many pairs, and how much total, stability costs against the best pairs."""
        return len(optimum.pairs) - len(self.pairs), optimum.total - self.total


def solve_stable(problem: Problem, *, mentors_prefer: ArrayLike | None = None, salt: str = "") -> StableMatch:
    """Match by rank: mentees rank by score, mentors by score or by a table of their own; a draw decides between equals.

    Raises:
        ProblemError: the problem has several rows a person or quotas, for which there may be no stable matching, or the
            mentors' table has another shape.
    """
    if not problem.is_plain:
        raise ProblemError("Matching by rank knows neither several rows a person nor places by track.")
    theirs = None if mentors_prefer is None else np.asarray(mentors_prefer)
    if theirs is not None and theirs.shape != problem.shape:
        raise ProblemError(f"The mentors' own scores have the shape {theirs.shape} instead of {problem.shape}.")
    rest, mentors = problem.without_locked(), problem.shape[1]
    draw = Lots(problem, salt)
    wishes: list[Sequence[int]] = []
    ranks: list[dict[int, tuple[Any, int]]] = [{} for _mentor in range(mentors)]
    for start, block in problem.points.blocks():
        for number, points in enumerate(block):
            row = start + number
            open_to = _open_to(row, points, rest.places, rest.shut)
            lots = draw.of(row * mentors + open_to)
            wishes.append(open_to[np.lexsort((lots, -points[open_to].astype(np.int64)))].tolist())
            values = (points if theirs is None else theirs[row])[open_to]
            for mentor, value, lot in zip(open_to.tolist(), values.tolist(), lots.tolist(), strict=True):
                ranks[mentor][row] = (value, -lot)
    chosen = deferred_acceptance(wishes, ranks, rest.places.tolist(), rest.demands.tolist())
    return StableMatch(problem, sorted([*problem.locked, *chosen]))


def deferred_acceptance(
    wishes: Sequence[Sequence[int]],
    ranks: Sequence[Mapping[int, Any]],
    places: Sequence[int],
    demands: Sequence[int] | None = None,
) -> list[Pair]:
    """Match lists of wishes; `ranks[mentor][mentee]` is the higher the more the mentor likes the mentee.

    A mentor has only those in `ranks`. Each wish is asked once, and each mentor keeps a heap with the least liked on top, so
    the time is that of the length of all lists.
    """
    kept: list[list[tuple[Any, int]]] = [[] for _mentor in places]
    following = [iter(wish) for wish in wishes]
    asking = [
        mentee for mentee, _wish in enumerate(wishes) for _time in range(1 if demands is None else demands[mentee])
    ]
    while asking:
        mentee = asking.pop()
        mentor = next(following[mentee], None)
        if mentor is None:
            continue
        liking = ranks[mentor].get(mentee)
        if liking is None or not places[mentor]:
            asking.append(mentee)
        elif len(kept[mentor]) < places[mentor]:
            heappush(kept[mentor], (liking, mentee))
        else:
            asking.append(heappushpop(kept[mentor], (liking, mentee))[1])
    return sorted((mentee, mentor) for mentor, heap in enumerate(kept) for _liking, mentee in heap)


def _open_to(row: int, points: Table, places: Integers, shut: Integers) -> Integers:
    """Mentors whom a mentee may ask."""
    mentors = np.flatnonzero((points >= 0) & (places > 0))
    return np.asarray(mentors[~contains(shut, row * places.size + mentors)])
