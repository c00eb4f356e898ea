"""The pages on which goals are read, written and worked on."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from agreements import seen
from agreements.enums import GoalState, MeasureUnit
from agreements.models import Action, Goal
from tests.agreements.agreeing import goal_as_shown
from tests.agreements.factories import ActionFactory, GoalEntryFactory, GoalFactory
from tests.cast import NOW
from tests.matching.factories import PairingFactory
from tests.programs.factories import MenteeEnrollmentFactory, TopicFactory

pytestmark = pytest.mark.django_db
NEW = {
    "goal": "Five supervised shoulder reductions",
    "measure_target": "5",
    "measure_unit": "procedures",
    "target_date": "2027-03-12",
    "confidence_before": "3",
    "reality": "Two in simulation.",
    "options": "Weekly simulation.",
    "will": "Book Tuesday slots.",
}


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


def page_of(client, user, goal):
    client.force_login(user)
    return client.get(goal.get_absolute_url()).content.decode()


def post(client, user, name, thing, data=None, **headers):
    client.force_login(user)
    return client.post(reverse(f"agreements:{name}", args=[thing.uuid]), data or {}, headers=headers)


def test_a_mentee_writes_a_whole_goal_on_one_page(client, pairing, mentee):
    topic = TopicFactory(name="Anterior shoulder reduction")

    response = post(client, mentee, "goal-new", pairing, {**NEW, "measure_topic": topic.pk})

    goal = Goal.objects.get()
    assert response["Location"] == goal.get_absolute_url()
    assert (goal.state, goal.measure_target, goal.measure_topic) == (GoalState.DRAFT, 5, topic)
    assert (goal.target_date, goal.confidence_before) == (dt.date(2027, 3, 12), 3)


def test_one_sentence_is_enough_for_a_draft(client, pairing, mentee):
    post(client, mentee, "goal-new", pairing, {"goal": "Suture better", "measure_unit": "procedures"})

    goal = Goal.objects.get()
    assert (goal.measure_target, goal.measure_unit) == (None, "")


def test_nothing_typed_is_lost_when_the_sentence_is_missing(client, pairing, mentee):
    page = post(client, mentee, "goal-new", pairing, {**NEW, "goal": ""}).content.decode()

    assert "Two in simulation." in page
    assert 'value="2027-03-12"' in page
    assert not Goal.objects.exists()


def test_a_refusal_is_said_on_the_form(client, accepted_pairing, mentee):
    response = post(client, mentee, "goal-new", accepted_pairing, NEW)

    assert response.status_code == 200
    assert "Goals begin once both of you have signed" in response.content.decode()
    assert "Two in simulation." in response.content.decode()


def test_smart_is_said_while_writing_and_nothing_is_saved(client, pairing, mentee):
    full = post(client, mentee, "goal-hints", pairing, NEW).content.decode()
    poor = post(client, mentee, "goal-hints", pairing, {"goal": "Suture", "target_date": "2029-01-01"}).content.decode()

    assert full.count("is-met") == 4
    assert "By 12 March 2027." in full
    assert "1 January 2029 lies outside the cohort, which runs from 4 January 2027 to 25 June 2027." in poor
    assert "Add a number" in poor
    assert not Goal.objects.exists()


def test_once_agreed_the_form_shows_the_plan_only(client, goal, mentee):
    client.force_login(mentee)
    page = client.get(reverse("agreements:goal-edit", args=[goal.uuid])).content.decode()
    assert 'name="goal"' not in page
    assert 'name="reality"' in page

    post(client, mentee, "goal-edit", goal, {"goal": "Less", "options": "More simulation"})

    goal.refresh_from_db()
    assert (goal.goal[:4], goal.options) == ("Five", "More simulation")


def test_the_mentor_is_not_asked_for_the_mentees_confidence(client, pairing, mentor):
    client.force_login(mentor)

    assert "confidence_before" not in client.get(reverse("agreements:goal-new", args=[pairing.uuid])).content.decode()


def test_a_goal_shows_its_progress_plan_actions_and_notes(client, goal, mentee):
    ActionFactory(pairing=goal.pairing, goal=goal, text="First reduction", done_at=NOW)
    ActionFactory(pairing=goal.pairing, goal=goal, text="Book a slot", due_on=dt.date(2027, 1, 29))
    GoalEntryFactory(goal=goal, text="Went **well**.")
    Goal.objects.update(reality="Two in simulation.")

    page = page_of(client, mentee, goal)

    for words in ("1 of 5", "First reduction", "3 days late", "<strong>well</strong>", "Two in simulation."):
        assert words in page
    assert "Read by you and Amara Osei." in page


@pytest.mark.parametrize("field", ["reality", "options", "will"])
def test_what_was_written_cannot_act_on_the_page(client, goal, mentor, field):
    attack = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))"
    Goal.objects.update(**{field: attack, "goal": "<script>alert(2)</script>"})
    ActionFactory(pairing=goal.pairing, goal=goal, text="<script>alert(3)</script>")
    GoalEntryFactory(goal=goal, text=attack)

    page = page_of(client, mentor, goal)

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page


def test_the_mentor_agrees_on_the_page(client, pairing, mentor):
    goal = GoalFactory(pairing=pairing, state=GoalState.DRAFT, agreed_at=None)
    assert "Agree to this goal" in page_of(client, mentor, goal)

    post(client, mentor, "goal-agree", goal, {"seen": seen.carried(goal_as_shown(goal.pk))})

    goal.refresh_from_db()
    assert goal.state == GoalState.AGREED


def test_what_cannot_be_agreed_is_said_in_words(client, pairing, mentor):
    goal = GoalFactory(pairing=pairing, state=GoalState.DRAFT, agreed_at=None, target_date=None)

    response = post(client, mentor, "goal-agree", goal, {"seen": seen.carried(goal_as_shown(goal.pk))})

    assert (
        "Before you can agree to this goal: “By when”: choose a day."
        in client.get(response["Location"]).content.decode()
    )


def test_a_met_measure_is_confirmed_by_the_mentor_and_rated_by_the_mentee(client, goal, mentor, mentee):
    for _ in range(5):
        ActionFactory(pairing=goal.pairing, goal=goal, done_at=NOW)
    assert "Confirm: achieved" in page_of(client, mentor, goal)
    assert "How confident are you now?" in page_of(client, mentee, goal)
    assert "How confident are you now?" not in page_of(client, mentor, goal)

    post(client, mentee, "goal-confidence", goal, {"after": "8"})
    post(client, mentor, "goal-achieve", goal)

    goal.refresh_from_db()
    assert (goal.state, goal.confidence_after) == (GoalState.ACHIEVED, 8)


def test_a_rating_too_early_is_refused_beside_the_field(client, goal, mentee):
    response = post(client, mentee, "goal-confidence", goal, {"after": "8"})

    assert response.status_code == 200
    goal.refresh_from_db()
    assert goal.confidence_after is None


def test_letting_go_asks_first_and_both_read_why(client, goal, mentee, mentor):
    client.force_login(mentee)
    asked = client.get(reverse("agreements:goal-abandon", args=[goal.uuid])).content.decode()
    goal.refresh_from_db()
    assert "Let this goal go?" in asked
    assert "Read by you and Amara Osei." in asked
    assert goal.state == GoalState.AGREED

    post(client, mentee, "goal-abandon", goal, {"because": "The rotation changed."})

    goal.refresh_from_db()
    assert goal.state == GoalState.ABANDONED
    assert "You two let this goal go. Why: The rotation changed." in page_of(client, mentor, goal)


def test_an_action_is_added_done_and_undone_without_script(client, goal, mentee):
    post(client, mentee, "action-add", goal, {"text": "Book a slot", "owner": mentee.pk, "due_on": "2027-02-09"})
    action = Action.objects.get()

    response = post(client, mentee, "action-done", action, {"next": "/"})
    action.refresh_from_db()
    assert (response["Location"], action.is_done) == ("/", True)

    post(client, mentee, "action-undo", action)
    action.refresh_from_db()
    assert not action.is_done


def test_nobody_is_sent_to_another_site(client, goal, mentee):
    action = ActionFactory(pairing=goal.pairing, goal=goal)

    response = post(client, mentee, "action-done", action, {"next": "https://evil.example.org/"})

    assert response["Location"] == goal.get_absolute_url()


def test_with_script_the_row_and_the_progress_change_in_place(client, goal, mentee):
    action = ActionFactory(pairing=goal.pairing, goal=goal, text="Book a slot")

    page = post(client, mentee, "action-done", action, **{"HX-Request": "true"}).content.decode()

    assert f'id="action-{action.uuid}"' in page
    assert "Undo" in page
    assert 'hx-swap-oob="true"' in page
    assert "1 of 5" in page


def test_a_refusal_comes_as_a_fragment_in_words(client, goal, mentee):
    action = ActionFactory(pairing=goal.pairing, goal=goal, done_at=NOW)
    Goal.objects.update(state=GoalState.ACHIEVED, achieved_at=NOW)

    response = post(client, mentee, "action-undo", action, **{"HX-Request": "true"})

    assert response.status_code == 200
    assert "so the action stays done" in response.content.decode()


def test_the_owner_of_an_action_is_one_of_the_two(client, goal, mentee, other_mentor):
    response = post(client, mentee, "action-add", goal, {"text": "Book a slot", "owner": other_mentor.pk})

    assert response.status_code == 200
    assert not Action.objects.exists()


def test_the_list_shows_the_goals_of_the_role_acted_in(client, goal, mentor, mentee, leader):
    for user, shown in ((mentor, True), (mentee, True), (leader, False)):
        client.force_login(user)
        assert (goal.goal in client.get(reverse("agreements:goals")).content.decode()) == shown


@pytest.mark.usefixtures("our_part_alone")
@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_however_much_there_is(
    client, pairing, mentor_enrollment, mentor, number, django_assert_num_queries
):
    for place in range(number):
        other = PairingFactory(
            mentor=mentor_enrollment,
            mentee=MenteeEnrollmentFactory(cohort=pairing.cohort),
            place=place + 2,
            track=pairing.track,
        )
        for _ in range(number):
            goal = GoalFactory(pairing=other, measure_unit=MeasureUnit.ACTIONS)
            ActionFactory(pairing=other, goal=goal)
    client.force_login(mentor)

    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("agreements:goals"))


@pytest.mark.usefixtures("our_part_alone")
@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_goal_takes_the_same_queries_however_much_there_is(
    client, goal, mentee, number, django_assert_num_queries
):
    for _ in range(number):
        ActionFactory(pairing=goal.pairing, goal=goal)
        ActionFactory(pairing=goal.pairing, goal=goal, done_at=NOW)
        GoalEntryFactory(goal=goal)
    client.force_login(mentee)

    with django_assert_num_queries(GOAL_QUERIES):
        client.get(goal.get_absolute_url())


LIST_QUERIES = 8
GOAL_QUERIES = 10


@pytest.mark.parametrize(
    ("number", "words"),
    [("0", "At least 1."), ("-3", "At least 1."), ("501", "At most 500."), ("many", "Write a whole number")],
)
def test_a_number_that_cannot_be_is_told_in_words_and_loses_nothing(client, pairing, mentee, number, words):
    client.force_login(mentee)
    typed = {"goal": "Five shoulder reductions", "measure_target": number, "reality": "Two in simulation."}

    page = client.post(reverse("agreements:goal-new", args=[pairing.uuid]), typed).content.decode()

    assert words in page
    assert "Two in simulation." in page
    assert not Goal.objects.exists()


@pytest.mark.parametrize(
    ("day", "hint"),
    [("2027-01-20", "20 January 2027 has passed."), ("2031-01-01", "1 January 2031 lies outside the cohort")],
)
def test_a_day_that_does_not_fit_is_told_and_blocks_no_draft(client, pairing, mentee, day, hint):
    typed = {"goal": "Five shoulder reductions", "target_date": day}
    with time_machine.travel(NOW, tick=False):
        client.force_login(mentee)
        hints = client.post(reverse("agreements:goal-hints", args=[pairing.uuid]), typed).content.decode()
        client.post(reverse("agreements:goal-new", args=[pairing.uuid]), typed)

        page = client.get(Goal.objects.get().get_absolute_url()).content.decode()

    assert hint in hints
    assert hint in page
