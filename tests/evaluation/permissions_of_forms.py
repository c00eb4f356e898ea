"""Who meets what on the pages on which a leader writes a program's forms."""

from __future__ import annotations

from evaluation.domain.forms import begin_form
from tests.cast import NOW
from tests.permissions.table import ITS_LEADER, LOGIN, NOT_FOUND, OK, ROLES, Row

EVERY_LEADER = {"anonymous": LOGIN, **dict.fromkeys(ROLES[1:], NOT_FOUND), "leader": OK, "other_leader": OK}


def a_draft(cast):
    form = begin_form(
        program_id=cast("cohort").program_id, name="Chest drain", starting_point="dops", by=cast("leader"), now=NOW
    )
    return {"uuid": form.uuid}


ROWS: list[Row] = [
    Row("evaluation:program-form-begin", EVERY_LEADER),
    Row("evaluation:program-form-begin", EVERY_LEADER, method="POST"),
    Row("evaluation:program-form", ITS_LEADER, kwargs=a_draft),
    Row("evaluation:program-form", ITS_LEADER, method="POST", kwargs=a_draft),
    Row("evaluation:program-form-preview", ITS_LEADER, kwargs=a_draft),
    Row("evaluation:program-form-publish", ITS_LEADER, method="POST", kwargs=a_draft),
    Row("evaluation:program-form-next", ITS_LEADER, method="POST", kwargs=a_draft),
    Row("evaluation:program-form-offer", ITS_LEADER, method="POST", kwargs=a_draft),
]
