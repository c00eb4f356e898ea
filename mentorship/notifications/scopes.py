"""What the ledger must know of the cohorts in whose name mail leaves; the app that has cohorts says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import time
    from uuid import UUID

QuietHours: TypeAlias = "tuple[time, time]"
_quiet_hours: list[Callable[[Collection[UUID]], dict[UUID, QuietHours]]] = []


def register(quiet_hours: Callable[[Collection[UUID]], dict[UUID, QuietHours]]) -> None:
    """Let an app answer for its scopes; called once from its `AppConfig.ready`."""
    if quiet_hours not in _quiet_hours:
        _quiet_hours.append(quiet_hours)


def quiet_hours_of(scopes: Collection[UUID]) -> dict[UUID, QuietHours]:
    """Return from when until when nothing that can wait leaves in the name of each, for those who say so."""
    found: dict[UUID, QuietHours] = {}
    for answer in _quiet_hours if scopes else ():
        found |= answer(scopes)
    return found
