"""Every other mentor for a mentee, with the exact loss of total and who would have to move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.engine.exchanges import FAR, Exchanges, Move
from matching.engine.types import Integers

if TYPE_CHECKING:
    from matching.engine.solution import Solution
    from matching.engine.worth import Worth


@dataclass(frozen=True)
class Alternative:
    """Another mentor for a mentee, if everybody else were matched anew as well as possible.

    Attributes:
        mentor: the other mentor.
        score: of the mentee with that mentor.
        loss: by how much the total of all scores would fall; below 0 only if fewer people were matched.
        pairs_lost: how many pairs fewer there would be.
        has_free_place: has the mentor a free place as it stands?
    """

    mentor: int
    score: Any
    loss: Any
    pairs_lost: int
    has_free_place: bool
    _chain: Callable[[int, int], tuple[Move, ...]] = field(repr=False, compare=False)
    _target: int = field(default=0, repr=False, compare=False)

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """Who would have to move, the mentee first."""
        return self._chain(self.mentor, self._target)


def alternatives(solution: Solution, mentee: int) -> list[Alternative]:
    """List every other mentor whom the mentee may have, the least loss first."""
    problem = solution.problem
    if mentee < 0 or mentee >= problem.shape[0]:
        raise IndexError(f"There is no mentee {mentee}.")
    if not problem.is_plain or solution.certificate.floors or solution.exchanges is None:
        return _by_solving_again(solution, mentee)
    return _by_exchanges(solution, solution.exchanges, mentee)


def _by_exchanges(solution: Solution, exchanges: Exchanges, mentee: int) -> list[Alternative]:
    problem, worth = solution.problem, exchanges.worth
    own = np.array([mentee])
    points = problem.points.rows(own)[0].astype(np.int64)
    mine = solution.mentors_of.get(mentee, [])
    others = np.setdiff1d(np.flatnonzero(points >= 0), mine)
    counted = _worth_of(exchanges, mentee, points, others)
    losses, targets = _least_losses(exchanges, mentee, others, counted)
    possible = losses < FAR // 2
    others, losses, targets = others[possible], losses[possible], targets[possible]
    order = np.lexsort((exchanges.order_of_ids[others], losses))
    others, losses, targets = others[order], losses[order], targets[order]
    pairs, rests = split(worth, losses)
    scores = problem.points.given(np.full(others.size, mentee), others)
    is_free = (problem.capacities - solution.load)[others] > 0
    chain = _Chain(exchanges, mentee)
    found = []
    for mentor, target, lost, rest, score, free in zip(
        others.tolist(), targets.tolist(), pairs.tolist(), rests.tolist(), scores, is_free.tolist(), strict=True
    ):
        loss = chain.loss(solution, mentor, target) if worth.is_changed else problem.points.in_scores(rest)
        found.append(Alternative(mentor, score, loss, lost, free, chain, target))
    return found


@dataclass(frozen=True)
class _Chain:
    """The chains of one mentee's alternatives, each worked out when it is asked for."""

    exchanges: Exchanges
    mentee: int

    def __call__(self, mentor: int, target: int) -> tuple[Move, ...]:
        before = None if target == self.exchanges.hub else target
        return (Move(self.mentee, before, mentor), *self.exchanges.steps(mentor, target))

    def loss(self, solution: Solution, mentor: int, target: int) -> Any:
        moves = self(mentor, target)
        before = [(move.mentee, move.before) for move in moves if move.before is not None]
        after = [(move.mentee, move.after) for move in moves if move.after is not None]
        return solution.problem.total(before) - solution.problem.total(after)


def _worth_of(exchanges: Exchanges, mentee: int, points: Integers, others: Integers) -> Integers:
    """What the forced pairs count; a forced pair may be worse than the worst that is chosen freely."""
    current = {mentor for one, mentor in exchanges.problem.current if one == mentee}
    worth = exchanges.worth.without_least()
    is_current = np.isin(others, list(current))
    return np.where(is_current, worth.of_current(points[others]), worth.of_points(points[others])).astype(np.int64)


def _least_losses(exchanges: Exchanges, mentee: int, others: Integers, counted: Integers) -> tuple[Integers, Integers]:
    """For each other mentor: the least loss, and which mentor the mentee leaves for them (the hub: none)."""
    losses = np.full(others.size, FAR, dtype=np.int64)
    targets = np.full(others.size, exchanges.hub)

    def offer(distances: Integers, base: int, target: int) -> None:
        way = exchanges.distance(distances, target)[others]
        loss = np.where(way < FAR // 2, way + base - counted, FAR)
        better = loss < losses
        losses[better], targets[better] = loss[better], target

    for place in np.flatnonzero(exchanges.rows == mentee):
        target = int(exchanges.columns[place])
        direct = np.minimum(exchanges.to(target)[0], exchanges.outward[0] + exchanges.inward[0][target])
        offer(direct, int(exchanges.own[place]), target)
    if exchanges.count[mentee] < exchanges.rest.demands[mentee]:
        first = 0 if exchanges.count[mentee] or exchanges.rest.served[mentee] else exchanges.worth.first
        offer(exchanges.outward[0], -exchanges.worth.bonus - first, exchanges.hub)
    return losses, targets


def split(worth: Worth, amounts: Integers) -> tuple[Integers, Integers]:
    """Take amounts of worth apart: how many pairs, and what remains of the scores."""
    for unit in (worth.first, worth.used):
        if unit:
            amounts = amounts - unit * _nearest(amounts, unit)
    pairs = _nearest(amounts, worth.bonus)
    return pairs, amounts - pairs * worth.bonus


def _nearest(amounts: Integers, unit: int) -> Integers:
    return np.asarray((2 * amounts + unit) // (2 * unit))


@dataclass(frozen=True)
class _Known:
    """A chain that is known already."""

    moves: tuple[Move, ...]

    def __call__(self, _mentor: int, _target: int) -> tuple[Move, ...]:
        return self.moves


def _by_solving_again(solution: Solution, mentee: int) -> list[Alternative]:
    """Force each other mentor in turn; for rules under which there are no simple chains."""
    problem = solution.problem
    points = problem.points.rows(np.array([mentee]))[0]
    free = problem.capacities - solution.load
    found = []
    for mentor in np.setdiff1d(np.flatnonzero(points >= 0), solution.mentors_of.get(mentee, [])):
        forced = solution.forced(mentee, int(mentor))
        if forced is None:
            continue
        pairs_lost = len(solution.pairs) - len(forced.pairs)
        loss = solution.total - forced.total
        score = problem.points.given(np.array([mentee]), np.array([mentor]))[0]
        moves = tuple(move for change in forced.changes_from(solution.pairs) for move in change.moves)
        moves = tuple(sorted(moves, key=lambda move: move.mentee != mentee))
        found.append(Alternative(int(mentor), score, loss, pairs_lost, bool(free[mentor] > 0), _Known(moves)))
    found.sort(key=lambda one: (one.pairs_lost, one.loss, problem.ids[1][one.mentor]))
    return found
