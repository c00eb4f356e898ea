"""The next step of an observation becomes one action of the mentee."""

from __future__ import annotations

import datetime as dt

import pytest

from agreements.enums import ActionSource, GoalState
from agreements.models import Action
from evaluation.domain.observing import turn_next_step_into_action
from mentorship.core.errors import NotAllowed
from tests.agreements.factories import GoalFactory
from tests.evaluation.observations import send_mini_cex

pytestmark = pytest.mark.django_db


@pytest.fixture
def observation(pairing):
    goal = GoalFactory(pairing=pairing)
    return send_mini_cex(pairing, goal_id=goal.pk, next_step_due_on=dt.date(2027, 2, 8))


def test_the_next_step_becomes_an_action_of_the_mentee_towards_the_goal(observation, mentee, now):
    action = turn_next_step_into_action(observation_id=observation.pk, by=mentee, now=now)

    assert (action.text, action.due_on) == (observation.next_step, dt.date(2027, 2, 8))
    assert (action.owner, action.goal) == (mentee, observation.goal)
    assert (action.source, action.source_uuid) == (ActionSource.OBSERVATION, observation.uuid)
    observation.refresh_from_db()
    assert observation.read_at == now


def test_twice_makes_one_action(observation, mentor, mentee, now):
    first = turn_next_step_into_action(observation_id=observation.pk, by=mentor, now=now)

    assert turn_next_step_into_action(observation_id=observation.pk, by=mentee, now=now) == first
    assert Action.objects.count() == 1


def test_the_mentor_making_it_an_action_does_not_read_for_the_mentee(observation, mentor, now):
    turn_next_step_into_action(observation_id=observation.pk, by=mentor, now=now)

    observation.refresh_from_db()
    assert observation.read_at is None


def test_a_goal_that_was_closed_meanwhile_takes_no_action_but_the_step_is_kept(observation, mentee, now):
    observation.goal.state = GoalState.ABANDONED
    observation.goal.save(update_fields=["state"])

    assert turn_next_step_into_action(observation_id=observation.pk, by=mentee, now=now).goal is None


@pytest.mark.parametrize("who", ["leader", "other_mentee", "other_mentor"])
def test_nobody_else_makes_it_an_action(observation, who, request, now):
    with pytest.raises(NotAllowed):
        turn_next_step_into_action(observation_id=observation.pk, by=request.getfixturevalue(who), now=now)
