"""What a pair counts in the flow: its points as the objective sees them, and the bonuses that put counting first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from matching.engine.errors import ProblemError
from matching.engine.types import Integers, Table

if TYPE_CHECKING:
    from matching.engine.objective import Objective
    from matching.engine.problem import Problem

ROOM = 2**60
FINEST_SQUARES = 2**14
"""Distances from the best score are squared in at most so many steps."""


@dataclass(frozen=True)
class Worth:
    """From points to worth, by whole numbers alone.

    Attributes:
        largest: no pair has more points.
        keep: points added to a pair that exists now.
        floor: pairs below it are counted as worth `step` less.
        least: pairs below it are left out (the best worst pair has been found).
        squares: the worth is what is left of the square of the largest distance.
        counts: only the number of pairs matters; all are worth nothing more.
        several: having anybody at all counts by itself, because some mentees want several or have a locked one.
        spread: it also counts that a mentor has anybody at all.
        sides: the smaller number of mentees and mentors, and one; see `bonus`.
    """

    largest: int
    sides: int
    keep: int = 0
    floor: int = 0
    least: int = 0
    squares: bool = False
    counts: bool = False
    several: bool = False
    spread: bool = False

    @classmethod
    def of(cls, problem: Problem, objective: Objective) -> Worth:
        """Read the wishes of an objective in points."""
        points = problem.points
        keep = points.in_points(objective.keep)
        if keep < 0:
            raise ProblemError("What exists cannot be kept with less than 0 points.")
        rest = problem.without_locked()
        worth = cls(
            largest=points.largest,
            sides=min(problem.shape) + 1,
            keep=keep,
            floor=0 if objective.floor is None else max(points.in_points(objective.floor), 0),
            squares=objective.squares,
            several=objective.cover != "none" and bool((rest.wanted > ~rest.served).any()),
            spread=objective.cover == "both",
        )
        if 2 * (worth.top + worth.bonus + worth.first + worth.used) >= ROOM:
            raise ProblemError("The scores are too large to be added exactly: choose a coarser resolution.")
        return worth

    def counting(self, least: int) -> Worth:
        """Ask only how many pairs there can be, each with at least so many points."""
        return replace(self, counts=True, least=least)

    def without_least(self) -> Worth:
        """Leave out no pair for being too bad."""
        return replace(self, least=0)

    def of_points(self, points: Table) -> Table:
        """Convert the points of pairs into their worth; below 0 where a pair must not be."""
        if self.counts:
            return np.where(points >= max(self.least, 0), 0, -1).astype(np.int32)
        if not self.squares and not self.floor:
            return points if not self.least else np.where(points >= self.least, points, -1)
        worth = np.where(points >= max(self.least, 0), self._measured(points.astype(np.int64)), -1)
        return np.asarray(np.where((points >= self.floor) & (worth >= 0), worth + self.step, worth))

    def of_current(self, points: Integers) -> Integers:
        """Convert the points of pairs that exist now; those are preferred."""
        if self.counts or not self.keep:
            return self.of_points(points).astype(np.int64)
        worth = np.where(points >= max(self.least, 0), self._measured(points + self.keep), -1)
        return np.where((points >= self.floor) & (worth >= 0), worth + self.step, worth)

    def _measured(self, points: Integers) -> Integers:
        if not self.squares:
            return points
        best = self.largest + self.keep
        grain = max(-(-best // FINEST_SQUARES), 1)
        return np.asarray((best // grain) ** 2 - ((best - points) // grain) ** 2)

    @property
    def is_changed(self) -> bool:
        """Is a pair worth something else than its points?"""
        return bool(self.keep or self.floor or self.squares)

    @property
    def _highest(self) -> int:
        """The most that a pair is worth by its score."""
        return int(self._measured(np.array([self.largest + self.keep], dtype=np.int64))[0])

    @property
    def step(self) -> int:
        """What it counts to reach the floor: more than any chain of exchanges can outweigh."""
        return 2 * self.sides * self._highest + 1 if self.floor and not self.counts else 0

    @property
    def top(self) -> int:
        """No pair is worth more."""
        return 0 if self.counts else self._highest + self.step

    @property
    def bonus(self) -> int:
        """What a pair counts beside its worth, so that more pairs always come before better ones.

        Two flows differ by cycles that visit each mentee and each mentor once at most (flow decomposition; Ahuja, Magnanti
        and Orlin 1993, section 3.5), so by no more than `sides` pairs on either side, and in the number of pairs by one. A
        bonus above `sides * top` therefore decides; four times as much keeps gains and prices apart, see `Certificate`.
        """
        return 4 * (self.sides * self.top + 1)

    @property
    def first(self) -> int:
        """What it counts that a mentee has any mentor at all; nothing where nobody wants several."""
        return 4 * (self.bonus + self.used) if self.several else 0

    @property
    def used(self) -> int:
        """What it counts that a mentor has any mentee at all, where that was asked."""
        return 4 * self.bonus if self.spread else 0
