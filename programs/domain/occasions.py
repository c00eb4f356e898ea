"""Occasions on which later stages of the product act: they register here, so that programs know none of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from mentorship.accounts.models import User
    from programs.models import Enrollment


@dataclass(frozen=True)
class Leaving:
    """What a later stage has to say and to do when somebody leaves a cohort.

    `what_ends` answers in sentences for the leader, before anything happens; `end` does it inside the transaction of the
    withdrawal, called as end(enrollment_id, by, now), and is harmless when it is called twice.
    """

    what_ends: Callable[[Enrollment], list[str]]
    end: Callable[[int, User, datetime], None]


_leaving: list[Leaving] = []


def when_somebody_leaves(leaving: Leaving) -> None:
    """Let an app act when somebody leaves; called once from its `AppConfig.ready`."""
    if leaving not in _leaving:
        _leaving.append(leaving)


def what_ends(enrollment: Enrollment) -> list[str]:
    """Say in sentences what ends with a person's part in a cohort."""
    return [sentence for leaving in _leaving for sentence in leaving.what_ends(enrollment)]


def somebody_leaves(*, enrollment_id: int, by: User, now: datetime) -> None:
    """Let every app end what it has to end."""
    for leaving in _leaving:
        leaving.end(enrollment_id, by, now)
