"""Who meets what on the leader's pages; the other leader sees the same pages of their own program."""

from __future__ import annotations

from tests.permissions.table import ITS_LEADER, NOT_FOUND, OK, Row

LEADERS = {**ITS_LEADER, "other_leader": OK}

ROWS: list[Row] = [
    Row("evaluation:board", LEADERS),
    Row("evaluation:report", LEADERS),
    Row("evaluation:report-export", {**ITS_LEADER, "other_leader": NOT_FOUND}, note="who has no cohort has no file"),
]
