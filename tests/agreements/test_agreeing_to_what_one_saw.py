"""Nobody agrees to words that changed since their page was opened: they are told what is new."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine
from django.urls import reverse

from agreements import seen
from agreements.domain.actions import add_action, edit_action
from agreements.domain.goals import edit_goal
from agreements.enums import GoalState, MeasureUnit
from tests.agreements.factories import GoalFactory
from tests.cast import NOW

pytestmark = pytest.mark.django_db
HOME = reverse("core:home")


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def draft(pairing):
    return GoalFactory(pairing=pairing, state=GoalState.DRAFT, agreed_at=None)


@pytest.fixture
def written(goal, mentor, mentee, now):
    """What the mentor wrote for the mentee to do."""
    return add_action(
        pairing_id=goal.pairing_id,
        goal_id=goal.pk,
        text="Book a slot",
        owner_id=mentee.pk,
        due_on=None,
        by=mentor,
        now=now,
    )


def carried_by_the_page(client, url, where):
    """What the button of a page carries, read from its hidden field."""
    page = client.get(url)
    forms = [form for form in page.text.split("<form")[1:] if f'action="{where}"' in form.split(">")[0]]
    field = forms[0].split('name="seen" value="')[1].split('"')[0]
    return field.replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")


@pytest.mark.parametrize("place", ["goal", "home"])
def test_a_goal_changed_meanwhile_is_shown_instead_of_agreed_to(client, draft, mentor, mentee, now, place):
    client.force_login(mentor)
    agree = reverse("agreements:goal-agree", args=[draft.uuid])
    stale = carried_by_the_page(client, draft.get_absolute_url() if place == "goal" else HOME, agree)
    edit_goal(goal_id=draft.pk, by=mentee, now=now, measure_target=50, target_date=dt.date(2027, 4, 2))

    answer = client.post(agree, {"seen": stale}, follow=True)

    draft.refresh_from_db()
    assert draft.state == GoalState.DRAFT
    assert "changed this since you opened the page" in answer.text
    assert "50 " in answer.text.split("changed this since")[1].split("instead of")[0]
    assert "“2 April 2027” instead of" in answer.text


@pytest.mark.parametrize("place", ["goal", "home"])
def test_a_goal_that_stands_as_it_was_seen_is_agreed_to(client, draft, mentor, place):
    client.force_login(mentor)
    agree = reverse("agreements:goal-agree", args=[draft.uuid])
    fresh = carried_by_the_page(client, draft.get_absolute_url() if place == "goal" else HOME, agree)

    client.post(agree, {"seen": fresh})

    draft.refresh_from_db()
    assert draft.state == GoalState.AGREED


def test_a_plan_written_on_does_not_hinder_agreeing(client, draft, mentor, mentee, now):
    client.force_login(mentor)
    before = draft.seen_words
    edit_goal(goal_id=draft.pk, by=mentee, now=now, reality="Two so far")

    client.post(reverse("agreements:goal-agree", args=[draft.uuid]), {"seen": before})

    draft.refresh_from_db()
    assert draft.state == GoalState.AGREED


@pytest.mark.parametrize("nonsense", ["", "[]", "{", '{"Goal": 3}'])
def test_what_no_page_of_ours_carries_agrees_to_nothing(client, draft, mentor, nonsense):
    client.force_login(mentor)

    client.post(reverse("agreements:goal-agree", args=[draft.uuid]), {"seen": nonsense})

    draft.refresh_from_db()
    assert draft.state == GoalState.DRAFT


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["without JavaScript", "in place"])
def test_an_action_changed_meanwhile_is_shown_instead_of_agreed_to(client, written, mentor, mentee, now, headers):
    client.force_login(mentee)
    agree = reverse("agreements:action-agree", args=[written.uuid])
    stale = carried_by_the_page(client, written.goal.get_absolute_url(), agree)
    edit_action(action_id=written.pk, by=mentor, now=now, text="Book ten slots")

    answer = client.post(agree, {"seen": stale}, headers=headers, follow=True)

    written.refresh_from_db()
    assert written.agreed_at is None
    assert "What: “Book ten slots” instead of “Book a slot”." in answer.text
    fresh = written.seen_words
    client.post(agree, {"seen": fresh}, headers=headers)
    written.refresh_from_db()
    assert written.agreed_at == NOW


def test_what_the_button_carries_survives_the_journey(draft):
    words = seen.of_goal(draft)

    assert seen.brought_back(seen.carried(words)) == words
    assert json.loads(draft.seen_words) == words


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        (1, MeasureUnit.PROCEDURES, "1 procedure under supervision"),
        (2, MeasureUnit.PROCEDURES, "2 procedures under supervision"),
        (1, MeasureUnit.OBSERVATIONS, "1 observation with feedback"),
        (1, MeasureUnit.ACTIONS, "1 action done"),
        (None, "", ""),
    ],
)
def test_one_is_not_many(number, unit, words):
    assert GoalFactory.build(pairing=None, measure_target=number, measure_unit=unit).measure_in_words == words
