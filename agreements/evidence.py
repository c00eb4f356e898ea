"""What counts towards a goal: the apps that hold evidence say what they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date
    from uuid import UUID


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


def for_goals(goal_ids: Collection[int]) -> dict[int, list[Evidence]]:
    """All evidence of these goals, in order of date."""
    found: dict[int, list[Evidence]] = {goal_id: [] for goal_id in goal_ids}
    for provider in _providers:
        for evidence in provider(goal_ids):
            found[evidence.goal_id].append(evidence)
    for pieces in found.values():
        pieces.sort(key=lambda evidence: (evidence.on, str(evidence.uuid)))
    return found
