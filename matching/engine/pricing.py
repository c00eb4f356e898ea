"""All pairs at the prices of some dual values, in blocks: which would still gain, which are as good as those chosen.

This is column generation (Dantzig and Wolfe 1960) for the assignment problem: if no pair that was left out gains, the optimum
over the candidates is the optimum over all pairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.engine.candidates import contains
from matching.engine.types import Booleans, Integers, Table

if TYPE_CHECKING:
    from matching.engine.duals import Duals
    from matching.engine.points import Points
    from matching.engine.rest import Rest
    from matching.engine.worth import Worth

MOST_NEW_FOR_EACH = 12
SMALL = 2**29


@dataclass(frozen=True)
class Pricing:
    """Pairs and what they would gain beyond prices and gains."""

    points: Points
    rest: Rest
    worth: Worth
    duals: Duals

    def gaining(self, known: Integers) -> Integers:
        """Return the keys of pairs outside `known` that would gain; of many, the best of each row."""
        found = [self._select(start, over, over > 0, known, MOST_NEW_FOR_EACH) for start, over in self.blocks()]
        return np.concatenate([np.zeros(0, dtype=np.int64), *found])

    def even(self, known: Integers) -> Integers:
        """Return the keys of pairs outside `known` that are exactly as good as those chosen."""
        found = [self._select(start, over, over == 0, known, None) for start, over in self.blocks()]
        return np.concatenate([np.zeros(0, dtype=np.int64), *found])

    def blocks(self) -> Iterator[tuple[int, Table]]:
        """Yield the first row and, for each pair, what it would gain; far below 0 where a pair must not be.

        Pairs that exist now are counted without their bonus; they are always among the candidates.
        """
        duals, rest = self.duals, self.rest
        least = duals.gains - duals.firsts[rest.people] - self.worth.bonus
        largest = max(int(np.abs(least).max(initial=0)), int(duals.prices.max(initial=0)), self.worth.top)
        dtype = np.int32 if largest < SMALL else np.int64
        never = int(np.iinfo(dtype).min // 2)
        needed: Table = np.where(rest.demands > 0, least, -never).astype(dtype)[:, None]
        prices = duals.prices.astype(dtype)
        shut_mentors = np.flatnonzero(rest.places <= 0)
        for start, block in self.points.blocks():
            worth = self.worth.of_points(block)
            over = np.subtract(worth, prices, dtype=dtype)
            np.subtract(over, needed[start : start + len(block)], out=over)
            over[worth < 0] = never
            over[:, shut_mentors] = never
            yield start, over

    def _select(self, start: int, over: Table, chosen: Booleans, known: Integers, most: int | None) -> Integers:
        mentors = over.shape[1]
        rows, columns = np.nonzero(chosen)
        keys = (rows + start) * mentors + columns
        new = ~contains(known, keys)
        new[new] = ~contains(self.rest.shut, keys[new])
        if most is not None and np.count_nonzero(new) > most * len(over):
            index = np.flatnonzero(new)
            rows = rows[index]
            index = index[np.lexsort((-over[rows, columns[index]], rows))]
            place_in_row = np.arange(index.size) - np.searchsorted(rows, rows)
            return np.asarray(keys[np.sort(index[place_in_row < most])])
        return np.asarray(keys[new])
