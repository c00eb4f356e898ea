"""Where an action or a goal came from: the apps that hold next steps say what they are called and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from uuid import UUID

    from agreements.models import Action, Goal


@dataclass(frozen=True)
class Source:
    """What something came from, as both of the pair see it."""

    uuid: UUID
    label: str
    url: str


_providers: dict[str, Callable[[Collection[UUID]], Iterable[Source]]] = {}


def register(source: str, provider: Callable[[Collection[UUID]], Iterable[Source]]) -> None:
    """Let an app name what actions and goals of this `ActionSource` came from; called once from `AppConfig.ready`."""
    _providers[source] = provider


def of(things: Collection[Action | Goal]) -> dict[UUID, Source]:
    """Return the sources of these by their uuid, in one query for each kind there is."""
    by_kind: dict[str, set[UUID]] = {}
    for thing in things:
        if thing.source_uuid is not None and thing.source in _providers:
            by_kind.setdefault(thing.source, set()).add(thing.source_uuid)
    return {source.uuid: source for kind, uuids in by_kind.items() for source in _providers[kind](uuids)}
