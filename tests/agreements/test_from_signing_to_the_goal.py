"""The two at their browsers, from what each expects in private to the goal that their mentor confirms."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from agreements.domain.agreements import open_agreement
from agreements.enums import AgreementState, GoalState, Rhythm
from agreements.models import Agreement, Goal
from programs.models import Cohort
from tests.programs.factories import TopicFactory
from tests.scenario.people import Actor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
GOAL = "One supervised shoulder reduction by the end of the month"
SLOWEST = 60_000
"""How long a page may take on a busy machine, in ms."""


@pytest.fixture(autouse=True)
def patience():
    expect.set_options(timeout=SLOWEST)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def begun(accepted_pairing):
    """Both have accepted, in a cohort that runs today: a server in another thread has the real clock."""
    today = timezone.localdate()
    Cohort.objects.update(starts_on=today - dt.timedelta(days=60), ends_on=today + dt.timedelta(days=90))
    TopicFactory(name="Shoulder reduction", program=accepted_pairing.cohort.program)
    open_agreement(pairing_id=accepted_pairing.pk, now=timezone.now())
    return accepted_pairing


@pytest.fixture
def people(visit, mentor, mentee):
    """The mentor on a phone, the mentee at a desk."""
    both = []
    for user, phone in ((mentor, True), (mentee, False)):
        actor = Actor(visit(user, phone=phone), user.email)
        actor.page.set_default_timeout(SLOWEST)
        both.append(actor)
    return both


def each_answers_in_private(mentor, mentee):
    answers = {"clinical": "main", "career": "some", "research": "none", "reach": "email"}
    for person, rhythm in ((mentor, Rhythm.MONTHLY), (mentee, Rhythm.WEEKLY)):
        person.takes_the_next_step("Say what you expect")
        expect(person.page.get_by_text("you differ")).to_have_count(0)
        for name, answer in {**answers, "how_often": rhythm}.items():
            person.page.locator(f"input[name={name}][value={answer}]").check(force=True)
        person.press("Keep my answers")
        expect(person.page.get_by_role("button", name="Keep my answers")).to_have_count(0)


def they_settle_and_sign(mentor, mentee):
    expect(mentee.page.get_by_text("you differ")).to_have_count(1)
    mentee.fill("How often to meet", "Every two weeks.")
    mentee.press("Write it into the agreement")
    mentee.sees("Now read it and sign.")
    mentee.visitor.check_the_page()
    for person in (mentor, mentee):
        person.takes_the_next_step("Sign the agreement")
        person.sees("Every two weeks.")
        person.fill("Your full name", person.user.full_name)
        person.press("Sign the agreement")
        person.sees("Signed.")


def the_mentee_writes_a_goal(mentee):
    mentee.takes_the_next_step("Write your first goal")
    mentee.fill("What do you want to be able to do?", GOAL)
    expect(mentee.page.locator("#smart .smart-item", has_text="Add a number")).to_be_visible()
    mentee.fill("How many", "1")
    mentee.page.get_by_label("Of what").select_option("procedures")
    mentee.page.get_by_label("Which one").select_option(label="Shoulder reduction")
    mentee.fill("By when", (timezone.localdate() - dt.timedelta(days=1)).isoformat())
    expect(mentee.page.locator("#smart .smart-item", has_text="has passed")).to_be_visible()
    mentee.fill("By when", (timezone.localdate() + dt.timedelta(days=30)).isoformat())
    expect(mentee.page.locator("#smart .is-met", has_text="1 procedure under supervision")).to_be_visible()
    mentee.tap("How confident are you today?", "3")
    mentee.press("Keep as a draft")
    mentee.sees("Your goal is kept as a draft.")


def they_agree_on_goal_and_action(mentor, mentee):
    mentor.takes_the_next_step("Agree on Lena's goal")
    mentor.press("Agree to this goal")
    mentor.sees("Agreed. Evidence counts from now on.")
    mentee.visitor.go(Goal.objects.get().get_absolute_url())
    mentee.fill("What will be done?", "Book a simulation slot")
    mentee.press("Add the action")
    mentee.sees("waits for the other to agree")
    mentor.visitor.go(Goal.objects.get().get_absolute_url())
    mentor.press(re.compile("^Agree Book a simulation slot"))
    expect(mentor.page.get_by_text("it waits for you to agree")).to_have_count(0)
    mentee.visitor.go(Goal.objects.get().get_absolute_url())
    mentee.press(re.compile("^Done Book a simulation slot"))
    expect(mentee.page.get_by_role("button", name="Undo Book a simulation slot")).to_be_visible()


def the_mentee_does_it_once(mentee):
    mentee.visitor.go(reverse("evaluation:procedure-new"))
    mentee.page.get_by_role("combobox", name="Procedure").select_option(label="Shoulder reduction")
    mentee.tap("Done on a", "Patient")
    mentee.tap("Supervision", "3a · supervisor close by, everything double-checked")
    mentee.press("Put it in my logbook")
    expect(mentee.page.get_by_role("button", name="Put it in my logbook")).to_have_count(0)
    mentee.visitor.go(Goal.objects.get().get_absolute_url())
    mentee.sees("1 of 1, the measure is met")


def it_is_achieved(mentor, mentee):
    mentor.takes_the_next_step("Confirm what Lena has achieved")
    mentor.press("Confirm: achieved")
    mentor.sees("Achieved. A good moment")
    mentee.takes_the_next_step("Rate your confidence now")
    mentee.tap("How confident are you now?", "8")
    mentee.press("Keep my rating")
    mentee.sees("It stands beside your rating from the start.")
    expect(mentee.page.get_by_text("3 of 10 before, 8 of 10 after")).to_be_visible()
    mentee.visitor.check_the_page()


def test_from_what_each_expects_to_the_goal_that_is_achieved(begun, people):
    mentor, mentee = people

    each_answers_in_private(mentor, mentee)
    they_settle_and_sign(mentor, mentee)
    begun.refresh_from_db()
    assert begun.is_active
    assert Agreement.objects.get(state=AgreementState.IN_FORCE).signatures.count() == 2

    the_mentee_writes_a_goal(mentee)
    they_agree_on_goal_and_action(mentor, mentee)
    assert Goal.objects.get().state == GoalState.AGREED
    the_mentee_does_it_once(mentee)
    it_is_achieved(mentor, mentee)

    goal = Goal.objects.get()
    assert (goal.state, goal.confidence_before, goal.confidence_after) == (GoalState.ACHIEVED, 3, 8)
