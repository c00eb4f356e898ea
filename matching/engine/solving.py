"""From a problem to a proven solution: one flow for the optimum, one among all optima for the fair draw."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from matching.engine.certificate import Certificate
from matching.engine.flow import Network, Solver, solve_flow
from matching.engine.problem import Objective
from matching.engine.reasons import reasons_for
from matching.engine.solution import Solution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matching.engine.problem import Integers, Problem, Rest

DRAW_BITS = 24


class SolverError(RuntimeError):
    """What the solver answered does not stand its proof; nothing was decided."""


@dataclass(frozen=True)
class _Arcs:
    """The pairs that may be, by row and column."""

    mentees: Integers
    mentors: Integers


def solve(problem: Problem, objective: Objective | None = None, *, solver: Solver = "auto") -> Solution:
    """Find the pairs: most mentees matched, then the highest total, then a draw that the order of rows cannot change.

    Raises:
        SolverError: the solver's answer failed the check in plain whole numbers.
        NoFlowError: no solver came to an end.
    """
    objective = objective or Objective()
    rest = problem.without_locked()
    arcs = _Arcs(*(indices.astype(np.int64) for indices in np.nonzero(rest.allowed)))
    certificate, name = _optimum(problem, rest, arcs, solver)
    chosen = _draw(problem, rest, arcs, certificate, objective.salt, solver)
    pairs = sorted([*problem.locked, *chosen])
    solution = Solution(problem, pairs, reasons_for(problem, pairs), certificate, name)
    if not certificate.check(problem, solution):
        raise SolverError("The answer of the solver did not stand its proof. Nothing was decided.")
    return solution


def _optimum(problem: Problem, rest: Rest, arcs: _Arcs, solver: Solver) -> tuple[Certificate, str]:
    """Price the places so that no other choice could be worth more."""
    mentees, mentors = problem.shape
    scores = problem.scores[arcs.mentees, arcs.mentors]
    largest = int(problem.scores.max(initial=0))
    network = _network(
        problem,
        rest,
        arcs,
        pair_costs=largest - scores,
        costs_of_going_without=np.full(mentees, largest + rest.bonus, dtype=np.int64),
    )
    answer = solve_flow(network, solver=solver)
    of_mentors = answer.potentials[mentees : mentees + mentors]
    prices = np.maximum(answer.potentials[-1] - of_mentors, 0)
    prices[rest.places == 0] = 0
    worth = np.where(rest.allowed, rest.bonus + problem.scores - prices[None, :], 0)
    gains = np.maximum(worth.max(axis=1, initial=0), 0)
    return Certificate(rest.bonus, gains, prices), answer.solver


def _draw(
    problem: Problem, rest: Rest, arcs: _Arcs, certificate: Certificate, salt: str, solver: Solver
) -> list[tuple[int, int]]:
    """Choose among all optima the one with the least sum of hashes.

    A pair can be in an optimum only if it is worth exactly gain and price; who gains must be matched, and a place with a
    price must be taken.
    """
    scores = problem.scores[arcs.mentees, arcs.mentors]
    slack = certificate.gains[arcs.mentees] + certificate.prices[arcs.mentors] - certificate.bonus - scores
    tight = _Arcs(arcs.mentees[slack == 0], arcs.mentors[slack == 0])
    network = _network(
        problem,
        rest,
        tight,
        pair_costs=_lots(problem, tight, salt),
        costs_of_going_without=np.zeros(problem.shape[0], dtype=np.int64),
        must_match=certificate.gains > 0,
        must_fill=certificate.prices > 0,
    )
    flow = solve_flow(network, solver=solver).flow[: tight.mentees.size]
    return [
        (int(mentee), int(mentor))
        for mentee, mentor in zip(tight.mentees[flow > 0], tight.mentors[flow > 0], strict=True)
    ]


def _network(
    problem: Problem,
    rest: Rest,
    arcs: _Arcs,
    *,
    pair_costs: Integers,
    costs_of_going_without: Integers,
    must_match: NDArray[np.bool_] | None = None,
    must_fill: NDArray[np.bool_] | None = None,
) -> Network:
    """Mentee to mentor, mentor to the sink through their places, mentee to the sink for going without."""
    mentees, mentors = problem.shape
    sink = mentees + mentors
    rows, columns = np.arange(mentees, dtype=np.int64), np.arange(mentors, dtype=np.int64)
    free = rest.free.astype(np.int64)
    may_go_without = free if must_match is None else free * ~must_match
    filled = np.zeros(mentors, dtype=np.int64) if must_fill is None else rest.places * must_fill
    nothing = np.zeros(arcs.mentees.size + mentees, dtype=np.int64)
    return Network(
        source=np.concatenate([arcs.mentees, rows, mentees + columns]),
        target=np.concatenate([mentees + arcs.mentors, np.full(mentees + mentors, sink, dtype=np.int64)]),
        low=np.concatenate([nothing, filled]),
        capacity=np.concatenate([np.ones(arcs.mentees.size, dtype=np.int64), may_go_without, rest.places]),
        cost=np.concatenate([pair_costs, costs_of_going_without, np.zeros(mentors, dtype=np.int64)]),
        supply=np.concatenate([free, np.zeros(mentors, dtype=np.int64), [-int(free.sum())]]).astype(np.int64),
    )


def _lots(problem: Problem, arcs: _Arcs, salt: str) -> Integers:
    """A lot for each pair, drawn from the ids of the two and the salt alone."""
    of_mentees, of_mentors = (_hashes(keys, f"{salt}:{side}") for side, keys in enumerate(problem.ids))
    mixed = of_mentees[arcs.mentees] ^ of_mentors[arcs.mentors]
    with np.errstate(over="ignore"):
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (mixed >> np.uint64(64 - DRAW_BITS)).astype(np.int64)


def _hashes(keys: Sequence[str], salt: str) -> NDArray[np.uint64]:
    digests = (
        blake2b(key.encode(), digest_size=8, key=blake2b(salt.encode(), digest_size=16).digest()) for key in keys
    )
    return np.array([int.from_bytes(digest.digest(), "big") for digest in digests], dtype=np.uint64)
