"""Agreements and goals at a real browser: usable by everybody, quick with JavaScript, whole without."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.enums import AgreementState, GoalState
from agreements.models import Agreement, Goal
from programs.models import Cohort
from tests.agreements.factories import ActionFactory, AgreementFactory, GoalEntryFactory, GoalFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def running(pairing):
    """The pair, in a cohort that runs today: a server in another thread has the real clock."""
    today = timezone.localdate()
    Cohort.objects.update(starts_on=today - dt.timedelta(days=60), ends_on=today + dt.timedelta(days=90))
    return pairing


@pytest.fixture
def at_work(running):
    """A goal with all a goal can have, and a draft."""
    day = timezone.localdate() + dt.timedelta(days=30)
    goal = GoalFactory(pairing=running, target_date=day, reality="Two in simulation.", will="Book slots.")
    ActionFactory(pairing=running, goal=goal, text="Book a slot", due_on=timezone.localdate())
    ActionFactory(pairing=running, goal=goal, text="Watch the video", done_at=timezone.now())
    GoalEntryFactory(goal=goal)
    GoalFactory(pairing=running, goal="Present ten patients", state=GoalState.DRAFT, agreed_at=None, target_date=day)
    return goal


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("who", ["mentee", "mentor"])
def test_everybody_can_use_every_page(visit, at_work, who, phone, request):
    AgreementFactory(pairing=at_work.pairing)
    visitor = visit(request.getfixturevalue(who), phone=phone)

    for path in (
        reverse("core:home"),
        reverse("agreements:goals"),
        at_work.get_absolute_url(),
        reverse("agreements:goal-new", args=[at_work.pairing.uuid]),
        reverse("agreements:goal-edit", args=[at_work.uuid]),
        reverse("agreements:goal-abandon", args=[at_work.uuid]),
        reverse("agreements:agreement", args=[at_work.pairing.uuid]),
    ):
        visitor.go(path)
        visitor.check_the_page()


def test_the_two_sign_one_after_the_other(visit, accepted_pairing, mentee, mentor):
    AgreementFactory(pairing=accepted_pairing)

    for user in (mentee, mentor):
        page = visit(user).go(reverse("agreements:agreement", args=[accepted_pairing.uuid]))
        page.get_by_label("Your full name").fill(user.full_name)
        page.get_by_role("button", name="Sign the agreement").click()
        page.get_by_text("Signed.").first.wait_for()

    assert Agreement.objects.get().state == AgreementState.IN_FORCE


def test_one_tap_moves_the_bar_and_another_takes_it_back(visit, at_work, mentee):
    page = visit(mentee, phone=True).go(reverse("core:home"))
    standing = page.locator(f"#standing-{at_work.uuid}")
    assert "1 of 5" in standing.inner_text()

    page.get_by_role("button", name="Done Book a slot").click()
    page.get_by_role("button", name="Undo Book a slot").wait_for()
    assert "2 of 5" in standing.inner_text()

    page.get_by_role("button", name="Undo Book a slot").click()
    page.get_by_role("button", name="Done Book a slot").wait_for()
    assert "1 of 5" in standing.inner_text()


def test_the_hints_follow_the_writing_and_the_draft_is_kept(visit, running, mentee):
    page = visit(mentee).go(reverse("agreements:goal-new", args=[running.uuid]))

    page.get_by_label("What do you want to be able to do?").fill("Place three central lines on my own")
    page.locator("#id_measure_target").fill("3")
    page.locator("#smart .is-met", has_text="3 procedures under supervision.").wait_for()
    page.get_by_label("7", exact=True).check(force=True)
    page.get_by_role("button", name="Keep as a draft").click()
    page.get_by_text("Your goal is kept as a draft.").wait_for()

    goal = Goal.objects.get()
    assert (goal.measure_target, goal.confidence_before) == (3, 7)
