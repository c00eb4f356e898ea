"""The best possible worst pair: a search over the levels of the scores, each asked whether as many pairs are possible."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from matching.engine.certificate import Certificate
from matching.engine.errors import NoFlowError

if TYPE_CHECKING:
    from matching.engine.optimum import Optimum, Search
    from matching.engine.types import Integers
    from matching.engine.worth import Worth


def raise_the_worst(search: Search, worth: Worth) -> tuple[Worth, Certificate | None]:
    """Find the highest level at which as many mentees and pairs are possible, and the proof that the next is too high."""
    counting = worth.counting(0)
    most = _count(search, search.optimum(counting), counting)
    levels = _levels(search)
    possible, impossible = 0, levels.size
    proof: Certificate | None = None
    while impossible - possible > 1:
        middle = (possible + impossible) // 2
        harder = worth.counting(int(levels[middle]))
        try:
            optimum = search.optimum(harder)
        except NoFlowError:
            impossible, proof = middle, None
            continue
        if _count(search, optimum, counting) < most:
            impossible, proof = middle, Certificate(harder, optimum.duals, dict(search.floors))
        else:
            possible = middle
    return replace(worth, least=int(levels[possible]) if levels.size else 0), proof


def _count(search: Search, optimum: Optimum, counting: Worth) -> int:
    """Count pairs, mentees with somebody and mentors with somebody, each as far as it counts."""
    rest, mentors = search.rest, search.problem.shape[1]
    rows, columns = optimum.keys // max(mentors, 1), optimum.keys % max(mentors, 1)
    covered = np.unique(rest.people[rows])
    used = np.unique(columns)
    return (
        counting.bonus * int(rows.size)
        + counting.first * int((~rest.served[covered]).sum())
        + counting.used * int(rest.idle[used].sum())
    )


def _levels(search: Search) -> Integers:
    """All different scores of pairs that may be, ascending."""
    found = [np.unique(block[block >= 0]) for _start, block in search.problem.points.blocks()]
    return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *found]))
