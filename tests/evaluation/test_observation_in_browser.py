"""A mini-CEX at the bedside, in a real browser: few taps, the keyboard alone, a reload on bad Wi-Fi."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evaluation.models import Observation
from tests.evaluation.observations import send_mini_cex
from tests.programs.factories import TopicFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DOMAINS = ["interviewing", "exam", "professionalism", "judgment", "counseling", "organization", "overall"]


def form_of(pairing):
    return reverse("evaluation:observation-new", args=[pairing.uuid])


def write(page):
    page.get_by_label("Went well").fill("Explained every step before doing it.")
    page.get_by_label("To improve").fill("Check the pulse before and after.")
    page.get_by_label("One next step").fill("Say the check out loud on the next three.")


def test_a_whole_mini_cex_takes_at_most_20_taps_on_a_phone(visit, pairing, mentor):
    TopicFactory(name="Shoulder reduction, supervised")
    visitor = visit(mentor, phone=True)
    page = visitor.go(form_of(pairing))
    taps = 0

    def tap(target):
        nonlocal taps
        taps += 1
        target.click()

    for name, value in [("setting", "emergency"), ("visit", "new"), ("age_band", "15-24"), ("complexity", "high")]:
        tap(page.locator(f"input[name={name}][value='{value}']"))
    tap(page.locator("input[name=focus_areas][value='diagnosis']"))
    page.get_by_label("Procedure or skill").select_option(label="Shoulder reduction, supervised")
    taps += 2
    tap(page.locator("input[name=supervision_level][value='2b']"))
    for domain in DOMAINS:
        tap(page.locator(f"input[name=rating_{domain}][value='6']"))
    write(page)
    for name, value in [
        ("minutes_observed", "15"),
        ("minutes_feedback", "5"),
        ("observer_satisfaction", "7"),
        ("observer_assesses_formally", "no"),
    ]:
        tap(page.locator(f"input[name={name}][value='{value}']"))
    visitor.check_the_page()
    tap(page.get_by_role("button", name="Send to Lena"))
    page.get_by_text("Sent. We tell Lena").wait_for()

    assert taps <= 20
    assert Observation.objects.get().ratings.filter(rating=6).count() == 7


def test_every_target_of_the_scale_is_large_enough_for_a_thumb(visit, pairing, mentor):
    page = visit(mentor, phone=True).go(form_of(pairing))

    boxes = [point.bounding_box() for point in page.locator("label.point").all()]

    assert len(boxes) == 8 * 9
    assert all(box["height"] >= 44 and box["width"] >= 36 for box in boxes)


def test_the_keyboard_alone_rates(visit, pairing, mentor):
    page = visit(mentor).go(form_of(pairing))
    page.locator("input[name=rating_interviewing][value='']").focus()

    for _ in range(6):
        page.keyboard.press("ArrowRight")

    assert page.locator("input[name=rating_interviewing][value='6']").is_checked()


def test_a_name_is_pointed_out_and_nothing_is_lost(visit, pairing, mentor):
    visitor = visit(mentor, phone=True)
    page = visitor.go(form_of(pairing) + "?kind=field_note")
    page.locator("input[name=observer_assesses_formally][value='no']").click()
    write(page)
    page.get_by_label("Went well").fill("Kind to Mrs Reyes.")

    page.get_by_role("button", name="Send to Lena").click()
    page.get_by_text("Could somebody recognise the patient?").wait_for()
    visitor.check_the_page()
    page.get_by_label("No patient can be recognised here.").click()
    page.get_by_role("button", name="Send to Lena").click()

    page.get_by_text("Sent. We tell Lena").wait_for()


@pytest.mark.parametrize("phone", [False, True])
def test_the_mentees_pages_are_usable_by_everybody(visit, pairing, mentee, phone):
    observation = send_mini_cex(pairing, topic_id=TopicFactory().pk, supervision_level="2b")
    visitor = visit(mentee, phone=phone)

    for address in (
        "/",
        "/feedback/",
        reverse("evaluation:observation", args=[observation.uuid]),
        reverse("evaluation:observe", args=[pairing.uuid]),
        "/portfolio/procedures/",
        "/portfolio/procedures/new/",
        "/portfolio/",
    ):
        visitor.go(address)
        visitor.check_the_page()
