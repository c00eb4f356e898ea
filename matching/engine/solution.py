"""What the engine answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.engine.alternatives import Alternative, alternatives
from matching.engine.blocking import Blocking, blocking
from matching.engine.certificate import Certificate
from matching.engine.changes import Change, changes
from matching.engine.equity import Rate, rates
from matching.engine.errors import NoFlowError, ProblemError
from matching.engine.exchanges import Exchanges
from matching.engine.problem import as_columns
from matching.engine.reasons import Reason, reasons_for
from matching.engine.relief import Relief, one_more_place, without_a_rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matching.engine.crossing import CrossingCertificate
    from matching.engine.objective import Objective
    from matching.engine.problem import Problem
    from matching.engine.types import Integers, Pair


@dataclass(frozen=True)
class Standing:
    """A mentor as things stand for one mentee: the score, and whether there is a free place."""

    mentor: int
    score: Any
    has_free_place: bool


@dataclass(frozen=True)
class Waiting:
    """A mentee as things stand for one mentor: the score, and whether the mentee has somebody."""

    mentee: int
    score: Any
    has_mentor: bool


@dataclass(frozen=True)
class Solution:
    """The pairs, sorted, with the proof that there is nothing better; everything else is worked out when asked."""

    problem: Problem
    objective: Objective
    pairs: list[Pair]
    certificate: Certificate | CrossingCertificate
    solver: str
    again: Callable[[Problem, Objective], Solution] = field(repr=False, compare=False)

    @cached_property
    def total(self) -> Any:
        """The exact sum of the given scores of all pairs."""
        return self.problem.total(self.pairs)

    @cached_property
    def unmatched(self) -> dict[int, Reason]:
        """Why each mentee who has nobody has nobody."""
        return reasons_for(self.problem, self.pairs)

    @cached_property
    def mentors_of(self) -> dict[int, list[int]]:
        """The mentors of each matched mentee."""
        found: dict[int, list[int]] = {}
        for mentee, mentor in self.pairs:
            found.setdefault(mentee, []).append(mentor)
        return found

    @cached_property
    def mentor_of(self) -> dict[int, int]:
        """The mentor of each matched mentee; of several, the last."""
        return dict(self.pairs)

    @cached_property
    def load(self) -> Integers:
        """How many mentees each mentor has got."""
        return np.bincount([mentor for _mentee, mentor in self.pairs], minlength=self.problem.shape[1])

    @cached_property
    def worst(self) -> Any:
        """The lowest score of any pair; None without pairs."""
        return min(self.problem.points.given(*as_columns(self.pairs)), default=None)

    @cached_property
    def changes(self) -> list[Change]:
        """What changes against the pairs that exist now, chain by chain, each with what it gains."""
        return self.changes_from(self.problem.current)

    def changes_from(self, pairs: Iterable[Pair]) -> list[Change]:
        """What changes against some other pairs."""
        return changes(self.problem, pairs, self.pairs)

    @cached_property
    def rates(self) -> dict[int, Rate]:
        """How many mentees of each group have a mentor."""
        return rates(self.problem, self.pairs)

    def alternatives(self, mentee: int) -> list[Alternative]:
        """Every other mentor of a mentee with the exact loss of total and who would have to move, the least loss first."""
        return alternatives(self, mentee)

    def next_best(self, mentee: int, count: int = 3) -> list[Standing]:
        """The mentors with the highest scores for `mentee` besides those proposed, the best first, nobody else moving."""
        points = self.problem.points.rows(np.array([mentee]))[0]
        free = self.problem.capacities - self.load
        others = np.setdiff1d(np.flatnonzero(points >= 0), self.mentors_of.get(mentee, []))
        best = sorted(others.tolist(), key=lambda mentor: (-int(points[mentor]), self.problem.ids[1][mentor]))[:count]
        scores = self.problem.points.given(np.full(len(best), mentee), np.array(best, dtype=np.int64))
        return [Standing(mentor, score, bool(free[mentor] > 0)) for mentor, score in zip(best, scores, strict=True)]

    def next_in_line(self, mentor: int, count: int = 3) -> list[Waiting]:
        """The mentees with the highest scores for `mentor` besides those proposed, the best first, nobody else moving."""
        points = self.problem.points.column(mentor, np.arange(self.problem.shape[0]))
        others = np.flatnonzero(points >= 0)
        others = np.setdiff1d(others, [mentee for mentee, one in self.pairs if one == mentor])
        best = sorted(others.tolist(), key=lambda mentee: (-int(points[mentee]), self.problem.ids[0][mentee]))[:count]
        scores = self.problem.points.given(np.array(best, dtype=np.int64), np.full(len(best), mentor))
        return [Waiting(mentee, score, mentee in self.mentors_of) for mentee, score in zip(best, scores, strict=True)]

    def blocking(self, more_than: float = 0) -> Blocking:
        """How many people would both gain more than so much by leaving for each other."""
        return blocking(self.problem, self.pairs, more_than)

    def one_more_place(self, mentor: int) -> Relief:
        """What one place more with a mentor would change.

        Raises:
            ValueError: with several rows a person, quotas or floors; then solve the changed problem.
        """
        return one_more_place(self, self._simple_exchanges(), mentor)

    def without_a_rule(self, mentee: int) -> list[Relief]:
        """What it would change for a mentee without a mentor if one rule did not hold, by rule, the best first.

        Raises:
            ValueError: as for `one_more_place`.
        """
        return without_a_rule(self, self._simple_exchanges(), mentee)

    @cached_property
    def exchanges(self) -> Exchanges | None:
        """The chains of moves; None where rules beyond capacities bind."""
        if not self.problem.is_plain or self.certificate.floors or not isinstance(self.certificate, Certificate):
            return None
        return Exchanges(self.problem, self.pairs, self.certificate)

    def forced(self, mentee: int, mentor: int) -> Solution | None:
        """Solve again with one pair forced; None if that cannot be."""
        try:
            return self.again(self.problem.with_lock(mentee, mentor), self.objective)
        except (ProblemError, NoFlowError):
            return None

    def _simple_exchanges(self) -> Exchanges:
        if self.exchanges is None:
            raise ValueError("With several rows a person, quotas or floors, solve the changed problem instead.")
        return self.exchanges
