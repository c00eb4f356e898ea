"""From a goal's progress to a portfolio on paper that anybody can check, and a link that a stranger opens."""

from __future__ import annotations

import pytest
from django.urls import reverse

from agreements.enums import MeasureUnit
from evaluation.domain.papers import set_queued
from mentorship.core import clock
from tests.agreements.factories import GoalFactory
from tests.evaluation.observations import send_mini_cex
from tests.programs.factories import TopicFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "tell-it-by-phone"


@pytest.fixture
def two_of_five(pairing):
    """A goal of five reductions, two of them done and observed."""
    topic = TopicFactory(name="Shoulder reduction, supervised")
    goal = GoalFactory(
        pairing=pairing,
        goal="Five supervised shoulder reductions",
        measure_target=5,
        measure_unit=MeasureUnit.PROCEDURES,
        measure_topic=topic,
    )
    for level in ("2a", "2b"):
        send_mini_cex(
            pairing, topic_id=topic.pk, supervision_level=level, goal_id=goal.pk, strengths=f"Calm at {level}."
        )
    return goal


def test_from_a_goals_progress_to_a_paper_that_is_checked_and_a_link_that_is_opened(
    visit, two_of_five, mentee, client, tmp_path
):
    lena = visit(mentee)
    page = lena.go(reverse("agreements:goal", args=[two_of_five.uuid]))
    assert page.get_by_text("2 of 5").first.is_visible()

    page = lena.go("/portfolio/")
    page.get_by_role("link", name="Goals", exact=True).last.click()
    page.get_by_label("Five supervised shoulder reductions").check()
    page.get_by_role("button", name="Show these").click()
    page.get_by_role("link", name="Feedback", exact=True).last.click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Show these").click()
    page.get_by_text("Calm at 2b.").wait_for()
    lena.check_the_page()

    page.get_by_role("button", name="Make a PDF").click()
    page.get_by_text("Waiting its turn").wait_for()
    set_queued(address=f"{lena.address}/verify/", now=clock.now())
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Get the PDF").click()
    file = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(file)
    code = file.stem.removeprefix("portfolio-")
    lena.check_the_page()

    page.get_by_role("link", name="Give somebody a link").click()
    page.get_by_label("For whom").fill("Residency interview")
    page.get_by_label("Password, if you want one").fill(PASSWORD)
    page.get_by_role("button", name="Make the link").click()
    address = page.locator(".secret-address code").inner_text()
    lena.check_the_page()

    stranger = visit(phone=True)
    elsewhere = stranger.go("/verify/")
    elsewhere.get_by_label("Verification code").fill(code.lower().replace("-", " "))
    elsewhere.get_by_label("The document, as PDF").set_input_files(file)
    elsewhere.get_by_role("button", name="Check").click()
    elsewhere.get_by_text("Genuine").wait_for()
    assert not elsewhere.get_by_text("Lena").count()

    elsewhere.goto(address)
    stranger.check_the_page()
    elsewhere.get_by_label("Password").fill(PASSWORD)
    elsewhere.get_by_role("button", name="Open").click()
    elsewhere.get_by_text("Calm at 2a.").wait_for()
    assert elsewhere.get_by_text("2 of 5").first.is_visible()
    assert not elsewhere.get_by_text("Osei").count()
    stranger.check_the_page()

    page = lena.go("/portfolio/links/")
    page.get_by_text("Opened once").wait_for()
    lena.check_the_page()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("Taken back.").wait_for()
    assert client.get(address.removeprefix(lena.address)).status_code == 404


@pytest.mark.parametrize("phone", [False, True])
def test_the_pages_are_usable_by_everybody(visit, two_of_five, mentee, phone):
    visitor = visit(mentee, phone=phone)

    for address in ("/portfolio/", "/portfolio/progress/", "/portfolio/choose/feedback/", "/portfolio/links/"):
        visitor.go(address)
        visitor.check_the_page()
