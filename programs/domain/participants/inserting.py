"""Many rows of one model in few statements: what `bulk_create` does, without making an object and an expression of each cell.

PostgreSQL takes them by COPY, other databases by INSERT. For 10,000 sign-ups that is a third of the time
(`benchmarks/imports.py`). Names come from the model, values are parameters or escaped.
"""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import CharField, DateTimeField, ForeignKey, IntegerField, JSONField, TextField, UUIDField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import Model

PLAIN = (CharField, TextField, IntegerField, ForeignKey)
"""Fields whose values go to the database as they are."""
MOST_PARAMETERS = 20_000
ROWS_AT_ONCE = 2_000
SPECIAL = re.compile(r"[\\\t\n\r]")
WRITTEN = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
"""What COPY takes for a mark of its own, and how it is written instead (PostgreSQL, COPY, text format)."""


def insert_rows(model: type[Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert `rows`, whose cells stand in the order of `names`; no signal is sent, constraints hold."""
    if not rows:
        return
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    into = f"{quote(model._meta.db_table)} ({columns})"
    if connection.vendor == "postgresql":
        _copy(into, fields, rows)
    else:
        _insert(into, fields, rows)


def _copy(into: str, fields: Sequence[Any], rows: Sequence[Sequence[Any]]) -> None:
    writers = [_writer(field) for field in fields]
    with connection.cursor() as cursor:
        for first in range(0, len(rows), ROWS_AT_ONCE):
            lines = [
                "\t".join(["\\N" if cell is None else write(cell) for write, cell in zip(writers, row, strict=True)])
                for row in rows[first : first + ROWS_AT_ONCE]
            ]
            with connection.wrap_database_errors:
                cursor.copy_expert(f"COPY {into} FROM STDIN", io.StringIO("\n".join(lines) + "\n"))


def _writer(field: Any) -> Callable[[Any], str]:
    """Return what writes a value of this field as COPY reads it."""
    if isinstance(field, JSONField):
        return lambda value: escaped(json.dumps(value, cls=field.encoder))
    if isinstance(field, (UUIDField, IntegerField, ForeignKey)):
        return str
    if isinstance(field, DateTimeField):
        return lambda value: value.isoformat()
    if isinstance(field, (CharField, TextField)):
        return escaped
    return lambda value: escaped(str(field.get_db_prep_save(value, connection)))


def escaped(value: str) -> str:
    """Write text as COPY reads it."""
    text = str(value)
    return SPECIAL.sub(lambda found: WRITTEN[found[0]], text) if SPECIAL.search(text) else text


def _insert(into: str, fields: Sequence[Any], rows: Sequence[Sequence[Any]]) -> None:
    adapted = [(place, _adapter(field)) for place, field in enumerate(fields) if not isinstance(field, PLAIN)]
    start = f"INSERT INTO {into} VALUES "  # noqa: S608 (names of the model)
    one = f"({', '.join(['%s'] * len(fields))})"
    at_once = max(MOST_PARAMETERS // len(fields), 1)
    with connection.cursor() as cursor:
        for first in range(0, len(rows), at_once):
            batch = rows[first : first + at_once]
            parameters: list[Any] = []
            for row in batch:
                cells = list(row)
                for place, adapt in adapted:
                    cells[place] = adapt(cells[place])
                parameters += cells
            cursor.execute(start + ", ".join([one] * len(batch)), parameters)


def _adapter(field: Any) -> Callable[[Any], Any]:
    """Return what makes of a value of this field what the database takes."""
    if isinstance(field, JSONField):
        return lambda value: connection.ops.adapt_json_value(value, None)
    if isinstance(field, UUIDField):
        return str if connection.features.has_native_uuid_field else lambda value: value.hex
    return lambda value: field.get_db_prep_save(value, connection)
