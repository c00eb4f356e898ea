"""Who meets what on the pages of `demo`: outside the demo there are none."""

from __future__ import annotations

from tests.permissions.table import NOT_FOUND, ROLES, Row

NOBODY = dict.fromkeys(ROLES, NOT_FOUND)
KEY = "20270201-090000-1-0"

ROWS: list[Row] = [
    Row("demo:mail", NOBODY),
    Row("demo:mail-message", NOBODY, kwargs=lambda _cast: {"key": KEY}),
    Row("demo:mail-page", NOBODY, kwargs=lambda _cast: {"key": KEY}),
    Row("demo:mail-file", NOBODY, kwargs=lambda _cast: {"key": KEY, "number": 0}),
]
