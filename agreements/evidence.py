"""What counts towards a goal: the apps that hold evidence say what they have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date
    from uuid import UUID

    from agreements.models import Action, Goal


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


_providers: list[Callable[[Collection[Goal]], Iterable[Evidence]]] = []


def register(provider: Callable[[Collection[Goal]], Iterable[Evidence]]) -> None:
    """Let an app provide evidence; `provider` takes goals with their pairing and answers for all of them in few queries."""
    if provider not in _providers:
        _providers.append(provider)


def of(
    goals: Collection[Goal],
    *,
    versions: Collection[Goal] | None = None,
    actions: Iterable[Action] | None = None,
) -> dict[int, list[Evidence]]:
    """All evidence of these goals by id, in order of date; a revised goal keeps what counted for its earlier versions.

    Who has at hand every goal of the pairings in question, or every action that is for one of these, gives them as
    `versions` and `actions`; then they are not asked for again.
    """
    earlier = _earlier_versions(goals, versions)
    asked = {goal.pk: goal for goal in [*goals, *(version for chain in earlier.values() for version in chain)]}
    own = for_goals(asked.values(), actions)
    found = {}
    for goal in goals:
        chain = [*earlier.get(goal.pk, ()), goal]
        pieces = {piece.uuid: replace(piece, goal_id=goal.pk) for version in chain for piece in own[version.pk]}
        found[goal.pk] = sorted(pieces.values(), key=_by_day)
    return found


def for_goals(goals: Collection[Goal], actions: Iterable[Action] | None = None) -> dict[int, list[Evidence]]:
    """All evidence of exactly these versions of goals, in order of date."""
    from agreements.action_evidence import done_actions  # noqa: PLC0415 (this module is loaded before the models are)

    found: dict[int, list[Evidence]] = {goal.pk: [] for goal in goals}
    for provided in (done_actions(goals, actions), *(provider(goals) for provider in _providers)):
        for piece in provided:
            found[piece.goal_id].append(piece)
    for pieces in found.values():
        pieces.sort(key=_by_day)
    return found


def _earlier_versions(goals: Collection[Goal], versions: Collection[Goal] | None) -> dict[int, list[Goal]]:
    """For each goal that was revised, its earlier versions that counted the same; one query if there is any."""
    from agreements.models import Goal  # noqa: PLC0415 (this module is loaded before the models are)

    if all(goal.revised_from_id is None for goal in goals):
        return {}
    if versions is None:
        versions = Goal.objects.filter(pairing__in={goal.pairing_id for goal in goals}).select_related("pairing")
    by_id = {goal.pk: goal for goal in versions}
    found = {}
    for goal in goals:
        chain, version = [], by_id.get(goal.revised_from_id or 0)
        while version is not None:
            if (version.measure_unit, version.measure_topic_id) == (goal.measure_unit, goal.measure_topic_id):
                chain.append(version)
            version = by_id.get(version.revised_from_id or 0)
        found[goal.pk] = chain
    return found


def _by_day(piece: Evidence) -> tuple[date, str]:
    return (piece.on, str(piece.uuid))
