"""Blocking pairs as a figure of quality: who would both rather have each other (Gale and Shapley 1962)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.engine.problem import as_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matching.engine.problem import Problem
    from matching.engine.types import Pair


NEVER_LEFT = np.iinfo(np.int32).max * 2**20
"""More points than anything is worth: what is locked, or takes part in nothing, is not left."""


@dataclass(frozen=True)
class Blocking:
    """Pairs of people who would both gain more than so many points by leaving for each other.

    Attributes:
        pairs: how many such pairs there are.
        mentees: how many mentees are in one.
        largest: the largest gain that two people would both have, 0 if there is no pair.
    """

    pairs: int
    mentees: int
    largest: Any


def blocking(problem: Problem, pairs: list[Pair], more_than: float = 0) -> Blocking:
    """Count the pairs that would both gain; nobody counts as 0 points, and locked pairs stay."""
    mentees, mentors = problem.shape
    rows, columns = as_columns(pairs)
    locked = set(problem.locked)
    points = problem.points.at(rows, columns).astype(np.int64)
    points[[pair in locked for pair in pairs]] = NEVER_LEFT
    limit = problem.points.in_points(more_than)
    worst_of_mentee = _worst(rows, points, np.bincount(rows, minlength=mentees) >= problem.demands, mentees)
    worst_of_mentor = _worst(columns, points, np.bincount(columns, minlength=mentors) >= problem.capacities, mentors)
    worst_of_mentee[problem.demands == 0] = NEVER_LEFT
    worst_of_mentor[problem.capacities == 0] = NEVER_LEFT
    count, troubled, largest = 0, 0, 0
    for start, block in problem.points.blocks():
        stop = start + len(block)
        gain = block - np.maximum(worst_of_mentee[start:stop, None], worst_of_mentor[None, :])
        gain[block < 0] = 0
        here = (rows >= start) & (rows < stop)
        gain[rows[here] - start, columns[here]] = 0
        for row, column in _own_elsewhere(problem, rows, columns, start, stop):
            gain[row - start, column] = 0
        over = gain > limit
        count += int(np.count_nonzero(over))
        troubled += int(over.any(axis=1).sum())
        largest = max(largest, int(gain.max(initial=0)))
    return Blocking(count, troubled, problem.points.in_scores(largest))


def _own_elsewhere(
    problem: Problem, rows: np.ndarray, columns: np.ndarray, start: int, stop: int
) -> Iterator[tuple[int, int]]:
    """Yield the other rows of a person who has a mentor already, between two rows: nobody has the same mentor twice."""
    if problem.people is None or problem.same_mentor_twice:
        return
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        for mate in np.flatnonzero(problem.people[start:stop] == problem.people[row]) + start:
            if mate != row:
                yield int(mate), column


def _worst(people: np.ndarray, points: np.ndarray, is_full: np.ndarray, count: int) -> np.ndarray:
    """The points of the worst pair of each person; 0 for who has room for another."""
    worst = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(worst, people, points)
    worst[~is_full] = 0
    worst[worst == np.iinfo(np.int64).max] = 0
    return worst
