"""Among all optima: fewest changes, then the most even load, then a fair draw; each on the arcs that the prices of the one before leave free.

After a solve, an arc with a reduced cost other than 0 keeps its flow in every optimum (complementary slackness), so the next
wish is granted on the few others. Nothing is scaled, and no number grows large.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from matching.engine.errors import SolverError
from matching.engine.flow import Flow, solve_flow
from matching.engine.lots import DRAW_BITS, Lots
from matching.engine.network import Network
from matching.engine.types import Booleans, Integers, Solver

if TYPE_CHECKING:
    from matching.engine.optimum import Optimum
    from matching.engine.problem import Problem
    from matching.engine.worth import Worth


MANY_PAIRS = 100_000
"""Above so many free pairs only some are looked at first."""
FEW = 12
MOST_ROUNDS = 60


@dataclass(frozen=True)
class Face:
    """The arcs that are still free, each with the pair or the mentor it stands for (or -1), and the pairs that are settled.

    `before` counts the places of the mentor that are filled before those of the arc; `known` marks a solution.
    """

    network: Network
    pair: Integers
    place: Integers
    before: Integers
    known: Booleans
    settled: Integers

    @classmethod
    def of(cls, optimum: Optimum, worth: Worth) -> Face:
        """Keep what is free in an optimum."""
        plan = optimum.plan
        pair = np.full(plan.network.arcs, -1, dtype=np.int64)
        pair[: plan.keys.size] = np.arange(plan.keys.size)
        place = np.full(plan.network.arcs, -1, dtype=np.int64)
        place[plan.places_from :] = np.concatenate([np.arange(plan.mentors), np.flatnonzero(plan.first_place)])
        before = np.zeros(plan.network.arcs, dtype=np.int64)
        before[plan.places_from : plan.places_from + plan.mentors] = plan.first_place
        potentials = optimum.flow.potentials.copy()
        mentors = slice(plan.rows_at.size, plan.rows_at.size + plan.mentors)
        potentials[mentors] = potentials[plan.sink] - worth.used - optimum.duals.prices
        known = optimum.flow.flow > 0
        whole = cls(plan.network, pair, place, before, known, np.zeros(0, dtype=np.int64))
        return whole.narrowed(potentials)

    def narrowed(self, potentials: Integers) -> Face:
        """Settle every arc whose flow is the same in all optima at these potentials; what is left costs nothing."""
        network = self.network
        costs = network.reduced_costs(potentials)
        full = costs < 0
        supply = network.supply.copy()
        np.subtract.at(supply, network.source[full], network.capacity[full])
        np.add.at(supply, network.target[full], network.capacity[full])
        free = (costs == 0) & (network.capacity > 0)
        left = network.only(free)
        settled = self.pair[full & (self.pair >= 0)]
        return Face(
            Network(left.source, left.target, left.capacity, np.zeros(left.arcs, dtype=np.int64), supply),
            self.pair[free],
            self.place[free],
            self.before[free],
            self.known[free],
            np.concatenate([self.settled, settled]),
        )

    def by_place(self, held: Integers) -> Face:
        """Make one arc of each free place; the s-th mentee of a mentor costs 2 s - 1, so that the sum is the square."""
        network = self.network
        splits = (self.place >= 0) & (network.capacity > 1)
        most = np.bincount(network.target, network.capacity, network.supply.size).astype(np.int64)
        most += np.maximum(network.supply, 0)
        times = np.where(splits, np.minimum(network.capacity, np.maximum(most[network.source], 1)), 1)
        index = np.repeat(np.arange(network.arcs), times)
        number = np.arange(index.size) - np.repeat(np.cumsum(times) - times, times)
        place = self.place[index]
        of_place = np.flatnonzero(place >= 0)
        cost = np.zeros(index.size, dtype=np.int64)
        cost[of_place] = 2 * (held[place[of_place]] + (self.before[index] + number)[of_place]) + 1
        capacity = np.where(splits[index], 1, network.capacity[index])
        return Face(
            Network(network.source[index], network.target[index], capacity, cost, network.supply),
            self.pair[index],
            place,
            self.before[index],
            self.known[index],
            self.settled,
        )

    def settled_at_best(self, solver: Solver, lots: Integers) -> Face:
        """Keep what is free in the optima of this face."""
        answer = self.solved(solver, lots)
        return replace(self, known=answer.flow > 0).narrowed(answer.potentials)

    def solved(self, solver: Solver, lots: Integers) -> Flow:
        """Find a cheapest flow; of very many pairs only some at first, and then those that gain at the prices."""
        is_pair = self.pair >= 0
        if np.count_nonzero(is_pair) <= MANY_PAIRS:
            return solve_flow(self.network, solver=solver)
        taken = ~is_pair | self.known
        taken[is_pair] |= self._drawn(lots[self.pair[is_pair]], is_pair)
        for _round in range(MOST_ROUNDS):
            answer = solve_flow(self.network.only(taken), solver=solver)
            gaining = ~taken & (self.network.reduced_costs(answer.potentials) < 0)
            if not gaining.any():
                flow = np.zeros(self.network.arcs, dtype=np.int64)
                flow[taken] = answer.flow
                return Flow(flow, answer.potentials, answer.solver)
            taken |= gaining
        raise SolverError("The prices do not come to rest. Nothing was decided.")

    def _drawn(self, lots: Integers, is_pair: Booleans) -> Booleans:
        """Draw about FEW pairs of each row and of each mentor, those with the lowest lots."""
        drawn = np.zeros(lots.size, dtype=bool)
        for ends in (self.network.source[is_pair], self.network.target[is_pair]):
            count = np.bincount(ends, minlength=self.network.supply.size)
            drawn |= lots < (FEW << DRAW_BITS) // count[ends]
        return drawn

    def costing(self, cost_of_pairs: Integers) -> Face:
        """Let each pair cost something and nothing else."""
        network = self.network
        cost = np.zeros(network.arcs, dtype=np.int64)
        cost[self.pair >= 0] = cost_of_pairs[self.pair[self.pair >= 0]]
        return replace(self, network=replace(network, cost=cost))


def settle(problem: Problem, optimum: Optimum, worth: Worth, *, even_load: bool, salt: str, solver: Solver) -> Integers:
    """Choose one of all optima: fewest changes, then the most even load, then the least sum of lots. Return the keys of its pairs."""
    plan = optimum.plan
    face = Face.of(optimum, worth)
    lots = Lots(problem, salt).of(plan.keys)
    if problem.current:
        current = {mentee * plan.mentors + mentor for mentee, mentor in problem.current}
        is_new = ~np.isin(plan.keys, list(current))
        face = face.costing(is_new.astype(np.int64)).settled_at_best(solver, lots)
    if even_load:
        face = face.by_place(problem.without_locked().held)
        face = face.settled_at_best(solver, lots)
    face = face.costing(lots)
    flow = face.solved(solver, lots).flow
    chosen = np.concatenate([face.settled, face.pair[(flow > 0) & (face.pair >= 0)]])
    return np.sort(plan.keys[chosen])
