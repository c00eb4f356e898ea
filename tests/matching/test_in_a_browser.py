"""The leader takes the matching from *run* to *published* in a real browser, with one change by hand; both pages are usable."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from matching.domain.solving import solve_queued
from matching.models import Pairing
from programs.models import Enrollment
from tests.cast import NOW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_run_to_published_with_one_change_by_hand(visit, pool, leader):
    Enrollment.objects.filter(user__full_name="Ines Marques").update(capacity=2)
    visitor = visit(leader)
    page = visitor.go("/matching/")
    visitor.check_the_page()

    page.get_by_role("button", name="Run the matching").click()
    expect(page.get_by_text("You can leave this page")).to_be_visible()
    visitor.check_the_page()
    solve_queued(now=NOW)
    expect(page.get_by_role("link", name="Publish 2 pairs")).to_be_visible(timeout=10_000)
    visitor.check_the_page()

    page.get_by_role("button", name="Lock Noah Brandt").click()
    expect(page.get_by_role("button", name="Unlock Noah Brandt")).to_be_visible()
    page.get_by_role("link", name="Change Lena Fischer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="A mentor for Lena Fischer")).to_be_focused()
    expect(page.get_by_text("20 points less in total")).to_be_visible()
    visitor.check_the_page()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Change Lena Fischer")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="A mentor for Lena Fischer")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Choose Ines Marques")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Lena Fischer is with Ines Marques now, and locked.")).to_be_visible()

    page.get_by_role("link", name="Publish 2 pairs").click()
    visitor.check_the_page()
    page.get_by_role("button", name="Publish and send the mails").click()
    expect(page.get_by_text("2 pairs are published")).to_be_visible()
    visitor.check_the_page()
    assert Pairing.objects.live().filter(mentor__user__full_name="Ines Marques").count() == 2


def test_both_accept_on_their_phones(visit, pool, leader):
    test_from_run_to_published_with_one_change_by_hand(visit, pool, leader)
    pairing = Pairing.objects.get(mentee__user__full_name="Lena Fischer")

    for person in (pairing.mentee.user, pairing.mentor.user):
        visitor = visit(person, phone=True)
        page = visitor.go(f"/pairings/{pairing.uuid}/")
        visitor.check_the_page()
        page.get_by_role("button", name="Accept").click()

    expect(page.get_by_text("You are a pair")).to_be_visible()
    visitor.check_the_page()
