"""Who meets what on the pages of the portfolio, of its links and of its papers."""

from __future__ import annotations

from tests.permissions.table import EVERYONE_SIGNED_IN, FORBIDDEN, LOGIN, OK, ROLES, Row

EVERY_MENTEE = {"anonymous": LOGIN, **dict.fromkeys(ROLES[1:], FORBIDDEN), "mentee": OK, "other_mentee": OK}


def a_part(_cast):
    return {"part": "feedback"}


ROWS: list[Row] = [
    Row("evaluation:portfolio", EVERYONE_SIGNED_IN),
    Row("evaluation:portfolio-looks", EVERY_MENTEE, method="POST"),
    Row("evaluation:portfolio-choose", EVERY_MENTEE, kwargs=a_part),
    Row("evaluation:portfolio-choose", EVERY_MENTEE, method="POST", kwargs=a_part),
]
