"""Occasions on which later stages of the product act: they register here, so that matching knows none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from datetime import datetime


class PairingVerb(Protocol):
    """A verb that acts on a pairing inside the caller's transaction; running it twice must be harmless."""

    def __call__(self, *, pairing_id: int, now: datetime) -> Any:
        """Act."""


_when_accepted: list[PairingVerb] = []


def when_accepted(verb: PairingVerb) -> None:
    """Let an app act once both have accepted; called once from its `AppConfig.ready`."""
    if verb not in _when_accepted:
        _when_accepted.append(verb)


_when_ended: list[PairingVerb] = []


def when_ended(verb: PairingVerb) -> None:
    """Let an app act once a pair has ended, however it did; called once from its `AppConfig.ready`."""
    if verb not in _when_ended:
        _when_ended.append(verb)


def ended(*, pairing_id: int, now: datetime) -> None:
    """Tell every app that a pair has ended."""
    for verb in _when_ended:
        verb(pairing_id=pairing_id, now=now)


def accepted(*, pairing_id: int, now: datetime) -> None:
    """Tell every app that both have accepted."""
    for verb in _when_accepted:
        verb(pairing_id=pairing_id, now=now)
