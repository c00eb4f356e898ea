"""Who meets what on the pages of `programs`."""

from __future__ import annotations

from tests.permissions.table import Row

ROWS: list[Row] = []
