"""The problem as a linear model, for rules that cross each other so that no network holds them: quotas on tracks.

Variables lie between 0 and 1: a pair, a person who has somebody, a mentor who has somebody, a place of a mentor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, vstack

from matching.engine.candidates import contains
from matching.engine.types import Integers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matching.engine.problem import Problem
    from matching.engine.rest import Rest
    from matching.engine.worth import Worth

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """Rows `rows @ x <= limits`; the columns are pairs in the order of `keys`, then persons, mentors and places."""

    rows: csr_array
    limits: Integers
    keys: Integers
    persons: int
    mentors: int
    place_costs: Integers

    @property
    def columns(self) -> int:
        """How many variables there are."""
        return int(self.rows.shape[1])

    def weights(self, *, pairs: Integers | int = 0, persons: int = 0, mentors: int = 0, places: int = 0) -> Integers:
        """Weigh every variable; places by what their number costs."""
        return np.concatenate(
            [
                np.broadcast_to(np.asarray(pairs, dtype=np.int64), self.keys.shape),
                np.full(self.persons, persons, dtype=np.int64),
                np.full(self.mentors, mentors, dtype=np.int64),
                places * self.place_costs,
            ]
        )

    def holding(self, weights: Integers, value: int) -> Model:
        """Ask of every solution that it reaches a value that has been reached."""
        row = csr_array(-weights[None, :].astype(float))
        return Model(
            csr_array(vstack([self.rows, row])),
            np.append(self.limits, -value),
            self.keys,
            self.persons,
            self.mentors,
            self.place_costs,
        )

    def bound(self, weights: Integers, duals: Floats) -> float:
        """What no solution can exceed: any prices of the rows that are not below 0 tell (weak duality)."""
        prices = np.maximum(duals, 0)
        return float(prices @ self.limits + np.maximum(weights - self.rows.T @ prices, 0).sum())


def build(problem: Problem, rest: Rest, worth: Worth, floors: Mapping[int, int]) -> Model:
    """Write all rules down, over every pair that may be."""
    keys = _decidable(problem, rest, worth)
    mentors = problem.shape[1]
    row, column = keys // mentors, keys % mentors
    persons, held = rest.served.size, rest.held
    person = rest.people[row]
    index = np.arange(keys.size)
    places = np.repeat(np.arange(mentors), rest.places)
    number = np.arange(places.size) - np.repeat(np.cumsum(rest.places) - rest.places, rest.places)
    first_person, first_mentor = keys.size, keys.size + persons
    first_place = first_mentor + mentors
    rules = _Rules(first_place + places.size)
    rules.sums(row, index, rest.demands)
    if not rest.are_single and not problem.same_mentor_twice:
        rules.sums(person * mentors + column, index, np.ones(persons * mentors, dtype=np.int64))
    rules.sums(column, index, rest.places)
    if problem.track_places is not None and problem.tracks is not None:
        rules.sums(problem.tracks[row] * mentors + column, index, _quotas(problem).ravel())
    rules.at_most(person, index, np.arange(persons), first_person)
    rules.at_most(column, index, np.arange(mentors), first_mentor)
    rules.no_more_than_places(column, index, places, first_place)
    for group, least in floors.items():
        members = np.flatnonzero((rest.groups == group) & ~rest.served)
        need = least - int(((rest.groups == group) & rest.served).sum())
        rules.add(np.zeros(members.size, dtype=np.int64), first_person + members, -1, np.array([-need]))
    rules.never(first_person + np.flatnonzero(rest.served))
    rules.never(first_mentor + np.flatnonzero(~rest.idle))
    matrix, limits = rules.matrix()
    return Model(matrix, limits, keys, persons, mentors, 2 * (held[places] + number) + 1)


def _decidable(problem: Problem, rest: Rest, worth: Worth) -> Integers:
    mentors = problem.shape[1]
    found = [np.zeros(0, dtype=np.int64)]
    for start, block in problem.points.blocks():
        rows, columns = np.nonzero(worth.of_points(block) >= 0)
        found.append((rows + start) * mentors + columns)
    keys = np.concatenate(found)
    keys = keys[(rest.demands[keys // max(mentors, 1)] > 0) & (rest.places[keys % max(mentors, 1)] > 0)]
    return np.asarray(keys[~contains(rest.shut, keys)])


def _quotas(problem: Problem) -> Integers:
    """Places by track that the locked pairs leave."""
    quotas = np.array(problem.track_places, dtype=np.int64)
    tracks = np.array(problem.tracks, dtype=np.int64)
    for mentee, mentor in problem.locked:
        quotas[tracks[mentee], mentor] -= 1
    return quotas


class _Rules:
    """Rows of the model, gathered rule by rule."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._rows: list[Integers] = []
        self._places: list[Integers] = []
        self._signs: list[Integers] = []
        self._limits: list[Integers] = []
        self._count = 0

    def add(self, rows: Integers, columns: Integers, sign: int, limits: Integers) -> None:
        """Add one rule for each limit; `rows` numbers the rules from 0."""
        self._entry(rows, columns, sign)
        self._close(limits)

    def sums(self, of: Integers, columns: Integers, limits: Integers) -> None:
        """The variables of each thing together stay within its limit; what nothing belongs to needs no rule."""
        things, rows = np.unique(of, return_inverse=True)
        self.add(rows, columns, 1, limits[things])

    def at_most(self, of: Integers, columns: Integers, things: Integers, first: int) -> None:
        """Each thing counts as served only if one of its pairs is."""
        self._entry(things, first + things, 1)
        self._entry(of, columns, -1)
        self._close(np.zeros(things.size, dtype=np.int64))

    def no_more_than_places(self, of: Integers, columns: Integers, places: Integers, first: int) -> None:
        """The pairs of a mentor fill places, the cheapest first."""
        count = int(max(of.max(initial=-1), places.max(initial=-1))) + 1
        self._entry(of, columns, 1)
        self._entry(places, first + np.arange(places.size), -1)
        self._close(np.zeros(count, dtype=np.int64))

    def never(self, columns: Integers) -> None:
        """These variables stay 0."""
        self.add(np.arange(columns.size), columns, 1, np.zeros(columns.size, dtype=np.int64))

    def _entry(self, rows: Integers, columns: Integers, sign: int) -> None:
        self._rows.append(rows + self._count)
        self._places.append(columns)
        self._signs.append(np.full(columns.size, sign))

    def _close(self, limits: Integers) -> None:
        self._limits.append(limits)
        self._count += limits.size

    def matrix(self) -> tuple[csr_array, Integers]:
        rows, columns, signs = (np.concatenate(parts) for parts in (self._rows, self._places, self._signs))
        matrix = coo_array((signs.astype(float), (rows, columns)), shape=(self._count, self._columns))
        return csr_array(matrix.tocsr()), np.concatenate(self._limits)
