"""An invented school: people with 30 attributes each and ranked choices, scored block by block in whole numbers.

Run by every contestant from the same file, so that all are given the same and nothing but the matching differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROWS_AT_ONCE = 512
CHOICES = 5
GOALS, SPECIALTIES, TRACKS, STYLES, LANGUAGES, SITES, SLOTS = 12, 8, 3, 12, 3, 4, 6
GOAL_POINTS, SPECIALTY_POINTS, STYLE_POINTS, SITE_POINTS, SLOT_POINTS = 45, 150, 40, 60, 20


@dataclass(frozen=True)
class School:
    """Factors whose product is the score, bits that must meet, and ranked choices."""

    left: NDArray[np.float32]
    right: NDArray[np.float32]
    left_bits: NDArray[np.uint8]
    right_bits: NDArray[np.uint8]
    choices: NDArray[np.int64]
    capacities: NDArray[np.int64]

    @property
    def shape(self) -> tuple[int, int]:
        """Mentees and mentors."""
        return len(self.left), len(self.right)

    def __iter__(self) -> Iterator[tuple[NDArray[np.int16], NDArray[np.bool_]]]:
        """Yield scores and who may meet; the products are sums of small whole numbers, so floats hold them exactly."""
        mentees, _mentors = self.shape
        for start in range(0, mentees, ROWS_AT_ONCE):
            stop = min(start + ROWS_AT_ONCE, mentees)
            scores = (self.left[start:stop] @ self.right.T).astype(np.int16)
            mine = slice(*np.searchsorted(self.choices[:, 0], [start, stop]))
            rows, columns, points = self.choices[mine].T
            np.add.at(scores, (rows - start, columns), points.astype(np.int16))
            eligible = np.ones(scores.shape, dtype=bool)
            for of_left, of_right in zip(self.left_bits, self.right_bits, strict=True):
                eligible &= (of_left[start:stop, None] & of_right[None, :]) != 0
            yield np.clip(scores, 1, 1000), eligible

    def save(self, path: Path) -> None:
        """Write everything to a file."""
        np.savez(path, **self.__dict__)

    @classmethod
    def load(cls, path: Path) -> School:
        """Read a file."""
        with np.load(path) as file:
            return cls(**{name: file[name] for name in file.files})


def invent(mentees: int, regime: str, seed: int = 7) -> School:
    """Invent a school with a third as many mentors as mentees; "tight" has 0.83 places for each mentee, "slack" 1.1."""
    random = np.random.default_rng(seed)
    mentors = mentees // 3
    left, right, bits = [], [], ([], [])

    def flags(count: int, chance: float, points: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        mine, yours = random.random((mentees, count)) < chance, random.random((mentors, count)) < chance
        left.append(mine * float(points))
        right.append(yours.astype(float))
        return mine, yours

    def kinds(count: int, points: int) -> None:
        left.append(np.eye(count)[random.integers(count, size=mentees)] * points)
        right.append(np.eye(count)[random.integers(count, size=mentors)])

    def must_meet(mine: NDArray[np.bool_], yours: NDArray[np.bool_]) -> None:
        for kept, side in zip(bits, (mine, yours), strict=True):
            side[~side.any(axis=1), 0] = True
            kept.append((side @ (1 << np.arange(side.shape[1]))).astype(np.uint8))

    flags(GOALS, 0.35, GOAL_POINTS)
    kinds(SPECIALTIES, SPECIALTY_POINTS)
    must_meet(*flags(TRACKS, 0.5, SITE_POINTS))
    for _answer in range(STYLES // 3):
        kinds(3, STYLE_POINTS)
    must_meet(*flags(LANGUAGES, 0.6, SLOT_POINTS))
    kinds(SITES, SITE_POINTS)
    must_meet(*flags(SLOTS, 0.5, SLOT_POINTS))
    left.append(random.integers(0, 10, (mentees, 2)))
    right.append(random.integers(0, 10, (mentors, 2)))
    return School(
        left=np.hstack(left).astype(np.float32),
        right=np.hstack(right).astype(np.float32),
        left_bits=np.array(bits[0]),
        right_bits=np.array(bits[1]),
        choices=_choices(random, mentees, mentors),
        capacities=_places(random, mentees, mentors, regime),
    )


def _choices(random: np.random.Generator, mentees: int, mentors: int) -> NDArray[np.int64]:
    """Five ranked choices from either side, worth 100 points down to 20."""
    points = np.arange(CHOICES, 0, -1) * 20
    count = min(CHOICES, mentors)
    mine = np.array([random.choice(mentors, count, replace=False) for _mentee in range(mentees)])
    yours = np.array([random.choice(mentees, CHOICES, replace=False) for _mentor in range(mentors)])
    rows = np.concatenate([np.repeat(np.arange(mentees), count), yours.ravel()])
    columns = np.concatenate([mine.ravel(), np.repeat(np.arange(mentors), CHOICES)])
    worth = np.concatenate([np.tile(points[:count], mentees), np.tile(points, mentors)])
    return np.column_stack([rows, columns, worth])[np.argsort(rows, kind="stable")]


def _places(random: np.random.Generator, mentees: int, mentors: int, regime: str) -> NDArray[np.int64]:
    least, share = (1, 0.83) if regime == "tight" else (2, 1.1)
    places = random.integers(least, 5, mentors)
    while places.sum() != round(share * mentees):
        step = 1 if places.sum() < round(share * mentees) else -1
        movable = np.flatnonzero((places + step >= least) & (places + step <= 4))
        places[random.choice(movable)] += step
    return places
