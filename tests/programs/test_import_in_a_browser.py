"""A leader brings both roles in from one workbook, in a real browser, on a desk and on a phone."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from programs.domain.applying import open_applications
from programs.domain.import_work import work_off
from programs.models import Enrollment
from tests.cast import NOW
from tests.programs.books import workbook

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MENTORS = [
    ["Timestamp", "E-mail address", "Your name", "How many mentees could you take?", "What is your specialty?"],
    [46328.25, "osei@example.org", "Dr Amara Obi", "One mentee only, please!", "A&E"],
    [46328.5, "lind@example.org", "Henrik Lind", 3, "Space medicine"],
]
MENTEES = [
    ["E-mail address", "Your name", "Which skills do you want to work on?", "Communication style"],
    ["noor@example.org", "Noor Haddad", "Suturing, shoulder reductions; ", "coaching"],
    ["bo@", "Bo Lee", "Juggling", "purple"],
]
BOOK = {"Mentors": MENTORS, "Mentees": MENTEES}


def looked_at(page, name):
    """Keep a picture where SCREENSHOTS names a folder, for the eyes of a person."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_workbook_with_both_roles_comes_in(visit, leader, cohort, tmp_path, phone):
    file = tmp_path / "people 2027.xlsx"
    file.write_bytes(workbook(BOOK))
    visitor = visit(leader, phone=phone)
    size = "phone" if phone else "desk"
    page = visitor.go(reverse("admin:programs_cohort_import", args=[cohort.pk]))
    visitor.check_the_page()
    looked_at(page, f"import-1-{size}")

    page.get_by_label("Both: a column or the sheets say who is what").check()
    page.get_by_label("CSV or Excel file").set_input_files(file)
    page.get_by_role("button", name="Show me the rows").click()
    expect(page.get_by_role("button", name="Import 3 people")).to_be_visible()
    visitor.check_the_page()
    looked_at(page, f"import-2-{size}")

    page.get_by_label("purple").select_option("is:coaching")
    page.get_by_label("Space medicine").select_option("is:Emergency medicine")
    page.get_by_role("button", name="Use these meanings").click()
    expect(page.get_by_text("1 row cannot be imported as it is.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download these rows").click()
    assert download.value.suggested_filename == "people 2027-to-correct.xlsx"
    page.get_by_role("button", name="Import 3 people").click()
    expect(page.get_by_text("Imported: 3 new, 0 changed, 0 unchanged.")).to_be_visible()
    visitor.check_the_page()
    looked_at(page, f"import-3-{size}")

    assert Enrollment.objects.mentors().get(user__email="osei@example.org").capacity == 1
    assert Enrollment.objects.mentors().get(user__email="lind@example.org").specialty == "Emergency medicine"


def test_a_large_file_is_left_and_come_back_to(visit, leader, cohort, tmp_path, settings):
    settings.IMPORT_AT_ONCE_KILOBYTES = 0
    file = tmp_path / "people.xlsx"
    file.write_bytes(workbook({"Mentees": MENTEES}))
    visitor = visit(leader)
    page = visitor.go(reverse("admin:programs_cohort_import", args=[cohort.pk]))

    page.get_by_label("CSV or Excel file").set_input_files(file)
    page.get_by_role("button", name="Show me the rows").click()
    expect(page.get_by_text("You can leave this page.")).to_be_visible()
    visitor.check_the_page()
    looked_at(page, "import-underway")
    work_off(now=NOW)

    expect(page.get_by_role("button", name="Import 1 person")).to_be_visible(timeout=10_000)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_people_are_invited_and_apply(visit, leader, cohort, phone):
    size = "phone" if phone else "desk"
    open_applications(
        cohort_id=cohort.pk, opens_on=dt.date(2020, 1, 1), closes_on=dt.date(2090, 1, 1), for_mentees=True,
        for_mentors=True, words="For third-year students and above.", by=leader, now=NOW,
    )  # fmt: skip
    visitor = visit(leader, phone=phone)
    page = visitor.go(reverse("programs:invite"))
    page.get_by_label("E-mail addresses, one on each line").fill("Amara Obi <amara@example.org>")
    page.get_by_role("button", name="Send the invitations").click()
    expect(page.get_by_text("Invited: 1.")).to_be_visible()
    visitor.check_the_page()
    looked_at(page, f"invite-{size}")

    stranger = visit(None, phone=phone)
    form = stranger.go(reverse("programs:apply", args=[cohort.uuid]))
    stranger.check_the_page()
    looked_at(form, f"apply-{size}")
    form.get_by_label("Mentee").check()
    form.get_by_label("Your full name").fill("Ada Obi")
    form.get_by_label("Your e-mail address").fill("ada@example.org")
    form.wait_for_timeout(3500)
    form.get_by_role("button", name="Send my application").click()
    expect(form.get_by_text("Your application came in.")).to_be_visible()
    stranger.check_the_page()

    page = visitor.go(reverse("programs:applications"))
    visitor.check_the_page()
    looked_at(page, f"applications-{size}")
    page.get_by_role("button", name="Approve Ada Obi").click()
    expect(page.get_by_text("Ada Obi is approved")).to_be_visible()
