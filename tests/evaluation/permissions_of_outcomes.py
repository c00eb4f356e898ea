"""Who meets what on the pages of outcomes: the person reads their own, the leader of the program records."""

from __future__ import annotations

from tests.permissions.table import EVERYONE_SIGNED_IN, ITS_LEADER, NOT_FOUND, OK, Row

LEADERS = {**ITS_LEADER, "other_leader": OK}
WITH_A_COHORT = {**ITS_LEADER, "other_leader": NOT_FOUND}


def the_mentee(cast):
    return {"uuid": cast("mentee_enrollment").uuid}


ROWS: list[Row] = [
    Row("evaluation:outcomes", LEADERS),
    Row("evaluation:outcomes-own", EVERYONE_SIGNED_IN),
    Row("evaluation:outcomes-file", WITH_A_COHORT, note="who has no cohort has nobody to record"),
    Row("evaluation:outcomes-file", WITH_A_COHORT, method="POST"),
    Row("evaluation:outcomes-of-person", ITS_LEADER, kwargs=the_mentee),
    Row("evaluation:outcomes-of-person", ITS_LEADER, method="POST", kwargs=the_mentee),
]
