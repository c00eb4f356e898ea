"""What rules a pair out, whatever it would score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Booleans = NDArray[np.bool_]


class Barrier(TextChoices):
    """Why a pair cannot be, besides the must-haves; the value of a must-have is its criterion's."""

    SAME_PERSON = "same_person", _("the same person")
    TRAINING = "training", _("training not complete")
    EXCLUSION = "exclusion", _("excluded")
    ENDED = "ended", _("declined or ended before")
    PAIRED = "paired", _("a pair already, in another track")
    REJECTED = "rejected", _("rejected by you")
    LEFT = "left", _("does not take part any more")


def barriers_of_the_pool(inputs: dict[str, Any], mentees: list[dict[str, Any]]) -> dict[str, Booleans]:
    """For each rule, a table of the pairs that it forbids; rows as in `mentees`."""
    mentors = inputs["mentors"]
    table = _Table(mentees, mentors)
    users = np.array([mentee["user"] for mentee in mentees], dtype=np.int64)
    of_mentors = np.array([mentor["user"] for mentor in mentors], dtype=np.int64)
    untrained = np.array([bool(mentor["training_missing"]) for mentor in mentors], dtype=bool)
    return {
        Barrier.SAME_PERSON: users[:, None] == of_mentors[None, :],
        Barrier.TRAINING: np.broadcast_to(untrained, (len(mentees), len(mentors))).copy(),
        Barrier.EXCLUSION: table.of_people(inputs["never"]),
        Barrier.ENDED: table.of_people(inputs["ended"]),
        Barrier.PAIRED: table.of_people(inputs["paired"]),
        Barrier.REJECTED: table.in_tracks(inputs["rejected"]),
        Barrier.LEFT: table.with_any_of(inputs.get("left", [])),
    }


class _Table:
    """Pairs by key, as a table of rows and columns."""

    def __init__(self, mentees: Sequence[dict[str, Any]], mentors: Sequence[dict[str, Any]]) -> None:
        self.columns = {mentor["pk"]: column for column, mentor in enumerate(mentors)}
        self.rows: dict[int, list[int]] = {}
        for row, mentee in enumerate(mentees):
            self.rows.setdefault(mentee["pk"], []).append(row)
        self.of_track = {(mentee["pk"], mentee["track"]): row for row, mentee in enumerate(mentees)}
        self.shape = (len(mentees), len(mentors))

    def of_people(self, listed: Iterable[Sequence[int]]) -> Booleans:
        """Mark pairs of people, whatever the track."""
        marked = np.zeros(self.shape, dtype=bool)
        for mentee, mentor in listed:
            if mentee in self.rows and mentor in self.columns:
                marked[self.rows[mentee], self.columns[mentor]] = True
        return marked

    def with_any_of(self, people: Iterable[int]) -> Booleans:
        """Mark every pair with one of these people in it."""
        marked = np.zeros(self.shape, dtype=bool)
        for person in people:
            marked[self.rows.get(person, []), :] = True
            if person in self.columns:
                marked[:, self.columns[person]] = True
        return marked

    def in_tracks(self, listed: Iterable[Sequence[Any]]) -> Booleans:
        """Mark pairs of people in one track; where a mentee wants one mentor for all tracks, whatever the track."""
        marked = np.zeros(self.shape, dtype=bool)
        for mentee, mentor, track in listed:
            row = self.of_track.get((mentee, track), self.of_track.get((mentee, None)))
            if row is not None and mentor in self.columns:
                marked[row, self.columns[mentor]] = True
        return marked
