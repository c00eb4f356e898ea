"""What a calendar address asks the database: as little as it can, for calendar programs ask often."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connection
from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Cast, Concat, StrIndex

from matching.models import Pairing
from meetings.calendars import Pair, Row, title_of
from meetings.enums import MeetingState
from meetings.models import Availability, CalendarFeed, Meeting, MeetingSeries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mentorship.accounts.models import User

_NO_VERSION = -1


class Kept(NamedTuple):
    """What is kept behind an address; `written` is left out for who has this version already."""

    feed_id: int
    user_id: int
    version: int
    written_as: str
    written_at: dt.datetime | None
    written: bytes | None


def kept_behind(digest: str, known_version: int | None) -> Kept | None:
    """What is kept behind the address with this digest, unless it is closed or its owner's account is; one query.

    The query is put into words once, and it is itself the check that the connection still works: asking whether it
    does would take as long again.
    """
    sql, places = _words(connection.vendor)
    values = [_NO_VERSION if known_version is None else known_version, digest]
    row = _asked(sql, [values[place] if isinstance(place, int) else place.value for place in places])
    if row is None:
        return None
    feed_id, user_id, version, written_as, written_at, written = row
    if written_at is not None and written_at.tzinfo is None:  # SQLite keeps UTC and does not say so.
        written_at = written_at.replace(tzinfo=dt.UTC)
    return Kept(feed_id, user_id, version, written_as, written_at, written)


def _asked(sql: str, params: list[Any]) -> tuple[Any, ...] | None:
    connection.health_check_done = True  # type: ignore[attr-defined]  # The stubs leave it out.
    try:
        return _row(sql, params)
    except (DatabaseError, InterfaceError):
        if connection.in_atomic_block or connection.is_usable():
            raise
        connection.close()
        return _row(sql, params)


def _row(sql: str, params: list[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found


class _Constant(NamedTuple):
    value: Any


@cache
def _words(_vendor: str) -> tuple[str, tuple[int | _Constant, ...]]:
    """The words of the query, and what stands in each of its places: the number of a value, or a constant."""
    markers = [-7, "digest"]
    unless_known = Case(When(version=Value(markers[0]), then=None), default=F("written"))
    open_ones = CalendarFeed.objects.filter(token_sha256=markers[1], revoked_at__isnull=True, user__is_active=True)
    asked = open_ones.order_by().values_list("pk", "user_id", "version", "written_as", "written_at", unless_known)
    sql, params = asked.query.sql_with_params()
    return sql, tuple(markers.index(param) if param in markers else _Constant(param) for param in params)


@dataclass(frozen=True)
class FeedFacts:
    """Everything that stands in a person's feed, read in four queries however much it is."""

    rows: list[Row]
    pairs: dict[int, Pair]
    series: dict[int, MeetingSeries]
    protected: list[Availability]


def feed_facts(user: User) -> FeedFacts:
    """What the feed of this person shows."""
    pairings = list(Pairing.objects.of_member(user).select_related("mentor__user", "mentee__user"))
    pairs = {pairing.pk: Pair(pairing.uuid, title_of(pairing.mentee.user, pairing.mentor.user)) for pairing in pairings}
    rows = Meeting.objects.filter(pairing__in=list(pairs)).exclude(state=MeetingState.PROPOSED)
    return FeedFacts(
        rows=[Row(*row) for row in rows.order_by("starts_at", "pk").values_list(*Row._fields)],
        pairs=pairs,
        series=MeetingSeries.objects.filter(pairing__in=list(pairs)).in_bulk(),
        protected=list(Availability.objects.filter(user=user, is_protected=True)),
    )


def marks_of(rows: Iterable[Row]) -> str:
    """Name meetings as they are now, for `changed_in`: whatever changes of one in a calendar raises its sequence."""
    return "".join(f"[{row.id}:{row.sequence}]" for row in rows)


def changed_in(pairing_ids: Sequence[int], since: dt.datetime, known: str, at_most: int) -> list[Row]:
    """Some meetings of these pairs that changed at that moment or later; one query of one table, put into words once.

    Left out are those that are still as `known` has them, see `marks_of`.
    """
    if not pairing_ids:
        return []
    words = _words_of_changes(connection.vendor, len(pairing_ids), at_most)
    values = [*pairing_ids, connection.ops.adapt_datetimefield_value(since), known]
    with connection.cursor() as cursor:
        cursor.execute(words.sql, [values[place] if isinstance(place, int) else place.value for place in words.places])
        found = cursor.fetchall()
    return [Row(*words.read(row)) for row in found]


class _Words(NamedTuple):
    sql: str
    places: tuple[int | _Constant, ...]
    converters: dict[int, tuple[list[Any], Any]]

    def read(self, row: Sequence[Any]) -> Sequence[Any]:
        """Make of the database's own values what the fields hold: PostgreSQL's are that already."""
        if not self.converters:
            return row
        values = list(row)
        for place, (converters, expression) in self.converters.items():
            for convert in converters:
                values[place] = convert(values[place], expression, connection)
        return values


@cache
def _words_of_changes(_vendor: str, pairs: int, at_most: int) -> _Words:
    pair_markers = [-1 - place for place in range(pairs)]
    since_marker = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)
    known_marker = "known"
    parts = [Value("["), Cast("pk", CharField()), Value(":"), Cast("sequence", CharField()), Value("]")]
    is_known = StrIndex(Value(known_marker), Concat(*parts, output_field=CharField()))
    changed = Meeting.objects.filter(pairing__in=pair_markers, changed_at__gte=since_marker)
    changed = changed.exclude(state=MeetingState.PROPOSED).alias(known=is_known).filter(known=0)
    compiler = changed.order_by("pk").values_list(*Row._fields)[:at_most].query.get_compiler(DEFAULT_DB_ALIAS)
    sql, params = compiler.as_sql()
    markers = [*pair_markers, connection.ops.adapt_datetimefield_value(since_marker), known_marker]
    places = tuple(markers.index(param) if param in markers else _Constant(param) for param in params)
    return _Words(sql, places, compiler.get_converters([column[0] for column in compiler.select]))
