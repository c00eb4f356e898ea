"""Who meets what on the pages of `matching`."""

from __future__ import annotations

from typing import Any

from tests.matching.factories import ProposalFactory, RunFactory, UnmatchedFactory
from tests.permissions.table import (
    FORBIDDEN,
    ITS_LEADER,
    OK,
    THE_MENTEE,
    THE_PAIR_AND_ITS_LEADER,
    Row,
)

ANY_LEADER = {**ITS_LEADER, "other_leader": OK}
ONLY_THE_LEADER_LEADS = {**THE_PAIR_AND_ITS_LEADER, "mentee": FORBIDDEN, "mentor": FORBIDDEN}
ONLY_THE_PAIR_ANSWERS = {**THE_PAIR_AND_ITS_LEADER, "leader": FORBIDDEN}


def run(cast: Any) -> dict[str, Any]:
    return {"uuid": RunFactory(cohort=cast("cohort"), started_by=cast("leader")).uuid}


def proposal(cast: Any) -> dict[str, Any]:
    run = RunFactory(cohort=cast("cohort"), started_by=cast("leader"))
    return {"uuid": ProposalFactory(run=run, mentor=cast("mentor_enrollment"), mentee=cast("mentee_enrollment")).uuid}


def a_mail(cast: Any) -> dict[str, Any]:
    return {**proposal(cast), "role": "mentee"}


def the_pair(cast: Any) -> dict[str, Any]:
    return {"uuid": cast("pairing").uuid}


def unmatched(cast: Any) -> dict[str, Any]:
    run = RunFactory(cohort=cast("cohort"), started_by=cast("leader"))
    return {"uuid": UnmatchedFactory(run=run, mentee=cast("mentee_enrollment")).uuid}


def the_mentee(cast: Any) -> dict[str, Any]:
    return {"uuid": cast("mentee_enrollment").uuid}


ROWS: list[Row] = [
    Row("matching:pause", ONLY_THE_LEADER_LEADS, "POST", kwargs=the_pair),
    Row("matching:resume", ONLY_THE_LEADER_LEADS, "POST", kwargs=the_pair),
    Row("matching:look-again", ONLY_THE_LEADER_LEADS, "POST", kwargs=the_pair),
    Row("matching:undo", ITS_LEADER, "POST", kwargs=run),
    Row("matching:publish-mail", ITS_LEADER, kwargs=a_mail),
    Row("matching:end", ONLY_THE_LEADER_LEADS, kwargs=the_pair),
    Row("matching:end", ONLY_THE_LEADER_LEADS, "POST", kwargs=the_pair),
    Row("matching:wishes-overview", ANY_LEADER),
    Row("matching:wishes", {**THE_MENTEE, "leader": FORBIDDEN}, kwargs=the_mentee),
    Row("matching:wishes", {**THE_MENTEE, "leader": FORBIDDEN}, "POST", kwargs=the_mentee),
    Row("matching:weigh-sample", ANY_LEADER, "POST"),
    Row("matching:weights-compare", ANY_LEADER),
    Row("matching:approach", ANY_LEADER, "POST"),
    Row(
        "matching:next-best",
        {**THE_PAIR_AND_ITS_LEADER, "mentee": FORBIDDEN, "mentor": FORBIDDEN},
        "POST",
        kwargs=the_pair,
    ),
    Row("matching:place", ITS_LEADER, kwargs=unmatched),
    Row("matching:place", ITS_LEADER, "POST", kwargs=unmatched),
    Row("matching:what-if", ITS_LEADER, kwargs=run),
    Row("matching:compare", ITS_LEADER, kwargs=run),
    Row("matching:workbench", ANY_LEADER),
    Row("matching:start", ANY_LEADER, "POST"),
    Row("matching:weigh", ANY_LEADER, "POST"),
    Row("matching:run", ITS_LEADER, kwargs=run),
    Row("matching:run-progress", ITS_LEADER, kwargs=run),
    Row("matching:publish", ITS_LEADER, kwargs=run),
    Row("matching:publish", ITS_LEADER, "POST", kwargs=run),
    Row("matching:discard", ITS_LEADER, kwargs=run),
    Row("matching:discard", ITS_LEADER, "POST", kwargs=run),
    Row("matching:reassign", ITS_LEADER, kwargs=proposal),
    Row("matching:reassign", ITS_LEADER, "POST", kwargs=proposal),
    Row("matching:lock", ITS_LEADER, "POST", kwargs=proposal),
    Row("matching:release", ITS_LEADER, "POST", kwargs=proposal),
    Row("matching:reject", ITS_LEADER, "POST", kwargs=proposal),
    Row("matching:pairing", THE_PAIR_AND_ITS_LEADER, kwargs=the_pair),
    Row("matching:accept", ONLY_THE_PAIR_ANSWERS, "POST", kwargs=the_pair),
    Row("matching:decline", ONLY_THE_PAIR_ANSWERS, kwargs=the_pair),
    Row("matching:decline", ONLY_THE_PAIR_ANSWERS, "POST", kwargs=the_pair),
]
