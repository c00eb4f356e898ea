"""A cohort that begins as a copy of an earlier one: apps to the right bring what they hold of it, never people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from programs.models import Cohort

_verbs: list[Callable[[Cohort, Cohort], None]] = []


def when_copied(verb: Callable[[Cohort, Cohort], None]) -> None:
    """Call `verb(earlier, new)` inside the transaction in which a cohort is copied."""
    if verb not in _verbs:
        _verbs.append(verb)


def copied(earlier: Cohort, new: Cohort) -> None:
    """Let every app bring its own."""
    for verb in _verbs:
        verb(earlier, new)
