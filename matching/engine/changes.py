"""From what exists to what is proposed: independent chains of moves, each with what it gains."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matching.engine.exchanges import Move

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matching.engine.problem import Problem
    from matching.engine.types import Pair


@dataclass(frozen=True)
class Change:
    """People who move together, because one takes the other's place, and what that gains in total."""

    moves: tuple[Move, ...]
    gain: Any


def changes(problem: Problem, before: Iterable[Pair], after: Iterable[Pair]) -> list[Change]:
    """Take the difference apart into chains that could each be made alone."""
    moves = _moves(set(before), set(after))
    chains = _chains(moves, set(before), problem)
    found = [Change(tuple(chain), _gain(problem, chain)) for chain in chains]
    return sorted(found, key=lambda change: change.moves[0].mentee)


def _moves(before: set[Pair], after: set[Pair]) -> list[Move]:
    moves: list[Move] = []
    left: dict[int, list[int]] = {}
    for mentee, mentor in sorted(before - after):
        left.setdefault(mentee, []).append(mentor)
    for mentee, mentor in sorted(after - before):
        olds = left.get(mentee, [])
        moves.append(Move(mentee, olds.pop(0) if olds else None, mentor))
    moves.extend(Move(mentee, mentor, None) for mentee, mentors in left.items() for mentor in mentors)
    return sorted(moves, key=lambda move: move.mentee)


def _chains(moves: list[Move], before: set[Pair], problem: Problem) -> list[list[Move]]:
    """Follow the places: who takes a place that is full goes with somebody who leaves it."""
    load = Counter(mentor for _mentee, mentor in before)
    free = {mentor: int(places) - load[mentor] for mentor, places in enumerate(problem.capacities)}
    leaving: dict[int, list[int]] = {}
    for index, move in enumerate(moves):
        if move.before is not None:
            leaving.setdefault(move.before, []).append(index)
    chain_of = list(range(len(moves)))

    for index, move in enumerate(moves):
        if move.after is None:
            continue
        if free[move.after] > 0:
            free[move.after] -= 1
        elif leaving.get(move.after):
            chain_of[_root(chain_of, leaving[move.after].pop(0))] = _root(chain_of, index)
    chains: dict[int, list[Move]] = {}
    for index, move in enumerate(moves):
        chains.setdefault(_root(chain_of, index), []).append(move)
    return list(chains.values())


def _root(chain_of: list[int], index: int) -> int:
    while chain_of[index] != index:
        index = chain_of[index]
    return index


def _gain(problem: Problem, chain: list[Move]) -> Any:
    new = [(move.mentee, move.after) for move in chain if move.after is not None]
    old = [(move.mentee, move.before) for move in chain if move.before is not None]
    return problem.total(new) - problem.total(old)
