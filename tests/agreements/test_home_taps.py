"""What can be settled on a home page is settled there, with JavaScript in place and without it by coming back."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from agreements import seen
from agreements.enums import GoalState
from meetings.enums import MeetingState
from tests.agreements.agreeing import goal_as_shown
from tests.agreements.factories import ActionFactory, GoalFactory
from tests.cast import NOW
from tests.meetings.factories import MeetingFactory

pytestmark = pytest.mark.django_db

HOME = reverse("core:home")


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(params=[{}, {"HX-Request": "true", "HX-Target": "home"}], ids=["without JavaScript", "in place"])
def tap(request, client):
    """Send what the button of a home page sends, and return the page that follows."""

    def send(user, url, **fields):
        client.force_login(user)
        return client.post(url, {"next": HOME, **fields}, headers=request.param, follow=True)

    return send


def test_a_meeting_is_confirmed(pairing, mentor, tap):
    meeting = MeetingFactory(pairing=pairing, over=True)

    page = tap(mentor, reverse("meetings:confirm", args=[meeting.uuid]), minutes="30")

    meeting.refresh_from_db()
    assert (meeting.state, meeting.held_minutes) == (MeetingState.HELD, 30)
    assert page.redirect_chain[-1][0] == HOME
    assert "Confirmed as held." in page.text


def test_a_goal_is_agreed_to(pairing, mentor, tap):
    goal = GoalFactory(pairing=pairing, state=GoalState.DRAFT, agreed_at=None)

    seen_words = seen.carried(goal_as_shown(goal.pk))
    page = tap(mentor, reverse("agreements:goal-agree", args=[goal.uuid]), seen=seen_words)

    goal.refresh_from_db()
    assert goal.state == GoalState.AGREED
    assert page.redirect_chain[-1][0] == HOME


def test_an_action_is_agreed_to(goal, mentor, mentee, tap):
    action = ActionFactory(pairing=goal.pairing, goal=goal, written_by=mentee)

    page = tap(mentor, reverse("agreements:action-agree", args=[action.uuid]), seen=action.seen_words)

    action.refresh_from_db()
    assert action.agreed_at == NOW
    assert page.redirect_chain[-1][0] == HOME
    assert f"Agreed: {action.text}" in page.text


def test_a_goal_is_confirmed(goal, mentor, tap):
    for _ in range(5):
        ActionFactory(pairing=goal.pairing, goal=goal, done_at=NOW)

    page = tap(mentor, reverse("agreements:goal-achieve", args=[goal.uuid]))

    goal.refresh_from_db()
    assert goal.state == GoalState.ACHIEVED
    assert page.redirect_chain[-1][0] == HOME


def test_an_overdue_action_is_done(goal, mentee, tap):
    action = ActionFactory(pairing=goal.pairing, goal=goal, due_on=NOW.date() - dt.timedelta(days=2))

    page = tap(mentee, reverse("agreements:action-done", args=[action.uuid]))

    action.refresh_from_db()
    assert action.is_done
    assert page.redirect_chain[-1][0] == HOME
    assert f"Done: {action.text}" in page.text


def test_a_row_that_is_ticked_tells_home_to_follow(client, goal, mentee):
    action = ActionFactory(pairing=goal.pairing, goal=goal)
    client.force_login(mentee)

    answer = client.post(
        reverse("agreements:action-done", args=[action.uuid]),
        headers={"HX-Request": "true", "HX-Target": f"action-{action.uuid}"},
    )

    assert answer["HX-Trigger"] == "home-changed"


def test_no_tap_leads_away_from_this_site(client, pairing, mentor):
    meeting = MeetingFactory(pairing=pairing, over=True)
    client.force_login(mentor)

    answer = client.post(
        reverse("meetings:confirm", args=[meeting.uuid]), {"minutes": "30", "next": "https://example.com/"}
    )

    assert answer["Location"] == reverse("meetings:meeting", args=[meeting.uuid])
