"""The mission's scenario, played in a browser by three people from the import of the cohort to the achieved goal.

It stays for ever: whatever changes, a pair must get from sign-up to review on this road.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections import Counter
from pathlib import Path
from urllib.request import urlopen

import icalendar
import pytest
from django.core import mail
from openpyxl import load_workbook
from playwright.sync_api import expect

from matching.models import Pairing
from mentorship.accounts.models import User
from mentorship.celery import app
from mentorship.notifications.models import LastRun
from programs.enums import CohortStage, TrackKind
from programs.models import Cohort
from tests.accounts.factories import UserFactory
from tests.programs.factories import CohortFactory, LeadershipFactory, PolicyFactory, ProgramFactory, TrackFactory
from tests.scenario.people import PASSWORD, Actor, at
from tests.services.workers import wait_until

FORMS = Path(__file__).resolve().parents[2] / "mentorship" / "demo" / "csv"
THE_FIRST_MORNING = dt.datetime(2027, 1, 4, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
GOAL = "Five supervised shoulder reductions by the end of the rotation"


@pytest.fixture
def cohort(transactional_db: None) -> Cohort:
    """An empty cohort of the clerkship, open for people, with its leader."""
    program = ProgramFactory(name="Emergency Medicine Clerkship")
    leader = UserFactory(full_name="Rosa Lindqvist", email="leader@example.org")
    give_password(leader)
    LeadershipFactory(program=program, user=leader)
    cohort = CohortFactory(program=program, name="Spring 2027", stage=CohortStage.ENROLLING)
    PolicyFactory(cohort=cohort)
    for kind, name in TrackKind.choices[:3]:
        TrackFactory(cohort=cohort, kind=kind, name=name)
    return cohort


def give_password(person: User) -> None:
    """Stand in for the password somebody sets after following their invitation."""
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])


def celery_sends_what_is_due() -> Counter[tuple[str, str]]:
    """Let the worker plan and deliver as beat would, and return what left: address and subject."""
    mail.outbox.clear()
    for task in ("notifications.plan_due", "notifications.deliver_due"):
        LastRun.objects.filter(name=task).delete()
        app.send_task(task)
        wait_until(LastRun.objects.filter(name=task).exists, seconds=60)
    return Counter((message.to[0], message.subject) for message in mail.outbox)


def to(person: Actor, sent: Counter[tuple[str, str]]) -> list[str]:
    """The subjects that reached this person."""
    return sorted(subject for address, subject in sent.elements() if address == person.email)


def the_leader_imports(leader: Actor, cohort: Cohort, who: str, count: int) -> None:
    leader.visitor.go(f"/admin/programs/cohort/{cohort.pk}/change/")
    leader.press("Import participants")
    leader.page.locator(f"[name=role][value={who.removesuffix('s')}]").check()
    leader.page.locator("[name=file]").set_input_files(FORMS / f"emergency_medicine_{who}.csv")
    leader.press("Show me the rows")
    leader.press(f"Import {count} people")
    expect(leader.page.get_by_role("heading", name="Imported")).to_be_visible()


def the_leader_matches_and_publishes(leader: Actor, cohort: Cohort) -> None:
    leader.press("Matching")
    leader.press("Run the matching")
    expect(leader.page.get_by_role("heading", name="The result")).to_be_visible(timeout=60_000)
    run = cohort.match_runs.get()
    leader.sees("Why these two")
    other = run.proposals.exclude(mentee__user__email="mentee@example.org").order_by("pk").first()
    leader.page.get_by_role("link", name=f"Change {other.mentee.user.full_name}").click()
    leader.page.get_by_role("button", name=re.compile("^Choose")).first.click()
    leader.sees("chosen by you")
    assert run.proposals.filter(is_by_hand=True).count() == 1
    leader.press("Publish")
    leader.press("Publish and send the mails")
    wait_until(lambda: Pairing.objects.filter(mentee__cohort=cohort).exists())


def the_pair_accepts(mentor: Actor, mentee: Actor) -> None:
    links = {
        person: link_in_the_mail(person, f"{other.user.full_name} is proposed")
        for person, other in ((mentor, mentee), (mentee, mentor))
    }
    for person, link in links.items():
        person.sign_in(wants=link)
        person.press("Accept")
        expect(person.page.get_by_role("button", name="Accept")).to_have_count(0)


def link_in_the_mail(person: Actor, subject: str) -> str:
    """The path behind the link of the mail that this person got."""
    message = next(one for one in mail.outbox if one.to == [person.email] and subject in one.subject)
    found = re.search(r"https?://[^/\s]+(/\S+)", str(message.body))
    assert found, message.body
    return found[1]


EXPECTED = {"clinical": "main", "career": "some", "research": "none", "reach": "email"}


def each_says_what_they_expect(mentor: Actor, mentee: Actor) -> None:
    """They expect the same, but for how often they meet; they settle it before anybody signs."""
    for person, rhythm in ((mentor, "monthly"), (mentee, "weekly")):
        person.takes_the_next_step("Say what you expect")
        for name, answer in {**EXPECTED, "how_often": rhythm}.items():
            person.page.locator(f"input[name={name}][value={answer}]").check(force=True)
        person.press("Keep my answers")
    expect(mentee.page.get_by_text("you differ")).to_have_count(1)
    mentee.fill("How often to meet", "Every week until the first reduction, then every two weeks.")
    mentee.press("Write it into the agreement")
    mentee.sees("Now read it and sign.")


def the_pair_signs(mentor: Actor, mentee: Actor) -> None:
    for person in (mentor, mentee):
        person.takes_the_next_step("Sign the agreement")
        expect(person.page.get_by_text("Confidentiality").first).to_be_visible()
        person.fill("Your full name", person.user.full_name)
        person.press("Sign the agreement")
        person.sees(f"{person.user.full_name}, ")


def the_mentee_writes_the_goal(mentee: Actor) -> None:
    mentee.takes_the_next_step("Write your first goal")
    mentee.fill("What do you want to be able to do?", GOAL)
    mentee.fill("How many", "5")
    mentee.page.get_by_label("Of what").select_option("procedures")
    mentee.page.get_by_label("Which one").select_option(label="Shoulder reduction")
    mentee.fill("By when", "2027-06-18")
    mentee.tap("How confident are you today?", "3")
    mentee.fill("Where do you stand today?", "Two in simulation, none on a patient.")
    mentee.fill("What could help?", "Weekly simulation; three bedside observations.")
    mentee.fill("What will you do?", "Book the Tuesday simulation slots and ask for feedback after each.")
    mentee.press("Keep as a draft")
    expect(mentee.page.get_by_role("heading", name=GOAL)).to_be_visible()
    mentee.fill("What will be done?", "Book Tuesday simulation slots")
    mentee.page.locator("#actions").get_by_label("By when").fill("2027-01-11")
    mentee.press("Add the action")
    mentee.sees("Book Tuesday simulation slots")


def the_mentor_agrees(mentor: Actor) -> None:
    mentor.takes_the_next_step("Agree on Lena")
    mentor.press("Agree to this goal")
    mentor.sees("Agreed")


def they_plan_weekly_meetings(mentee: Actor) -> None:
    mentee.takes_the_next_step("Plan your")
    mentee.fill("Day", "2027-01-12")
    mentee.fill("Time", "17:00")
    mentee.fill("Place or link", "Simulation centre")
    mentee.page.get_by_label("How often").select_option(label="Every week")
    mentee.press("Plan")
    mentee.sees("Tuesday 12 January")


def it_stands_in_the_calendar(mentee: Actor) -> None:
    mentee.visitor.go("/calendar/")
    mentee.press("Make my address")
    address = mentee.page.locator(".secret-address code").inner_text()
    with urlopen(address) as answer:  # noqa: S310 - our own server
        calendar = icalendar.Calendar.from_ical(answer.read())
    starts = sorted(event.decoded("dtstart") for event in calendar.walk("VEVENT"))
    assert starts[0].isoformat() == "2027-01-12T17:00:00+00:00"
    assert "simulation" in calendar.to_ical().decode().lower()
    assert "shoulder" not in calendar.to_ical().decode().lower()


def they_met(mentor: Actor, mentee: Actor) -> None:
    mentor.sign_in()
    mentor.takes_the_next_step("Confirm your meeting with Lena")
    mentor.press("Yes, we met")
    mentor.sees("Held")
    mentee.sign_in()
    mentee.takes_the_next_step("Sum up your meeting")
    mentee.fill("What I learned", "Slow traction works better than force.")
    mentee.press(re.compile("^Share"))
    mentee.sees("Slow traction works better than force.")


def the_mentor_logs_a_mini_cex(mentor: Actor, *, next_step: str, is_asked: bool) -> None:
    """Log what was seen; whether the mentor also assesses formally is asked the first time alone."""
    mentor.visitor.go("/")
    lena = mentor.page.get_by_role("listitem").filter(has_text="Lena Fischer")
    lena.get_by_role("link", name=re.compile("^Mini-CEX")).first.click()
    mentor.tap("Where", "Emergency department")
    mentor.tap("Patient", "New patient")
    mentor.page.get_by_label("Procedure or skill").select_option(label="Shoulder reduction")
    mentor.tap("Supervision", "2b · supervisor in the room, ready to step in")
    for domain in ("Physical examination", "Clinical judgment", "Overall clinical competence"):
        mentor.tap(domain, "6")
    mentor.fill("Went well", "Calm, explained each step.")
    mentor.fill("To improve", "Check the nerve before and after.")
    mentor.fill("One next step", next_step)
    if is_asked:
        mentor.tap("Do you also assess", "No")
    else:
        mentor.sees("You told us that you do not assess formally.")
    mentor.press(re.compile("^Send to"))
    expect(mentor.page.get_by_role("button", name=re.compile("^Send to"))).to_have_count(0)
    mentor.sees(next_step)


def the_mentee_makes_the_next_step_an_action(mentee: Actor, next_step: str) -> None:
    mentee.takes_the_next_step("Read what")
    mentee.sees(next_step)
    mentee.press("Make it an action")
    mentee.sees("It is one of the actions now.")


def the_mentee_logs_a_procedure(mentee: Actor, day: str) -> None:
    mentee.visitor.go("/portfolio/procedures/new/")
    mentee.page.get_by_role("combobox", name="Procedure").select_option(label="Shoulder reduction")
    mentee.fill("Day", day)
    mentee.tap("Done on a", "Patient")
    mentee.tap("Supervision", "3a · supervisor close by, everything double-checked")
    mentee.press("Put it in my logbook")
    expect(mentee.page.get_by_role("button", name="Put it in my logbook")).to_have_count(0)


def they_look_back(mentor: Actor, mentee: Actor) -> None:
    for person in (mentor, mentee):
        person.sign_in()
        person.takes_the_next_step("Look back")
        person.fill("What goes well?", "We meet every week.")
        person.tap("How well does this pairing work for you?", "5 · very well")
        person.tap("What do you suggest?", "Continue")
        person.press("Save my answers")
        person.sees("Your answers are saved.")
    mentee.sees("Side by side")
    mentee.press("Close the review")
    mentee.sees("The review is closed.")


def the_goal_is_achieved(mentor: Actor, mentee: Actor) -> None:
    mentor.takes_the_next_step("Confirm what Lena")
    mentor.press("Confirm: achieved")
    mentor.sees("Achieved")
    mentee.takes_the_next_step("Rate your confidence")
    mentee.tap("How confident are you now?", "8")
    mentee.press("Keep my rating")
    mentee.visitor.go("/portfolio/")
    mentee.sees(GOAL)
    mentee.sees(re.compile("5 documented"))


def the_leader_reads_the_report(leader: Actor) -> None:
    leader.sign_in()
    leader.sees("Where the pairs stand")
    leader.press("Reports")
    leader.sees("Are pairs meeting, and is somebody watching?")
    expect(leader.page.locator(".chart-wide svg").first).to_be_visible()
    with leader.page.expect_download() as download:
        leader.press("Get it as a spreadsheet")
    book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    figures = {row[0].value: row[1].value for row in book["Figures"].iter_rows(min_row=2)}
    assert figures["Goals achieved"] == "100 % (1 of 1)"
    assert figures["Feedback given"] == "3"
    assert figures["Reviews on time"] == "100 % (1 of 1)"
    pairs = {row[0].value: row for row in book["Pairs"].iter_rows(min_row=2)}
    assert pairs["Lena Fischer"][1].value == "mentee@example.org"


@pytest.mark.browser
@pytest.mark.redis
@pytest.mark.postgres
@pytest.mark.slow
def test_from_the_import_to_the_achieved_goal(visit, cohort, celery_worker_thread):
    leader, mentee = Actor(visit(), "leader@example.org"), Actor(visit(phone=True), "mentee@example.org")
    with at(THE_FIRST_MORNING) as move_on_to:
        leader.sign_in(wants="/admin/")
        the_leader_imports(leader, cohort, "mentees", 60)
        the_leader_imports(leader, cohort, "mentors", 25)
        the_leader_matches_and_publishes(leader, cohort)
        pairing = Pairing.objects.get(mentee__user__email=mentee.email)
        mentor = Actor(visit(phone=True), pairing.mentor.user.email)
        give_password(mentee.user)
        give_password(mentor.user)

        asked = celery_sends_what_is_due()
        assert to(mentee, asked)
        assert to(mentor, asked)
        the_pair_accepts(mentor, mentee)
        assert f"Say what you expect of your work with {mentor.user.full_name}" in to(
            mentee, celery_sends_what_is_due()
        )
        assert not celery_sends_what_is_due()
        each_says_what_they_expect(mentor, mentee)
        assert f"Sign your agreement with {mentor.user.full_name}" in to(mentee, celery_sends_what_is_due())
        the_pair_signs(mentor, mentee)
        pairing.refresh_from_db()
        assert pairing.is_active
        the_mentee_writes_the_goal(mentee)
        the_mentor_agrees(mentor)
        they_plan_weekly_meetings(mentee)
        invited = celery_sends_what_is_due()
        assert to(mentor, invited)
        assert [name for message in mail.outbox for name, _content, _type in message.attachments] == [
            "invitation.ics"
        ] * len(mail.outbox)
        it_stands_in_the_calendar(mentee)

        move_on_to(THE_FIRST_MORNING + 8 * DAY)
        reminded = celery_sends_what_is_due()
        assert to(mentee, reminded) == [
            "One of your actions is past its day",
            f"You meet {mentor.user.get_short_name()} on Tuesday 12 January, 17:00",
        ]
        assert to(mentor, reminded) == ["You meet Lena on Tuesday 12 January, 17:00"]
        assert not celery_sends_what_is_due()

        move_on_to(THE_FIRST_MORNING + 9 * DAY)
        they_met(mentor, mentee)
        for number in (1, 2, 3):
            next_step = f"Practise the Cunningham technique, round {number}"
            the_mentor_logs_a_mini_cex(mentor, next_step=next_step, is_asked=number == 1)
        the_mentee_makes_the_next_step_an_action(mentee, "Practise the Cunningham technique")
        the_mentee_logs_a_procedure(mentee, "2027-01-13")
        mentee.visitor.go("/")
        mentee.sees(re.compile("4 of 5"))
        the_mentee_logs_a_procedure(mentee, "2027-01-13")

        move_on_to(THE_FIRST_MORNING + 31 * DAY)
        app.send_task("evaluation.open_due_reviews")
        wait_until(pairing.reviews.exists, seconds=60)
        assert any("look back" in subject.lower() for subject in to(mentee, celery_sends_what_is_due()))
        they_look_back(mentor, mentee)
        the_goal_is_achieved(mentor, mentee)
        the_leader_reads_the_report(leader)
