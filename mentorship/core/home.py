"""What a person's home page shows: each app contributes what it knows, the page puts it in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from mentorship.accounts.models import User


@dataclass(frozen=True)
class NextThing:
    """One thing that waits for this person.

    `title` begins with a verb; `why` is one short sentence; `rank` orders things that wait: lower comes first
    (10 sign or answer, 20 confirm or give feedback, 30 write, 40 plan, 50 tidy); among equals the earlier `due_at`.
    """

    title: str
    why: str
    button: str
    url: str
    rank: int
    due_at: datetime | None = None


@dataclass(frozen=True)
class Section:
    """A part of the home page: a template of its own with what it needs."""

    key: str
    title: str
    template: str
    order: int
    context: dict[str, Any] = field(default_factory=dict)


_next_things: list[Callable[[User, str, datetime], Iterable[NextThing]]] = []
_sections: list[Callable[[User, str, datetime], Iterable[Section]]] = []


def contribute(
    *,
    next_things: Callable[[User, str, datetime], Iterable[NextThing]] | None = None,
    sections: Callable[[User, str, datetime], Iterable[Section]] | None = None,
) -> None:
    """Let an app add to the home page; called once from its `AppConfig.ready`.

    Both functions take the user, the role acted in (`leader`, `mentor`, `mentee`) and the time.
    """
    if next_things is not None and next_things not in _next_things:
        _next_things.append(next_things)
    if sections is not None and sections not in _sections:
        _sections.append(sections)


def next_things(user: User, role: str, now: datetime) -> list[NextThing]:
    """Everything that waits for `user` in this role, the most pressing first; what is late moves up by one rank."""
    things = [thing for contribution in _next_things for thing in contribution(user, role, now)]

    def pressing(thing: NextThing) -> tuple[int, bool, datetime, str]:
        is_late = thing.due_at is not None and thing.due_at < now
        return (thing.rank - 10 * is_late, thing.due_at is None, thing.due_at or now, thing.title)

    return sorted(things, key=pressing)


def sections(user: User, role: str, now: datetime) -> list[Section]:
    """The parts of the home page of `user` in this role, in order."""
    parts = [section for contribution in _sections for section in contribution(user, role, now)]
    return sorted(parts, key=lambda section: (section.order, section.key))
