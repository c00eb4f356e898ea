"""Why a mentee has no mentor, and what would help."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from matching.engine.problem import as_columns
from matching.engine.types import Booleans, Table

if TYPE_CHECKING:
    from matching.engine.problem import Problem
    from matching.engine.types import Pair


class ReasonKind(Enum):
    """The ways to go without."""

    NO_ELIGIBLE_MENTOR = "no_eligible_mentor"
    ONLY_OWN_MENTORS = "only_own_mentors"
    PLACES_SHORT = "places_short"


@dataclass(frozen=True)
class Reason:
    """Why; with places short, who competes: so many mentees can go only to these mentors, who have so few places.

    Attributes:
        kind: which of them; with several rows a person, whoever would do may be theirs in another row already.
        mentees: who competes (Hall 1935): together they want more places than these mentors have.
        mentors: the only mentors that these mentees may have.
        places: how many places those have, beside locked pairs.
        missing: how many places more the group would need.
        rules: how many mentors each rule keeps from this mentee, each mentor under the first rule that does.
    """

    kind: ReasonKind
    mentees: tuple[int, ...] = ()
    mentors: tuple[int, ...] = ()
    places: int = 0
    missing: int = 0
    rules: dict[str, int] = field(default_factory=dict)


def reasons_for(problem: Problem, pairs: list[Pair]) -> dict[int, Reason]:
    """Explain each mentee who is in no pair, given that no more pairs are possible."""
    matched = {mentee for mentee, _mentor in pairs}
    alone = [row for row in range(problem.shape[0]) if row not in matched and problem.demands[row] > 0]
    if not alone:
        return {}
    groups = _Groups(problem, pairs)
    reasons: dict[int, Reason] = {}
    for mentee in alone:
        if mentee in reasons:
            continue
        reason = groups.reason(mentee)
        reasons[mentee] = reason
        if reason.kind == ReasonKind.PLACES_SHORT:
            for other in set(reason.mentees).intersection(alone) - reasons.keys():
                reasons[other] = groups.with_rules(reason, other)
    return reasons


class _Groups:
    """Who would have to make room for whom, over all pairs that may be."""

    def __init__(self, problem: Problem, pairs: list[Pair]) -> None:
        self.problem = problem
        self.pairs = pairs
        self.rest = problem.without_locked()
        self.allowed = self._allowed()
        locked = set(problem.locked)
        rows, columns = as_columns([pair for pair in pairs if pair not in locked])
        self.rows, self.columns = rows, columns
        self.count = np.bincount(rows, minlength=problem.shape[0])
        self._shut_out_own_mentors(pairs)

    def _allowed(self) -> Booleans:
        allowed = self.problem.eligible
        allowed[self.rest.demands <= 0] = False
        allowed[:, self.rest.places <= 0] = False
        allowed[np.unravel_index(self.rest.shut, allowed.shape)] = False
        return allowed

    def _shut_out_own_mentors(self, pairs: list[Pair]) -> None:
        """Nobody has the same mentor in two rows, so whom a person has is no choice for their other rows."""
        people = self.problem.people
        if people is None or self.problem.same_mentor_twice:
            return
        for mentee, mentor in pairs:
            mates = np.flatnonzero(people == people[mentee])
            self.allowed[mates[mates != mentee], mentor] = False

    def reason(self, mentee: int) -> Reason:
        """Follow who would have to move: from the mentee to mentors, to their mentees, to further mentors."""
        points = self.problem.points.rows(np.array([mentee]))[0]
        if not (points >= 0).any():
            return self.with_rules(Reason(ReasonKind.NO_ELIGIBLE_MENTOR), mentee)
        reached: Booleans = self.allowed[mentee].copy()
        group = np.zeros(self.problem.shape[0], dtype=bool)
        group[mentee] = True
        new = reached
        while new.any():
            joining = self.rows[new[self.columns]]
            joining = np.unique(joining[~group[joining]])
            group[joining] = True
            new = self.allowed[joining].any(axis=0) & ~reached
            reached |= new
        if not reached.any() and self._has_everybody(mentee, points):
            return self.with_rules(Reason(ReasonKind.ONLY_OWN_MENTORS, mentors=self._own(mentee)), mentee)
        if not reached.any():
            mentors = tuple(np.flatnonzero(points >= 0).tolist())
            return self.with_rules(Reason(ReasonKind.PLACES_SHORT, (mentee,), mentors, 0, 1), mentee)
        # Everybody who wants only these mentors is in the same boat, with or without a place.
        wishing = (self.rest.demands > 0) & self.allowed.any(axis=1)
        group |= wishing & ~(self.allowed & ~reached).any(axis=1)
        missing = int((np.minimum(self.rest.demands, self._reach(reached)) - self.count)[group].clip(min=0).sum())
        reason = Reason(
            ReasonKind.PLACES_SHORT,
            mentees=tuple(np.flatnonzero(group).tolist()),
            mentors=tuple(np.flatnonzero(reached).tolist()),
            places=int(self.rest.places[reached].sum()),
            missing=missing,
        )
        return self.with_rules(reason, mentee)

    def _own(self, mentee: int) -> tuple[int, ...]:
        """The mentors whom the person has in other rows."""
        people = self.problem.people
        if people is None or self.problem.same_mentor_twice:
            return ()
        return tuple(sorted(mentor for row, mentor in self.pairs if people[row] == people[mentee]))

    def _has_everybody(self, mentee: int, points: Table) -> bool:
        return set(np.flatnonzero(points >= 0).tolist()) <= set(self._own(mentee))

    def with_rules(self, reason: Reason, mentee: int) -> Reason:
        """Add how many mentors each rule keeps from a mentee."""
        barred = self.problem.barred
        if barred is None:
            return reason
        counted = count_rules(self.problem.rules, barred[mentee])
        return Reason(reason.kind, reason.mentees, reason.mentors, reason.places, reason.missing, counted)

    def _reach(self, reached: Booleans) -> Table:
        return np.asarray((self.allowed & reached).sum(axis=1))


def count_rules(names: tuple[str, ...], bits: Table) -> dict[str, int]:
    """Count mentors by the first rule that keeps them out, the rule with most of them first."""
    counted: dict[str, int] = {}
    left = bits != 0
    for number, name in enumerate(names):
        here = left & ((bits >> bits.dtype.type(number)) & bits.dtype.type(1)).astype(bool)
        if here.any():
            counted[name] = int(here.sum())
        left &= ~here
    return dict(sorted(counted.items(), key=lambda item: -item[1]))
