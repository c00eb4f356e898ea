"""Who meets what on the pages of surveys: whoever is asked answers, the leader of the program reads groups."""

from __future__ import annotations

from tests.evaluation.surveys import DAY, TODAY, a_window
from tests.permissions.table import EVERYONE_SIGNED_IN, ITS_LEADER, LOGIN, NOT_FOUND, OK, ROLES, Row

LEADERS = {**ITS_LEADER, "other_leader": OK}
ITS_MENTEES = {"anonymous": LOGIN, **dict.fromkeys(ROLES[1:], NOT_FOUND), "mentee": OK, "other_mentee": OK}


def an_open_one(cast):
    for person in ("mentee", "other_mentee", "mentor", "other_mentor"):
        cast(person)
    return {"uuid": a_window(cast("cohort")).uuid}


def one_to_come(cast):
    return {"uuid": a_window(cast("cohort"), opens_on=TODAY + 400 * DAY, closes_on=TODAY + 410 * DAY).uuid}


ROWS: list[Row] = [
    Row("evaluation:surveys", EVERYONE_SIGNED_IN),
    Row("evaluation:survey", ITS_MENTEES, kwargs=an_open_one),
    Row(
        "evaluation:survey",
        ITS_MENTEES,
        method="POST",
        kwargs=an_open_one,
        data=lambda _cast: {"item-burnout": "2"},
    ),
    Row("evaluation:survey-set-up", LEADERS),
    Row("evaluation:survey-set-up", LEADERS, method="POST"),
    Row("evaluation:survey-change", ITS_LEADER, kwargs=one_to_come),
    Row("evaluation:survey-change", ITS_LEADER, method="POST", kwargs=one_to_come),
    Row("evaluation:survey-drop", ITS_LEADER, method="POST", kwargs=one_to_come),
    Row(
        "evaluation:survey-wording",
        {**ITS_LEADER, "other_leader": NOT_FOUND},
        kwargs=lambda _cast: {"key": "cbi"},
        note="who has no cohort has nobody to ask",
    ),
    Row(
        "evaluation:survey-wording",
        {**ITS_LEADER, "other_leader": NOT_FOUND},
        method="POST",
        kwargs=lambda _cast: {"key": "cbi"},
    ),
    Row("evaluation:survey-results", ITS_LEADER, kwargs=an_open_one),
]
