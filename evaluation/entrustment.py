"""What several levels of supervision say together: an order without distances, so nothing is ever averaged.

Sources: ten Cate, Schwartz, Chen 2020 (Acad Med, doi 10.1097/ACM.0000000000003427) on why the levels are no rating scale;
ten Cate's five levels, and Chen's student levels between them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

TEN_CATE = ("1", "2", "3", "4", "5")
FAR_APART = 2
"""So many whole levels between two observations that follow each other are not growth: the pair should talk about it."""


@dataclass(frozen=True)
class Seen:
    """One observation: the level it needed, on which day, and who says so (whatever tells one person from another)."""

    level: str
    on: date
    by: str


@dataclass(frozen=True)
class LevelSeen:
    """How often one level was given, by how many people, from when to when."""

    level: str
    times: int
    observers: int
    first_on: date
    last_on: date


@dataclass(frozen=True)
class Entrustment:
    """The observations of one procedure together; `most_often` is empty where no level was given more often than others.

    `levels` are those that were given, the lowest first.
    """

    observations: int
    observers: int
    latest: str
    most_often: tuple[str, ...]
    lowest: str
    highest: str
    is_inconsistent: bool
    levels: tuple[LevelSeen, ...]


def summary_of(seen: Sequence[Seen], order: Sequence[str]) -> Entrustment:
    """Sum up at least one observation, the oldest first, on a scale given from its lowest level to its highest.

    Raises:
        ValueError: a level that the scale does not have, or nothing to sum up.
    """
    if not seen:
        raise ValueError("There is nothing to sum up.")
    given = sorted({one.level for one in seen}, key=order.index)
    levels = tuple(_level(level, [one for one in seen if one.level == level]) for level in given)
    return Entrustment(
        observations=len(seen),
        observers=len({one.by for one in seen}),
        latest=seen[-1].level,
        most_often=_most_often(seen, given),
        lowest=given[0],
        highest=given[-1],
        is_inconsistent=any(_whole(later) - _whole(before) not in _NEAR for before, later in pairwise(seen)),
        levels=levels,
    )


_NEAR = range(1 - FAR_APART, FAR_APART)


def _whole(one: Seen) -> int:
    return int(one.level[0])


def _most_often(seen: Sequence[Seen], given: Sequence[str]) -> tuple[str, ...]:
    times = Counter(one.level for one in seen)
    most = max(times.values())
    found = tuple(level for level in given if times[level] == most)
    return found if len(found) == 1 or len(found) < len(given) else ()


def _level(level: str, seen: Sequence[Seen]) -> LevelSeen:
    days = [one.on for one in seen]
    return LevelSeen(level, len(seen), len({one.by for one in seen}), min(days), max(days))
