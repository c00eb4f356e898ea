"""Who meets what on the pages of `notifications`."""

from __future__ import annotations

from tests.permissions.table import Row

ROWS: list[Row] = []
