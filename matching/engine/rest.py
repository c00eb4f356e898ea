"""What is left to decide once the locked pairs have their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.engine.types import Booleans, Integers

if TYPE_CHECKING:
    from matching.engine.problem import Problem


@dataclass(frozen=True)
class Rest:
    """Mentees who still want somebody, places that are left, and the pairs that the locks rule out.

    Attributes:
        demands: how many more mentors each row wants.
        places: how many places each mentor has left.
        people: the person of each row, numbered from 0.
        served: which persons have a locked mentor already.
        groups: the group of each person.
        held: how many locked mentees each mentor has.
        shut: pairs that cannot be any more, as row times the number of mentors plus mentor, sorted.
    """

    demands: Integers
    places: Integers
    people: Integers
    served: Booleans
    groups: Integers
    held: Integers
    shut: Integers

    @classmethod
    def of(cls, problem: Problem) -> Rest:
        """Take the locked pairs out of a problem."""
        mentees, mentors = problem.shape
        rows = np.array([mentee for mentee, _mentor in problem.locked], dtype=np.int64)
        columns = np.array([mentor for _mentee, mentor in problem.locked], dtype=np.int64)
        people = np.arange(mentees) if problem.people is None else problem.people
        persons = int(people.max(initial=-1)) + 1
        served = np.zeros(persons, dtype=bool)
        served[people[rows]] = True
        held = np.bincount(columns, minlength=mentors)
        groups = np.zeros(persons, dtype=np.int64)
        if problem.groups is not None:
            groups[people] = problem.groups
        return cls(
            demands=problem.demands - np.bincount(rows, minlength=mentees),
            places=problem.capacities - held,
            people=people,
            served=served,
            groups=groups,
            held=held,
            shut=_shut(problem, people, rows, columns),
        )

    @property
    def idle(self) -> Booleans:
        """Which mentors have places and nobody yet."""
        return np.asarray((self.held == 0) & (self.places > 0))

    @property
    def wanted(self) -> Integers:
        """How many more mentors each person wants over all their rows."""
        return np.bincount(self.people, weights=self.demands, minlength=self.served.size).astype(np.int64)

    @property
    def are_single(self) -> bool:
        """Is each row a person of its own?"""
        return self.served.size == self.people.size


def _shut(problem: Problem, people: Integers, rows: Integers, columns: Integers) -> Integers:
    """A locked pair is decided; nor does another row of the person get this mentor, unless that is allowed."""
    mentors = problem.shape[1]
    keys = rows * mentors + columns
    if problem.people is not None and not problem.same_mentor_twice:
        mates = [
            np.flatnonzero(people == people[row]) * mentors + column for row, column in zip(rows, columns, strict=True)
        ]
        keys = np.concatenate([keys, *mates])
    return np.unique(keys)
