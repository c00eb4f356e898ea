"""One ZIP with everything: `everything.json`, the same to read in a browser, a CSV file for each table, the PDF files."""

from __future__ import annotations

import csv
import io
import json
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignKey
from django.utils.translation import gettext as _

from evaluation.exporting import as_text
from evaluation.leaving import readable
from evaluation.leaving.tables import TABLES, Table, files_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import Field, Model

    from mentorship.accounts.models import User

IN_MEMORY = 5 * 1024 * 1024
AT_A_TIME = 500
A_PIECE = 64 * 1024
NAMED_BY = ("full_name", "title", "name")
"""A record of another table is named by the first of these it has, else by its uuid."""


def pack(user: User, now: datetime) -> IO[bytes]:
    """Pack all that goes along into a ZIP and return it, ready to be read; large ones lie on disk meanwhile."""
    packed = cast("IO[bytes]", SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 (whoever serves it closes it)
    try:
        with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
            _fill(archive, user, now)
    except Exception:
        packed.close()
        raise
    packed.seek(0)
    return packed


def pieces(user: User, now: datetime) -> Iterator[bytes]:
    """Pack when the first piece is asked for, and hand the ZIP over piece by piece."""
    with pack(user, now) as packed:
        while piece := packed.read(A_PIECE):
            yield piece


def _fill(archive: ZipFile, user: User, now: datetime) -> None:
    archive.writestr("read_me.txt", _read_me())
    for name, content in files_of(user):
        archive.writestr(f"files/{name}", content)
    with SpooledTemporaryFile(max_size=IN_MEMORY) as kept, SpooledTemporaryFile(max_size=IN_MEMORY) as shown:
        whole, page = cast("IO[bytes]", kept), cast("IO[bytes]", shown)
        whole.write(f'{{"made_at": {json.dumps(now.isoformat())}, "tables": {{'.encode())
        page.write(readable.beginning(user, now).encode())
        for number, table in enumerate(TABLES):
            whole.write(f"{', ' if number else ''}{json.dumps(table.name)}: [".encode())
            _write(table, user, archive, whole, page)
            whole.write(b"]")
        whole.write(b"}}\n")
        page.write(readable.END.encode())
        for name, written in (("everything.json", whole), ("everything.html", page)):
            written.seek(0)
            with archive.open(name, "w") as out:
                while piece := written.read(A_PIECE):
                    out.write(piece)


def rows_of(table: Table, user: User) -> Iterator[dict[str, Any]]:
    """Every row of a table that goes along, as columns and values; one query."""
    columns = table.columns
    related = [column.name for column in columns if isinstance(column, ForeignKey)]
    rows = table.rows(user).order_by("pk").distinct()
    if related:
        rows = rows.select_related(*related)
    for row in rows.iterator(chunk_size=AT_A_TIME):
        yield {column.name: _value(row, column) for column in columns}


def _write(table: Table, user: User, archive: ZipFile, whole: IO[bytes], page: IO[bytes]) -> None:
    with archive.open(f"csv/{table.name}.csv", "w") as raw:
        out = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        writer = csv.writer(out)
        writer.writerow(column.name for column in table.columns)
        for number, row in enumerate(rows_of(table, user)):
            writer.writerow(_cell(value) for value in row.values())
            whole.write((", " if number else "").encode())
            whole.write(json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False).encode())
            page.write((("" if number else readable.heading(table)) + readable.entry(table, row)).encode())
        out.flush()
        out.detach()


def _value(row: Model, column: Field[Any, Any]) -> Any:
    if not isinstance(column, ForeignKey):
        return getattr(row, column.name)
    other = getattr(row, column.name)
    if other is None:
        return None
    return next((getattr(other, name) for name in NAMED_BY if hasattr(other, name)), None) or str(other.uuid)


def _cell(value: Any) -> Any:
    """Write one cell; nothing a person wrote is taken for a formula, and what has parts stays JSON."""
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return as_text(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False))
    if isinstance(value, bool | int | float):
        return value
    return as_text(str(value))


def _read_me() -> str:
    return _(
        "Everything this site holds of you that you may read: open everything.html to read it. everything.json is for other\n"
        "programs, the folder csv for spreadsheets (the same rows), the folder files holds documents. Times are UTC. What others keep for themselves,\n"
        "answers to surveys (they are kept without a name) and secrets are not in it. A sign ' before a cell keeps a\n"
        "spreadsheet from taking words for a formula.\n",
    )
