"""Occasions on which later parts of the product act: they register here, so that accounts know none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime


class PersonVerb(Protocol):
    """A verb that acts on a person inside the caller's transaction; running it twice must be harmless."""

    def __call__(self, *, user_id: int, changed: Collection[str], now: datetime) -> Any:
        """Act; `changed` names the fields of the person that are others now."""


_when_profile_changed: list[PersonVerb] = []


def when_profile_changed(verb: PersonVerb) -> None:
    """Let an app act once a person has changed what they say of themselves; called once from its `AppConfig.ready`."""
    if verb not in _when_profile_changed:
        _when_profile_changed.append(verb)


def profile_changed(*, user_id: int, changed: Collection[str], now: datetime) -> None:
    """Tell every app that these fields of a person have changed."""
    for verb in _when_profile_changed:
        verb(user_id=user_id, changed=changed, now=now)
