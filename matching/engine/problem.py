"""What is asked of the engine, refused in words where it makes no sense."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

LARGEST_SCORE = 10**9
"""Above it the sum over a large school would leave the integers that the solvers compute with."""


class ProblemError(ValueError):
    """The problem makes no sense; `str(error)` names the row and the rule."""


@dataclass(frozen=True)
class Objective:
    """What is best, in order: most mentees with a mentor, then the highest total, then a fair draw by `salt`."""

    salt: str = ""


class Problem:
    """Mentees (rows), mentors (columns), the worth of each pair, who may meet, and how many places there are.

    Args:
        scores: shape (mentees, mentors), whole numbers of points, not below 0.
        capacities: shape (mentors,), how many mentees each takes.
        eligible: shape (mentees, mentors), False where the pair must never be; None lets everybody meet.
        locked: pairs (mentee, mentor) that are kept whatever they score.
        ids: stable opaque ids of the mentees and of the mentors for the fair draw; None takes the numbers of the rows,
            and then the order of the rows decides between equals.

    Raises:
        ProblemError: something does not fit; the message names the row and the rule.
    """

    def __init__(
        self,
        *,
        scores: ArrayLike,
        capacities: ArrayLike,
        eligible: ArrayLike | None = None,
        locked: Sequence[tuple[int, int]] = (),
        ids: tuple[Sequence[str], Sequence[str]] | None = None,
    ) -> None:
        self.scores = _whole_numbers(scores, "score", dimensions=2)
        mentees, mentors = self.scores.shape
        self.capacities = _whole_numbers(capacities, "capacity", dimensions=1)
        if self.capacities.shape != (mentors,):
            raise ProblemError(f"There are {mentors} mentors but {self.capacities.size} capacities.")
        self.eligible = _eligible(eligible, (mentees, mentors))
        self.ids = _ids(ids, mentees, mentors)
        self.locked = tuple((int(mentee), int(mentor)) for mentee, mentor in locked)
        self._check_locks()

    @property
    def shape(self) -> tuple[int, int]:
        """How many mentees and how many mentors there are."""
        mentees, mentors = self.scores.shape
        return mentees, mentors

    def without_locked(self) -> Rest:
        """What is left to decide once the locked pairs have their places."""
        mentees, mentors = self.shape
        taken = np.bincount([mentor for _mentee, mentor in self.locked], minlength=mentors)
        free = np.ones(mentees, dtype=bool)
        free[[mentee for mentee, _mentor in self.locked]] = False
        places = self.capacities - taken
        allowed = self.eligible & free[:, None] & (places > 0)[None, :]
        return Rest(free=free, places=places, allowed=allowed, bonus=self._bonus())

    def _bonus(self) -> int:
        """Points for being matched at all: more than any exchange of scores can outweigh."""
        largest = int(self.scores.max(initial=0))
        return largest * self.shape[0] + 1

    def _check_locks(self) -> None:
        mentees, mentors = self.shape
        held = np.zeros(mentors, dtype=np.int64)
        seen: set[int] = set()
        for mentee, mentor in self.locked:
            if not (0 <= mentee < mentees and 0 <= mentor < mentors):
                raise ProblemError(f"The lock of mentee {mentee} on mentor {mentor} names somebody who is not there.")
            if mentee in seen:
                raise ProblemError(f"Mentee {mentee} is locked twice.")
            if not self.eligible[mentee, mentor]:
                raise ProblemError(f"Mentee {mentee} is locked on mentor {mentor}, but the pair must never be.")
            seen.add(mentee)
            held[mentor] += 1
        crowded = np.flatnonzero(held > self.capacities)
        if crowded.size:
            mentor = int(crowded[0])
            raise ProblemError(
                f"Mentor {mentor} has {self.capacities[mentor]} places but {held[mentor]} locked mentees."
            )


@dataclass(frozen=True)
class Rest:
    """What the solver decides: mentees who are free, places that are left, pairs that are allowed."""

    free: Booleans
    places: Integers
    allowed: Booleans
    bonus: int = field(default=0)


def _whole_numbers(values: ArrayLike, word: str, *, dimensions: int) -> Integers:
    array: NDArray[Any] = np.asarray(values)
    if array.ndim != dimensions:
        raise ProblemError(f"The {word} table has {array.ndim} dimensions instead of {dimensions}.")
    if array.size and not np.issubdtype(array.dtype, np.integer):
        wrong = ~np.isfinite(array) if np.issubdtype(array.dtype, np.floating) else np.ones(array.shape, dtype=bool)
        place = _first(wrong) if wrong.any() else _first(array != np.floor(array)) if _has_fractions(array) else None
        if place is not None:
            raise ProblemError(f"The {word} in row {place} is not a whole number.")
    below = array < 0 if array.size else np.zeros(array.shape, dtype=bool)
    if below.any():
        raise ProblemError(f"The {word} in row {_first(below)} is below 0.")
    if array.size and array.max() > LARGEST_SCORE:
        raise ProblemError(f"The {word} in row {_first(array > LARGEST_SCORE)} is above {LARGEST_SCORE}.")
    return np.ascontiguousarray(array, dtype=np.int64)


def _has_fractions(array: NDArray[Any]) -> bool:
    return bool((array != np.floor(array)).any())


def _first(where: NDArray[Any]) -> str:
    """Name the first place at which `where` holds."""
    return ", column ".join(str(int(index)) for index in np.argwhere(where)[0])


def _eligible(eligible: ArrayLike | None, shape: tuple[int, int]) -> Booleans:
    if eligible is None:
        return np.ones(shape, dtype=bool)
    array = np.asarray(eligible)
    if array.shape != shape:
        raise ProblemError(f"The table of who may meet has the shape {array.shape} instead of {shape}.")
    if array.dtype != np.bool_:
        raise ProblemError("The table of who may meet holds something else than yes and no.")
    return array


def _ids(ids: tuple[Sequence[str], Sequence[str]] | None, mentees: int, mentors: int) -> tuple[list[str], list[str]]:
    if ids is None:
        return [str(row) for row in range(mentees)], [str(column) for column in range(mentors)]
    of_mentees, of_mentors = [str(key) for key in ids[0]], [str(key) for key in ids[1]]
    for word, keys, expected in (("mentees", of_mentees, mentees), ("mentors", of_mentors, mentors)):
        if len(keys) != expected:
            raise ProblemError(f"There are {expected} {word} but {len(keys)} ids.")
        if len(set(keys)) != expected:
            raise ProblemError(f"Two {word} have the same id.")
    return of_mentees, of_mentors
