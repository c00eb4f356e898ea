"""Groups of mentees: how many of each have a mentor, how many must have one, and which floors cannot hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

from matching.engine.errors import InfeasibleError, NoFlowError, ProblemError
from matching.engine.problem import as_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matching.engine.objective import Objective
    from matching.engine.optimum import Search
    from matching.engine.problem import Problem
    from matching.engine.types import Pair
    from matching.engine.worth import Worth


@dataclass(frozen=True)
class Rate:
    """How a group fares: how many mentees it has, how many of them have a mentor."""

    mentees: int
    matched: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.matched / self.mentees if self.mentees else 0.0


def rates(problem: Problem, pairs: list[Pair]) -> dict[int, Rate]:
    """Count for every group; without groups, everybody is in group 0."""
    rest = problem.without_locked()
    served = np.zeros(rest.served.size, dtype=bool)
    served[rest.people[as_columns(pairs)[0]]] = True
    return {
        int(group): Rate(int((rest.groups == group).sum()), int((served & (rest.groups == group)).sum()))
        for group in np.unique(rest.groups)
    }


def floors_of(search: Search, objective: Objective, worth: Worth) -> dict[int, int]:
    """Turn shares and the wish for equity into how many mentees of each group must have a mentor.

    Raises:
        ProblemError: a floor names a group that is not there, or there are no groups.
        InfeasibleError: the floors cannot all hold; the message says which fall short and by how many.
    """
    problem = search.problem
    floors = counts_of(problem, objective)
    if objective.equity is not None:
        freely = replace(search, floors={}).optimum(worth.counting(0))
        matched = sum(rate.matched for rate in rates(problem, _pairs(search, freely.keys)).values())
        sizes = {group: rate.mentees for group, rate in rates(problem, []).items()}
        share_of_all(floors, sizes, objective.equity, matched)
    if floors:
        _check(replace(search, floors=floors), worth)
    return floors


def counts_of(problem: Problem, objective: Objective) -> dict[int, int]:
    """Turn the floors that were given into numbers of mentees.

    Raises:
        ProblemError: a floor names a group that is not there, or is no count or share, or there are no groups.
    """
    if not objective.floors and objective.equity is None:
        return {}
    if problem.groups is None:
        raise ProblemError("A floor needs the group of each mentee.")
    if objective.equity is not None and not 0 <= objective.equity <= 1:
        raise ProblemError(f"Equity is a share between 0 and 1, not {objective.equity}.")
    sizes = {group: rate.mentees for group, rate in rates(problem, []).items()}
    return {group: _as_count(group, given, sizes) for group, given in (objective.floors or {}).items()}


def share_of_all(floors: dict[int, int], sizes: Mapping[int, int], equity: float, matched: int) -> None:
    """Raise the floor of each group to a share of the rate at which everybody is matched."""
    share = equity * matched / max(sum(sizes.values()), 1)
    for group, size in sizes.items():
        floors[group] = max(floors.get(group, 0), floor(share * size + 1e-9))


def _as_count(group: int, given: float, sizes: dict[int, int]) -> int:
    if group not in sizes:
        raise ProblemError(f"There is a floor for group {group}, but nobody is in it.")
    if given < 0:
        raise ProblemError(f"The floor of group {group} is below 0.")
    if isinstance(given, (int, np.integer)):
        return int(given)
    if given > 1:
        raise ProblemError(f"The floor of group {group} is a share above 1.")
    return ceil(given * sizes[group] - 1e-9)


def _check(search: Search, worth: Worth) -> None:
    """Report floors that cannot hold, alone or together."""
    counting = worth.counting(0)
    try:
        search.optimum(counting)
    except NoFlowError:
        pass
    else:
        return
    sentences, short = [], {}
    for group, least in search.floors.items():
        most = _most(search, counting, {group: least})
        if most < least:
            short[group] = (least, most)
            sentences.append(f"Group {group} was to have {least} mentees with a mentor; at most {most} can.")
    if not sentences:
        names = ", ".join(str(group) for group in sorted(search.floors))
        sentences = [f"The floors of the groups {names} can each hold, but not all together."]
    raise InfeasibleError(" ".join(sentences), short)


def _most(search: Search, worth: Worth, floors: dict[int, int]) -> int:
    """Find how high the floor of one group can be, by halving."""
    [(group, least)] = floors.items()
    possible, impossible = 0, least + 1
    while impossible - possible > 1:
        middle = (possible + impossible) // 2
        try:
            replace(search, floors={group: middle}).optimum(worth)
        except NoFlowError:
            impossible = middle
        else:
            possible = middle
    return possible


def _pairs(search: Search, keys: np.ndarray) -> list[Pair]:
    mentors = search.problem.shape[1]
    free = [(int(key) // mentors, int(key) % mentors) for key in keys]
    return [*search.problem.locked, *free]
