"""Who meets what on the pages of `agreements`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agreements.enums import GoalState
from tests.agreements.factories import ActionFactory, AgreementFactory, GoalFactory
from tests.permissions.table import (
    EVERYONE_SIGNED_IN,
    FORBIDDEN,
    THE_PAIR,
    THE_PAIR_AND_ITS_LEADER,
    Row,
)

Cast = Callable[[str], Any]
ONLY_THE_MENTOR_MAY = {**THE_PAIR, "mentee": FORBIDDEN}
ONLY_THE_MENTEE_MAY = {**THE_PAIR, "mentor": FORBIDDEN}


def _pair(cast: Cast) -> dict[str, Any]:
    return {"uuid": cast("pairing").uuid}


def _agreement(cast: Cast) -> dict[str, Any]:
    return {"uuid": AgreementFactory(pairing=cast("pairing")).uuid}


def _goal(cast: Cast) -> dict[str, Any]:
    return {"uuid": GoalFactory(pairing=cast("pairing")).uuid}


def _draft(cast: Cast) -> dict[str, Any]:
    return {"uuid": GoalFactory(pairing=cast("pairing"), state=GoalState.DRAFT, agreed_at=None).uuid}


def _action(cast: Cast) -> dict[str, Any]:
    return {"uuid": ActionFactory(pairing=cast("pairing")).uuid}


def _new_goal(_cast: Cast) -> dict[str, Any]:
    return {"goal": "Read an ECG on my own", "measure_unit": "actions"}


ROWS: list[Row] = [
    Row("agreements:agreement", THE_PAIR_AND_ITS_LEADER, kwargs=_pair, note="before it opens"),
    Row(
        "agreements:sign",
        {**THE_PAIR, "leader": FORBIDDEN},
        method="POST",
        kwargs=_agreement,
        data=lambda _cast: {"typed_name": "Lena Fischer"},
    ),
    Row("agreements:goals", EVERYONE_SIGNED_IN),
    Row("agreements:goal", THE_PAIR, kwargs=_goal),
    Row("agreements:goal-new", THE_PAIR, kwargs=_pair),
    Row("agreements:goal-new", THE_PAIR, method="POST", kwargs=_pair, data=_new_goal),
    Row("agreements:goal-hints", THE_PAIR, method="POST", kwargs=_pair, data=_new_goal),
    Row("agreements:goal-edit", THE_PAIR, kwargs=_draft),
    Row("agreements:goal-edit", THE_PAIR, method="POST", kwargs=_draft, data=_new_goal),
    Row("agreements:goal-agree", ONLY_THE_MENTOR_MAY, method="POST", kwargs=_draft),
    Row("agreements:goal-achieve", ONLY_THE_MENTOR_MAY, method="POST", kwargs=_goal),
    Row("agreements:goal-abandon", THE_PAIR, kwargs=_goal),
    Row("agreements:goal-abandon", THE_PAIR, method="POST", kwargs=_goal),
    Row(
        "agreements:goal-confidence",
        ONLY_THE_MENTEE_MAY,
        method="POST",
        kwargs=_goal,
        data=lambda _cast: {"after": "8"},
    ),
    Row("agreements:note-add", THE_PAIR, method="POST", kwargs=_goal, data=lambda _cast: {"text": "Went well."}),
    Row(
        "agreements:action-add",
        THE_PAIR,
        method="POST",
        kwargs=_goal,
        data=lambda cast: {"text": "Book a slot", "owner": cast("mentee").pk},
    ),
    Row("agreements:action-done", THE_PAIR, method="POST", kwargs=_action),
    Row("agreements:action-undo", THE_PAIR, method="POST", kwargs=_action),
]
