"""Who meets what on the pages of `programs`."""

from __future__ import annotations

from tests.permissions.table import ITS_LEADER, OK, Row

ANY_LEADER = {**ITS_LEADER, "other_leader": OK}

ROWS: list[Row] = [
    Row("programs:post-room", ANY_LEADER, note="each leader their own cohorts"),
]
