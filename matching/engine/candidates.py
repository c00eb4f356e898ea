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
    of_mentors = _BestOfMentors(mentors, min(per_mentor, mentees))
    best = min(best * max(int(rest.demands.max(initial=1)), 1), mentors)
    random = np.random.default_rng(0)
    noise = random.integers(0, NOISE, mentors)
    dtype = np.int32 if worth.top < 2**31 // NOISE - 1 else np.int64
    found = [always]
    for start, block in points.blocks():
        stop = start + len(block)
        ranks: Table = np.multiply(worth.of_points(block), NOISE, dtype=dtype)
        ranks = ranks + (random.integers(0, NOISE, len(block))[:, None] ^ noise).astype(np.uint8)
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
    mentors = ranks.shape[1]
    columns = np.argpartition(ranks, mentors - best, axis=1)[:, mentors - best :]
    good = np.take_along_axis(ranks, columns, axis=1) >= 0
    rows = np.broadcast_to(np.arange(start, start + len(ranks))[:, None], columns.shape)
    return np.asarray(rows[good] * mentors + columns[good])


class _BestOfMentors:
    """The best mentees of each mentor among the blocks seen so far."""

    def __init__(self, mentors: int, best: int) -> None:
        self._best = best
        self._ranks: Table = np.empty((mentors, 0), dtype=np.int32)
        self._rows: Table = np.empty((mentors, 0), dtype=np.int32)

    def add(self, ranks: Table, start: int) -> None:
        """Look at some more mentees."""
        rows = np.broadcast_to(np.arange(start, start + len(ranks), dtype=np.int32), ranks.T.shape)
        self._ranks = np.concatenate([self._ranks, ranks.T], axis=1)
        self._rows = np.concatenate([self._rows, rows], axis=1)
        seen = self._ranks.shape[1]
        if seen > self._best:
            places = np.argpartition(self._ranks, seen - self._best, axis=1)[:, seen - self._best :]
            self._ranks = np.take_along_axis(self._ranks, places, axis=1)
            self._rows = np.take_along_axis(self._rows, places, axis=1)

    def keys(self) -> Integers:
        """Return the pairs."""
        good = self._ranks >= 0
        mentors = len(self._ranks)
        columns = np.broadcast_to(np.arange(mentors)[:, None], good.shape)
        return np.asarray(self._rows[good].astype(np.int64) * mentors + columns[good])
