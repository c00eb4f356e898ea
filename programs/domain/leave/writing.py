"""What the apps share when they tell of dates that move: ISO 8601 in and out, and records written by field."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.db.models import Manager, Model

    from mentorship.accounts.models import User
    from programs.domain.leave.shifting import Dates


def as_dates(record: Model, fields: Sequence[str]) -> Dates:
    """Write down these fields of a record."""
    values = {name: getattr(record, name) for name in fields}
    return {name: value.isoformat() if value is not None else None for name, value in values.items()}


def from_iso(value: str | None) -> date | datetime | None:
    """Read one date or moment back."""
    if value is None:
        return None
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)


def reader(rows: Manager[Any], fields: Sequence[str]) -> Callable[[Sequence[int]], Mapping[int, Dates]]:
    """Make the function that reads and locks the present dates of records."""

    def current(record_ids: Sequence[int]) -> Mapping[int, Dates]:
        found = rows.select_for_update(of=["self"]).filter(pk__in=record_ids).order_by("pk")
        return {record.pk: as_dates(record, fields) for record in found}

    return current


def writer(rows: Manager[Any], fields: Sequence[str]) -> Callable[[Mapping[int, Dates], User, datetime], None]:
    """Make the function that gives records their dates."""

    def write(dates: Mapping[int, Dates], _by: User, _now: datetime) -> None:
        found = list(rows.filter(pk__in=dates))
        for record in found:
            for name, value in dates[record.pk].items():
                setattr(record, name, from_iso(value))
        rows.bulk_update(found, fields, batch_size=500)

    return write
