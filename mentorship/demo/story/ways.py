"""How a pair goes: some thrive, most are steady, some are slow, a few drift apart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Pattern:
    """What a pair does in six weeks; shares are out of a hundred."""

    meets: int
    reflects: int
    observations: int
    procedures: int
    reads_feedback: int
    acts: int
    review_sides: int
    has_goal: bool = True
    stops_meeting: bool = False


class Way(Enum):
    """The ways pairs go."""

    THRIVING = Pattern(
        meets=95, reflects=80, observations=3, procedures=4, reads_feedback=100, acts=100, review_sides=2
    )
    STEADY = Pattern(meets=85, reflects=45, observations=2, procedures=2, reads_feedback=80, acts=85, review_sides=1)
    SLOW = Pattern(meets=55, reflects=20, observations=1, procedures=1, reads_feedback=50, acts=45, review_sides=0)
    DRIFTING = Pattern(
        meets=100,
        reflects=0,
        observations=0,
        procedures=0,
        reads_feedback=0,
        acts=0,
        review_sides=0,
        has_goal=False,
        stops_meeting=True,
    )


IN_TURN = (
    Way.THRIVING,
    Way.STEADY,
    Way.STEADY,
    Way.SLOW,
    Way.STEADY,
    Way.THRIVING,
    Way.SLOW,
    Way.STEADY,
    Way.DRIFTING,
    Way.STEADY,
)
