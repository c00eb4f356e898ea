"""A review in a real browser: both sides apart, then together, and the leader who reads what came of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluation.models import Review
from tests.agreements.factories import GoalFactory
from tests.evaluation.factories import ReviewFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECRET = "I would like to be asked before plans change"
TO_LEADER = "More rooms for simulation would help us"


def answer(person, review, *, went_well, suggests, to_leader=""):
    page = person.go(reverse("evaluation:review", args=[review.uuid]))
    page.get_by_label("What goes well?").fill(went_well)
    page.locator("input[name=satisfaction][value='4']").check()
    page.locator(f"input[name=suggested_outcome][value={suggests}]").check()
    page.get_by_label("Anything for the program leader only?").fill(to_leader)
    person.check_the_page()
    page.get_by_role("button", name="Save my answers").click()
    page.get_by_text("Your answers are saved.").wait_for()
    person.check_the_page()
    return page


def test_a_review_from_both_sides_and_the_leaders_report(visit, running, mentor, mentee, leader):
    now = timezone.now()
    goal = GoalFactory(pairing=running, goal="Five reductions", state="agreed", agreed_at=now)
    review = ReviewFactory(
        pairing=running, opened_at=now, due_at=now + dt.timedelta(days=14), facts={"meetings_held": 3}
    )

    first = answer(visit(mentee, phone=True), review, went_well=SECRET, suggests="adjust_goals", to_leader=TO_LEADER)
    assert "Meetings held" in first.content()

    visiting = visit(mentor)
    page = visiting.go(reverse("evaluation:review", args=[review.uuid]))
    assert SECRET not in page.content()
    page = answer(visiting, review, went_well="We meet every week.", suggests="continue")
    page.get_by_text(SECRET).wait_for()
    assert TO_LEADER not in page.content()
    page.locator("input[name=outcome][value=adjust_goals]").check()
    page.get_by_role("button", name="Close the review").click()
    page.get_by_role("link", name=f"Write anew: {goal.goal}").wait_for()
    visiting.check_the_page()
    assert Review.objects.get().outcome == "adjust_goals"

    leading = visit(leader)
    page = leading.go(reverse("evaluation:report"))
    page.get_by_role("row", name="Reviews on time").get_by_text("100 % (1 of 1)").wait_for()
    leading.check_the_page()
    page.get_by_role("link", name="Reviews on time").click()
    page.get_by_text("reviews decided by their day").first.wait_for()
    leading.check_the_page()
    page = leading.go(reverse("evaluation:report-reviews"))
    page.get_by_text(TO_LEADER).wait_for()
    assert "Adjust goals" in page.content()
    assert SECRET not in page.content()
    leading.check_the_page()
