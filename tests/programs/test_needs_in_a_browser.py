"""A mentee names a competency and finds its levels beside it, in a real browser, on a desk and on a phone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from programs.shipped.levels import ACTIVITY_LEVELS, LEVELS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_levels_of_what_is_chosen_are_shown_and_kept(visit, mentee, mentee_enrollment, phone):
    visitor = visit(mentee, phone=phone)
    page = visitor.go(reverse("programs:needs"))
    expect(page.get_by_label(ACTIVITY_LEVELS[1])).to_be_visible()
    visitor.check_the_page()

    page.get_by_label("In your own words").fill("Mostly on ward rounds")
    page.get_by_label("Topic or competency").select_option(label="Professionalism")
    page.get_by_label(LEVELS["PROF"][1]).check()
    visitor.check_the_page()
    page.get_by_role("button", name="Write it down").click()

    expect(page.get_by_text(f"Level 2 today, self-rated: {LEVELS['PROF'][1]}")).to_be_visible()
    expect(page.get_by_text("Mostly on ward rounds")).to_be_visible()
    visitor.check_the_page()
