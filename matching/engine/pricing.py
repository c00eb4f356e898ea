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

NEARLY = 50
"""Who lacks less than this part of the highest worth nearly gains."""
SMALL = 2**29


@dataclass(frozen=True)
class Pricing:
    """Pairs and what they would gain beyond prices and gains."""

    points: Points
    rest: Rest
    worth: Worth
    duals: Duals

    def gaining(self, known: Integers, most: int) -> Integers:
        """Return the keys of pairs outside `known` that would gain, and, if there are any, of those that nearly would.

        Whoever nearly gains at these prices is likely to gain at the next; of many, the `most` best of each row are returned.
        """
        if not any(self._new(keys, amounts, known, None).size for keys, amounts in self.found(np.greater)):
            return np.zeros(0, dtype=np.int64)
        near = -(self.worth.top // NEARLY)
        found = [self._new(keys, amounts, known, most) for keys, amounts in self.found(np.greater, near)]
        return np.concatenate([np.zeros(0, dtype=np.int64), *found])

    def even(self, known: Integers) -> Integers:
        """Return the keys of pairs outside `known` that are exactly as good as those chosen."""
        found = [self._new(keys, amounts, known, None) for keys, amounts in self.found(np.equal)]
        return np.concatenate([np.zeros(0, dtype=np.int64), *found])

    def found(self, compare: np.ufunc, limit: int = 0) -> Iterator[tuple[Integers, Integers]]:
        """Yield, block by block, the keys of pairs that may be and whose gain compares so with a limit, and that gain.

        Pairs that exist now are counted without their bonus; they are always among the candidates.
        """
        duals, rest = self.duals, self.rest
        least = duals.gains - duals.firsts[rest.people] - self.worth.bonus
        largest = max(int(np.abs(least).max(initial=0)), int(np.abs(duals.prices).max(initial=0)), self.worth.top)
        dtype = np.int32 if largest < SMALL else np.int64
        wishing, open_mentors = rest.demands > 0, rest.places > 0
        all_open = bool(open_mentors.all())
        needed: Table = least.astype(dtype)
        prices = duals.prices.astype(dtype)
        for start, block in self.points.blocks():
            stop = start + len(block)
            worth = self.worth.of_points(block)
            over = np.subtract(worth, prices, dtype=dtype)
            chosen: Booleans = compare(over, needed[start:stop, None] + dtype(limit))
            chosen &= worth >= 0
            if not all_open:
                chosen &= open_mentors
            places = np.flatnonzero(chosen)
            rows = places // chosen.shape[1]
            places = places[wishing[rows + start]]
            rows = places // chosen.shape[1]
            amounts = over.ravel()[places].astype(np.int64) - needed[rows + start]
            yield places + start * chosen.shape[1], amounts

    def _new(self, keys: Integers, amounts: Integers, known: Integers, most: int | None) -> Integers:
        mentors = self.points.shape[1]
        new = ~contains(known, keys)
        new[new] = ~contains(self.rest.shut, keys[new])
        keys, amounts = keys[new], amounts[new]
        rows = keys // max(mentors, 1)
        if most is None or keys.size <= most * np.unique(rows).size:
            return keys
        order = np.lexsort((-amounts, rows))
        rows = rows[order]
        place_in_row = np.arange(rows.size) - np.searchsorted(rows, rows)
        return np.asarray(keys[np.sort(order[place_in_row < most])])
