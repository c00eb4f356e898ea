"""The second mode: stable by rank, so that no two people would rather have each other; what it costs is told.

Mentees ask in the order of their wishes, mentors keep the best who ask (deferred acceptance; Gale and Shapley 1962; with
capacities Roth 1984). Among all stable matchings every mentee gets the best that any of them gives.

Where a person has several rows (one for each track) each row asks for itself, and a mentor keeps at most one row of a
person, the best liked. Such choices never make anybody wanted because another is (they are substitutable, as the best of
any matroid), so that there is a stable matching still (Hatfield and Milgrom 2005): no mentor would rather have a row that
would rather have that mentor. What a person's rows are worth to each other is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heapify, heappush, heapreplace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from matching.engine.candidates import contains
from matching.engine.errors import ProblemError
from matching.engine.lots import Lots

if TYPE_CHECKING:
    from matching.engine.problem import Problem
    from matching.engine.rest import Rest
    from matching.engine.solution import Solution
    from matching.engine.types import Pair, Table


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
        ProblemError: the problem has quotas by track, which matching by rank does not know, or the mentors' table has
            another shape.
    """
    if problem.track_places is not None:
        raise ProblemError("Matching by rank does not know places by track.")
    theirs = None if mentors_prefer is None else np.asarray(mentors_prefer)
    if theirs is not None and theirs.shape != problem.shape:
        raise ProblemError(f"The mentors' own scores have the shape {theirs.shape} instead of {problem.shape}.")
    rest, draw = problem.without_locked(), Lots(problem, salt)
    wishes = [_wishes(problem, rest, draw, row, theirs) for row in range(problem.shape[0])]
    apart = problem.people is not None and not problem.same_mentor_twice
    chosen = deferred_acceptance(
        wishes, rest.places.tolist(), rest.demands.tolist(), rest.people.tolist() if apart else None
    )
    return StableMatch(problem, sorted([*problem.locked, *chosen]))


def _wishes(
    problem: Problem, rest: Rest, draw: Lots, mentee: int, theirs: Table | None
) -> Iterator[tuple[int, tuple[Any, int]]]:
    """Yield the mentors whom a mentee may ask, the most liked first, each with how much that mentor likes the mentee.

    A draw decides between equals on either side. Nothing is sorted before the first is asked for.
    """
    points = problem.points.rows(np.array([mentee]))[0]
    mentors = np.flatnonzero((points >= 0) & (rest.places > 0))
    mentors = mentors[~contains(rest.shut, mentee * problem.shape[1] + mentors)]
    lots = draw.of(mentee * problem.shape[1] + mentors)
    order = np.lexsort((lots, -points[mentors].astype(np.int64)))
    mentors, lots = mentors[order].astype(np.int32), lots[order]
    values = (points if theirs is None else theirs[mentee])[mentors]
    for mentor, value, lot in zip(mentors, values, lots, strict=True):
        yield int(mentor), (value.item(), -int(lot))


def deferred_acceptance(
    wishes: Sequence[Iterable[tuple[int, Any]]],
    places: Sequence[int],
    demands: Sequence[int] | None = None,
    people: Sequence[int] | None = None,
) -> list[Pair]:
    """Match lists of wishes: the mentors whom a mentee would have, in order, each with how much that mentor likes them.

    A mentor who would not have a mentee likes them None. Each wish is asked once, and each mentor keeps a heap with the least
    liked on top. Of mentees who are one and the same of `people` a mentor keeps one.
    """
    kept: list[list[tuple[Any, int]]] = [[] for _mentor in places]
    following = [iter(wish) for wish in wishes]
    asking = [
        mentee for mentee, _wish in enumerate(wishes) for _time in range(1 if demands is None else demands[mentee])
    ]
    while asking:
        mentee = asking.pop()
        for mentor, liked in following[mentee]:
            if liked is None or not places[mentor]:
                continue
            heap = kept[mentor]
            mate = None if people is None else _mate(heap, mentee, people)
            if mate is not None:
                turned_away = _keep_the_better(heap, mate, (liked, mentee))
            elif len(heap) < places[mentor]:
                heappush(heap, (liked, mentee))
                break
            elif (liked, mentee) <= heap[0]:
                continue
            else:
                turned_away = heapreplace(heap, (liked, mentee))[1]
            if turned_away != mentee:
                asking.append(turned_away)
                break
    return sorted((mentee, mentor) for mentor, heap in enumerate(kept) for _liked, mentee in heap)


def _mate(kept: list[tuple[Any, int]], mentee: int, people: Sequence[int]) -> tuple[Any, int] | None:
    """Find who is kept already and is the same person."""
    return next((one for one in kept if people[one[1]] == people[mentee]), None)


def _keep_the_better(kept: list[tuple[Any, int]], mate: tuple[Any, int], asks: tuple[Any, int]) -> int:
    """Keep one of two, and return who has to ask on."""
    if asks <= mate:
        return asks[1]
    kept[kept.index(mate)] = asks
    heapify(kept)
    return mate[1]
