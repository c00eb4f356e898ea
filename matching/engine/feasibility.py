"""Does a solution keep every rule? Checked on the pairs alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matching.engine.problem import as_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matching.engine.problem import Problem
    from matching.engine.types import Pair


def is_allowed(problem: Problem, pairs: list[Pair], floors: Mapping[int, int] | None = None) -> bool:
    """No more mentors than wanted, no place twice, no pair that must not be, every lock, every quota and floor."""
    mentees, mentors = problem.shape
    if any(not (0 <= mentee < mentees and 0 <= mentor < mentors) for mentee, mentor in pairs):
        return False
    if len(set(pairs)) != len(pairs) or not set(problem.locked) <= set(pairs):
        return False
    rows, columns = as_columns(pairs)
    return bool(
        problem.may_be(pairs).all()
        and (np.bincount(rows, minlength=mentees) <= problem.demands).all()
        and (np.bincount(columns, minlength=mentors) <= problem.capacities).all()
        and _nobody_meets_twice(problem, pairs)
        and _quotas_hold(problem, pairs)
        and _floors_hold(problem, pairs, floors or {})
    )


def _nobody_meets_twice(problem: Problem, pairs: list[Pair]) -> bool:
    if problem.people is None or problem.same_mentor_twice:
        return True
    return len({(int(problem.people[mentee]), mentor) for mentee, mentor in pairs}) == len(pairs)


def _quotas_hold(problem: Problem, pairs: list[Pair]) -> bool:
    if problem.track_places is None or problem.tracks is None:
        return True
    load = np.zeros_like(problem.track_places)
    rows, columns = as_columns(pairs)
    np.add.at(load, (problem.tracks[rows], columns), 1)
    return bool((load <= problem.track_places).all())


def _floors_hold(problem: Problem, pairs: list[Pair], floors: Mapping[int, int]) -> bool:
    if not floors:
        return True
    rest = problem.without_locked()
    served = np.zeros(rest.served.size, dtype=bool)
    served[rest.people[as_columns(pairs)[0]]] = True
    return all(int((served & (rest.groups == group)).sum()) >= floor for group, floor in floors.items())
