"""Who meets what on the pages of `agreements`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from agreements.enums import AgreementState, GoalState
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


def _accepted(cast: Cast) -> dict[str, Any]:
    return {"uuid": AgreementFactory(pairing=cast("pairing")).pairing.uuid}


def _drafted(cast: Cast) -> dict[str, Any]:
    return {"uuid": AgreementFactory(pairing=cast("pairing"), state=AgreementState.DRAFT).pairing.uuid}


def _in_force(cast: Cast) -> dict[str, Any]:
    agreement = AgreementFactory(
        pairing=cast("pairing"),
        state=AgreementState.IN_FORCE,
        in_force_at=dt.datetime(2027, 1, 7, 9, tzinfo=dt.UTC),
        verification_code="ABCD-EFGH-JKMN",
    )
    return {"uuid": agreement.uuid}


def _answers(_cast: Cast) -> dict[str, Any]:
    return {"clinical": "main", "career": "some", "research": "none", "how_often": "monthly", "reach": "email"}


def _new_text(_cast: Cast) -> dict[str, Any]:
    return {"base_version": "1", "text": "## 1. Purpose\n\nThe two learn together, gladly."}


def _kind_words(_cast: Cast) -> dict[str, Any]:
    return {"message": "Thank you for everything.", "confirmed": "yes"}


def _goal(cast: Cast) -> dict[str, Any]:
    return {"uuid": GoalFactory(pairing=cast("pairing")).uuid}


def _draft(cast: Cast) -> dict[str, Any]:
    return {"uuid": GoalFactory(pairing=cast("pairing"), state=GoalState.DRAFT, agreed_at=None).uuid}


def _action(cast: Cast) -> dict[str, Any]:
    return {"uuid": ActionFactory(pairing=cast("pairing")).uuid}


def _new_goal(_cast: Cast) -> dict[str, Any]:
    return {"goal": "Read an ECG on my own", "measure_unit": "actions"}


def _goal_anew(_cast: Cast) -> dict[str, Any]:
    return {"goal": "Read an ECG on my own", "because": "The rotation changed."}


def _changed_action(cast: Cast) -> dict[str, Any]:
    return {"text": "Book two slots", "owner": cast("mentee").pk}


ROWS: list[Row] = [
    Row("agreements:agreement", THE_PAIR_AND_ITS_LEADER, kwargs=_pair, note="before it opens"),
    Row(
        "agreements:sign",
        {**THE_PAIR, "leader": FORBIDDEN},
        method="POST",
        kwargs=_agreement,
        data=lambda _cast: {"typed_name": "Lena Fischer"},
    ),
    Row("agreements:expectations", THE_PAIR, kwargs=_pair),
    Row("agreements:expectations", THE_PAIR, method="POST", kwargs=_accepted, data=_answers),
    Row("agreements:settle", THE_PAIR, method="POST", kwargs=_drafted, data=lambda _cast: {"base_version": "1"}),
    Row("agreements:versions", THE_PAIR_AND_ITS_LEADER, kwargs=_accepted),
    Row("agreements:change", THE_PAIR, kwargs=_accepted),
    Row("agreements:change", THE_PAIR, method="POST", kwargs=_accepted, data=_new_text),
    Row("agreements:renew", {**THE_PAIR, "leader": FORBIDDEN}, method="POST", kwargs=_in_force),
    Row("agreements:paper", THE_PAIR_AND_ITS_LEADER, kwargs=_in_force),
    Row("agreements:end", THE_PAIR, kwargs=_pair),
    Row("agreements:end", THE_PAIR, method="POST", kwargs=_pair, data=_kind_words),
    Row("agreements:goals", EVERYONE_SIGNED_IN),
    Row("agreements:goal", THE_PAIR, kwargs=_goal),
    Row("agreements:goal-new", THE_PAIR, kwargs=_pair),
    Row("agreements:goal-new", THE_PAIR, method="POST", kwargs=_pair, data=_new_goal),
    Row("agreements:goal-hints", THE_PAIR, method="POST", kwargs=_pair, data=_new_goal),
    Row("agreements:goal-edit", THE_PAIR, kwargs=_draft),
    Row("agreements:goal-edit", THE_PAIR, method="POST", kwargs=_draft, data=_new_goal),
    Row("agreements:goal-revise", THE_PAIR, kwargs=_goal),
    Row("agreements:goal-revise", THE_PAIR, method="POST", kwargs=_goal, data=_goal_anew),
    Row("agreements:goal-agree", ONLY_THE_MENTOR_MAY, method="POST", kwargs=_draft),
    Row("agreements:goal-achieve", ONLY_THE_MENTOR_MAY, method="POST", kwargs=_goal),
    Row("agreements:goal-abandon", THE_PAIR, kwargs=_goal),
    Row(
        "agreements:goal-abandon", THE_PAIR, method="POST", kwargs=_goal, data=lambda _cast: {"because": "Other plans."}
    ),
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
    Row("agreements:action-edit", THE_PAIR, kwargs=_action),
    Row("agreements:action-edit", THE_PAIR, method="POST", kwargs=_action, data=_changed_action),
    Row("agreements:action-agree", THE_PAIR, method="POST", kwargs=_action),
    Row("agreements:action-goal", THE_PAIR, method="POST", kwargs=_action),
    Row("agreements:action-done", THE_PAIR, method="POST", kwargs=_action),
    Row("agreements:action-undo", THE_PAIR, method="POST", kwargs=_action),
]
