"""An observation is written: the one way into the record, whoever wrote it and however they came to the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Goal
from evaluation.domain.counting import start_goals
from evaluation.domain.forms import form_to_write_on
from evaluation.domain.logging import log_observed
from evaluation.domain.sheets import rating_rows, refuse_what_is_missing
from evaluation.enums import Confirmation, ObservationKind, ProcedureSetting
from evaluation.models import Observation, ObservationRating
from mentorship.core import audit
from mentorship.core.errors import Refused
from programs.enums import TopicKind
from programs.models import Topic

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from evaluation.models import ObservationRequest
    from matching.models import Pairing
    from mentorship.accounts.models import User


@transaction.atomic
def write_observation(
    *,
    pairing: Pairing,
    kind: str,
    client_key: UUID,
    observer: User | None,
    observer_name: str,
    now: datetime,
    strengths: str,
    to_improve: str,
    next_step: str,
    observer_role: str = "",
    confirmed_by: str = Confirmation.ACCOUNT,
    request: ObservationRequest | None = None,
    ratings: Mapping[str, int | None] | None = None,
    observed_on: date | None = None,
    next_step_due_on: date | None = None,
    goal_id: int | None = None,
    topic_id: int | None = None,
    supervision_level: str = "",
    procedure_setting: str = ProcedureSetting.PATIENT,
    observer_assesses_formally: bool | None = None,
    form_id: int | None = None,
    reasons: Mapping[str, str] | None = None,
    **facts: Any,
) -> Observation:
    """Keep what an observer saw; who calls holds the lock of `pairing` and has asked whether they may.

    `form_id` is the version it was written on, superseded since or not; without it the newest that ships of this
    `kind`. `ratings` are by key of the form's domain: None, or a missing key, is "not observed"; `reasons` are by key
    too. A `topic_id` that is a procedure also enters the mentee's logbook, with `supervision_level`. `facts` are
    `setting`, `visit`, `age_band`, `complexity`, `focus_areas`, `focus`, `minutes_observed`, `minutes_feedback` and
    `observer_satisfaction`. Without an account there is no `observer`.

    Raises:
        Refused: the pair is not active, words are missing, or a rating is not on the form.
    """
    if not pairing.is_active:
        raise Refused(_("This pair is not active, so no observation can be sent."))
    words = {"strengths": strengths.strip(), "to_improve": to_improve.strip(), "next_step": next_step.strip()}
    if not all(words.values()):
        raise Refused(_("Write what went well, what to improve and one next step. Ratings alone do not help anybody."))
    observed_on = _day_seen(observed_on, observer.time_zone if observer else pairing.cohort.time_zone, now)
    topic, goal = _topic(topic_id, pairing), _goal(goal_id, pairing)
    is_procedure = topic is not None and topic.kind == TopicKind.PROCEDURE
    if is_procedure and not supervision_level:
        raise Refused(_("Say how much supervision the procedure needed."))
    form = form_to_write_on(pairing=pairing, kind=kind, form_id=form_id)
    rows = rating_rows(form, ratings or {}, reasons or {})
    refuse_what_is_missing(form, {**facts, "topic": topic})
    observation = Observation(
        pairing=pairing,
        form=form,
        kind=ObservationKind(form.kind),
        observer=observer,
        observer_name=observer_name,
        observer_role=observer_role,
        confirmed_by=confirmed_by,
        request=request,
        goal=goal,
        topic=topic,
        observed_on=observed_on,
        supervision_level=supervision_level,
        next_step_due_on=next_step_due_on,
        observer_assesses_formally=observer_assesses_formally,
        submitted_at=now,
        client_key=client_key,
        **words,
        **facts,
    )
    observation.save()
    for row in rows:
        row.observation = observation
    ObservationRating.objects.bulk_create(rows)
    audit.record(verb="submit_observation", actor=observer, target=observation, now=now)
    if is_procedure:
        log_observed(observation=observation, setting=procedure_setting, by=observer, now=now)
    start_goals(mentee_id=pairing.mentee_id, now=now)
    return observation


def _day_seen(observed_on: date | None, time_zone: str, now: datetime) -> date:
    today = now.astimezone(ZoneInfo(time_zone)).date()
    if observed_on is not None and observed_on > today:
        raise Refused(_("The day you saw it is still to come."))
    return observed_on or today


def _topic(topic_id: int | None, pairing: Pairing) -> Topic | None:
    if topic_id is None:
        return None
    topic = Topic.objects.filter(pk=topic_id).first()
    if topic is None or topic.program_id not in {None, pairing.cohort.program_id}:
        raise Refused(_("This procedure or skill is not one of this program."))
    return topic


def _goal(goal_id: int | None, pairing: Pairing) -> Goal | None:
    if goal_id is None:
        return None
    goal = Goal.objects.filter(pk=goal_id, pairing=pairing).first()
    if goal is None:
        raise Refused(_("This goal is not one of this pair."))
    return goal
