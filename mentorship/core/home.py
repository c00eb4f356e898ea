"""What a person's home page shows: each app contributes what it knows, the page puts it in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from django.db.models import BigIntegerField, DateTimeField, UUIDField, Value
from django.db.models.functions import Cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    from mentorship.accounts.models import User

Read = TypeVar("Read")


@dataclass(frozen=True)
class Tap:
    """What can be settled right here, by one button that posts `fields` to `url`; home then shows what comes next."""

    label: str
    url: str
    fields: tuple[tuple[str, str], ...] = ()


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
    tap: Tap | None = None


@dataclass(frozen=True)
class Section:
    """A part of the home page: a template of its own with what it needs."""

    key: str
    title: str
    template: str
    order: int
    context: dict[str, Any] = field(default_factory=dict)


class Row(NamedTuple):
    """One row of the query that all apps share: what there is of a kind, for which pairing, since or until when."""

    kind: str
    uuid: UUID | None
    pairing_id: int | None
    at: datetime | None
    words: str


@dataclass
class Visit:
    """One look at a home page: who looks, in which role (`leader`, `mentor`, `mentee`), when, and what was read for it.

    Apps share what they read through it, so that a page asks everything once, however many apps show it.
    """

    user: User
    role: str
    now: datetime
    _read: dict[Any, Any] = field(default_factory=dict, repr=False)

    def once(self, read: Callable[[Visit], Read]) -> Read:
        """Return what `read` finds for this visit; it is asked the first time only."""
        if read not in self._read:
            self._read[read] = read(self)
        return cast("Read", self._read[read])

    def rows(self, kind: str) -> list[Row]:
        """Return the rows of this kind that apps contributed."""
        return self._rows_by_kind.get(kind, [])

    @cached_property
    def _rows_by_kind(self) -> dict[str, list[Row]]:
        """Every row of every kind, in one query."""
        asked = [rows for contribution in _rows for rows in contribution(self)]
        by_kind: dict[str, list[Row]] = {}
        for found in asked[0].union(*asked[1:]) if asked else ():
            row = Row(*found)
            by_kind.setdefault(row.kind, []).append(row)
        return by_kind


def rows_of(
    found: QuerySet[Any],
    kind: str,
    *,
    uuid: str = "uuid",
    pairing: str = "",
    at: str = "",
    words: str | Combinable = "",
) -> QuerySet[Any]:
    """Ask for these records as rows of `kind`, to stand in one query with those of all other apps.

    `uuid`, `pairing`, `at` and `words` name the fields that fill the `Row`; what is left empty stays empty in it.
    """
    return found.order_by().values_list(
        Value(kind),
        uuid or Cast(Value(None), UUIDField()),
        pairing or Cast(Value(None), BigIntegerField()),
        at or Cast(Value(None), DateTimeField()),
        words or Value(""),
    )


_next_things: list[Callable[[Visit], Iterable[NextThing]]] = []
_sections: list[Callable[[Visit], Iterable[Section]]] = []
_rows: list[Callable[[Visit], Iterable[QuerySet[Any]]]] = []


def contribute(
    *,
    next_things: Callable[[Visit], Iterable[NextThing]] | None = None,
    sections: Callable[[Visit], Iterable[Section]] | None = None,
    rows: Callable[[Visit], Iterable[QuerySet[Any]]] | None = None,
) -> None:
    """Let an app add to the home page; called once from its `AppConfig.ready`.

    `rows` yields queries made by `rows_of`; they are asked together, and `Visit.rows` gives them back by kind.
    """
    if next_things is not None and next_things not in _next_things:
        _next_things.append(next_things)
    if sections is not None and sections not in _sections:
        _sections.append(sections)
    if rows is not None and rows not in _rows:
        _rows.append(rows)


def next_things(visit: Visit) -> list[NextThing]:
    """Everything that waits for this person in this role, the most pressing first; what is late moves up by one rank."""
    things = [thing for contribution in _next_things for thing in contribution(visit)]
    now = visit.now

    def pressing(thing: NextThing) -> tuple[int, bool, datetime, str]:
        is_late = thing.due_at is not None and thing.due_at < now
        return (thing.rank - 10 * is_late, thing.due_at is None, thing.due_at or now, thing.title)

    return sorted(things, key=pressing)


def sections(visit: Visit) -> list[Section]:
    """The parts of the home page of this person in this role, in order."""
    parts = [section for contribution in _sections for section in contribution(visit)]
    return sorted(parts, key=lambda section: (section.order, section.key))
