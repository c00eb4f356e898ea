"""The registry of what has dates: each app says what it holds for somebody, and how it moves and goes back.

`programs` stands to the left of the apps that hold the dates, so they come here: each registers one `DatedKind` for
each kind of record from its `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.utils.functional import _StrPromise

    from mentorship.accounts.models import User
    from programs.models import Cohort

Dates = Mapping[str, str | None]
"""A record's dates by field, in ISO 8601; None where there is none."""


@dataclass(frozen=True)
class Scope:
    """Whose dates from when on move by how many weeks; without `enrollment_ids` those of the whole cohort."""

    cohort: Cohort
    enrollment_ids: frozenset[int] | None
    starts_on: date
    weeks: int
    now: datetime

    @property
    def by(self) -> timedelta:
        """By how much dates move."""
        return timedelta(weeks=self.weeks)

    @property
    def is_whole_cohort(self) -> bool:
        """Does it apply to everybody, and so to the cohort's own dates?"""
        return self.enrollment_ids is None


@dataclass(frozen=True)
class Shift:
    """One record that moves: what it is in words (never what somebody wrote), when it was, when it will be.

    `warning` says what the leader should know before confirming: somebody has another meeting then.
    """

    kind: str
    record_id: int
    label: str
    old: date | datetime
    new: date | datetime
    before: Dates
    after: Dates
    warning: str = ""


@dataclass(frozen=True)
class DatedKind:
    """One kind of record with dates.

    `find` returns what would move, locked if it is told so, so that it stays as it was found. `current` reads the
    dates of these records as they are, locked. `write` gives records their dates; `by` is the leader. A kind whose
    dates are derived from the leave itself has no `write`: it is shown, and there is nothing to undo.
    """

    key: str
    label: str | _StrPromise
    find: Callable[[Scope], Iterable[Shift]]
    current: Callable[[Sequence[int]], Mapping[int, Dates]] | None = None
    write: Callable[[Mapping[int, Dates], User, datetime], None] | None = None

    @property
    def is_derived(self) -> bool:
        """Do its dates follow from the leave by themselves?"""
        return self.write is None


_kinds: dict[str, DatedKind] = {}


def register(*kinds: DatedKind) -> None:
    """Let an app say what it holds; called once from its `AppConfig.ready`."""
    for kind in kinds:
        _kinds[kind.key] = kind


def kinds() -> list[DatedKind]:
    """Every kind there is, in the order of the apps."""
    return list(_kinds.values())


def find_all(scope: Scope) -> list[tuple[DatedKind, list[Shift]]]:
    """Return everything that moves, by kind; kinds without any are left out."""
    found = [(kind, list(kind.find(scope))) for kind in kinds()]
    return [(kind, shifts) for kind, shifts in found if shifts]
