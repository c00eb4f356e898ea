"""How well each mentee and each mentor would fit: whole points, computed from the frozen pool alone.

Every criterion gives from 0 to its weight; the score of a pair is the exact sum. What must be, and who must never meet,
never lowers a score: it rules the pair out, and the rule is kept so that it can be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from matching.enums import CriterionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Booleans = NDArray[np.bool_]

ENOUGH_HALF_DAYS = 2
"""So many half-days free together give all the points of availability."""
RANKS_THAT_COUNT = 3


class Barrier(TextChoices):
    """Why a pair cannot be, besides the must-haves; the value of a must-have is its criterion's."""

    SAME_PERSON = "same_person", _("the same person")
    TRAINING = "training", _("training not complete")
    EXCLUSION = "exclusion", _("excluded")
    ENDED = "ended", _("declined or ended before")
    REJECTED = "rejected", _("rejected by you")


@dataclass(frozen=True)
class Scored:
    """Points of every pair by criterion, and what rules pairs out; rows are mentees, columns mentors."""

    inputs: dict[str, Any]
    weights: dict[str, int]
    points: dict[str, Integers]
    shared: dict[str, Integers]
    barriers: dict[str, Booleans]

    @property
    def mentees(self) -> list[dict[str, Any]]:
        """The mentees, in the order of the rows."""
        people: list[dict[str, Any]] = self.inputs["mentees"]
        return people

    @property
    def mentors(self) -> list[dict[str, Any]]:
        """The mentors, in the order of the columns."""
        people: list[dict[str, Any]] = self.inputs["mentors"]
        return people

    @property
    def scores(self) -> Integers:
        """The sum of all criteria for every pair."""
        nothing = np.zeros((len(self.mentees), len(self.mentors)), dtype=np.int64)
        return sum(self.points.values(), start=nothing)

    @property
    def eligible(self) -> Booleans:
        """Which pairs may be."""
        allowed = np.ones((len(self.mentees), len(self.mentors)), dtype=bool)
        for barred in self.barriers.values():
            allowed &= ~barred
        return allowed

    def barriers_of(self, row: int) -> dict[str, int]:
        """Count, for one mentee, the mentors that each rule keeps out, each mentor under the first rule that does."""
        open_mentors = np.ones(len(self.mentors), dtype=bool)
        counted: dict[str, int] = {}
        for name, barred in self.barriers.items():
            kept_out = int((barred[row] & open_mentors).sum())
            open_mentors &= ~barred[row]
            if kept_out:
                counted[name] = kept_out
        return dict(sorted(counted.items(), key=lambda item: -item[1]))


def score_pool(inputs: dict[str, Any], weights: dict[str, Any]) -> Scored:
    """Score every mentee of the frozen pool with every mentor."""
    mentees, mentors = inputs["mentees"], inputs["mentors"]
    shared: dict[str, Integers] = {
        str(kind): shared_counts([_traits(one, kind) for one in mentees], [_traits(one, kind) for one in mentors])
        for kind in CriterionKind
        if kind != CriterionKind.PREFERENCE
    }
    weight_of = {kind: int(weighing["weight"]) for kind, weighing in weights.items() if weighing["weight"]}
    barriers = _barriers(inputs)
    for kind, weighing in weights.items():
        if weighing["must_have"] and kind in shared:
            asked = np.array([bool(_traits(mentee, kind)) for mentee in mentees], dtype=bool)
            barriers[kind] = asked[:, None] & (shared[kind] == 0)
    points = {kind: _points(kind, weight, inputs, shared) for kind, weight in weight_of.items()}
    return Scored(inputs, weight_of, points, shared, barriers)


def shared_counts(left: Sequence[set[str]], right: Sequence[set[str]]) -> Integers:
    """Count what each of `left` has in common with each of `right`."""
    words = {word: number for number, word in enumerate(sorted(set().union(*left, *right)))}
    sides = []
    for people in (left, right):
        table = np.zeros((len(people), len(words)), dtype=np.float32)
        for row, traits in enumerate(people):
            table[row, [words[trait] for trait in traits]] = 1
        sides.append(table)
    # Products of 0 and 1 stay whole far beyond any number of traits, so that rounding changes nothing.
    return np.rint(sides[0] @ sides[1].T).astype(np.int64)


def _traits(person: dict[str, Any], kind: str) -> set[str]:
    """What a criterion compares; empty where the person said nothing."""
    if kind == CriterionKind.NEEDS:
        return set(person["terms"])
    if kind == CriterionKind.TRACK:
        return set(person["tracks"])
    if kind == CriterionKind.LANGUAGE:
        return {language.casefold().strip() for language in person["languages"]}
    if kind == CriterionKind.AVAILABILITY:
        return set(person["availability"])
    said = str(person[kind]).casefold().strip()
    return {said} if said else set()


def _points(kind: str, weight: int, inputs: dict[str, Any], shared: dict[str, Integers]) -> Integers:
    if kind == CriterionKind.PREFERENCE:
        return _preference_points(weight, inputs)
    if kind == CriterionKind.NEEDS:
        asked = np.array([max(len(mentee["terms"]), 1) for mentee in inputs["mentees"]], dtype=np.int64)[:, None]
        return (2 * weight * shared[kind] + asked) // (2 * asked)
    if kind == CriterionKind.AVAILABILITY:
        return weight * np.minimum(shared[kind], ENOUGH_HALF_DAYS) // ENOUGH_HALF_DAYS
    return weight * np.minimum(shared[kind], 1)


def _preference_points(weight: int, inputs: dict[str, Any]) -> Integers:
    """Give each side's first choice half the points, less for the second and third."""
    rows = {mentee["pk"]: row for row, mentee in enumerate(inputs["mentees"])}
    columns = {mentor["pk"]: column for column, mentor in enumerate(inputs["mentors"])}
    points = np.zeros((len(rows), len(columns)), dtype=np.int64)
    for chooser, chosen, rank in inputs["preferences"]:
        mentee, mentor = (chooser, chosen) if chooser in rows else (chosen, chooser)
        if mentee in rows and mentor in columns:
            worth = max(RANKS_THAT_COUNT + 1 - rank, 0)
            points[rows[mentee], columns[mentor]] += weight * worth // (2 * RANKS_THAT_COUNT)
    return points


def _barriers(inputs: dict[str, Any]) -> dict[str, Booleans]:
    mentees, mentors = inputs["mentees"], inputs["mentors"]
    rows = {mentee["pk"]: row for row, mentee in enumerate(mentees)}
    columns = {mentor["pk"]: column for column, mentor in enumerate(mentors)}

    def pairs(listed: list[list[int]]) -> Booleans:
        table = np.zeros((len(mentees), len(mentors)), dtype=bool)
        for mentee, mentor in listed:
            if mentee in rows and mentor in columns:
                table[rows[mentee], columns[mentor]] = True
        return table

    users = np.array([mentee["user"] for mentee in mentees], dtype=np.int64)
    of_mentors = np.array([mentor["user"] for mentor in mentors], dtype=np.int64)
    untrained = np.array([bool(mentor["training_missing"]) for mentor in mentors], dtype=bool)
    return {
        Barrier.SAME_PERSON: users[:, None] == of_mentors[None, :],
        Barrier.TRAINING: np.broadcast_to(untrained, (len(mentees), len(mentors))).copy(),
        Barrier.EXCLUSION: pairs(inputs["never"]),
        Barrier.ENDED: pairs(inputs["ended"]),
        Barrier.REJECTED: pairs(inputs["rejected"]),
    }
