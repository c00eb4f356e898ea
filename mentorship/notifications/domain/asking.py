"""Asking the kinds again whether what is about to leave is still due, so that what was done meanwhile is not told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from mentorship.notifications import reminders
from mentorship.notifications.models import Notification
from mentorship.notifications.reminders import Due, Identity, ReminderKind

FRESH_FOR = timedelta(seconds=20)
"""A query that cannot be narrowed is asked anew when its last answer is older."""

Answer: TypeAlias = "dict[tuple[str, Identity], Due]"
Query: TypeAlias = Callable[[datetime], Iterable[Due]]


@dataclass(frozen=True)
class Answers:
    """What is due of some rows; `unknown` are the kinds whose query failed."""

    due: Answer
    unknown: frozenset[str]

    def about(self, row: Notification) -> Due | None:
        """Return what a row tells if it is still due."""
        return self.due.get((row.kind, row.identity))


@dataclass
class Asking:
    """Asks, and remembers for a moment what cannot be asked for a batch alone."""

    failures: list[Exception] = field(default_factory=list)
    _remembered: dict[Query, tuple[datetime, Answer]] = field(default_factory=dict)

    def whether_due(self, rows: Iterable[Notification], now: datetime) -> Answers:
        """Return what is due of these rows now."""
        subjects: dict[str, set[UUID]] = defaultdict(set)
        for row in rows:
            subjects[row.kind].add(row.subject_uuid)
        due: Answer = {}
        unknown: set[str] = set()
        for kind in reminders.kinds():
            if kind.key not in subjects:
                continue
            try:
                due |= self._ask(kind, subjects[kind.key], now)
            except Exception as failure:  # noqa: BLE001 - raised at the end of the run, once the others had their turn
                failure.add_note(f"while asking “{kind.key}” what is due")
                self.failures.append(failure)
                unknown.add(kind.key)
        return Answers(due, frozenset(unknown))

    def _ask(self, kind: ReminderKind, subjects: set[UUID], now: datetime) -> Answer:
        if kind.about is not None:
            return _by_identity(kind.about(now, subjects))
        asked_at, answer = self._remembered.get(kind.due, (None, {}))
        if asked_at is None or now - asked_at > FRESH_FOR:
            answer = _by_identity(kind.due(now))
            self._remembered[kind.due] = now, answer
        return {key: item for key, item in answer.items() if item.subject_uuid in subjects}


def _by_identity(due: Iterable[Due]) -> Answer:
    return {(item.kind, item.identity): item for item in due}
