"""Why a mentee has no mentor."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matching.engine.problem import Booleans, Problem


class ReasonKind(Enum):
    """The two ways to go without."""

    NO_ELIGIBLE_MENTOR = "no_eligible_mentor"
    PLACES_SHORT = "places_short"


@dataclass(frozen=True)
class Reason:
    """Why; with places short, who competes: so many mentees can go only to these mentors, who have so few places."""

    kind: ReasonKind
    mentees: tuple[int, ...] = ()
    mentors: tuple[int, ...] = ()
    places: int = 0

    @property
    def missing(self) -> int:
        """How many places more this group would need."""
        return len(self.mentees) - self.places


def reasons_for(problem: Problem, pairs: list[tuple[int, int]]) -> dict[int, Reason]:
    """Explain each mentee who is in no pair, given that no more pairs are possible."""
    matched = dict(pairs)
    reasons: dict[int, Reason] = {}
    for mentee in range(problem.shape[0]):
        if mentee not in matched and mentee not in reasons:
            reason = _reason(problem, matched, mentee)
            reasons[mentee] = reason
            reasons.update(
                (other, reason)
                for other in reason.mentees
                if other not in matched and reason.kind == ReasonKind.PLACES_SHORT and other not in reasons
            )
    return reasons


def _reason(problem: Problem, matched: dict[int, int], mentee: int) -> Reason:
    """Follow who would have to move: from the mentee to mentors, to their mentees, to further mentors (Hall's group)."""
    if not problem.eligible[mentee].any():
        return Reason(ReasonKind.NO_ELIGIBLE_MENTOR)
    rest = problem.without_locked()
    partner = np.full(problem.shape[0], -1)
    for one, mentor in matched.items():
        if rest.free[one]:
            partner[one] = mentor
    group = np.zeros(problem.shape[0], dtype=bool)
    group[mentee] = True
    reached: Booleans = np.zeros(problem.shape[1], dtype=bool)
    while True:
        now_reached: Booleans = np.asarray(rest.allowed[group].any(axis=0))
        if (now_reached == reached).all():
            break
        reached = now_reached
        group |= (partner >= 0) & reached[partner]
    # Everybody who wants only these mentors is in the same boat, with or without a place.
    stuck = rest.free & rest.allowed.any(axis=1) & ~(rest.allowed & ~reached[None, :]).any(axis=1)
    group |= stuck
    if not reached.any():
        return Reason(ReasonKind.PLACES_SHORT, (mentee,), tuple(np.flatnonzero(problem.eligible[mentee]).tolist()), 0)
    return Reason(
        ReasonKind.PLACES_SHORT,
        mentees=tuple(np.flatnonzero(group).tolist()),
        mentors=tuple(np.flatnonzero(reached).tolist()),
        places=int(rest.places[reached].sum()),
    )
