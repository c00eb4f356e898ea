"""What counts towards a goal: the apps that hold evidence say what they have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date
    from uuid import UUID

    from agreements.models import Goal


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence for one goal.

    `kind` is a `MeasureUnit`: a goal that counts procedures counts only evidence of that kind, and shows the rest beside
    it. A provider answers only with what belongs to the goal: linked to it, or of its topic where that is what is counted.
    `supervision_level` is the ordinal level at which it was done, or None; `is_observed` says that somebody
    watched and gave feedback; `is_simulation` that no patient was involved.
    """

    goal_id: int
    kind: str
    uuid: UUID
    on: date
    label: str
    url: str = ""
    supervision_level: str = ""
    is_observed: bool = False
    is_simulation: bool = False


_providers: list[Callable[[Collection[int]], Iterable[Evidence]]] = []


def register(provider: Callable[[Collection[int]], Iterable[Evidence]]) -> None:
    """Let an app provide evidence; `provider` takes ids of goals and answers for all of them in few queries."""
    if provider not in _providers:
        _providers.append(provider)


def of(goals: Collection[Goal]) -> dict[int, list[Evidence]]:
    """All evidence of these goals by id, in order of date; a revised goal keeps what counted for its earlier versions."""
    earlier = _earlier_versions(goals)
    own = for_goals({*(goal.pk for goal in goals), *(pk for pks in earlier.values() for pk in pks)})
    found = {}
    for goal in goals:
        pieces = {piece.uuid: replace(piece, goal_id=goal.pk) for pk in earlier.get(goal.pk, ()) for piece in own[pk]}
        pieces |= {piece.uuid: piece for piece in own[goal.pk]}
        found[goal.pk] = sorted(pieces.values(), key=_by_day)
    return found


def for_goals(goal_ids: Collection[int]) -> dict[int, list[Evidence]]:
    """All evidence of exactly these versions of goals, in order of date."""
    found: dict[int, list[Evidence]] = {goal_id: [] for goal_id in goal_ids}
    for provider in _providers:
        for evidence in provider(goal_ids):
            found[evidence.goal_id].append(evidence)
    for pieces in found.values():
        pieces.sort(key=_by_day)
    return found


def _earlier_versions(goals: Collection[Goal]) -> dict[int, list[int]]:
    """For each goal that was revised, its earlier versions that counted the same; one query if there is any."""
    from agreements.models import Goal  # noqa: PLC0415 (this module is loaded before the models are)

    if all(goal.revised_from_id is None for goal in goals):
        return {}
    pairs = {goal.pairing_id for goal in goals}
    versions = {goal.pk: goal for goal in Goal.objects.filter(pairing__in=pairs)}
    found = {}
    for goal in goals:
        chain, version = [], versions.get(goal.revised_from_id or 0)
        while version is not None:
            if (version.measure_unit, version.measure_topic_id) == (goal.measure_unit, goal.measure_topic_id):
                chain.append(version.pk)
            version = versions.get(version.revised_from_id or 0)
        found[goal.pk] = chain
    return found


def _by_day(piece: Evidence) -> tuple[date, str]:
    return (piece.on, str(piece.uuid))
