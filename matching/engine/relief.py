"""What would help: one place more with a mentor, or one rule that no longer holds; exactly, without solving again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.engine.alternatives import split
from matching.engine.exchanges import FAR, Move

if TYPE_CHECKING:
    from matching.engine.exchanges import Exchanges
    from matching.engine.solution import Solution


@dataclass(frozen=True)
class Relief:
    """One thing changed, everybody matched anew: how many pairs more, how much more total, and who moves.

    Attributes:
        mentor: who gets a place more, or whom the mentee may have when the rule is dropped.
        pairs_gained: how many pairs more there would be.
        gain: by how much the total would rise.
        rule: the rule that is dropped for this pair alone; "" for a place more.
        moves: who would have which mentor instead.
    """

    mentor: int
    pairs_gained: int
    gain: Any
    rule: str
    moves: tuple[Move, ...]


def one_more_place(solution: Solution, exchanges: Exchanges, mentor: int) -> Relief:
    """What one place more with this mentor would change."""
    way = exchanges.distance_from_outside(mentor)
    if way >= 0:
        return Relief(mentor, 0, _sum(solution, ()), "", ())
    moves = tuple(exchanges.steps_from_outside(mentor))
    return _relief(solution, exchanges, mentor, -way, "", moves)


def without_a_rule(solution: Solution, exchanges: Exchanges, mentee: int) -> list[Relief]:
    """For each rule that alone keeps mentors from a mentee without one: the best of those, if that helped."""
    problem = solution.problem
    if problem.barred is None or mentee in solution.mentors_of:
        return []
    bits = problem.barred[mentee]
    points = problem.points.ignoring_rules(mentee)
    first = 0 if exchanges.rest.served[mentee] else exchanges.worth.first
    worth = exchanges.worth.of_points(points).astype(np.int64) + exchanges.worth.bonus + first
    ways = exchanges.distance(exchanges.outward[0], exchanges.hub)[:-1]
    found = []
    for number, rule in enumerate(problem.rules):
        alone = bits == bits.dtype.type(1) << bits.dtype.type(number)
        gains = np.where(alone & (ways < FAR // 2), worth - ways, -FAR)
        mentor = int(gains.argmax()) if gains.size else 0
        if not gains.size or gains[mentor] <= 0:
            continue
        moves = (Move(mentee, None, mentor), *exchanges.steps(mentor, exchanges.hub))
        found.append(_relief(solution, exchanges, mentor, int(gains[mentor]), rule, moves))
    return sorted(found, key=lambda relief: (-relief.pairs_gained, -relief.gain))


def _relief(
    solution: Solution, exchanges: Exchanges, mentor: int, amount: int, rule: str, moves: tuple[Move, ...]
) -> Relief:
    pairs = -int(split(exchanges.worth, np.array([-amount]))[0][0])
    return Relief(mentor, pairs, _sum(solution, moves), rule, moves)


def _sum(solution: Solution, moves: tuple[Move, ...]) -> Any:
    """What moves gain in total; also for pairs that a rule forbids as yet."""
    problem = solution.problem

    def score(mentee: int, mentor: int | None) -> int:
        return 0 if mentor is None else int(problem.points.ignoring_rules(mentee)[mentor])

    return problem.points.in_scores(
        sum(score(move.mentee, move.after) - score(move.mentee, move.before) for move in moves)
    )
