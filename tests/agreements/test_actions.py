"""Will steps: taken on, done, taken back."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from agreements.domain.actions import add_action, mark_done, undo_done
from agreements.enums import ActionSource, GoalState
from agreements.models import Action, Goal
from matching.enums import PairingState
from matching.models import Pairing
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from tests.agreements.factories import ActionFactory, GoalFactory

pytestmark = pytest.mark.django_db
DUE = dt.date(2027, 2, 9)


def take_on(pairing, by, now, **more):
    fields = {"text": "Book Tuesday slots", "owner_id": by.pk, "due_on": DUE, **more}
    return add_action(pairing_id=pairing.pk, by=by, now=now, **fields)


@pytest.mark.parametrize("who", ["mentee", "mentor"])
def test_either_takes_something_on_for_either(goal, mentor, mentee, who, now, request):
    by = request.getfixturevalue(who)

    mine = take_on(goal.pairing, by, now, goal_id=goal.pk)
    theirs = take_on(goal.pairing, by, now, owner_id=goal.pairing.partner_of(by).user_id)

    assert (mine.goal, mine.owner, mine.due_on) == (goal, by, DUE)
    assert theirs.goal is None


def test_an_action_sent_twice_is_one(goal, mentee, now):
    first = take_on(goal.pairing, mentee, now, goal_id=goal.pk)
    second = take_on(goal.pairing, mentee, now, goal_id=goal.pk, text=" Book  Tuesday slots ")

    assert first == second
    assert AuditEntry.objects.filter(verb="add_action").count() == 1


def test_one_observation_makes_one_action_whatever_its_words(pairing, mentor, now):
    source = {"source": ActionSource.OBSERVATION, "source_uuid": uuid.uuid4()}

    first = take_on(pairing, mentor, now, **source)
    second = take_on(pairing, mentor, now, text="Something else", **source)

    assert first == second


def test_one_meeting_may_make_several(pairing, mentor, now):
    source = {"source": ActionSource.MEETING, "source_uuid": uuid.uuid4()}

    take_on(pairing, mentor, now, **source)
    take_on(pairing, mentor, now, text="Something else", **source)

    assert Action.objects.count() == 2


@pytest.mark.parametrize("fields", [{"text": " "}, {"text": "x" * 301}])
def test_an_action_needs_words_but_not_too_many(pairing, mentee, fields, now):
    with pytest.raises(Refused):
        take_on(pairing, mentee, now, **fields)


def test_an_action_belongs_to_one_of_the_two(pairing, mentee, other_mentor, now):
    with pytest.raises(Refused):
        take_on(pairing, mentee, now, owner_id=other_mentor.pk)


def test_another_pairs_goal_takes_no_action_of_this_pair(pairing, mentee, now):
    with pytest.raises(Refused):
        take_on(pairing, mentee, now, goal_id=GoalFactory().pk)


def test_actions_begin_once_both_have_signed(accepted_pairing, mentee, now):
    with pytest.raises(Refused):
        take_on(accepted_pairing, mentee, now)


def test_done_and_taken_back_each_once(goal, mentee, now):
    action = ActionFactory(pairing=goal.pairing, goal=goal)

    mark_done(action_id=action.pk, by=mentee, now=now)
    mark_done(action_id=action.pk, by=mentee, now=now + dt.timedelta(days=1))
    action.refresh_from_db()
    assert action.done_at == now

    undo_done(action_id=action.pk, by=mentee, now=now)
    undo_done(action_id=action.pk, by=mentee, now=now)
    action.refresh_from_db()
    assert action.done_at is None
    assert list(AuditEntry.objects.values_list("verb", flat=True).filter(target_uuid=action.uuid)) == [
        "mark_done",
        "undo_done",
    ]


def test_what_an_achieved_goal_counted_stays_done(goal, mentee, now):
    action = ActionFactory(pairing=goal.pairing, goal=goal, done_at=now)
    Goal.objects.update(state=GoalState.ACHIEVED, achieved_at=now)

    with pytest.raises(Refused):
        undo_done(action_id=action.pk, by=mentee, now=now)


def test_a_pair_that_ended_leaves_its_actions(pairing, mentee, now):
    action = ActionFactory(pairing=pairing)
    Pairing.objects.update(state=PairingState.ENDED, ended_at=now, end_reason="no_fault", place=None)

    with pytest.raises(Refused):
        mark_done(action_id=action.pk, by=mentee, now=now)


@pytest.mark.parametrize("who", ["leader", "other_mentee", "other_mentor", "other_leader", "staff"])
def test_outsiders_touch_no_action(pairing, who, now, request):
    stranger, action = request.getfixturevalue(who), ActionFactory(pairing=pairing)

    for attempt in (
        lambda: take_on(pairing, stranger, now),
        lambda: mark_done(action_id=action.pk, by=stranger, now=now),
        lambda: undo_done(action_id=action.pk, by=stranger, now=now),
    ):
        with pytest.raises(NotAllowed):
            attempt()
