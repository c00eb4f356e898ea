"""Dual values: what each wish gains, what each place costs, and what a floor demands; read from potentials, used by proofs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.engine.types import Integers

if TYPE_CHECKING:
    from matching.engine.network import Plan
    from matching.engine.rest import Rest
    from matching.engine.worth import Worth


@dataclass(frozen=True)
class Duals:
    """Whole numbers in the units of `Worth`.

    Attributes:
        gains: of each row, for each mentor it gets.
        firsts: of each person, how much of the bonus for having anybody is due to the pairs.
        prices: of a place with each mentor; below 0 where an idle mentor should get somebody.
        demands: of each group with a floor, what one more of its mentees with a mentor is worth.
    """

    gains: Integers
    firsts: Integers
    prices: Integers
    demands: dict[int, int]

    def urges(self, rest: Rest) -> Integers:
        """What one more of each person with a mentor is worth for the floor of their group."""
        urges = np.zeros(rest.served.size, dtype=np.int64)
        for group, demand in self.demands.items():
            urges[rest.groups == group] = demand
        return urges


def read_duals(plan: Plan, potentials: Integers, rest: Rest, worth: Worth) -> Duals:
    """Read dual values from the potentials of a cheapest flow; those of people with no choice left are 0."""
    dear = potentials[plan.sink] - worth.used - potentials
    count = plan.rows_at.size
    lowest = np.where(plan.first_place, -worth.used, 0)
    prices = np.where(rest.places > 0, np.maximum(dear[count : count + plan.mentors], lowest), 0)
    demands = {group: max(int(dear[node]), 0) for group, node in plan.groups_at.items()}
    open_wish = worth.top + worth.bonus
    duals = Duals(np.zeros(count, dtype=np.int64), np.zeros(rest.served.size, dtype=np.int64), prices, demands)
    most = np.where(rest.served, 0, worth.first + duals.urges(rest))
    firsts = np.clip(dear[plan.people_at] - open_wish, 0, most)
    firsts[rest.wanted == 0] = 0
    gains = np.maximum(firsts[rest.people] + open_wish - dear[plan.rows_at], 0)
    gains[rest.demands == 0] = 0
    return Duals(gains, firsts, prices, demands)
