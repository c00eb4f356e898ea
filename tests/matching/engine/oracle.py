"""The best there is, by trying everything: person by person, for every way in which the places can be filled."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np

from matching.engine import Objective, Problem


@dataclass(frozen=True)
class Best:
    """The figures of a best solution, in the order in which they count."""

    covered: int
    used: int
    pairs: int
    worst: int
    above_floor: int
    worth: int
    total: int
    kept: int
    squares: int


def best_of(problem: Problem, objective: Objective | None = None, floors: dict[int, int] | None = None) -> Best | None:
    """Return the best figures, or None if locks, quotas and floors cannot all hold."""
    objective = objective or Objective()
    if not objective.best_worst:
        return _best_at(problem, objective, floors or {}, least=0)
    levels = sorted({int(score) for score in problem.scores[problem.eligible]} | {0})
    free = _best_at(problem, objective, floors or {}, least=0)
    found = free
    for level in levels:
        harder = _best_at(problem, objective, floors or {}, least=level)
        if harder and _counts(harder, objective) == _counts(free, objective):
            found = harder
    return found


def _best_at(problem: Problem, objective: Objective, floors: dict[int, int], least: int) -> Best | None:
    mentors = problem.shape[1]
    groups = problem.groups if problem.groups is not None else np.zeros(problem.shape[0], dtype=int)
    people = problem.people if problem.people is not None else np.arange(problem.shape[0])
    quotas = problem.track_places
    empty = (0,) * (mentors if quotas is None else mentors * len(quotas))
    counts = (0,) * len(floors)
    states: dict[Any, tuple[int, ...]] = {(empty, counts): (0, 0, 0, 0, 0)}
    for person in np.unique(people):
        rows = np.flatnonzero(people == person)
        options = list(_options(problem, objective, rows, least))
        reached: dict[Any, tuple[int, ...]] = {}
        for (load, met), value in states.items():
            for pairs, gain in options:
                filled = _fill(problem, load, pairs)
                if filled is None:
                    continue
                now_met = tuple(
                    count + (bool(pairs) and int(groups[rows[0]]) == group)
                    for count, group in zip(met, floors, strict=True)
                )
                state = (filled, now_met)
                better = tuple(a + b for a, b in zip(value, gain, strict=True))
                reached[state] = max(reached.get(state, better), better)
        states = reached
    found = [
        _figures(problem, objective, load, value, least)
        for (load, met), value in states.items()
        if all(count >= floor for count, floor in zip(met, floors.values(), strict=True))
    ]
    return max(found, key=lambda one: _order(one, objective), default=None)


def _counts(best: Best, objective: Objective) -> tuple[int, ...]:
    first = {"none": (), "mentees": (best.covered,), "both": (best.covered, best.used)}[objective.cover]
    return (*first, best.pairs)


def _order(best: Best, objective: Objective) -> tuple[int, ...]:
    squares = (-best.squares,) if objective.even_load else ()
    return (*_counts(best, objective), best.above_floor, best.worth, best.kept, *squares)


def _options(problem, objective, rows, least):
    """Every choice of mentors for the rows of one person, with its figures: covered, above the floor, worth, total."""
    each = []
    for row in rows:
        locked = {mentor for mentee, mentor in problem.locked if mentee == row}
        open_to = [
            mentor
            for mentor in np.flatnonzero(problem.eligible[row])
            if mentor in locked or problem.scores[row, mentor] >= least
        ]
        each.append(
            [
                tuple((int(row), int(mentor)) for mentor in chosen)
                for size in range(int(problem.demands[row]) + 1)
                for chosen in combinations(open_to, size)
                if locked <= set(chosen)
            ]
        )
    for choice in product(*each):
        pairs = tuple(pair for part in choice for pair in part)
        if not problem.same_mentor_twice and len({mentor for _row, mentor in pairs}) < len(pairs):
            continue
        free = [pair for pair in pairs if pair not in problem.locked]
        above = sum(bool(problem.scores[pair] >= (objective.floor or 0)) for pair in free)
        worth = sum(_worth(problem, objective, pair) for pair in free)
        kept = len(set(free) & set(problem.current))
        yield (
            pairs,
            (
                bool(pairs) and objective.cover != "none",
                above,
                worth,
                kept,
                sum(int(problem.scores[pair]) for pair in pairs),
            ),
        )


def _worth(problem, objective, pair) -> int:
    points = int(problem.scores[pair]) + (objective.keep if pair in problem.current else 0)
    if not objective.squares:
        return points
    largest = int(problem.scores.max()) + objective.keep
    return largest**2 - (largest - points) ** 2


def _fill(problem, load, pairs):
    mentors = problem.shape[1]
    filled = list(load)
    for row, mentor in pairs:
        filled[mentor if problem.track_places is None else int(problem.tracks[row]) * mentors + mentor] += 1
    per_mentor = np.array(filled).reshape(-1, mentors)
    if (per_mentor.sum(axis=0) > problem.capacities).any():
        return None
    if problem.track_places is not None and (per_mentor > problem.track_places).any():
        return None
    return tuple(filled)


def _figures(problem, objective, load, value, least) -> Best:
    per_mentor = np.array(load).reshape(-1, problem.shape[1]).sum(axis=0)
    covered, above, worth, kept, total = value
    used, squares = int((per_mentor > 0).sum()), int((per_mentor**2).sum())
    return Best(int(covered), used, int(per_mentor.sum()), least, int(above), int(worth), int(total), kept, squares)


def figures_of(solution, objective: Objective | None = None) -> Best:
    """Return the figures of a solution, to be compared with the best."""
    objective, problem = objective or Objective(), solution.problem
    people = problem.people if problem.people is not None else np.arange(problem.shape[0])
    free = [pair for pair in solution.pairs if pair not in problem.locked]
    return Best(
        covered=len({int(people[row]) for row, _mentor in solution.pairs}),
        used=int((solution.load > 0).sum()),
        pairs=len(solution.pairs),
        worst=min((int(problem.scores[pair]) for pair in free), default=0),
        above_floor=sum(bool(problem.scores[pair] >= (objective.floor or 0)) for pair in free),
        worth=sum(_worth(problem, objective, pair) for pair in free),
        total=solution.total,
        kept=len(set(free) & set(problem.current)),
        squares=int((solution.load**2).sum()),
    )
