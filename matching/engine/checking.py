"""Checks of what the engine is given; each refusal names the row and the rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum, isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from matching.engine.errors import ProblemError
from matching.engine.types import Booleans, Integers, Pair, Table

MOST_RULES = 63


def table(values: ArrayLike, word: str) -> Table:
    """Return a table of numbers; what the numbers are is checked later, block by block."""
    try:
        array: Table = np.asarray(values)
    except ValueError as error:
        raise ProblemError(f"The {word} table has rows of different lengths.") from error
    if array.ndim != 2:
        raise ProblemError(f"The {word} table has {array.ndim} dimensions instead of 2.")
    if array.dtype == np.bool_:
        return array.astype(np.int16)
    if array.dtype.kind not in "iuf":
        raise ProblemError(f"The {word} in row {_first_not_a_number(array)} is not a number.")
    return array


def whole_numbers(values: ArrayLike, word: str) -> Integers:
    """Return a list of whole numbers that are not below 0."""
    array: Table = np.asarray(values)
    if array.ndim != 1:
        raise ProblemError(f"The list of each {word} has {array.ndim} dimensions instead of 1.")
    if array.size and array.dtype.kind == "f":
        _refuse(~np.isfinite(array) | (array != np.floor(array)), f"The {word} in row {{}} is not a whole number.")
    elif array.size and array.dtype.kind not in "iub":
        raise ProblemError(f"The {word} in row 0 is not a whole number.")
    _refuse(array < 0, f"The {word} in row {{}} is below 0.")
    return array.astype(np.int64)


def per_mentee(values: ArrayLike | None, mentees: int, word: str, *, default: int) -> Integers:
    """Return one whole number for each mentee."""
    if values is None:
        return np.full(mentees, default, dtype=np.int64)
    array = whole_numbers(values, word)
    if array.size != mentees:
        raise ProblemError(f"There are {mentees} mentees but {array.size} values of {word}.")
    return array


def people(values: ArrayLike | None, mentees: int) -> Integers | None:
    """Number the persons from 0; None if each row is a person of its own."""
    if values is None:
        return None
    given = per_mentee(values, mentees, "person", default=0)
    numbers = np.unique(given, return_inverse=True)[1].astype(np.int64)
    return None if numbers.size == 0 or numbers.max() + 1 == mentees else numbers


def tracks(given: ArrayLike | None, places: ArrayLike | None, shape: Pair) -> tuple[Integers | None, Integers | None]:
    """Return the track of each row and the places by track and mentor."""
    of_rows = None if given is None else per_mentee(given, shape[0], "track", default=0)
    if places is None:
        return of_rows, None
    quota: Table = np.asarray(places)
    if of_rows is None:
        raise ProblemError("Places by track need the track of each mentee.")
    if quota.ndim != 2 or quota.shape[1] != shape[1] or (of_rows.size and of_rows.max() >= quota.shape[0]):
        raise ProblemError(f"The places by track have the shape {quota.shape}, which fits neither tracks nor mentors.")
    for track, row in enumerate(quota):
        whole_numbers(row, f"number of places in track {track}")
    return of_rows, quota.astype(np.int64)


def yes_or_no(values: ArrayLike, word: str) -> Booleans:
    """Return a table of truth values."""
    array: Table = np.asarray(values)
    if array.dtype != np.bool_:
        if array.dtype.kind not in "iu" or not np.isin(array, (0, 1)).all():
            raise ProblemError(f"The table of {word} holds something else than yes and no.")
        array = array.astype(bool)
    return array


def same_shape(given: Table | None, shape: tuple[int, ...], word: str) -> None:
    """Refuse a table that does not fit the scores."""
    if given is not None and given.shape != shape:
        raise ProblemError(f"The table of {word} has the shape {given.shape} instead of {shape}.")


def rules(given: Mapping[str, ArrayLike] | None) -> tuple[tuple[str, ...], Table | None]:
    """Pack the tables of what each rule forbids into one, a bit for each rule."""
    if not given:
        return (), None
    if len(given) > MOST_RULES:
        raise ProblemError(f"There are {len(given)} rules; {MOST_RULES} is the most.")
    size = next(size for size in (8, 16, 32, 64) if len(given) <= size)
    packed: Table | None = None
    for bit, (name, forbidden) in enumerate(given.items()):
        array = yes_or_no(forbidden, f"the rule {name}")
        packed = np.zeros(array.shape, dtype=f"uint{size}") if packed is None else packed
        same_shape(array, packed.shape, f"the rule {name}")
        packed |= array.astype(packed.dtype) << packed.dtype.type(bit)
    return tuple(given), packed


def ids(given: tuple[Sequence[str], Sequence[str]] | None, mentees: int, mentors: int) -> tuple[list[str], list[str]]:
    """Return an id for each mentee and each mentor; without any, their numbers."""
    if given is None:
        return [str(row) for row in range(mentees)], [str(column) for column in range(mentors)]
    of_mentees, of_mentors = [str(key) for key in given[0]], [str(key) for key in given[1]]
    for word, keys, expected in (("mentees", of_mentees, mentees), ("mentors", of_mentors, mentors)):
        if len(keys) != expected:
            raise ProblemError(f"There are {expected} {word} but {len(keys)} ids.")
        if len(set(keys)) != expected:
            raise ProblemError(f"Two {word} have the same id.")
    return of_mentees, of_mentors


def pairs(given: Sequence[Pair], shape: Pair, word: str) -> tuple[Pair, ...]:
    """Return pairs of people who are there."""
    checked = tuple((int(mentee), int(mentor)) for mentee, mentor in given)
    for mentee, mentor in checked:
        if not (0 <= mentee < shape[0] and 0 <= mentor < shape[1]):
            raise ProblemError(f"The {word} of mentee {mentee} on mentor {mentor} names somebody who is not there.")
    return checked


def resolution(given: float) -> float:
    """Return the size of a point."""
    if not (isfinite(given) and given > 0):
        raise ProblemError(f"The resolution must be above 0, not {given}.")
    return float(given)


def exact_sum(values: Sequence[Any]) -> Any:
    """Add without rounding on the way."""
    return fsum(values) if values and isinstance(values[0], float) else sum(values)


def _refuse(wrong: Booleans, sentence: str) -> None:
    if wrong.any():
        raise ProblemError(sentence.format(int(np.flatnonzero(wrong)[0])))


def _first_not_a_number(array: Table) -> str:
    for (row, column), value in np.ndenumerate(array):
        try:
            float(value)
        except (TypeError, ValueError):
            return f"{row}, column {column}"
    return "0"
