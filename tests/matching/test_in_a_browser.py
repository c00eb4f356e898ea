"""The leader takes the matching from *run* to *published* in a real browser, with one change by hand; both pages are usable."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from matching.domain.solving import solve_queued
from matching.models import Pairing
from programs.models import Enrollment
from tests.cast import NOW
from tests.matching.pool import run_matching

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


def test_the_leader_changes_a_pair_by_dragging_it(visit, pool, leader):
    Enrollment.objects.filter(user__full_name="Ines Marques").update(capacity=2)
    run = run_matching(pool, leader, NOW)
    page = visit(leader).go(f"/matching/runs/{run.uuid}/")
    lena, noah = (
        page.locator(".proposal", has=page.get_by_role("link", name=f"Change {name}"))
        for name in ("Lena Fischer", "Noah Brandt")
    )

    noah.scroll_into_view_if_needed()  # a page that scrolls meanwhile lets the browser take hold of another row
    lena.hover()
    box = noah.bounding_box()
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 30, steps=5)
    expect(page.get_by_text("20 points less in total")).to_be_visible()
    box = noah.bounding_box()
    for step in range(3):
        page.mouse.move(box["x"] + 30 + step, box["y"] + 30)
    expect(page.locator(".choice-under")).to_contain_text("Ines Marques")
    page.mouse.up()

    expect(page.get_by_text("Lena Fischer is with Ines Marques now, and locked.")).to_be_visible()
    page.get_by_role("button", name="Undo Lena Fischer").click()
    expect(page.get_by_text("Undone: everybody stands as before.")).to_be_visible()
    expect(lena).to_contain_text("Amara Osei")


@pytest.mark.parametrize("phone", [False, True], ids=["1280", "390"])
def test_every_page_of_the_workbench_can_be_used_by_all(visit, pool, leader, phone):
    Enrollment.objects.filter(user__full_name="Ines Marques").update(capacity=0)
    run_matching(pool, leader, NOW)
    run = run_matching(pool, leader, NOW)
    visitor = visit(leader, phone=phone)
    for path in (
        "",
        f"runs/{run.uuid}/",
        f"runs/{run.uuid}/what-if/?rule=track",
        f"runs/{run.uuid}/compare/",
        f"runs/{run.uuid}/publish/",
        f"unmatched/{run.unmatched.get().uuid}/place/",
        "weights/compare/",
        "wishes/",
    ):
        visitor.go(f"/matching/{path}")
        visitor.check_the_page()


def test_points_show_their_effect_as_they_are_typed(visit, pool, leader):
    visitor = visit(leader)
    page = visitor.go("/matching/")

    page.get_by_label("Points for site").fill("90")
    page.get_by_label("Points for site").press("Tab")

    expect(page.get_by_role("columnheader", name="Met in the pairs")).to_be_visible()
    visitor.check_the_page()


@pytest.mark.parametrize("name", ["Lena Fischer", "Amara Osei"])
def test_wishes_are_said_on_a_phone(visit, pool, name):
    person = Enrollment.objects.get(user__full_name=name)
    visitor = visit(person.user, phone=True)
    page = visitor.go(f"/matching/wishes/{person.uuid}/")
    visitor.check_the_page()

    page.get_by_label("First choice").select_option(index=1)
    page.get_by_role("button", name="Keep my wishes").click()

    expect(page.get_by_text("Kept. It counts from the next matching on.")).to_be_visible()
