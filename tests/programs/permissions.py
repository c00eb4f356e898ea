"""Who meets what on the pages of `programs`."""

from __future__ import annotations

from tests.permissions.table import FORBIDDEN, ITS_LEADER, LOGIN, NOT_FOUND, OK, THE_MENTEE, Row

ANY_LEADER = {**ITS_LEADER, "other_leader": OK}
WHO_TAKES_PART = {
    "anonymous": LOGIN,
    **dict.fromkeys(["mentee", "mentor", "other_mentee", "other_mentor"], OK),
    **dict.fromkeys(["leader", "other_leader", "staff"], NOT_FOUND),
}
THE_MENTEE_AND_THE_LEADER = {**THE_MENTEE, "leader": OK}


def mentee_uuid(cast):
    return {"uuid": cast("mentee_enrollment").uuid}


ROWS: list[Row] = [
    Row("programs:people", ANY_LEADER),
    Row("programs:person", THE_MENTEE_AND_THE_LEADER, kwargs=mentee_uuid),
    Row("programs:approve", {**ITS_LEADER, "mentee": FORBIDDEN}, method="POST", kwargs=mentee_uuid),
    Row("programs:withdraw", {**ITS_LEADER, "mentee": FORBIDDEN}, kwargs=mentee_uuid),
    Row("programs:withdraw", {**ITS_LEADER, "mentee": FORBIDDEN}, method="POST", kwargs=mentee_uuid),
    Row("programs:needs", WHO_TAKES_PART),
    Row("programs:needs-add", {**THE_MENTEE, "leader": FORBIDDEN}, method="POST", kwargs=mentee_uuid),
    Row("programs:needs-remove", {**THE_MENTEE, "leader": FORBIDDEN}, method="POST", kwargs=mentee_uuid),
    Row("programs:post-room", ANY_LEADER, note="each leader their own cohorts"),
]
