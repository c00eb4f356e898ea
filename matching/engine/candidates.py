"""Which pairs the flow looks at first: the best of each mentee and of each mentor; `pricing` adds what they miss.

A pair's key is its row times the number of mentors plus its mentor; lists of keys are sorted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matching.engine.types import Booleans, Integers, Table

if TYPE_CHECKING:
    from matching.engine.points import Points
    from matching.engine.rest import Rest
    from matching.engine.worth import Worth

FEW_PAIRS = 60_000
"""So many pairs are not worth thinning out."""
NOISE = 256
LARGEST_BITS = 62
"""A mentor, a rank and a row fit into one number; ranks are coarser where they would not."""
USUAL_RATIO = 3
"""Mentees to each mentor for which twice as many candidates do; more mentees, more candidates."""


def thin(points: Points, rest: Rest, worth: Worth, best: int, always: Integers) -> Integers:
    """Return the keys of the `best` mentors of each mentee, twice as many mentees of each mentor, and of `always`.

    Without the mentors' own lists a shortage would leave many candidates out. Equal scores are told apart by noise, so that
    not everybody gets the same candidates; what is chosen in the end does not depend on it.
    """
    mentees, mentors = points.shape
    wishing, open_mentors = rest.demands > 0, rest.places > 0
    if mentees * mentors <= FEW_PAIRS:
        found = [_keys(start, worth.of_points(block) >= 0) for start, block in points.blocks()]
        return _decidable(np.concatenate([always, *found]), rest)
    per_mentor = 2 * best * max(-(-mentees // (USUAL_RATIO * mentors)), 1)
    best = min(best * max(int(rest.demands.max(initial=1)), 1), mentors)
    coarser = max((NOISE * (worth.top + 1) * mentors * mentees).bit_length() - LARGEST_BITS, 0)
    span = NOISE * ((worth.top >> coarser) + 1)
    of_mentors = _BestOfMentors(mentees, mentors, min(per_mentor, mentees), span)
    random = np.random.default_rng(0)
    noise = random.integers(0, NOISE, mentors, dtype=np.uint8)
    dtype = np.int32 if span < 2**31 else np.int64
    found = [always]
    for start, block in points.blocks():
        stop = start + len(block)
        counted = worth.of_points(block)
        ranks: Table = np.multiply(counted >> coarser if coarser else counted, NOISE, dtype=dtype)
        ranks += random.integers(0, NOISE, len(block), dtype=np.uint8)[:, None] ^ noise
        ranks[~wishing[start:stop]] = -1
        ranks[:, ~open_mentors] = -1
        found.append(_best_of_rows(ranks, best, start))
        of_mentors.add(ranks, start)
    return _decidable(np.concatenate([*found, of_mentors.keys()]), rest)


def merge(known: Integers, others: Integers) -> Integers:
    """Join two lists of keys."""
    return in_order(np.concatenate([known, others]))


def in_order(keys: Integers) -> Integers:
    """Sort keys and drop those that stand twice."""
    keys = np.sort(keys)
    is_new = np.ones(keys.size, dtype=bool)
    is_new[1:] = keys[1:] != keys[:-1]
    return keys[is_new]


def contains(known: Integers, keys: Integers) -> Booleans:
    """Say which of some keys are in a sorted list."""
    if known.size == 0:
        return np.zeros(keys.size, dtype=bool)
    places = np.minimum(np.searchsorted(known, keys), known.size - 1)
    return np.asarray(known[places] == keys)


def _decidable(keys: Integers, rest: Rest) -> Integers:
    """Leave out pairs of people who want or take nobody any more, and what the locks rule out."""
    keys = in_order(keys)
    mentors = max(rest.places.size, 1)
    keys = keys[(rest.demands[keys // mentors] > 0) & (rest.places[keys % mentors] > 0)]
    return keys[~contains(rest.shut, keys)]


def _keys(start: int, chosen: Booleans) -> Integers:
    rows, columns = np.nonzero(chosen)
    return (rows + start) * chosen.shape[1] + columns


def _best_of_rows(ranks: Table, best: int, start: int) -> Integers:
    """Whoever is as good as the last of the best is one of them; finding that limit is cheaper than finding places."""
    mentors = ranks.shape[1]
    limits = np.maximum(np.partition(ranks, mentors - best, axis=1)[:, mentors - best], 0)
    return np.flatnonzero(ranks >= limits[:, None]) + start * mentors


class _BestOfMentors:
    """The best mentees of each mentor among the blocks seen so far.

    Of each block only those are looked at who reach what the last of a mentor's best had so far. They are kept as one number
    each, the mentor before the rank before the row, so that sorting numbers sorts them.
    """

    def __init__(self, mentees: int, mentors: int, best: int, span: int) -> None:
        self._mentees, self._mentors, self._best, self._span = mentees, mentors, best, span
        self._limits: Integers | None = None
        self._kept = np.zeros(0, dtype=np.int64)
        self._waiting: list[Integers] = []

    def add(self, ranks: Table, start: int) -> None:
        """Look at some more mentees."""
        if self._limits is None:
            self._limits = self._limits_in(ranks)
        places = np.flatnonzero(ranks >= self._limits)
        rows, columns = np.divmod(places, self._mentors)
        lacking = self._span - 1 - ranks.ravel()[places].astype(np.int64)
        self._waiting.append((columns * self._span + lacking) * self._mentees + rows + start)
        if sum(numbers.size for numbers in self._waiting) > self._best * self._mentors:
            self._sift()

    def keys(self) -> Integers:
        """Return the pairs."""
        self._sift()
        rows, columns = self._kept % self._mentees, self._kept // (self._span * self._mentees)
        return np.asarray(rows * self._mentors + columns)

    def _limits_in(self, ranks: Table) -> Integers:
        if len(ranks) < self._best:
            return np.zeros(self._mentors, dtype=ranks.dtype)
        by_mentor = np.ascontiguousarray(ranks.T)
        last = len(ranks) - self._best
        return np.maximum(np.partition(by_mentor, last, axis=1)[:, last], 0)

    def _sift(self) -> None:
        """Keep the best of each mentor, and remember what the last of them has."""
        numbers = np.sort(np.concatenate([self._kept, *self._waiting]))
        columns = numbers // (self._span * self._mentees)
        place = np.arange(numbers.size) - np.searchsorted(columns, columns)
        is_last = place == self._best - 1
        if self._limits is not None:
            self._limits[columns[is_last]] = self._span - 1 - numbers[is_last] // self._mentees % self._span
        self._kept, self._waiting = numbers[place < self._best], []
