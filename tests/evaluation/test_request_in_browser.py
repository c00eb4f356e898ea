"""From the asking to the goal's progress, in a real browser: request, link in a mail, form, saved once, next step."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from evaluation.domain import observer_post
from evaluation.models import Observation, ObservationRequest
from tests.agreements.factories import GoalFactory
from tests.evaluation.asking import OUTSIDER, WORDS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_request_to_the_goals_progress(visit, running, mentee):
    goal = GoalFactory(
        pairing=running,
        goal="Three talks before a procedure",
        measure_unit="observations",
        measure_target=3,
        state="agreed",
        agreed_at=timezone.now(),
    )
    asking = visit(mentee)
    page = asking.go(reverse("evaluation:request-new"))
    page.locator("input[name=whom][value=else]").check()
    page.get_by_label("Their name").fill("Jo Lind")
    page.get_by_label("Their e-mail address").fill(OUTSIDER)
    page.get_by_label("What should they watch?").fill("How I explain a reduction")
    page.get_by_label("Field note").check()
    page.get_by_label(goal.goal).check()
    asking.check_the_page()
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_text("We write to Jo Lind.").wait_for()
    asking.check_the_page()
    observer_post.deliver(now=timezone.now())
    (letter,) = mail.outbox
    link = re.search(r"/observe/\S+/", letter.body)

    observing = visit(phone=True)
    page = observing.go(link.group())
    page.get_by_text("asks you to watch: How I explain a reduction").wait_for()
    for label, words in (("Went well", "strengths"), ("To improve", "to_improve"), ("One next step", "next_step")):
        page.get_by_label(label).fill(WORDS[words])
    page.locator("input[name=observed_on]").fill(timezone.localdate().isoformat())
    page.locator("input[name=observer_assesses_formally][value=no]").check()
    page.get_by_label("Your role").fill("Consultant")
    page.get_by_label("I watched this myself.").check()
    observing.check_the_page()
    page.get_by_role("button", name="Send to Lena").dblclick()
    page.get_by_text("It arrived.").wait_for()
    observing.check_the_page()

    observation = Observation.objects.get()
    assert ObservationRequest.objects.get().state == "answered"
    page = asking.go(reverse("evaluation:observation", args=[observation.uuid]))
    asking.check_the_page()
    page.get_by_role("button", name="Make it an action").click()
    page.get_by_text("It is one of your actions now.").wait_for()
    page = asking.go(goal.get_absolute_url())
    page.get_by_text("1 of 3").first.wait_for()


def test_a_concern_is_raised_and_read(visit, running, mentor, leader):
    raising = visit(mentor, phone=True)
    page = raising.go(reverse("evaluation:concern-new", args=[running.uuid]))
    page.get_by_text("Rosa Lindqvist").wait_for()
    raising.check_the_page()
    page.get_by_label("A patient may be at risk").check()
    page.get_by_label("What happened, and what should happen now?").fill(
        "The drain was pulled before the film was read."
    )
    page.get_by_role("button", name="Tell the program's leaders now").click()
    page.get_by_text("The leaders of the program are told at once.").wait_for()

    reading = visit(leader)
    page = reading.go(reverse("evaluation:board"))
    page.get_by_role("link", name="Read", exact=True).first.click()
    page.get_by_role("link", name="A patient may be at risk").click()
    reading.check_the_page()
    page.get_by_label("What was done").fill("Spoke with the ward.")
    page.get_by_role("button", name="Settled").click()
    page.get_by_text("Settled by Rosa Lindqvist").wait_for()


def test_a_shift_and_a_milestone_can_be_written_by_everybody(visit, running, mentee):
    visitor = visit(mentee, phone=True)
    for address in (
        reverse("evaluation:procedures-shift"),
        reverse("evaluation:milestones", args=[running.uuid]),
        reverse("evaluation:requests"),
    ):
        visitor.go(address)
        visitor.check_the_page()
