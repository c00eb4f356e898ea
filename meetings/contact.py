"""What else than a meeting shows that two people are in touch: apps to the right say when it last happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

_sources: list[Callable[[Collection[int]], dict[int, datetime]]] = []


def register(last_contact: Callable[[Collection[int]], dict[int, datetime]]) -> None:
    """Add a source: it takes ids of pairings and returns when each was last in touch, in one query."""
    if last_contact not in _sources:
        _sources.append(last_contact)


def last_contacts(pairing_ids: Collection[int]) -> dict[int, datetime]:
    """Return when each pairing was last in touch otherwise than by meeting; those that never were are left out."""
    latest: dict[int, datetime] = {}
    for source in _sources if pairing_ids else ():
        for pairing_id, moment in source(pairing_ids).items():
            latest[pairing_id] = max(moment, latest.get(pairing_id, moment))
    return latest
