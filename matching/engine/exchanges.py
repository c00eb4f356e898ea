"""Who would have to move: shortest chains of exchanges between mentors, over all pairs that may be.

The nodes are the mentors and one hub, "outside". Going from one mentor to another means that a mentee moves; from a mentor to
the hub that one more mentee finds a free place there, or that a mentee loses theirs; from the hub to a mentor that somebody
without a mentor comes in, or that the mentor gives a mentee away. The shortest chain is what forcing one change costs in the
optimum (the residual network; Ahuja, Magnanti and Orlin 1993, chapter 9). Gains and prices of the certificate make every
step cost 0 or more, so that Dijkstra's algorithm applies.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.engine.problem import as_columns
from matching.engine.types import Integers, Pair, Table

if TYPE_CHECKING:
    from matching.engine.certificate import Certificate
    from matching.engine.problem import Problem

SMALL = 2**27
"""Worths below this are added up in 32 bits."""
ROWS_AT_ONCE = 512
FAR = 2**61
"""No step; twice this still fits."""


@dataclass(frozen=True)
class Move:
    """A mentee changes from one mentor to another; None stands for nobody."""

    mentee: int
    before: int | None
    after: int | None


class Exchanges:
    """The chains of one solution; for problems in which each row is a person and nothing but capacities binds."""

    def __init__(self, problem: Problem, pairs: list[Pair], certificate: Certificate) -> None:
        self.problem, self.worth = problem, certificate.worth
        self.rest = problem.without_locked()
        mentees, self.hub = problem.shape
        locked = set(problem.locked)
        rows, columns = as_columns(sorted((pair for pair in pairs if pair not in locked), key=lambda pair: pair[1]))
        self._taken: dict[int, list[int]] = {}
        for mentee, mentor in pairs:
            self._taken.setdefault(mentor, []).append(mentee)
        self._current: dict[int, list[int]] = {}
        for mentee, mentor in problem.current:
            self._current.setdefault(mentor, []).append(mentee)
        self._all_pairs, self._current_pairs = as_columns(sorted(pairs)), as_columns(sorted(set(problem.current)))
        self._latest: tuple[int, tuple[Integers, Integers]] | None = None
        self.rows, self.columns = rows, columns
        self.load = np.bincount(columns, minlength=self.hub)
        self.count = np.bincount(rows, minlength=mentees)
        self._spare = np.flatnonzero(self.count < self.rest.demands)
        self._prices = self._prices_of(certificate)
        self.own = self._own_worth()

    def _prices_of(self, certificate: Certificate) -> Integers:
        """Take the prices of the certificate; a mentor without places gets one at which nobody gains."""
        prices = np.append(certificate.duals.prices, 0)
        duals = certificate.duals
        wishing = np.flatnonzero(self.rest.demands > 0)
        for mentor in np.flatnonzero(self.rest.places <= 0):
            worth = self._worth(int(mentor), wishing)
            over = worth + self.worth.bonus + duals.firsts[wishing] - duals.gains[wishing]
            prices[mentor] = max(int(over[worth > -FAR].max(initial=0)), 0)
        return prices

    def _own_worth(self) -> Integers:
        points = self.problem.points.at(self.rows, self.columns)
        current = set(self.problem.current)
        is_current = np.array(
            [pair in current for pair in zip(self.rows.tolist(), self.columns.tolist(), strict=True)], dtype=bool
        )
        return np.where(is_current, self.worth.of_current(points), self.worth.of_points(points)).astype(np.int64)

    def _worth(self, mentor: int, rows: Integers) -> Integers:
        """What each of some mentees would be worth with a mentor; `-FAR` where they cannot be a new pair."""
        points = self.problem.points.column(mentor, rows)
        worth = self.worth.of_points(points).astype(np.int64)
        if mentor in self._current:
            mine = np.isin(rows, self._current[mentor])
            worth[mine] = self.worth.of_current(points[mine].astype(np.int64))
        worth[worth < 0] = -FAR
        if mentor in self._taken:
            worth[np.isin(rows, self._taken[mentor])] = -FAR
        return worth

    def _first(self, rows: Integers, mentors: int) -> Integers:
        """What it counts for some mentees to have anybody, if they have so many mentors."""
        is_first = (self.count[rows] == mentors) & ~self.rest.served[rows]
        return np.where(is_first, self.worth.first, 0)

    @cached_property
    def _costs(self) -> Steps:
        """What every step costs, reduced by the prices."""
        hub = self.hub
        most = self.worth.top + self.worth.bonus + self.worth.first + self.worth.used
        dtype = np.dtype(np.int32 if most < SMALL else np.int64)
        far = _far(dtype)
        leaving = np.full((hub + 1, hub + 1), far, dtype=dtype)
        prices, own = self._prices[:-1].astype(dtype), self.own.astype(dtype)
        for first, last in self._chunks():
            giving, starts = np.unique(self.columns[first:last], return_index=True)
            moving = self._worth_of_rows(self.rows[first:last], dtype)
            np.subtract(own[first:last, None], moving, out=moving)
            least = moving if giving.size == last - first else np.minimum.reduceat(moving, starts, axis=0)
            least += prices
            least -= prices[giving][:, None]
            leaving[giving, :hub] = least
        coming = np.full(hub, far, dtype=np.int64)
        for rows in np.array_split(self._spare, max(self._spare.size // ROWS_AT_ONCE, 1)):
            gains = self._worth_of_rows(rows, dtype)
            gains += (self.worth.bonus + self._first(rows, 0)).astype(dtype)[:, None]
            coming = np.minimum(coming, -gains.max(axis=0, initial=-far).astype(np.int64))
        away = self.load > 0
        coming[away] = np.minimum(coming[away], self._giving_away[away])
        leaving[hub, :hub] = np.minimum(coming + self._prices[:-1], far)
        leaving[:hub, hub] = np.minimum(self._leaving() - self._prices[:-1], far)
        np.fill_diagonal(leaving, far)
        return Steps(leaving)

    def _chunks(self) -> list[Pair]:
        """Cut the pairs, which are in the order of the mentors, into parts that end with a mentor."""
        ends = np.append(np.flatnonzero(np.diff(self.columns)) + 1, self.columns.size)
        cuts = [0]
        for end in ends.tolist():
            if end - cuts[-1] >= ROWS_AT_ONCE or end == self.columns.size:
                cuts.append(end)
        return [pair for pair in pairwise(cuts) if pair[0] < pair[1]]

    def _leaving(self) -> Integers:
        """What it costs that each mentor has one more: nothing with a free place, else that somebody loses theirs."""
        costs = np.full(self.hub, FAR, dtype=np.int64)
        if self.rows.size:
            giving, starts = np.unique(self.columns, return_index=True)
            lost = self.own + self.worth.bonus + self._first(self.rows, 1)
            costs[giving] = np.minimum.reduceat(lost, starts)
        room = self.load < self.rest.places
        entering = np.where(self.rest.idle & (self.load == 0), -self.worth.used, 0)
        costs[room] = np.minimum(costs[room], entering[room])
        return costs

    @cached_property
    def _giving_away(self) -> Integers:
        """What it costs each mentor to have one less: that a mentor stands idle, if this was asked not to be."""
        return np.where(self.rest.idle & (self.load == 1), self.worth.used, 0)

    def _worth_of_rows(self, rows: Integers, dtype: np.dtype[Any]) -> Table:
        """What some mentees would be worth with each mentor; far below 0 where they cannot be a new pair."""
        points = self.problem.points.rows(rows)
        worth = self.worth.of_points(points).astype(dtype)
        places = _standing(self._current_pairs, rows)
        worth[places] = self.worth.of_current(points[places].astype(np.int64))
        bits = 8 * dtype.itemsize
        worth += (worth >> (bits - 1)) << (bits - 2)
        worth[_standing(self._all_pairs, rows)] = -2 * _far(dtype)
        return worth

    @cached_property
    def order_of_ids(self) -> Integers:
        """The place of each mentor in the order of ids."""
        return np.argsort(np.argsort(np.array(self.problem.ids[1], dtype=object)))

    @cached_property
    def outward(self) -> tuple[Integers, Integers]:
        """Shortest distances from each node to the hub, and the next node on the way."""
        return _dijkstra(self.hub, self._costs.entering, None)

    @cached_property
    def inward(self) -> tuple[Integers, Integers]:
        """Shortest distances from the hub to each node, and the node before on the way."""
        return _dijkstra(self.hub, self._costs.leaving, None)

    def to(self, mentor: int) -> tuple[Integers, Integers]:
        """Shortest distances from each node to a mentor without passing the hub, as far as that is the shorter way."""
        if self._latest is None or self._latest[0] != mentor:
            ways = _dijkstra(mentor, self._costs.entering, self.outward[0] + self.inward[0][mentor])
            self._latest = mentor, ways
        return self._latest[1]

    def distance(self, distances: Integers, target: int) -> Integers:
        """Give distances to a node back their prices; `FAR` where there is no way."""
        return np.where(distances < FAR // 2, distances - self._prices[target] + self._prices, FAR)

    def distance_from_outside(self, mentor: int) -> int:
        """What one place more with a mentor costs; below 0 if it gains."""
        distance = self.inward[0][mentor]
        return int(distance - self._prices[mentor]) if distance < FAR // 2 else 0

    def steps(self, start: int, target: int) -> list[Move]:
        """Name the mentees who move when one more comes to `start`, until `target` has one less."""
        if target == self.hub:
            return self._moves(self._along(start, self.outward[1], target))
        distances, after = self.to(target)
        outside = self.outward[0] + self.inward[0][target]
        if distances[start] <= outside[start]:
            return self._moves(self._along(start, after, target))
        back = self._along(target, self.inward[1], self.hub)[::-1]
        return self._moves(_without_loops(self._along(start, self.outward[1], self.hub) + back[1:]))

    def steps_from_outside(self, target: int) -> list[Move]:
        """Name the mentees who move when `target` gets a place more."""
        return self._moves(self._along(target, self.inward[1], self.hub)[::-1])

    @staticmethod
    def _along(start: int, after: Integers, target: int) -> list[int]:
        nodes = [start]
        while nodes[-1] != target:
            nodes.append(int(after[nodes[-1]]))
        return nodes

    def _moves(self, nodes: list[int]) -> list[Move]:
        moves = [self._move(before, after) for before, after in pairwise(nodes)]
        return [move for move in moves if move is not None]

    def _move(self, before: int, after: int) -> Move | None:
        """Name the mentee for whom a step is cheapest; None if it only fills or frees a place."""
        mine = np.flatnonzero(self.columns == before)
        if after == self.hub:
            if self.load[before] < self.rest.places[before]:
                return None
            leaving = self.own[mine] + self._first(self.rows[mine], 1)
            return Move(int(self.rows[mine[leaving.argmin()]]), before, None)
        if before == self.hub:
            gains = self._worth(after, self._spare) + self.worth.bonus + self._first(self._spare, 0)
            away = int(self._giving_away[after]) if self.load[after] > 0 else FAR
            if not gains.size or -int(gains.max()) > away:
                return None
            return Move(int(self._spare[gains.argmax()]), None, after)
        cost = self.own[mine] - self._worth(after, self.rows[mine])
        return Move(int(self.rows[mine[cost.argmin()]]), before, after)


@dataclass(frozen=True)
class Steps:
    """What steps cost; `leaving` has a row for each node they leave, `entering` one for each they lead to."""

    leaving: Table

    @cached_property
    def entering(self) -> Table:
        """The same, turned round, so that all steps to a node stand side by side in memory."""
        return np.ascontiguousarray(self.leaving.T)


def _far(dtype: np.dtype[Any]) -> int:
    """From here on a cost of this kind stands for no step: four times what a step can cost, half of what is given to no pair."""
    return 2 ** (8 * dtype.itemsize - 3)


def _standing(pairs: tuple[Integers, Integers], rows: Integers) -> tuple[Integers, Integers]:
    """Find where pairs, which are in the order of the mentees, stand in a table of some mentees."""
    mentees, mentors = pairs
    first = np.searchsorted(mentees, rows)
    count = np.searchsorted(mentees, rows, side="right") - first
    place = np.repeat(np.arange(rows.size), count)
    number = np.arange(place.size) - np.repeat(np.cumsum(count) - count, count)
    return place, mentors[first[place] + number]


def _without_loops(nodes: list[int]) -> list[int]:
    """Cut out what leads back to where it began; on a shortest way that costs nothing."""
    way: list[int] = []
    for node in nodes:
        if node in way:
            del way[way.index(node) :]
        way.append(node)
    return way


def _dijkstra(start: int, costs: Table, bound: Integers | None) -> tuple[Integers, Integers]:
    """Settle the nearest node until all are; nodes that are not nearer than their bound lead nowhere new.

    `costs[node]` is what a step costs between each other node and this one.
    """
    nodes = len(costs)
    distances = np.full(nodes, FAR, dtype=np.int64)
    waiting = distances.copy()
    link = np.full(nodes, -1)
    distances[start] = waiting[start] = 0
    limit = _far(costs.dtype)
    while True:
        node = int(waiting.argmin())
        if waiting[node] >= FAR // 2:
            return distances, link
        waiting[node] = FAR
        steps = costs[node]
        reached = steps + distances[node]
        nearer = (reached < distances) & (steps < limit)
        if bound is not None:
            nearer &= reached < bound
        distances[nearer] = waiting[nearer] = reached[nearer]
        link[nearer] = node
