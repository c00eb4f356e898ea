"""What is asked of the engine, refused in words where it makes no sense."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from matching.engine import checking
from matching.engine.errors import ProblemError
from matching.engine.locks import check_locks
from matching.engine.points import Points, ScoreBlocks, is_blocks
from matching.engine.rest import Rest
from matching.engine.types import Booleans, Integers, Pair, Table

DEFAULT_RESOLUTION = 1e-6


class Problem:
    """Mentees (rows), mentors (columns), the worth of each pair, who may meet, and how many places there are.

    Args:
        scores: shape (mentees, mentors), not below 0: integers, or floats that are rounded to multiples of `resolution`; or
            an object that yields blocks of rows (`ScoreBlocks`), so that the table never exists as a whole.
        capacities: shape (mentors,), how many mentees each takes.
        eligible: shape (mentees, mentors), False where the pair must never be; None lets everybody meet.
        demands: shape (mentees,), how many different mentors each wants; None: one.
        locked: pairs (mentee, mentor) that are kept whatever they score.
        current: pairs that exist now, preferred by `Objective.keep`.
        groups: shape (mentees,), the group of each mentee, for figures and floors on equity.
        ids: stable opaque ids of the mentees and of the mentors for the fair draw; None takes the numbers of the rows,
            and then the order of the rows decides between equals.
        resolution: how fine float scores are told apart.
        rules: by name, a table of the pairs that a rule forbids; these are not eligible, and reasons name the rule.
        people: shape (mentees,), which rows are the same person (one row for each track); None: each row is its own.
        same_mentor_twice: may two rows of a person have the same mentor?
        tracks: shape (mentees,), the track of each row; needed for `track_places` only.
        track_places: shape (tracks, mentors), how many mentees of a track each mentor takes, within the capacity.

    Raises:
        ProblemError: something does not fit; the message names the row and the rule.
    """

    def __init__(
        self,
        *,
        scores: ArrayLike | ScoreBlocks | Any,
        capacities: ArrayLike,
        eligible: ArrayLike | None = None,
        demands: ArrayLike | None = None,
        locked: Sequence[Pair] = (),
        current: Sequence[Pair] = (),
        groups: ArrayLike | None = None,
        ids: tuple[Sequence[str], Sequence[str]] | None = None,
        resolution: float = DEFAULT_RESOLUTION,
        rules: Mapping[str, ArrayLike] | None = None,
        people: ArrayLike | None = None,
        same_mentor_twice: bool = False,
        tracks: ArrayLike | None = None,
        track_places: ArrayLike | None = None,
    ) -> None:
        given_scores: Any = scores
        self.scores: Any = given_scores if is_blocks(scores) else checking.table(given_scores, "score")
        self.capacities = checking.whole_numbers(capacities, "capacity")
        mentors = self.capacities.size
        if not is_blocks(scores) and self.scores.shape[1] != mentors:
            raise ProblemError(f"There are {self.scores.shape[1]} mentors but {mentors} capacities.")
        may_meet = None if eligible is None else checking.yes_or_no(eligible, "who may meet")
        self.rules, self.barred = checking.rules(rules)
        for given, word in ((may_meet, "who may meet"), (self.barred, "the rules")):
            self._check_shape(given, word)
        self.points = Points(
            self.scores,
            mentors=mentors,
            resolution=checking.resolution(resolution),
            eligible=may_meet,
            barred=self.barred,
        )
        for given, word in ((may_meet, "who may meet"), (self.barred, "the rules")):
            checking.same_shape(given, self.shape, word)
        mentees = self.shape[0]
        self.demands = checking.per_mentee(demands, mentees, "demand", default=1)
        self.groups = None if groups is None else checking.per_mentee(groups, mentees, "group", default=0)
        self.people = checking.people(people, mentees)
        self.same_mentor_twice = same_mentor_twice
        self.tracks, self.track_places = checking.tracks(tracks, track_places, self.shape)
        self.ids = checking.ids(ids, *self.shape)
        self.current = checking.pairs(current, self.shape, "current pair")
        self.locked = checking.pairs(locked, self.shape, "lock")
        check_locks(self)

    @property
    def shape(self) -> Pair:
        """How many mentees and how many mentors there are."""
        return self.points.shape

    @property
    def eligible(self) -> Booleans:
        """Which pairs may be."""
        allowed = np.zeros(self.shape, dtype=bool)
        for start, block in self.points.blocks():
            allowed[start : start + block.shape[0]] = block >= 0
        return allowed

    @property
    def is_plain(self) -> bool:
        """Is each row a person of its own, without quotas on tracks?"""
        return self.people is None and self.track_places is None

    def may_be(self, pairs: Sequence[Pair]) -> Booleans:
        """Say for each pair whether it may be."""
        rows, columns = as_columns(pairs)
        return np.asarray(self.points.at(rows, columns) >= 0)

    def total(self, pairs: Sequence[Pair]) -> Any:
        """Return the exact sum of the given scores of some pairs."""
        return checking.exact_sum(self.points.given(*as_columns(pairs)))

    def with_lock(self, mentee: int, mentor: int) -> Problem:
        """Lock one more pair.

        Raises:
            ProblemError: the pair cannot be locked beside the others.
        """
        problem = copy(self)
        problem.locked = (*self.locked, (mentee, mentor))
        check_locks(problem)
        return problem

    def without_locked(self) -> Rest:
        """What is left to decide once the locked pairs have their places."""
        return Rest.of(self)

    def _check_shape(self, given: Table | None, word: str) -> None:
        if given is not None and isinstance(self.scores, np.ndarray):
            checking.same_shape(given, self.scores.shape, word)


def as_columns(pairs: Sequence[Pair]) -> tuple[Integers, Integers]:
    """Turn a list of pairs into an array of mentees and one of mentors."""
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]
