"""An observation is sent, read, answered, and its next step becomes an action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.domain.actions import add_action
from agreements.domain.goals import write_goal
from agreements.enums import ActionSource
from agreements.models import Action, Goal
from evaluation import scoring
from evaluation.domain.counting import start_goals
from evaluation.domain.forms import current_form
from evaluation.domain.logging import log_observed
from evaluation.enums import OBSERVATION_MOVES, ObservationKind, ObservationState, ProcedureSetting
from evaluation.models import Observation, ObservationRating
from evaluation.rules import is_in_the_observed_pair, is_mentor_of_the_pair, was_observed
from matching.models import Pairing
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move
from programs.enums import TopicKind
from programs.models import Topic

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from evaluation.models import ObservationForm
    from mentorship.accounts.models import User


@transaction.atomic
def submit_observation(
    *,
    pairing_id: int,
    kind: str,
    client_key: UUID,
    by: User,
    now: datetime,
    strengths: str,
    to_improve: str,
    next_step: str,
    ratings: Mapping[str, int | None] | None = None,
    observed_on: date | None = None,
    next_step_due_on: date | None = None,
    goal_id: int | None = None,
    topic_id: int | None = None,
    supervision_level: str = "",
    procedure_setting: str = ProcedureSetting.PATIENT,
    observer_assesses_formally: bool | None = None,
    **facts: Any,
) -> Observation:
    """Send what the mentor of a pair saw; the same `client_key` again returns what was sent the first time.

    `ratings` are by key of the form's domain: None, or a missing key, is "not observed". A `topic_id` that is a
    procedure also enters the mentee's logbook, with `supervision_level`. `facts` are `setting`, `visit`, `age_band`,
    `complexity`, `focus`, `minutes_observed` and `minutes_feedback`.

    Raises:
        NotAllowed: `by` is not the mentor of the pair.
        Refused: the pair is not active, words are missing, or a rating is not on the form.
    """
    pairing = Pairing.objects.with_people().select_for_update(of=["self"], no_key=True).get(pk=pairing_id)
    if not is_mentor_of_the_pair(by, pairing):
        raise NotAllowed(_("Only the mentor of this pair can send this observation."))
    sent = Observation.objects.filter(client_key=client_key).first()
    if sent is not None:
        return _sent_before(sent, pairing, by)
    if not pairing.is_active:
        raise Refused(_("This pair is not active, so no observation can be sent."))
    words = {"strengths": strengths.strip(), "to_improve": to_improve.strip(), "next_step": next_step.strip()}
    if not all(words.values()):
        raise Refused(_("Write what went well, what to improve and one next step. Ratings alone do not help anybody."))
    observed_on = _day_seen(observed_on, by, now)
    topic, goal = _topic(topic_id, pairing), _goal(goal_id, pairing)
    is_procedure = topic is not None and topic.kind == TopicKind.PROCEDURE
    if is_procedure and not supervision_level:
        raise Refused(_("Say how much supervision the procedure needed."))
    form = current_form(kind)
    rows = _ratings(form, ratings or {})
    observation = Observation(
        pairing=pairing,
        form=form,
        kind=ObservationKind(kind),
        observer=by,
        observer_name=by.full_name,
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
    move(observation, ObservationState.SUBMITTED, moves=OBSERVATION_MOVES)
    observation.save()
    for row in rows:
        row.observation = observation
    ObservationRating.objects.bulk_create(rows)
    audit.record(verb="submit_observation", actor=by, target=observation, now=now, new=observation.state)
    if is_procedure:
        log_observed(observation=observation, setting=procedure_setting, by=by, now=now)
    start_goals(mentee_id=pairing.mentee_id, now=now)
    return observation


@transaction.atomic
def mark_read(*, observation_id: int, by: User, now: datetime) -> Observation:
    """Note that the mentee has read an observation; only the first time counts.

    Raises:
        NotAllowed: `by` is not the mentee.
    """
    observation = _of_the_mentee(observation_id, by)
    _note_read(observation, by, now)
    return observation


@transaction.atomic
def respond(*, observation_id: int, by: User, now: datetime, response: str) -> Observation:
    """Keep what the mentee takes from an observation; it may be written anew.

    Raises:
        NotAllowed: `by` is not the mentee.
        Refused: there are no words.
    """
    observation = _of_the_mentee(observation_id, by)
    words = response.strip()
    if not words:
        raise Refused(_("Write a sentence about what you take from this."))
    _note_read(observation, by, now)
    if words != observation.response:
        observation.response = words
        observation.save(update_fields=["response"])
        audit.record(verb="respond", actor=by, target=observation, now=now)
    return observation


@transaction.atomic
def turn_next_step_into_action(*, observation_id: int, by: User, now: datetime) -> Action:
    """Make the next step an action of the mentee, towards the observation's goal; the second time returns the first.

    Raises:
        NotAllowed: `by` is not one of the pair.
        Refused: the observation was not sent yet.
    """
    observation = _locked(observation_id)
    if not is_in_the_observed_pair(by, observation):
        raise NotAllowed(_("Only the pair can make this an action."))
    if observation.state != ObservationState.SUBMITTED:
        raise Refused(_("This observation has not been sent yet."))
    made = Action.objects.filter(source=ActionSource.OBSERVATION, source_uuid=observation.uuid).first()
    if made is not None:
        return made
    if was_observed(by, observation):
        _note_read(observation, by, now)
    action = add_action(
        pairing_id=observation.pairing_id,
        text=observation.next_step,
        owner_id=observation.pairing.mentee.user_id,
        due_on=observation.next_step_due_on,
        by=by,
        now=now,
        goal_id=observation.goal_id if observation.goal and observation.goal.is_open else None,
        source=ActionSource.OBSERVATION,
        source_uuid=observation.uuid,
    )
    audit.record(verb="turn_next_step_into_action", actor=by, target=observation, now=now)
    return action


@transaction.atomic
def turn_next_step_into_goal(*, observation_id: int, by: User, now: datetime) -> Goal:
    """Make the next step the draft of a goal of its own; the second time returns the first.

    Raises:
        NotAllowed: `by` is not one of the pair.
        Refused: the observation was not sent yet, or the pair is not at work.
    """
    observation = _locked(observation_id)
    if not is_in_the_observed_pair(by, observation):
        raise NotAllowed(_("Only the pair can make this a goal."))
    if observation.state != ObservationState.SUBMITTED:
        raise Refused(_("This observation has not been sent yet."))
    return write_goal(
        pairing_id=observation.pairing_id,
        by=by,
        now=now,
        source=ActionSource.OBSERVATION,
        source_uuid=observation.uuid,
        goal=observation.next_step[: Goal._meta.get_field("goal").max_length],
        target_date=observation.next_step_due_on,
        measure_topic=observation.topic,
    )


def _locked(observation_id: int) -> Observation:
    people = Observation.objects.select_related("pairing__mentor__user", "pairing__mentee__user", "goal")
    return people.select_for_update(of=["self"], no_key=True).get(pk=observation_id)


def _of_the_mentee(observation_id: int, by: User) -> Observation:
    observation = _locked(observation_id)
    if not was_observed(by, observation):
        raise NotAllowed(_("Only the mentee whom this is about can do that."))
    if observation.state != ObservationState.SUBMITTED:
        raise Refused(_("This observation has not been sent yet."))
    return observation


def _note_read(observation: Observation, by: User, now: datetime) -> None:
    if observation.read_at is None:
        observation.read_at = now
        observation.save(update_fields=["read_at"])
        audit.record(verb="mark_read", actor=by, target=observation, now=now)


def _sent_before(sent: Observation, pairing: Pairing, by: User) -> Observation:
    if sent.pairing_id != pairing.pk or sent.observer_id != by.pk:
        raise Refused(_("This form was sent already. Open it again for another observation."))
    return sent


def _day_seen(observed_on: date | None, by: User, now: datetime) -> date:
    today = now.astimezone(ZoneInfo(by.time_zone)).date()
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


def _ratings(form: ObservationForm, ratings: Mapping[str, int | None]) -> list[ObservationRating]:
    """Build one row for each domain of the form, after asking whether enough was rated."""
    domains: list[dict[str, Any]] = form.definition["domains"]
    if not set(ratings) <= {domain["key"] for domain in domains}:
        raise Refused(_("This form does not ask for one of these ratings."))
    try:
        score = scoring.score(form.definition, ratings)
    except scoring.NotOnTheScale as error:
        raise Refused(_("One rating is not on the scale of this form.")) from error
    lacks_global = form.definition["global_required"] and any(
        domain["is_global"] and ratings.get(domain["key"]) is None for domain in domains
    )
    if score.n_observed < form.definition["rated_at_least"] or lacks_global:
        raise Refused(_("Rate at least one part you saw, and the overall rating."))
    rated = [(domain["key"], ratings.get(domain["key"])) for domain in domains]
    return [ObservationRating(domain=key, rating=rating, is_not_observed=rating is None) for key, rating in rated]
