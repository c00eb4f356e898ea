"""Who meets what on the pages of requests, of observers' links and of concerns."""

from __future__ import annotations

import uuid

from evaluation.domain.concerns import raise_concern
from evaluation.domain.observer_links import token_of
from tests.cast import NOW
from tests.evaluation.asking import ask
from tests.permissions.table import (
    EVERYONE,
    EVERYONE_SIGNED_IN,
    FORBIDDEN,
    ITS_LEADER,
    LOGIN,
    NOT_FOUND,
    OK,
    ROLES,
    THE_MENTEE,
    THE_PAIR,
    Row,
)

ONLY_MENTEES_AT_WORK = {"anonymous": LOGIN, **dict.fromkeys(ROLES[1:], FORBIDDEN), "mentee": OK}
EVERY_MENTEE = {**ONLY_MENTEES_AT_WORK, "other_mentee": OK}
ASKED_BY_LINK = THE_MENTEE
ASKED_MEMBER = {**THE_MENTEE, "other_mentor": OK}
THE_MEMBER_ANSWERS = {**THE_MENTEE, "mentee": FORBIDDEN, "other_mentor": OK}
THE_MENTEE_ACTS = {**THE_MENTEE, "other_mentor": FORBIDDEN}
WHO_HOLDS_THE_LINK = {"anonymous": OK, **dict.fromkeys(ROLES[1:], FORBIDDEN)}
"""An observer without an account has the link and no log-in; whoever is signed in as somebody else is refused."""
EVERY_LEADER = {"anonymous": LOGIN, **dict.fromkeys(ROLES[1:], NOT_FOUND), "leader": OK, "other_leader": OK}


def by_link(cast):
    return {"uuid": ask(cast("pairing")).uuid}


def of_a_member(cast):
    return {"uuid": ask(cast("pairing"), observer_email=cast("other_mentor").email).uuid}


def on_the_device(cast):
    return {"uuid": ask(cast("pairing"), on_this_device=True).uuid}


def a_link(cast):
    return {"token": token_of(ask(cast("pairing")).invitation)}


def the_pairing(cast):
    return {"uuid": cast("pairing").uuid}


def a_concern(cast):
    pairing = cast("pairing")
    given = {"kind": "serious", "text": "Text", "now": NOW, "client_key": uuid.uuid4()}
    return {"uuid": raise_concern(pairing_id=pairing.pk, by=pairing.mentor.user, **given).uuid}


def the_pair_exists(cast):
    cast("pairing")
    return {}


def both(view, expects, kwargs):
    """Say the same of reading and of sending."""
    return [Row(view, expects, method=method, kwargs=kwargs) for method in ("GET", "POST")]


ROWS: list[Row] = [
    Row("evaluation:requests", EVERYONE_SIGNED_IN),
    *both("evaluation:request-new", ONLY_MENTEES_AT_WORK, the_pair_exists),
    Row("evaluation:request", ASKED_BY_LINK, kwargs=by_link, note="by link"),
    Row("evaluation:request", ASKED_MEMBER, kwargs=of_a_member, note="of a member"),
    Row("evaluation:request-accept", THE_MEMBER_ANSWERS, method="POST", kwargs=of_a_member),
    Row("evaluation:request-decline", THE_MEMBER_ANSWERS, method="POST", kwargs=of_a_member),
    *both("evaluation:request-form", THE_MEMBER_ANSWERS, of_a_member),
    *both("evaluation:request-concern", THE_MEMBER_ANSWERS, of_a_member),
    Row("evaluation:request-withdraw", THE_MENTEE_ACTS, method="POST", kwargs=of_a_member),
    Row("evaluation:request-again", THE_MENTEE_ACTS, method="POST", kwargs=of_a_member),
    *both("evaluation:request-device", THE_MENTEE, on_the_device),
    Row("evaluation:request-device", {**THE_MENTEE_ACTS, "mentee": FORBIDDEN}, kwargs=of_a_member, note="of a member"),
    Row("evaluation:request-device-code", THE_MENTEE, method="POST", kwargs=on_the_device),
    *both("evaluation:observer-form", WHO_HOLDS_THE_LINK, a_link),
    Row("evaluation:observer-reply", WHO_HOLDS_THE_LINK, method="POST", kwargs=a_link),
    *both("evaluation:observer-concern", WHO_HOLDS_THE_LINK, a_link),
    *both("evaluation:observer-renew", EVERYONE, the_pair_exists),
    Row("evaluation:observer-done", EVERYONE),
    *both("evaluation:concern-new", THE_PAIR, the_pairing),
    *both("evaluation:milestones", THE_PAIR, the_pairing),
    *both("evaluation:procedures-shift", EVERY_MENTEE, the_pair_exists),
    Row("evaluation:concerns", EVERY_LEADER),
    *both("evaluation:concern", ITS_LEADER, a_concern),
]
