"""What was taken on becomes a goal in one click, linked both ways."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from agreements.domain.next_steps import turn_action_into_goal
from agreements.enums import ActionSource, GoalState
from agreements.models import Goal
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from tests.agreements.factories import ActionFactory
from tests.meetings.factories import MeetingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(pairing):
    return MeetingFactory(pairing=pairing, held=True)


@pytest.fixture
def follow_up(pairing, meeting):
    return ActionFactory(
        pairing=pairing, text="Present ten patients", source=ActionSource.MEETING, source_uuid=meeting.uuid
    )


def test_a_follow_up_becomes_a_draft_of_which_it_is_the_first_step(follow_up, meeting, mentee, now):
    goal = turn_action_into_goal(action_id=follow_up.pk, by=mentee, now=now)

    follow_up.refresh_from_db()
    assert (goal.goal, goal.target_date, goal.state) == (follow_up.text, follow_up.due_on, GoalState.DRAFT)
    assert (goal.source, goal.source_uuid) == (ActionSource.MEETING, meeting.uuid)
    assert follow_up.goal == goal


def test_twice_makes_one_goal(follow_up, mentor, mentee, now):
    first = turn_action_into_goal(action_id=follow_up.pk, by=mentor, now=now)

    assert turn_action_into_goal(action_id=follow_up.pk, by=mentee, now=now) == first
    assert Goal.objects.count() == AuditEntry.objects.filter(verb="turn_action_into_goal").count() == 1


def test_one_meeting_may_bring_two_goals(follow_up, meeting, pairing, mentee, now):
    another = ActionFactory(
        pairing=pairing, text="Find a question", source=ActionSource.MEETING, source_uuid=meeting.uuid
    )

    goals = {turn_action_into_goal(action_id=one.pk, by=mentee, now=now).goal for one in (follow_up, another)}

    assert goals == {"Present ten patients", "Find a question"}


def test_what_is_done_stays_as_it_is(follow_up, mentee, now):
    follow_up.done_at = now
    follow_up.save(update_fields=["done_at"])

    with pytest.raises(Refused, match="done"):
        turn_action_into_goal(action_id=follow_up.pk, by=mentee, now=now)


@pytest.mark.parametrize("who", ["leader", "other_mentee", "other_mentor"])
def test_nobody_else_makes_it_a_goal(follow_up, who, request, now):
    with pytest.raises(NotAllowed):
        turn_action_into_goal(action_id=follow_up.pk, by=request.getfixturevalue(who), now=now)


def test_the_meeting_has_the_one_click_and_then_the_link_and_the_goal_links_back(client, follow_up, meeting, mentee):
    client.force_login(mentee)
    page = reverse("meetings:meeting", args=[meeting.uuid])
    assert "Make it a goal" in client.get(page).text

    answer = client.post(reverse("agreements:action-goal", args=[follow_up.uuid]), follow=True)

    goal = Goal.objects.get()
    assert answer.redirect_chain[-1][0] == goal.get_absolute_url()
    assert page in answer.text
    again = client.get(page).text
    assert goal.get_absolute_url() in again
    assert "Make it a goal" not in again


def test_a_source_is_no_word_of_another_pair(pairing, other_mentee, client):
    action = ActionFactory(pairing=pairing, source=ActionSource.MEETING, source_uuid=uuid.uuid4())
    client.force_login(other_mentee)

    assert client.post(reverse("agreements:action-goal", args=[action.uuid])).status_code == 404
