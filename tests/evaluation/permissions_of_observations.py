"""Who meets what on the pages of feedback, logbook and portfolio."""

from __future__ import annotations

import uuid

from evaluation.domain.observing import submit_observation
from tests.cast import NOW
from tests.evaluation.observations import ALL_SIXES, ProcedureFactory
from tests.permissions.table import (
    EVERYONE,
    EVERYONE_SIGNED_IN,
    FORBIDDEN,
    LOGIN,
    OK,
    ROLES,
    THE_PAIR,
    Row,
)

THE_PAIR_BUT_ONLY_THE_MENTEE_ACTS = {**THE_PAIR, "mentor": FORBIDDEN}
THE_PAIR_BUT_ONLY_THE_MENTOR_ACTS = {**THE_PAIR, "mentee": FORBIDDEN}
EVERY_MENTEE = {"anonymous": LOGIN, **dict.fromkeys(ROLES[1:], FORBIDDEN), "mentee": OK, "other_mentee": OK}


def the_pairing(cast):
    return {"uuid": cast("pairing").uuid}


def an_observation(cast):
    pairing = cast("pairing")
    sent = submit_observation(
        pairing_id=pairing.pk,
        kind="mini_cex",
        client_key=uuid.uuid4(),
        by=pairing.mentor.user,
        now=NOW,
        ratings=ALL_SIXES,
        strengths="Calm.",
        to_improve="Pulse.",
        next_step="Say it out loud.",
    )
    return {"uuid": sent.uuid}


def an_entry(cast):
    return {"uuid": ProcedureFactory(mentee=cast("pairing").mentee).uuid}


ROWS: list[Row] = [
    Row("evaluation:feedback", EVERYONE_SIGNED_IN),
    Row("evaluation:observation", THE_PAIR, kwargs=an_observation),
    Row("evaluation:observation-read", THE_PAIR_BUT_ONLY_THE_MENTEE_ACTS, method="POST", kwargs=an_observation),
    Row("evaluation:observation-respond", THE_PAIR_BUT_ONLY_THE_MENTEE_ACTS, method="POST", kwargs=an_observation),
    Row("evaluation:observation-satisfaction", THE_PAIR_BUT_ONLY_THE_MENTEE_ACTS, method="POST", kwargs=an_observation),
    Row("evaluation:next-step-to-action", THE_PAIR, method="POST", kwargs=an_observation),
    Row("evaluation:next-step-to-goal", THE_PAIR, method="POST", kwargs=an_observation),
    Row("evaluation:observe", THE_PAIR, kwargs=the_pairing),
    Row("evaluation:observation-new", THE_PAIR_BUT_ONLY_THE_MENTOR_ACTS, kwargs=the_pairing),
    Row("evaluation:observation-new", THE_PAIR_BUT_ONLY_THE_MENTOR_ACTS, method="POST", kwargs=the_pairing),
    Row("evaluation:sheet-worker", EVERYONE),
    Row("evaluation:procedures", EVERYONE_SIGNED_IN),
    Row("evaluation:procedure-new", EVERY_MENTEE),
    Row("evaluation:procedure-new", EVERY_MENTEE, method="POST"),
    Row("evaluation:procedure-delete", {**THE_PAIR, "mentor": FORBIDDEN}, kwargs=an_entry),
    Row("evaluation:procedure-delete", {**THE_PAIR, "mentor": FORBIDDEN}, method="POST", kwargs=an_entry),
]
