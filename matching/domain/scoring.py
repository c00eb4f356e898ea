"""How well each mentee and each mentor would fit: whole points, computed from the frozen pool alone.

Every criterion gives from 0 to its weight; the score of a pair is the exact sum. What must be, and who must never meet,
never lowers a score: it rules the pair out, and the rule is kept so that it can be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.domain.barriers import Barrier, barriers_of_the_pool
from matching.enums import CriterionKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.int16]
    Booleans = NDArray[np.bool_]

__all__ = ["Barrier", "Scored", "rows_of", "score_pool", "shared_counts", "shared_sums"]

ENOUGH_HALF_DAYS = 2
"""So many half-days free together give all the points of availability."""
RANKS_THAT_COUNT = 3
HIGHEST_LEVEL = 5
LEVEL_UNSAID = 3

NEVER_A_MUST = {CriterionKind.PREFERENCE, CriterionKind.BACKGROUND}


@dataclass(frozen=True)
class Scored:
    """Points of every pair by criterion, and what rules pairs out.

    Columns are mentors. Rows are mentees, one for each track in which a mentee wants a mentor; the same person's rows
    have the same `pk`.
    """

    inputs: dict[str, Any]
    mentees: list[dict[str, Any]]
    weights: dict[str, int]
    points: dict[str, Points]
    barriers: dict[str, Booleans]

    @property
    def mentors(self) -> list[dict[str, Any]]:
        """The mentors, in the order of the columns."""
        people: list[dict[str, Any]] = self.inputs["mentors"]
        return people

    @cached_property
    def scores(self) -> NDArray[np.int32]:
        """The sum of all criteria for every pair."""
        total = np.zeros((len(self.mentees), len(self.mentors)), dtype=np.int32)
        for points in self.points.values():
            total += points
        return total

    @cached_property
    def eligible(self) -> Booleans:
        """Which pairs may be."""
        allowed = np.ones((len(self.mentees), len(self.mentors)), dtype=bool)
        for barred in self.barriers.values():
            allowed &= ~barred
        return allowed

    @cached_property
    def row_of(self) -> dict[tuple[int, int | None], int]:
        """The row of a mentee in a track, by both keys."""
        return {(mentee["pk"], mentee["track"]): row for row, mentee in enumerate(self.mentees)}

    @cached_property
    def column_of(self) -> dict[int, int]:
        """The column of a mentor, by key."""
        return {mentor["pk"]: column for column, mentor in enumerate(self.mentors)}

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


def rows_of(mentees: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write each mentee once for every track in which they want a mentor; `track` is None for any of their tracks."""
    rows = []
    for mentee in mentees:
        for track in mentee["wants"]:
            tracks = mentee["tracks"] if track is None else {str(track): mentee["tracks"][str(track)]}
            rows.append({**mentee, "track": track, "tracks": tracks})
    return rows


def score_pool(inputs: dict[str, Any], weights: Mapping[str, Any]) -> Scored:
    """Score every mentee of the frozen pool with every mentor."""
    mentees, mentors = rows_of(inputs["mentees"]), inputs["mentors"]
    weight_of = {kind: int(weighing["weight"]) for kind, weighing in weights.items() if weighing["weight"]}
    musts = {kind for kind, weighing in weights.items() if weighing["must_have"] and kind not in NEVER_A_MUST}
    barriers, points = barriers_of_the_pool(inputs, mentees), {}
    for kind in [*weight_of, *(kind for kind in weights if kind in musts and kind not in weight_of)]:
        if kind == CriterionKind.PREFERENCE:
            points[kind] = _preference_points(weight_of[kind], inputs, mentees)
            continue
        left, right = [_traits(one, kind) for one in mentees], [_traits(one, kind) for one in mentors]
        shared = shared_counts(left, right)
        if kind in musts:
            asked = np.array([bool(traits) for traits in left], dtype=bool)
            barriers[kind] = asked[:, None] & (shared == 0)
        if kind in weight_of:
            points[kind] = _points(kind, weight_of[kind], shared, (mentees, mentors))
    ordered = {kind: points[kind] for kind in weight_of}
    must_first = {name: barriers[name] for name in barriers if name not in musts}
    musts_after = {kind: barriers[kind] for kind in weights if kind in musts}
    return Scored(inputs, mentees, weight_of, ordered, {**must_first, **musts_after})


def shared_counts(left: Sequence[set[str]], right: Sequence[set[str]]) -> Points:
    """Count what each of `left` has in common with each of `right`."""
    return shared_sums([dict.fromkeys(traits, 1) for traits in left], right)


def shared_sums(left: Sequence[Mapping[str, int]], right: Sequence[set[str]]) -> Points:
    """Add up what each trait is worth to each of `left`, over the traits that each of `right` has as well."""
    words = {word: number for number, word in enumerate(sorted(set().union(*left, *right)))}
    worth = np.zeros((len(left), len(words)), dtype=np.float32)
    for row, traits in enumerate(left):
        worth[row, [words[trait] for trait in traits]] = list(traits.values())
    has = np.zeros((len(right), len(words)), dtype=np.float32)
    for row, given in enumerate(right):
        has[row, [words[trait] for trait in given]] = 1
    # Sums of small whole numbers stay whole far beyond any number of traits, so that rounding changes nothing.
    return np.rint(worth @ has.T).astype(np.int16)


def gap(mentee: Mapping[str, Any], term: str) -> int:
    """Return how far a need is from the highest level: 5 for the first level, 1 for the highest; 3 where nothing is said."""
    level = mentee["levels"].get(term) or LEVEL_UNSAID
    return HIGHEST_LEVEL + 1 - int(level)


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
    if kind == CriterionKind.BACKGROUND:
        return {word.casefold().strip() for word in person["background"]}
    said = str(person[kind]).casefold().strip()
    return {said} if said else set()


def _points(
    kind: str, weight: int, shared: Points, people: tuple[list[dict[str, Any]], list[dict[str, Any]]]
) -> Points:
    mentees, mentors = people
    if kind == CriterionKind.NEEDS:
        gaps = [{term: gap(mentee, term) for term in mentee["terms"]} for mentee in mentees]
        met = shared_sums(gaps, [set(mentor["terms"]) for mentor in mentors]).astype(np.int32)
        asked = np.array([max(sum(one.values()), 1) for one in gaps], dtype=np.int32)[:, None]
        return ((2 * weight * met + asked) // (2 * asked)).astype(np.int16)
    if kind == CriterionKind.AVAILABILITY:
        return (np.int16(weight) * np.minimum(shared, ENOUGH_HALF_DAYS)) // np.int16(ENOUGH_HALF_DAYS)
    found: Points = np.int16(weight) * np.minimum(shared, 1)
    if kind == CriterionKind.BACKGROUND:
        asks = np.array([mentee["asks_for_background"] for mentee in mentees], dtype=bool)
        offers = np.array([mentor["asks_for_background"] for mentor in mentors], dtype=bool)
        found[~(asks[:, None] | offers[None, :])] = 0
    return found


def _preference_points(weight: int, inputs: dict[str, Any], mentees: list[dict[str, Any]]) -> Points:
    """Give each side's first choice half the points, less for the second and third."""
    columns = {mentor["pk"]: column for column, mentor in enumerate(inputs["mentors"])}
    rows: dict[int, list[int]] = {}
    for row, mentee in enumerate(mentees):
        rows.setdefault(mentee["pk"], []).append(row)
    points = np.zeros((len(mentees), len(columns)), dtype=np.int16)
    for chooser, chosen, rank in inputs["preferences"]:
        mentee, mentor = (chooser, chosen) if chooser in rows else (chosen, chooser)
        if mentee in rows and mentor in columns:
            worth = max(RANKS_THAT_COUNT + 1 - rank, 0)
            points[rows[mentee], columns[mentor]] += weight * worth // (2 * RANKS_THAT_COUNT)
    return points
