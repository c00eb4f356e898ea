"""An observation is sent, read, answered, and its next step becomes an action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agreements.domain.actions import add_action
from agreements.domain.goals import write_goal
from agreements.enums import ActionSource
from agreements.models import Action, Goal
from evaluation.domain.writing import write_observation
from evaluation.models import Observation
from evaluation.rules import is_in_the_observed_pair, is_mentor_of_the_pair, was_observed
from matching.models import Pairing
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from mentorship.accounts.models import User


def submit_observation(
    *, pairing_id: int, kind: str, client_key: UUID, by: User, now: datetime, **written: Any
) -> Observation:
    """Send what the mentor of a pair saw; the same `client_key` again returns what was sent the first time.

    `written` is what `write_observation` takes.

    Raises:
        NotAllowed: `by` is not the mentor of the pair.
        Refused: the pair is not active, words are missing, a rating is not on the form, or the key is another form's.
    """
    try:
        return _submit(pairing_id=pairing_id, kind=kind, client_key=client_key, by=by, now=now, written=written)
    except IntegrityError as error:
        if not Observation.objects.filter(client_key=client_key).exists():
            raise
        raise Refused(_("This form was sent already. Open it again for another observation.")) from error


@transaction.atomic
def _submit(
    *, pairing_id: int, kind: str, client_key: UUID, by: User, now: datetime, written: dict[str, Any]
) -> Observation:
    pairing = Pairing.objects.with_people().select_for_update(of=["self"], no_key=True).get(pk=pairing_id)
    if not is_mentor_of_the_pair(by, pairing):
        raise NotAllowed(_("Only the mentor of this pair can send this observation."))
    sent = Observation.objects.filter(client_key=client_key).first()
    if sent is not None:
        return _sent_before(sent, pairing, by)
    return write_observation(
        pairing=pairing,
        kind=kind,
        client_key=client_key,
        observer=by,
        observer_name=by.full_name,
        now=now,
        **written,
    )


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
    """
    observation = _locked(observation_id)
    if not is_in_the_observed_pair(by, observation):
        raise NotAllowed(_("Only the pair can make this an action."))
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
        written_by=observation.observer,
    )
    audit.record(verb="turn_next_step_into_action", actor=by, target=observation, now=now)
    return action


@transaction.atomic
def turn_next_step_into_goal(*, observation_id: int, by: User, now: datetime) -> Goal:
    """Make the next step the draft of a goal of its own; the second time returns the first.

    Raises:
        NotAllowed: `by` is not one of the pair.
        Refused: the pair is not at work.
    """
    observation = _locked(observation_id)
    if not is_in_the_observed_pair(by, observation):
        raise NotAllowed(_("Only the pair can make this a goal."))
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
