"""Rules that cross: each wish in turn is a linear program, then a search over the columns that are tight in it.

The relaxation bounds what is possible. If the whole numbers over the columns without a reduced cost reach that bound, they are
the best; else the columns whose reduced cost is within the gap come in, which are all that could close it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import floor
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from matching.engine.equity import counts_of, rates, share_of_all
from matching.engine.errors import InfeasibleError, NoFlowError
from matching.engine.feasibility import is_allowed
from matching.engine.lots import Lots
from matching.engine.model import Floats, Model, build
from matching.engine.problem import as_columns
from matching.engine.types import Integers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matching.engine.objective import Objective
    from matching.engine.problem import Problem
    from matching.engine.rest import Rest
    from matching.engine.types import Pair
    from matching.engine.worth import Worth

ROUNDING = 1e-6
RELATIVE_ROUNDING = 1e-12
LOT_BITS_TOO_MANY = 14


@dataclass(frozen=True)
class Wish:
    """One wish that was granted as far as can be: how far, and the prices that bound it.

    Attributes:
        name: which wish.
        weights: what each variable counts for it.
        value: what was reached.
        duals: prices of the rules in the relaxation.
        gap: by how much the relaxation lies above; 0 is a proof without the solver, more was closed by branch and bound.
    """

    name: str
    weights: Integers
    value: int
    duals: Floats
    gap: int


@dataclass(frozen=True)
class CrossingCertificate:
    """The bounds of each wish, checked in numpy; whatever `gap` remains was closed by HiGHS's branch and bound."""

    worth: Worth
    wishes: tuple[Wish, ...]
    floors: Mapping[int, int]

    @property
    def gap(self) -> int:
        """How much of the proof rests on the solver; 0: nothing."""
        return sum(wish.gap for wish in self.wishes)

    def check(self, problem: Problem, solution: Any) -> bool:
        """Is the solution allowed, and as good in every wish as the bounds allow?"""
        pairs = list(solution.pairs)
        if not is_allowed(problem, pairs, self.floors) or solution.total != problem.total(pairs):
            return False
        rest = problem.without_locked()
        model = build(problem, rest, self.worth, self.floors)
        if any(wish.weights.size != model.columns for wish in self.wishes):
            return False
        values = _values(model, problem, rest, pairs)
        if values is None:
            return False
        for wish in self.wishes:
            if wish.duals.size != model.limits.size or int(wish.weights @ values) != wish.value:
                return False
            if _whole_bound(model, wish.weights, wish.duals) > wish.value + wish.gap:
                return False
            model = model.holding(wish.weights, wish.value)
        return True


@dataclass(frozen=True)
class Crossing:
    """A problem with quotas, and how to find its best pairs."""

    problem: Problem
    objective: Objective

    def solve(self, worth: Worth) -> tuple[list[Pair], CrossingCertificate]:
        """Grant each wish in turn.

        Raises:
            InfeasibleError: the floors cannot hold beside the quotas.
        """
        rest = self.problem.without_locked()
        floors = self._floors(rest, worth)
        if self.objective.best_worst:
            worth = replace(worth, least=self._best_worst(rest, worth, floors))
        model = build(self.problem, rest, worth, floors)
        wishes: list[Wish] = []
        for name, weights in [*self._counts(model, worth), *self._others(model, worth)]:
            wish, chosen = grant(model, name, weights)
            wishes.append(wish)
            model = model.holding(weights, wish.value)
        mentors = self.problem.shape[1]
        keys = model.keys[chosen[: model.keys.size] > 0]
        pairs = sorted([*self.problem.locked, *((int(key) // mentors, int(key) % mentors) for key in keys)])
        return pairs, CrossingCertificate(worth, tuple(wishes), floors)

    def _counts(self, model: Model, worth: Worth) -> list[tuple[str, Integers]]:
        counts = []
        if worth.several:
            counts.append(("mentees with a mentor", model.weights(persons=1)))
        if worth.spread:
            counts.append(("mentors with a mentee", model.weights(mentors=1)))
        return [*counts, ("pairs", model.weights(pairs=1))]

    def _others(self, model: Model, worth: Worth) -> list[tuple[str, Integers]]:
        problem, mentors = self.problem, self.problem.shape[1]
        rows, columns = model.keys // max(mentors, 1), model.keys % max(mentors, 1)
        current = {mentee * mentors + mentor for mentee, mentor in problem.current}
        is_current = np.isin(model.keys, list(current))
        points = problem.points.at(rows, columns)
        plain = replace(worth, floor=0)
        counted = np.where(is_current, plain.of_current(points), plain.of_points(points)).astype(np.int64)
        others = [("total", model.weights(pairs=counted))]
        if worth.floor:
            others.insert(0, ("pairs at the floor", model.weights(pairs=(points >= worth.floor).astype(np.int64))))
        if current:
            others.append(("kept pairs", model.weights(pairs=is_current.astype(np.int64))))
        if self.objective.even_load:
            others.append(("even load", model.weights(places=-1)))
        lots = Lots(problem, self.objective.salt).of(model.keys) >> LOT_BITS_TOO_MANY
        return [*others, ("draw", model.weights(pairs=-lots))]

    def _floors(self, rest: Rest, worth: Worth) -> dict[int, int]:
        floors = counts_of(self.problem, self.objective)
        if self.objective.equity is not None:
            model = build(self.problem, rest, worth, {})
            wish, _chosen = grant(model, "mentees with a mentor", model.weights(persons=1))
            sizes = {group: rate.mentees for group, rate in rates(self.problem, []).items()}
            share_of_all(floors, sizes, self.objective.equity, wish.value + int(rest.served.sum()))
        try:
            model = build(self.problem, rest, worth, floors)
            grant(model, "pairs", model.weights(pairs=1))
        except NoFlowError as error:
            names = ", ".join(str(group) for group in sorted(floors))
            raise InfeasibleError(
                f"The floors of the groups {names} cannot hold beside the places by track."
            ) from error
        return floors

    def _best_worst(self, rest: Rest, worth: Worth, floors: Mapping[int, int]) -> int:
        """Halve the levels of the scores until as many people and pairs as possible leave one level only."""
        levels = np.unique(np.concatenate([[0], *(np.unique(block) for _start, block in self.problem.points.blocks())]))
        levels = levels[levels >= 0]
        most = self._counted(rest, worth, floors, 0)
        possible, impossible = 0, levels.size
        while impossible - possible > 1:
            middle = (possible + impossible) // 2
            if self._counted(rest, worth, floors, int(levels[middle])) == most:
                possible = middle
            else:
                impossible = middle
        return int(levels[possible])

    def _counted(self, rest: Rest, worth: Worth, floors: Mapping[int, int], least: int) -> list[int]:
        model = build(self.problem, rest, worth.counting(least), floors)
        values: list[int] = []
        for name, weights in self._counts(model, worth):
            try:
                wish, _chosen = grant(model, name, weights)
            except NoFlowError:
                return []
            values.append(wish.value)
            model = model.holding(weights, wish.value)
        return values


def grant(model: Model, name: str, weights: Integers) -> tuple[Wish, Integers]:
    """Find the whole numbers that weigh most.

    Raises:
        NoFlowError: the rules cannot all hold, or HiGHS gave up.
    """
    if model.columns == 0 or not model.rows.shape[0]:
        return Wish(name, weights, 0, np.zeros(model.limits.size), 0), np.zeros(model.columns, dtype=np.int64)
    scale = max(float(np.abs(weights).max(initial=1)), 1.0)
    relaxed = linprog(-weights / scale, A_ub=model.rows, b_ub=model.limits, bounds=(0, 1), method="highs")
    if relaxed.status != 0:
        raise NoFlowError(str(relaxed.message))
    duals = -relaxed.ineqlin.marginals * scale
    bound = _whole_bound(model, weights, duals)
    chosen = np.rint(relaxed.x).astype(np.int64)
    if np.abs(relaxed.x - chosen).max(initial=0) < ROUNDING and int(weights @ chosen) == bound:
        return Wish(name, weights, bound, duals, 0), chosen
    spare = weights - model.rows.T @ np.maximum(duals, 0)
    best = _whole(model, weights, spare, ROUNDING * scale)
    value = None if best is None else int(weights @ best)
    if value is None or value < bound:
        gap = np.inf if value is None else bound - value + 1
        best = _whole(model, weights, spare, gap)
    if best is None:
        raise NoFlowError("HiGHS found no whole numbers that keep all rules.")
    value = int(weights @ best)
    return Wish(name, weights, value, duals, max(bound - value, 0)), best


def _whole_bound(model: Model, weights: Integers, duals: Floats) -> int:
    """The greatest whole number that a bound in floats allows."""
    bound = model.bound(weights, duals)
    return floor(bound + ROUNDING + RELATIVE_ROUNDING * abs(bound))


def _whole(model: Model, weights: Integers, spare: Floats, gap: float) -> Integers | None:
    """Search whole numbers; a column whose reduced cost is beyond the gap stays at 0, or at 1 if it pays so much."""
    scale = max(float(np.abs(weights).max(initial=1)), 1.0)
    answer = milp(
        -weights / scale,
        integrality=np.ones(model.columns),
        bounds=Bounds((spare > gap).astype(float), (spare >= -gap).astype(float)),
        constraints=LinearConstraint(model.rows, ub=model.limits),
        options={"mip_rel_gap": 0},
    )
    return None if answer.x is None or answer.status != 0 else np.rint(answer.x).astype(np.int64)


def _values(model: Model, problem: Problem, rest: Rest, pairs: list[Pair]) -> Integers | None:
    """Turn pairs into the variables of the model, filling the cheapest places; None if a pair is none of its."""
    locked = set(problem.locked)
    free = [pair for pair in pairs if pair not in locked]
    rows, columns = as_columns(free)
    mentors = problem.shape[1]
    chosen = np.isin(model.keys, rows * mentors + columns)
    if int(chosen.sum()) != len(free):
        return None
    served = np.zeros(model.persons, dtype=np.int64)
    served[rest.people[rows]] = 1
    load = np.bincount(columns, minlength=mentors)
    places = np.repeat(np.arange(mentors), rest.places)
    number = np.arange(places.size) - np.repeat(np.cumsum(rest.places) - rest.places, rest.places)
    return np.concatenate(
        [
            chosen.astype(np.int64),
            served * ~rest.served,
            (load > 0) * rest.idle,
            (number < load[places]).astype(np.int64),
        ]
    )
