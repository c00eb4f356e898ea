"""A leader takes an empty program to the matching in a browser, alone, with a file: no spreadsheet on the side."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from programs.enums import CohortStage
from programs.models import Cohort, CohortPolicy, TrainingModule
from tests.accounts.factories import UserFactory
from tests.programs.factories import LeadershipFactory, ProgramFactory
from tests.scenario.people import Actor, at

pytestmark = pytest.mark.browser
FORMS = Path(__file__).resolve().parents[2] / "mentorship" / "demo" / "csv"
THE_MORNING = dt.datetime(2027, 1, 4, 9, tzinfo=dt.UTC)


@pytest.fixture
def leader(visit, transactional_db) -> Iterator[Actor]:
    """Rosa Lindqvist on a morning in January, who leads a program in which there is nothing yet."""
    with at(THE_MORNING):
        user = UserFactory(full_name="Rosa Lindqvist", email="leader@example.org")
        LeadershipFactory(program=ProgramFactory(name="Emergency Medicine Clerkship"), user=user)
        yield Actor(visit(user), user.email)


def the_leader_begins_a_cohort(leader: Actor) -> Cohort:
    leader.visitor.go(reverse("evaluation:board"))
    leader.press("Set up a cohort")
    leader.page.get_by_label("Program", exact=False).first.select_option(label="Emergency Medicine Clerkship")
    leader.page.locator("[name=name]").fill("Spring 2027")
    leader.page.locator("[name=starts_on]").fill("2027-01-11")
    leader.page.locator("[name=ends_on]").fill("2027-06-25")
    leader.page.locator("[name=time_zone]").fill("Europe/London")
    leader.page.locator("[name=policy_template]").select_option("monthly_near_peer")
    leader.press("Save")
    expect(leader.page.get_by_role("heading", name="Set up the cohort")).to_be_visible()
    leader.sees("No mentor is approved yet.")
    return Cohort.objects.get()


def the_leader_changes_numbers(leader: Actor) -> None:
    leader.press("Change the numbers of Timing")
    leader.fill("Days between meetings", "60")
    leader.press("Save the numbers")
    leader.sees("a pair that meets as agreed drifts")
    leader.fill("Days between meetings", "14")
    leader.press("Save the numbers")
    leader.sees("The numbers are saved")


def the_leader_asks_for_training(leader: Actor, cohort: Cohort) -> None:
    leader.visitor.go("/admin/programs/trainingmodule/add/")
    leader.page.locator("[name=program]").select_option(label="Emergency Medicine Clerkship")
    leader.page.locator("[name=title]").fill("Bias awareness")
    leader.page.locator("[name=text]").fill("Read this before you meet.")
    leader.page.get_by_role("button", name="Save", exact=True).click()
    leader.visitor.complaints.clear()


def goes_to(leader: Actor, cohort: Cohort, stage: str) -> None:
    leader.visitor.go(f"/admin/programs/cohort/{cohort.pk}/setup/")
    leader.press(f"Next stage: {stage}")
    leader.sees("No mail goes out")
    leader.press(f"Go to “{stage}”")
    expect(leader.page.get_by_role("heading", name="Set up the cohort")).to_be_visible()


def the_leader_imports(leader: Actor, cohort: Cohort, who: str) -> None:
    leader.visitor.go(f"/admin/programs/cohort/{cohort.pk}/setup/")
    leader.press(f"Import {who}")
    expect(leader.page.locator(f"[name=role][value={who.removesuffix('s')}]")).to_be_checked()
    leader.page.locator("[name=file]").set_input_files(FORMS / f"emergency_medicine_{who}.csv")
    leader.press("Show me the rows")
    leader.press(re.compile(r"^Import \d+ people"))
    expect(leader.page.get_by_role("heading", name="Imported")).to_be_visible()


def the_leader_records_the_workshop(leader: Actor, cohort: Cohort) -> None:
    leader.visitor.go(f"/admin/programs/cohort/{cohort.pk}/setup/")
    leader.sees("25 mentors have not finished “Bias awareness”.")
    leader.page.get_by_role("listitem").filter(has_text="Bias awareness").get_by_role("link").click()
    boxes = leader.page.locator("[name=mentors]")
    expect(boxes).to_have_count(25)
    for number in range(24):
        boxes.nth(number).check()
    leader.press("Record attendance")
    leader.sees("24 mentors attended “Bias awareness”.")


def test_from_an_empty_program_to_the_matching(leader):
    cohort = the_leader_begins_a_cohort(leader)
    leader.visitor.complaints.clear()
    the_leader_changes_numbers(leader)
    the_leader_asks_for_training(leader, cohort)
    goes_to(leader, cohort, "Enrolling")
    for who in ("mentors", "mentees"):
        the_leader_imports(leader, cohort, who)
    the_leader_records_the_workshop(leader, cohort)
    leader.visitor.go(reverse("programs:pool"))
    leader.sees("Where are mentors missing, by specialty?")
    leader.visitor.check_the_page()

    leader.visitor.go(f"/admin/programs/cohort/{cohort.pk}/setup/")
    leader.press("Next stage: Matching")
    leader.sees("1 mentor is kept out until the training is done.")
    leader.press("Go to “Matching”")
    leader.visitor.go(reverse("matching:workbench"))
    leader.sees(re.compile("Run the matching"))

    cohort.refresh_from_db()
    assert cohort.stage == CohortStage.MATCHING
    assert CohortPolicy.objects.get().meeting_cadence_days == 14
    assert TrainingModule.objects.get().completions.count() == 24
