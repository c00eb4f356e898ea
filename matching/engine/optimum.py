"""The best flow over all pairs, found over few: solve, price every pair, add those that gain, until none does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.engine.candidates import contains, merge, thin
from matching.engine.duals import Duals, read_duals
from matching.engine.errors import SolverError
from matching.engine.flow import Flow, solve_flow
from matching.engine.network import Plan, lay_out
from matching.engine.pricing import Pricing
from matching.engine.types import Integers, Solver

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matching.engine.problem import Problem
    from matching.engine.rest import Rest
    from matching.engine.worth import Worth

MOST_ROUNDS = 60
FEWEST_NEW = 8
"""So many pairs of each row come in after the first pricing at most; twice as many after each further one."""


@dataclass(frozen=True)
class Optimum:
    """A best flow, its network and its dual values, which hold for all pairs."""

    plan: Plan
    flow: Flow
    duals: Duals
    rounds: int

    @property
    def keys(self) -> Integers:
        """The chosen pairs."""
        return self.plan.keys[self.flow.flow[: self.plan.keys.size] > 0]


@dataclass(frozen=True)
class Search:
    """One problem without its locked pairs, and how to look for its optimum."""

    problem: Problem
    rest: Rest
    floors: Mapping[int, int]
    solver: Solver
    best: int

    def optimum(self, worth: Worth) -> Optimum:
        """Find a best flow over all pairs.

        Raises:
            NoFlowError: the floors cannot hold, or no solver came to an end.
            SolverError: prices and pairs do not come to rest.
        """
        points = self.problem.points
        known = thin(points, self.rest, worth, self.best, self._current)
        for rounds in range(1, MOST_ROUNDS):
            plan = self._plan(worth, known)
            flow = solve_flow(plan.network, solver=self.solver)
            duals = read_duals(plan, flow.potentials, self.rest, worth)
            gaining = Pricing(points, self.rest, worth, duals).gaining(known, FEWEST_NEW << rounds)
            if gaining.size == 0:
                return Optimum(plan, flow, duals, rounds)
            known = merge(known, gaining)
        raise SolverError("The prices do not come to rest. Nothing was decided.")

    def with_even_pairs(self, optimum: Optimum, worth: Worth) -> Optimum:
        """Add every pair that could stand in an equally good solution, so that all equals take part in the draw."""
        known = optimum.plan.keys
        even = Pricing(self.problem.points, self.rest, worth, optimum.duals).even(known)
        if even.size == 0:
            return optimum
        plan = self._plan(worth, merge(known, even))
        if not self.rest.are_single:
            flow = solve_flow(plan.network, solver=self.solver)
            return Optimum(plan, flow, read_duals(plan, flow.potentials, self.rest, worth), optimum.rounds + 1)
        carried = np.zeros(plan.network.arcs, dtype=np.int64)
        carried[: plan.keys.size][contains(known, plan.keys)] = optimum.flow.flow[: known.size]
        carried[plan.keys.size :] = optimum.flow.flow[known.size :]
        flow = Flow(carried, optimum.flow.potentials, optimum.flow.solver)
        return Optimum(plan, flow, optimum.duals, optimum.rounds)

    @property
    def _current(self) -> Integers:
        mentors = self.problem.shape[1]
        pairs = [mentee * mentors + mentor for mentee, mentor in self.problem.current]
        return np.array(sorted(set(pairs)), dtype=np.int64)

    def _plan(self, worth: Worth, keys: Integers) -> Plan:
        mentors = self.problem.shape[1]
        points = self.problem.points.at(keys // mentors, keys % mentors)
        counted = worth.of_points(points).astype(np.int64)
        current = contains(self._current, keys)
        counted[current] = worth.of_current(points[current])
        may_be = counted >= 0
        return lay_out(
            self.rest,
            worth,
            keys[may_be],
            worth.top - counted[may_be],
            floors=dict(self.floors),
            may_repeat=self.problem.same_mentor_twice,
        )
