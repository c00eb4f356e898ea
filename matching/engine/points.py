"""The scores as whole points, block by block: read once, checked, and kept in the smallest integers that hold them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeAlias

import numpy as np

from matching.engine.errors import ProblemError
from matching.engine.types import Booleans, Integers, Table

ROWS_AT_ONCE = 512
LARGEST_SCORE = 10**12
"""In points. Above it the sums over a large school would leave the integers that the solvers compute with."""
KEPT_BYTES = 256 * 2**20
"""A larger table is read anew in every pass instead of being kept."""
NEVER = -1
"""Stands for the score of a pair that must never be."""

Block: TypeAlias = "Table | tuple[Table, Table | None]"


class ScoreBlocks(Protocol):
    """Scores that never exist as a whole: each iteration yields the rows from the first to the last, some at a time.

    A block is an array (some mentees, all mentors), or a pair of such an array and one that says who may meet. The object
    must give the same blocks each time it is iterated.
    """

    def __iter__(self) -> Iterator[Block]: ...


class Points:
    """Whole points of every pair, `NEVER` where the pair must not be.

    Args:
        scores: an array or `ScoreBlocks`.
        mentors: how many columns there must be.
        resolution: one point stands for so much of a score, where scores are floats.
        eligible: who may meet, or None.
        barred: where not 0, the pair must not be, whatever `eligible` says.
    """

    def __init__(
        self,
        scores: Any,
        *,
        mentors: int,
        resolution: float,
        eligible: Booleans | None = None,
        barred: Table | None = None,
    ) -> None:
        self._source = scores if not isinstance(scores, np.ndarray) else _Slices(scores)
        self._given = scores if isinstance(scores, np.ndarray) else None
        self._mentors = mentors
        self._eligible, self._barred = eligible, barred
        self.resolution = resolution
        self.is_float = False
        self.largest = 0
        self._kept: Table | None = self._as_it_is()
        rows = self._kept.shape[0] if self._kept is not None else self._read()
        self.shape = (rows, mentors)

    def blocks(self) -> Iterator[tuple[int, Table]]:
        """Yield the first row and the points of each block of rows."""
        if self._kept is None:
            yield from self._converted(check=False)
            return
        for start in range(0, self.shape[0], ROWS_AT_ONCE):
            yield start, self._kept[start : start + ROWS_AT_ONCE]

    def at(self, rows: Integers, columns: Integers) -> Integers:
        """Return the points of single pairs."""
        if self._kept is not None:
            return self._kept[rows, columns].astype(np.int64)
        found = np.empty(rows.size, dtype=np.int64)
        for start, block in self.blocks():
            here = (rows >= start) & (rows < start + block.shape[0])
            found[here] = block[rows[here] - start, columns[here]]
        return found

    def rows(self, rows: Integers) -> Table:
        """Return all points of some mentees."""
        if self._kept is not None:
            taken: Table = self._kept[rows]
            return taken
        return np.stack([self.at(np.full(self._mentors, row), np.arange(self._mentors)) for row in rows])

    def column(self, column: int, rows: Integers) -> Table:
        """Return the points of some mentees with one mentor."""
        if self._kept is not None:
            taken: Table = self._kept[rows, column]
            return taken
        return self.at(rows, np.full(rows.size, column))

    def ignoring_rules(self, row: int) -> Integers:
        """Return the points of one mentee with every mentor, also those whom a rule keeps out."""
        if self._given is not None:
            return self._scaled(self._given[row]).astype(np.int64)
        for start, (scores, _eligible) in self._read_blocks():
            if start <= row < start + scores.shape[0]:
                return self._scaled(scores[row - start]).astype(np.int64)
        raise IndexError(row)

    def in_points(self, score: float) -> int:
        """Convert what is said in scores (a floor, a bonus) into points."""
        return round(score / self.resolution) if self.is_float else int(score)

    def in_scores(self, points: int) -> float | int:
        """Convert points back into what scores were given in."""
        return points * self.resolution if self.is_float else points

    def given(self, rows: Integers, columns: Integers) -> list[Any]:
        """Return the scores of single pairs as they were given."""
        if self._given is not None:
            values: list[Any] = self._given[rows, columns].tolist()
            return values
        return [self.in_scores(int(points)) for points in self.at(rows, columns)]

    def _as_it_is(self) -> Table | None:
        """Use an array of small integers without a copy, if nothing has to be changed in it."""
        scores = self._given
        if scores is None or scores.dtype not in (np.int16, np.int32) or self._eligible is not None:
            return None
        if self._barred is not None or scores.shape[1] != self._mentors:
            return None
        for start, block in _Slices(scores).numbered():
            self._check(block, start)
            self.largest = max(self.largest, int(block.max(initial=0)))
        return scores

    def _read(self) -> int:
        """Check every block, find the largest score and keep the points if they are few enough."""
        store = _Store(getattr(self._given if self._given is not None else self._source, "shape", None), self._mentors)
        rows = 0
        for start, points in self._converted(check=True):
            rows = start + points.shape[0]
            store.add(start, points.astype(_smallest(self.largest), copy=False))
        self._kept = store.table(rows)
        return rows

    def _converted(self, *, check: bool) -> Iterator[tuple[int, Table]]:
        for start, (scores, eligible) in self._read_blocks():
            if check:
                self._check(scores, start)
            points = self._scaled(scores)
            if check:
                self.largest = max(self.largest, int(points.max(initial=0)))
                if self.largest > LARGEST_SCORE:
                    place = _first(points > LARGEST_SCORE, start)
                    raise ProblemError(f"The score in row {place} is above {LARGEST_SCORE} points.")
            stop = start + scores.shape[0]
            if eligible is not None:
                _bar(points, eligible)
            if self._eligible is not None:
                _bar(points, self._eligible[start:stop])
            if self._barred is not None:
                _bar(points, self._barred[start:stop] == 0)
            yield start, points

    def _read_blocks(self) -> Iterator[tuple[int, tuple[Table, Table | None]]]:
        start = 0
        for given in self._source:
            scores, eligible = given if isinstance(given, tuple) else (given, None)
            scores = np.asarray(scores)
            if scores.ndim != 2 or scores.shape[1] != self._mentors:
                raise ProblemError(
                    f"The scores of row {start} have the shape {scores.shape}, not {self._mentors} columns."
                )
            if eligible is not None:
                eligible = np.asarray(eligible)
                if eligible.shape != scores.shape or eligible.dtype != np.bool_:
                    raise ProblemError(f"Who may meet does not fit the scores of row {start}.")
            yield start, (scores, eligible)
            start += scores.shape[0]

    def _scaled(self, scores: Table) -> Table:
        if np.issubdtype(scores.dtype, np.floating):
            self.is_float = True
            return np.rint(scores / self.resolution).astype(np.int64)
        return scores.astype(scores.dtype if scores.dtype in (np.int16, np.int32) else np.int64)

    def _check(self, scores: Table, start: int) -> None:
        if not (np.issubdtype(scores.dtype, np.integer) or np.issubdtype(scores.dtype, np.floating)):
            raise ProblemError(f"The score in row {start} is not a number.")
        if np.issubdtype(scores.dtype, np.floating) and not np.isfinite(scores).all():
            raise ProblemError(f"The score in row {_first(~np.isfinite(scores), start)} is not a number.")
        if scores.size and scores.min() < 0:
            raise ProblemError(f"The score in row {_first(scores < 0, start)} is below 0.")
        if np.issubdtype(scores.dtype, np.floating) and scores.size and scores.max() > LARGEST_SCORE * self.resolution:
            place = _first(scores > LARGEST_SCORE * self.resolution, start)
            raise ProblemError(f"The score in row {place} is above {LARGEST_SCORE} points of {self.resolution}.")


class _Store:
    """Gathers blocks into one table of the smallest integers; gives up when that would be too large."""

    def __init__(self, shape: tuple[int, ...] | None, mentors: int) -> None:
        self._rows, self._mentors = (shape[0] if shape else None), mentors
        self._table: Table | None = None
        self._parts: list[Table] = []
        self._is_too_large = False

    def add(self, start: int, block: Table) -> None:
        """Take the next block."""
        rows = self._rows or start + block.shape[0]
        self._is_too_large |= rows * self._mentors * block.itemsize > KEPT_BYTES
        if self._is_too_large:
            self._table, self._parts = None, []
        elif self._rows is None:
            self._parts.append(block)
        else:
            if self._table is None:
                self._table = np.empty((self._rows, self._mentors), dtype=block.dtype)
            if block.itemsize > self._table.itemsize:
                self._table = self._table.astype(block.dtype)
            self._table[start : start + block.shape[0]] = block

    def table(self, rows: int) -> Table | None:
        """Return everything that was added, or None if it was too much."""
        if self._is_too_large:
            return None
        if self._table is not None and len(self._table) == rows:
            return self._table
        if self._table is not None:
            raise ProblemError(f"The scores should have {self._rows} rows but have {rows}.")
        return np.concatenate(self._parts) if self._parts else np.empty((0, self._mentors), dtype=np.int16)


class _Slices:
    """An array that stands in memory, as blocks of rows."""

    def __init__(self, scores: Table) -> None:
        self._scores = scores

    def __iter__(self) -> Iterator[Table]:
        return (block for _start, block in self.numbered())

    def numbered(self) -> Iterator[tuple[int, Table]]:
        for start in range(0, len(self._scores), ROWS_AT_ONCE):
            yield start, self._scores[start : start + ROWS_AT_ONCE]


def is_blocks(scores: Any) -> bool:
    """Is this an object that yields blocks of rows, rather than a table?"""
    return isinstance(scores, Iterable) and not isinstance(scores, (np.ndarray, list, tuple, str, bytes))


def _bar(points: Table, eligible: Booleans) -> None:
    """Set points to `NEVER`, all of whose bits are 1, where a pair must not be; much faster than with a mask."""
    points |= eligible.view(np.int8) + np.int8(NEVER)


def _smallest(largest: int) -> np.dtype[Any]:
    for dtype in (np.int16, np.int32):
        if largest <= np.iinfo(dtype).max:
            return np.dtype(dtype)
    return np.dtype(np.int64)


def _first(where: Booleans, start: int = 0) -> str:
    row, column = np.argwhere(where)[0]
    return f"{row + start}, column {column}"
