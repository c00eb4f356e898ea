"""Nobody agrees to words that changed since their page was opened: they are told what is new."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine
from django.urls import reverse

from agreements import home, seen
from agreements.domain.actions import add_action, edit_action, mark_done
from agreements.domain.goals import edit_goal
from agreements.enums import GoalState, MeasureUnit
from agreements.models import Change
from mentorship.core.home import Visit
from tests.agreements.agreeing import goal_as_shown
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
    before = seen.carried(goal_as_shown(draft.pk))
    edit_goal(goal_id=draft.pk, by=mentee, now=now, reality="Two so far")

    client.post(reverse("agreements:goal-agree", args=[draft.uuid]), {"seen": before})

    draft.refresh_from_db()
    assert draft.state == GoalState.AGREED


NO_PAGE_OF_OURS = [{}, *({"seen": words} for words in ("", "[]", "{", "null", '{"Goal": 3}'))]


@pytest.mark.parametrize("sent", NO_PAGE_OF_OURS)
def test_what_no_page_of_ours_carries_agrees_to_no_goal(client, draft, mentor, sent):
    client.force_login(mentor)

    answer = client.post(reverse("agreements:goal-agree", args=[draft.uuid]), sent, follow=True)

    draft.refresh_from_db()
    assert draft.state == GoalState.DRAFT
    assert "not agreed yet" in answer.text


@pytest.mark.parametrize("sent", NO_PAGE_OF_OURS)
def test_what_no_page_of_ours_carries_agrees_to_no_action(client, written, mentee, sent):
    client.force_login(mentee)

    answer = client.post(reverse("agreements:action-agree", args=[written.uuid]), sent, follow=True)

    written.refresh_from_db()
    assert written.agreed_at is None
    assert "not agreed yet" in answer.text


@pytest.fixture
def proposed(draft, mentee, now):
    """What the mentee wrote to do for the draft; the mentor agrees to it together with the goal."""
    return write_action(draft, mentee, now, "Book a slot")


def write_action(goal, by, now, text):
    return add_action(
        pairing_id=goal.pairing_id, goal_id=goal.pk, text=text, owner_id=by.pk, due_on=None, by=by, now=now
    )


@pytest.mark.parametrize("place", ["goal", "home"])
def test_home_and_the_goal_show_the_actions_that_are_agreed_with_it(client, draft, proposed, mentor, place):
    client.force_login(mentor)
    url = draft.get_absolute_url() if place == "goal" else HOME

    assert "Book a slot" in client.get(url).text
    client.post(
        reverse("agreements:goal-agree", args=[draft.uuid]),
        {"seen": carried_by_the_page(client, url, reverse("agreements:goal-agree", args=[draft.uuid]))},
    )

    proposed.refresh_from_db()
    assert proposed.agreed_at == NOW
    assert Change.objects.filter(action=proposed, goal=draft, by=mentor, what="action_agreed").count() == 1


@pytest.mark.parametrize("place", ["goal", "home"])
@pytest.mark.parametrize("step", ["changed", "added"])
def test_an_action_changed_or_added_meanwhile_is_shown_before_its_goal_is_agreed(
    client, draft, proposed, mentor, mentee, now, step, place
):
    client.force_login(mentor)
    agree = reverse("agreements:goal-agree", args=[draft.uuid])
    stale = carried_by_the_page(client, draft.get_absolute_url() if place == "goal" else HOME, agree)
    if step == "changed":
        edit_action(action_id=proposed.pk, by=mentee, now=now, text="Book ten slots")
    else:
        write_action(draft, mentee, now, "Book ten slots")

    answer = client.post(agree, {"seen": stale}, follow=True)

    draft.refresh_from_db()
    proposed.refresh_from_db()
    assert (draft.state, proposed.agreed_at) == (GoalState.DRAFT, None)
    assert "Action: “Book ten slots, Lena Fischer” instead of" in answer.text


def test_an_action_done_meanwhile_does_not_hinder_agreeing(client, draft, proposed, mentor, mentee, now):
    client.force_login(mentor)
    agree = reverse("agreements:goal-agree", args=[draft.uuid])
    before = carried_by_the_page(client, draft.get_absolute_url(), agree)
    mark_done(action_id=proposed.pk, by=mentee, now=now)

    client.post(agree, {"seen": before})

    draft.refresh_from_db()
    assert draft.state == GoalState.AGREED


def test_the_tap_at_home_says_what_it_agrees_to(draft, proposed, mentor, now):
    things = list(home.next_things(Visit(mentor, "mentor", now)))

    assert "Agree on: Book a slot" not in [thing.title for thing in things]
    thing = next(thing for thing in things if thing.title == "Agree on Lena's goal")
    assert thing.why == (
        "Goal: Five supervised shoulder reductions by the end of the rotation · How many: 5 actions done · "
        "By when: 12 March 2027 · Action: Book a slot, Lena Fischer"
    )


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
    words = goal_as_shown(draft.pk)

    assert seen.brought_back(seen.carried(words)) == json.loads(seen.carried(words)) == words


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
