"""Counting rows in the database, once for each table, split by cohort or by mentee, and by month where that is asked for.

A metric names what it counts as a `Term`: one amount of one kind of rows. `tally` reads all the terms of one kind of rows
together, so that any number of metrics, cohorts and months costs one query for each table.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Aggregate,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Q,
    Sum,
    Value,
)
from django.db.models.functions import Greatest, Least, TruncMonth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from django.db.models import QuerySet

    from programs.models import Cohort

BY_COHORT, BY_MENTEE = "cohort_id", "pk"
"""How a tally may be split: by the cohort of the rows' mentees, or by the mentees themselves."""


@dataclass(frozen=True)
class Spell:
    """How long something lasted: from one field to another, in seconds."""

    since: str
    until: str


@dataclass(frozen=True)
class Rows:
    """One kind of rows, found for a moment, with what may be counted of them.

    `mentee` leads from a row to its enrollment (empty where the row is one), `month` names the field that says in which
    month a row belongs. `adds` are plain sums and counts, `spells` lengths of time, `days` the field whose median is asked, of the rows that have it.
    """

    key: str
    find: Callable[[datetime], QuerySet[Any]]
    mentee: str = "pairing__mentee"
    month: str = ""
    adds: Mapping[str, Aggregate] = field(default_factory=dict)
    spells: Mapping[str, Spell] = field(default_factory=dict)
    days: str = ""

    def __hash__(self) -> int:
        """Tell kinds of rows apart by their key."""
        return hash(self.key)


@dataclass(frozen=True)
class Term:
    """One amount of one kind of rows, times `scale`, times the number of the cohort's policy named `per_policy`."""

    rows: Rows
    name: str
    scale: Fraction = Fraction(1)
    per_policy: str = ""


Key = tuple[str, str, int]


class Tallies:
    """What was counted: sums for each term, each cohort (or mentee) and each month."""

    def __init__(self) -> None:
        self._sums: dict[tuple[Key, date | None], Fraction] = defaultdict(Fraction)
        self._days: dict[tuple[Key, date | None], Counter[int]] = defaultdict(Counter)

    def add(self, key: Key, amount: int, month: date | None = None) -> None:
        """Add to a sum; without a month to the whole."""
        self._sums[key, month] += amount

    def add_days(self, key: Key, days: int, number: int, month: date | None = None) -> None:
        """Add so many rows that took so many days."""
        self._days[key, month][days] += number

    def amount(self, term: Term, owners: Iterable[int | Cohort], month: date | None = None) -> Fraction:
        """Sum a term over cohorts (needed where the policy has a say) or ids; of one month, or altogether."""
        total = Fraction(0)
        for owner in owners:
            pk = owner if isinstance(owner, int) else owner.pk
            policy = getattr(owner.policy, term.per_policy) if term.per_policy and not isinstance(owner, int) else 1
            total += self._sums[(term.rows.key, term.name, pk), month] * policy
        return total * term.scale

    def days(self, term: Term, owners: Iterable[int | Cohort], month: date | None = None) -> Counter[int]:
        """How many rows took how many days."""
        found: Counter[int] = Counter()
        for owner in owners:
            pk = owner if isinstance(owner, int) else owner.pk
            found += self._days[(term.rows.key, term.name, pk), month]
        return found


def tally(
    terms: Iterable[Term],
    *,
    now: datetime,
    cohorts: Sequence[Cohort],
    by: str = BY_COHORT,
    months: Sequence[date] = (),
    zone: ZoneInfo | None = None,
) -> Tallies:
    """Count every term: one query for each kind of rows, however many cohorts, mentees and months.

    Args:
        terms: what to count.
        now: what is over by then counts as over.
        cohorts: whose rows are counted, with their policies at hand.
        by: split by cohort or by mentee.
        months: first days of the months to count apart too, without a gap; the last one ends a month later.
        zone: in whose days the months begin; needed with `months`.
    """
    wanted: dict[Rows, set[str]] = defaultdict(set)
    for term in terms:
        wanted[term.rows].add(term.name)
    found = Tallies()
    bounds = _bounds(months, zone) if zone is not None else []
    for rows, names in wanted.items():
        lead = f"{rows.mentee}__" if rows.mentee else ""
        chosen = rows.find(now).filter(**{f"{lead}cohort__in": [cohort.pk for cohort in cohorts]}).order_by()
        split: dict[str, Any] = {"of_whom": F(f"{lead}{by}")}
        if bounds and rows.month:
            split["in_month"] = TruncMonth(rows.month, tzinfo=None if _is_day(chosen, rows.month) else zone)
        if rows.days and "days" in names:
            split["in_days"] = F(rows.days)
        columns = _columns(rows, names, bounds)
        for row in chosen.values(**split).annotate(**columns):
            _take(found, rows, names, row, [month for month, _start, _end in bounds])
    return found


def _is_day(chosen: QuerySet[Any], name: str) -> bool:
    annotated = chosen.query.annotations.get(name)
    of = annotated.output_field if annotated is not None else chosen.model._meta.get_field(name)
    return not isinstance(of, DateTimeField)


def _bounds(months: Sequence[date], zone: ZoneInfo) -> list[tuple[date, datetime, datetime]]:
    """Return each month with the moments at which it begins and ends."""
    return [
        (
            month,
            datetime(month.year, month.month, 1, tzinfo=zone).astimezone(UTC),
            datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=zone).astimezone(UTC),
        )
        for month in months
    ]


def _columns(rows: Rows, names: set[str], bounds: Iterable[tuple[date, datetime, datetime]]) -> dict[str, Aggregate]:
    columns: dict[str, Aggregate] = {name: rows.adds[name] for name in sorted(names & set(rows.adds))}
    if "days" in names:
        columns["how_many"] = Count("*")
    for name in sorted(names & set(rows.spells)):
        spell = rows.spells[name]
        columns[name] = _lasting(F(spell.since), F(spell.until))
        for month, start, end in bounds:
            columns[f"{name}_in_{month:%Y%m}"] = _lasting(
                Greatest(F(spell.since), Value(start, DateTimeField())),
                Least(F(spell.until), Value(end, DateTimeField())),
                Q(**{f"{spell.since}__lt": end, f"{spell.until}__gt": start}),
            )
    return columns


def _lasting(since: Any, until: Any, when: Q | None = None) -> Sum:
    return Sum(ExpressionWrapper(until - since, DurationField()), filter=when)


def _take(found: Tallies, rows: Rows, names: set[str], row: Mapping[str, Any], months: Iterable[date]) -> None:
    month = row.get("in_month")
    in_month = month.date() if isinstance(month, datetime) else month
    for name in names:
        key = (rows.key, name, row["of_whom"])
        if name == "days":
            if row["in_days"] is None:
                continue
            found.add_days(key, max(0, row["in_days"]), row["how_many"])
            if in_month:
                found.add_days(key, max(0, row["in_days"]), row["how_many"], in_month)
        elif name in rows.adds:
            found.add(key, row[name] or 0)
            if in_month:
                found.add(key, row[name] or 0, in_month)
        else:
            found.add(key, _seconds(row[name]))
            for one in months:
                found.add(key, _seconds(row[f"{name}_in_{one:%Y%m}"]), one)


def _seconds(length: timedelta | None) -> int:
    return round(length.total_seconds()) if length else 0


class WholeDays(Func):
    """How many times 24 hours lie between two moments, rounded down."""

    output_field = IntegerField()

    def __init__(self, since: str, until: str) -> None:
        super().__init__(ExpressionWrapper(F(until) - F(since), DurationField()))

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, Any]:
        """Take the seconds of an interval."""
        return self.as_sql(compiler, connection, template="FLOOR(EXTRACT(EPOCH FROM %(expressions)s) / 86400)::integer")

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, Any]:
        """Take the microseconds that an interval is there."""
        return self.as_sql(compiler, connection, template="CAST(%(expressions)s / 86400000000 AS INTEGER)")
